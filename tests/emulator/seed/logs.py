"""The log groups of an environment: its cluster's, its containers', its database's."""

from layer.names import HOME

KEPT = 90
CONTAINERS = ("application", "dataplane", "host", "performance")


def build(cloud, env):
    """Makes them before what logs to them: a group that AWS makes by itself keeps everything for ever."""
    of_cluster(cloud, env, env.label)
    group(cloud, env, f"/aws/rds/cluster/{env.label}/postgresql")


def of_cluster(cloud, env, name):
    """The groups of an EKS cluster's control plane and of its containers."""
    group(cloud, env, f"/aws/eks/{name}/cluster")
    for part in CONTAINERS:
        group(cloud, env, f"/aws/containerinsights/{name}/{part}")


def group(cloud, env, name):
    """A group that a key of the company's own encrypts, and that keeps its events for a while."""
    logs = cloud.client("logs", HOME)
    logs.create_log_group(logGroupName=name, kmsKeyId=env.keys["logs"])
    logs.put_retention_policy(logGroupName=name, retentionInDays=KEPT)
