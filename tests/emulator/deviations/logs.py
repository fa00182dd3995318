"""CloudWatch: what is logged, and for how long it is kept."""

from seed import logs

from .table import deviation


def _group(env, name):
    return env.backend("logs").groups[name]


@deviation("dev-eks-without-audit-log", "the cluster's control plane logs the API alone (named: the cluster)")
def without_audit(cloud, env):
    """What was asked is logged; who asked is not."""
    env.cluster.logging = {"clusterLogging": [
        {"types": ["api"], "enabled": True}, {"types": ["audit", "authenticator", "controllerManager", "scheduler"], "enabled": False},
    ]}
    return env.cluster.arn


@deviation("prod-eks-log-group-missing", "the group that the cluster logs to is gone (named: the cluster)")
def cluster_group_missing(cloud, env):
    """Somebody deleted it."""
    cloud.client("logs").delete_log_group(logGroupName=f"/aws/eks/{env.label}/cluster")
    return env.cluster.arn


@deviation("prod-container-logs-missing", "what the applications log goes nowhere (named: the cluster)")
def container_group_missing(cloud, env):
    """The agent writes its measurements and no logs."""
    cloud.client("logs").delete_log_group(logGroupName=f"/aws/containerinsights/{env.label}/application")
    return env.cluster.arn


@deviation("staging-aurora-without-log-export", "the database exports no log (named: the cluster)")
def without_export(cloud, env):
    """It keeps its log for three days on its own instances."""
    env.database.enabled_cloudwatch_logs_exports = []
    return env.database.arn


@deviation("staging-aurora-log-group-missing", "the group that the database logs to is gone (named: the cluster)")
def database_group_missing(cloud, env):
    """It was made for another name."""
    cloud.client("logs").delete_log_group(logGroupName=f"/aws/rds/cluster/{env.label}/postgresql")
    return env.database.arn


@deviation("dev-log-group-kept-for-ever", "a log group never forgets (named: the log group)")
def kept(cloud, env):
    """As AWS makes them when nobody says otherwise."""
    name = f"/aws/eks/{env.label}/cluster"
    cloud.client("logs").delete_retention_policy(logGroupName=name)
    return _group(env, name).arn


@deviation("prod-log-group-kept-a-week", "a log group forgets too early (named: the log group)")
def forgotten(cloud, env):
    """Whoever looks into an incident of last month finds nothing."""
    name = f"/aws/rds/cluster/{env.label}/postgresql"
    cloud.client("logs").put_retention_policy(logGroupName=name, retentionInDays=7)
    return _group(env, name).arn


@deviation("dev-log-group-for-delivery", "a log group is of the class that keeps events for a day (named: the log group)")
def for_delivery(cloud, env):
    """Whatever its retention says."""
    found = _group(env, f"/aws/containerinsights/{env.label}/application")
    found.group_class = "DELIVERY"
    return found.arn


@deviation("staging-log-group-without-key", "no key of the company's own encrypts a log group (named: the log group)")
def without_key(cloud, env):
    """The service's own key does."""
    found = _group(env, f"/aws/containerinsights/{env.label}/{logs.CONTAINERS[0]}")
    found.kms_key_id = None
    return found.arn
