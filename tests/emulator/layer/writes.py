"""Writes that moto has and that forget, or refuse, what AWS takes: mended in moto's own classes."""

from moto.eks.models import EKSBackend
from moto.kms.models import KmsBackend
from moto.rds.models import DBCluster, DBClusterSnapshot, RDSBackend
from moto.sqs.models import Queue

from .answers import amends, sets

#: moto keeps the request's name for it, which nothing reads.
DBCluster.enable_iam_database_authentication = property(
    lambda self: self.iam_auth, lambda self, value: self.__dict__.update(iam_auth=value)
)


def _mend(owner, name):
    """Replaces a method by a function that is given the method."""

    def replace(function):
        original = getattr(owner, name)
        setattr(owner, name, lambda self, *arguments, **members: function(original, self, *arguments, **members))
        return function

    return replace


@_mend(RDSBackend, "modify_db_subnet_group")
def _subnet_group(modify, self, subnet_name, *arguments, **members):
    """moto takes the group out and does not put it back."""
    self.subnet_groups[subnet_name] = found = modify(self, subnet_name, *arguments, **members)
    return found


@_mend(DBClusterSnapshot, "__init__")
def _snapshot(create, self, backend, cluster, *arguments, **members):
    """A snapshot says how it is encrypted, and whose it is."""
    create(self, backend, cluster, *arguments, **members)
    self.db_cluster_resource_id = cluster.db_cluster_resource_id
    self.storage_encryption_type = "sse-kms" if members.get("kms_key_id") else getattr(cluster, "storage_encryption_type", None)


@_mend(RDSBackend, "copy_db_cluster_snapshot")
def _copy(copy, self, source_db_cluster_snapshot_identifier, *arguments, **members):
    """A copy says what it is a copy of."""
    made = copy(self, source_db_cluster_snapshot_identifier, *arguments, **members)
    made.source_db_cluster_snapshot_arn = self.get_db_cluster_snapshot(source_db_cluster_snapshot_identifier).arn
    return made


@_mend(Queue, "_set_attributes")
def _attributes(change, self, attributes, *arguments):
    """moto forgets the queue's policy when another attribute is set."""
    kept = {"Policy": self.policy} if hasattr(self, "_policy_json") and self.policy else {}
    change(self, {**kept, **attributes}, *arguments)


def _by_arn(function, self, key_id):
    """moto finds the key by its id alone."""
    return function(self, self.get_key_id(key_id))


for _name in ("enable_key", "disable_key", "cancel_key_deletion"):
    _mend(KmsBackend, _name)(_by_arn)


@_mend(EKSBackend, "update_cluster_config")
def _config(update, self, name, resources_vpc_config, logging=None, **members):
    """What is not given stays as it is; of the kinds of logs, those that are named change."""
    found = self.clusters.get(name)
    if found and resources_vpc_config:
        resources_vpc_config = {**found.resources_vpc_config, **resources_vpc_config}
    if found and logging:
        logging = _merged(found.logging, logging)
    return update(self, name, resources_vpc_config, logging, **members)


def _merged(before, wanted):
    settings = [setting for source in (before, wanted) for setting in source.get("clusterLogging", [])]
    enabled = {kind: setting.get("enabled", False) for setting in settings for kind in setting.get("types", [])}
    kinds = {state: [kind for kind, on in enabled.items() if on == state] for state in (True, False)}
    return {"clusterLogging": [{"types": types, "enabled": state} for state, types in kinds.items() if types]}


@amends("eks:UpdateClusterConfig", "the update, where moto answers the cluster")
def updated(call, answer):
    """It is done at once."""
    answer["update"] = {"id": call.params["name"], "status": "Successful", "type": "ConfigUpdate"}


sets("eks:UpdateClusterConfig *", "what was not given stays as it is")
sets("rds:ModifyDBSubnetGroup *", "the group, which moto forgets")
sets("rds:CopyDBClusterSnapshot SourceDBClusterSnapshotArn", "what a snapshot is a copy of")
sets("sqs:SetQueueAttributes Policy", "stays when it is not given")
