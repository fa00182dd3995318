"""RDS: writes that moto has and that forget, or refuse, what AWS takes: mended in moto's own classes."""

import json

from moto.ec2.models import ec2_backends
from moto.rds.models import DBCluster, DBClusterSnapshot, MasterUserSecret, RDSBackend, rds_backends

from .answers import Refusal, guards, mends, sets

#: moto keeps the request's name for it, which nothing reads.
DBCluster.enable_iam_database_authentication = property(
    lambda self: self.iam_auth, lambda self, value: self.__dict__.update(iam_auth=value)
)
#: moto's password could not be told from any other text.
MasterUserSecret._generate_secret_string = lambda self: json.dumps({"username": "innovate", "password": "CANARY-password-never-collected"})


@mends(RDSBackend, "modify_db_subnet_group")
def _subnet_group(modify, self, subnet_name, *arguments, **members):
    """moto takes the group out and does not put it back."""
    self.subnet_groups[subnet_name] = found = modify(self, subnet_name, *arguments, **members)
    return found


@mends(RDSBackend, "modify_db_cluster")
def _renamed(modify, self, wanted):
    """The members of a cluster that gets another name stay its members."""
    before, after = wanted["db_cluster_identifier"], wanted.get("new_db_cluster_identifier")
    members = [found for found in self.databases.values() if after and found.db_cluster_identifier == before]
    made = modify(self, wanted)
    for member in members:
        member.db_cluster_identifier = after
    return made


@mends(RDSBackend, "delete_db_cluster")
def _deleted(delete, self, *arguments, **members):
    """A cluster's automated snapshots go with it."""
    found = delete(self, *arguments, **members)
    for name, snapshot in list(self.cluster_snapshots.items()):
        if snapshot.snapshot_type == "automated" and snapshot.db_cluster_resource_id == found.db_cluster_resource_id:
            del self.cluster_snapshots[name]
    return found


@mends(DBClusterSnapshot, "__init__")
def _snapshot(create, self, backend, cluster, *arguments, **members):
    """A snapshot says how it is encrypted, and whose it is."""
    create(self, backend, cluster, *arguments, **members)
    self.db_cluster_resource_id = cluster.db_cluster_resource_id
    self.storage_encryption_type = "sse-kms" if members.get("kms_key_id") else getattr(cluster, "storage_encryption_type", None)


@guards("rds:CopyDBClusterSnapshot", "the refusal to encrypt a copy of an unencrypted snapshot")
def unencrypted(call):
    """Only a restore encrypts."""
    name = call.params["SourceDBClusterSnapshotIdentifier"]
    region = name.split(":")[3] if name.startswith("arn:") else call.region
    found = rds_backends[call.account][region].cluster_snapshots.get(name.partition(":cluster-snapshot:")[2] or name)
    if found and not found.storage_encrypted and call.params.get("KmsKeyId"):
        raise Refusal("InvalidParameterCombination", "An unencrypted DB cluster snapshot cannot be copied with a KMS key")


@mends(RDSBackend, "copy_db_cluster_snapshot")
def _copy(copy, self, source_db_cluster_snapshot_identifier, *arguments, **members):
    """A copy says what it is a copy of."""
    made = copy(self, source_db_cluster_snapshot_identifier, *arguments, **members)
    made.source_db_cluster_snapshot_arn = self.get_db_cluster_snapshot(source_db_cluster_snapshot_identifier).arn
    return made


@mends(RDSBackend, "restore_db_cluster_from_snapshot")
def _restored(_restore, self, from_snapshot_id, overrides):
    """The snapshot's data, engine and key; everything else as a new cluster has it. moto asks for the master's password."""
    snapshot = self.get_db_cluster_snapshot(from_snapshot_id)
    source = snapshot.cluster
    key = overrides.get("kms_key_id") or (snapshot.kms_key_id if snapshot.storage_encrypted else None)
    kept = {name: getattr(source, name) for name in ("engine", "engine_version", "database_name", "master_username", "port")}
    return self.create_db_cluster({
        **kept, "backup_retention_period": source.backup_retention_period, "master_user_password": "that-of-the-snapshot",
        **overrides, "storage_encrypted": key is not None, "kms_key_id": key,
    })


@mends(RDSBackend, "delete_db_instance")
def _ended(delete, self, *arguments, **members):
    """An instance's interface goes with it."""
    found = delete(self, *arguments, **members)
    ec2_backends[self.account_id][self.region_name].enis.pop(getattr(found, "interface", None), None)
    return found


@mends(RDSBackend, "reboot_db_instance")
def _rebooted(reboot, self, name):
    """It has its cluster's parameters from then on."""
    found = reboot(self, name)
    if cluster := self.clusters.get(found.db_cluster_identifier):
        cluster.pending_reboot = set(getattr(cluster, "pending_reboot", ())) - {name}
    return found


sets("rds:ModifyDBSubnetGroup *", "the group, which moto forgets")
sets("rds:CopyDBClusterSnapshot SourceDBClusterSnapshotArn", "what a snapshot is a copy of")
sets("rds:RestoreDBClusterFromSnapshot *", "what a restore takes from the snapshot")
