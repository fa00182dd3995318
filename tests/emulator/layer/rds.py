"""RDS: what Aurora answers beyond moto: times, encryption, certificates and the engine's default parameters."""

import hashlib
from datetime import datetime, timedelta, timezone

from moto.backends import get_backend
from moto.rds.models import DBCluster, DBInstance, rds_backends

from .answers import Refusal, amends, answers, guards, sets

#: moto computes it from the moment of the call; a deviation needs it stale.
DBCluster.latest_restorable_time = property(
    lambda self: self.__dict__.get("restorable", self.created), lambda self, value: self.__dict__.update(restorable=value)
)
#: moto serves them with "creating" once, then "available": a listing must not change what it lists.
DBCluster.status = property(lambda self: self.__dict__.get("state", "available"), lambda self, value: self.__dict__.update(state=value))

_create_instance = DBInstance.__init__


def _known_authority(self, *arguments, **members):
    _create_instance(self, *arguments, **members)
    if self.ca_certificate_identifier == "rds-ca-default":
        self.ca_certificate_identifier = AUTHORITY
    self.performance_insights_enabled = members.get("enable_performance_insights", False)
    self.performance_insights_kms_key_id = members.get("performance_insights_kms_key_id")


#: moto names an authority that there is not; Terraform would change it, and restart the instance.
DBInstance.__init__ = _known_authority

AUTHORITY = "rds-ca-rsa2048-g1"
AUTHORITIES = {
    "rds-ca-2019": datetime(2024, 8, 22, tzinfo=timezone.utc),
    "rds-ca-rsa2048-g1": datetime(2061, 5, 25, tzinfo=timezone.utc),
    "rds-ca-rsa4096-g1": datetime(2121, 5, 25, tzinfo=timezone.utc),
    "rds-ca-ecc384-g1": datetime(2121, 5, 25, tzinfo=timezone.utc),
}
#: Some of the four hundred parameters of the family, with the engine's defaults; Aurora PostgreSQL 16 does not force TLS.
DEFAULTS = {
    "apg_plan_mgmt.capture_plan_baselines": "off", "array_nulls": "1", "autovacuum": "1", "autovacuum_max_workers": None,
    "babelfishpg_tsql.default_locale": "en_US", "client_encoding": None, "deadlock_timeout": "1000", "datestyle": None,
    "log_connections": None, "log_disconnections": None, "log_min_duration_statement": None, "log_statement": "none",
    "max_connections": "LEAST({DBInstanceClassMemory/9531392},5000)", "password_encryption": None, "rds.force_ssl": "0",
    "rds.log_retention_period": "4320", "rds.logical_replication": "0", "shared_buffers": "SUM({DBInstanceClassMemory/12038},-50003)",
    "shared_preload_libraries": "pg_stat_statements", "ssl": "1", "ssl_min_protocol_version": "TLSv1.2", "timezone": "UTC",
    "track_activity_query_size": "4096", "work_mem": None,
}
DYNAMIC_BOOLEAN = {"ApplyType": "dynamic", "DataType": "boolean", "AllowedValues": "0,1", "IsModifiable": True}


def _parameter(name, value, source):
    shown = {"ParameterName": name, "Source": source, "ApplyMethod": "pending-reboot", "Description": name.replace("_", " ")}
    return {**shown, **DYNAMIC_BOOLEAN, **({} if value is None else {"ParameterValue": value})}


def _page(call, rows):
    """RDS pages by 20 to 100 rows."""
    wanted = [value for f in call.params.get("Filters") or [] if f["Name"] == "parameter-name" for value in f["Values"]]
    rows = [row for row in rows if not wanted or row["ParameterName"] in wanted]
    start, size = int(call.params.get("Marker") or 0), int(call.params.get("MaxRecords") or 100)
    marker = str(start + size) if start + size < len(rows) else None
    return {"Parameters": rows[start : start + size], **({"Marker": marker} if marker else {})}


@answers("rds:DescribeDBClusterParameters", "the engine's defaults, `Source`, the filter and pages: moto lists changed ones only")
def parameters(call):
    """All parameters of a group, those of the user among the engine's."""
    name = call.params["DBClusterParameterGroupName"]
    group = rds_backends[call.account][call.region].db_cluster_parameter_groups.get(name)
    if group is None and not name.startswith("default."):
        raise Refusal("DBParameterGroupNotFound", f"DBParameterGroup not found: {name}", 404)
    changed = group.parameters if group else {}
    rows = []
    for parameter in sorted({*DEFAULTS, *changed}):
        if parameter in changed:
            rows.append(_parameter(parameter, changed[parameter].get("ParameterValue"), "user"))
        else:
            source = "system" if parameter.startswith("rds.") else "engine-default"
            rows.append(_parameter(parameter, DEFAULTS[parameter], source))
    sources = {"user": ["user"], "system": ["system"], "engine-default": ["engine-default"]}.get(call.params.get("Source"))
    return _page(call, [row for row in rows if not sources or row["Source"] in sources])


@answers("rds:DescribeEngineDefaultClusterParameters", "a family's defaults")
def defaults(call):
    """What a group of the family has where it does not say otherwise. From 17 on, TLS is forced."""
    family = call.params["DBParameterGroupFamily"]
    forced = family.startswith("aurora-postgresql") and int(family.removeprefix("aurora-postgresql") or 0) >= 17
    values = {**DEFAULTS, "rds.force_ssl": "1" if forced else "0"}
    answer = _page(call, [_parameter(name, value, "engine-default") for name, value in sorted(values.items())])
    return {"EngineDefaults": {"DBParameterGroupFamily": family, **answer}}


@answers("rds:DescribeCertificates", "the authorities that sign the instances' certificates")
def certificates(call):
    """Today's authorities, and one that has run out."""
    wanted = call.params.get("CertificateIdentifier")
    rows = [
        {
            "CertificateIdentifier": name, "CertificateType": "CA", "Thumbprint": hashlib.sha1(name.encode()).hexdigest(),
            "ValidFrom": till - timedelta(days=14600), "ValidTill": till, "CustomerOverride": False,
            "CertificateArn": f"arn:aws:rds:{call.region}::cert:{name}",
        }
        for name, till in AUTHORITIES.items()
        if wanted in (None, name)
    ]
    return {"DefaultCertificateForNewLaunches": AUTHORITY, "Certificates": rows}


@amends("rds:DescribeDBClusters", "an unencrypted cluster's key, v1 scaling and public addresses, which are absent; members that wait for a restart")
def clusters(call, answer):
    """moto names a key of its own invention for every cluster, and takes every member's parameters for those in effect."""
    held = rds_backends[call.account][call.region].clusters
    for cluster in answer["DBClusters"]:
        _no_invented_key(cluster)
        if cluster.get("EngineMode") != "serverless":
            cluster.pop("ScalingConfigurationInfo", None)
        if cluster.get("Engine", "").startswith("aurora"):
            cluster.pop("PubliclyAccessible", None)  # A Multi-AZ DB cluster's alone.
        waiting = getattr(held.get(cluster["DBClusterIdentifier"]), "pending_reboot", ())
        for member in cluster.get("DBClusterMembers", []):
            if member["DBInstanceIdentifier"] in waiting:
                member["DBClusterParameterGroupStatus"] = "pending-reboot"


@amends("rds:DescribeDBInstances", "the absence of an unencrypted instance's key")
def instances(call, answer):
    """As for clusters; and Aurora's instances have no restorable time of their own."""
    for instance in answer["DBInstances"]:
        _no_invented_key(instance)
        if instance.get("DBClusterIdentifier"):
            instance.pop("LatestRestorableTime", None)


@amends("rds:DescribeDBClusterSnapshots", "the absence of an unencrypted snapshot's key")
def snapshots(call, answer):
    """As for clusters."""
    for snapshot in answer["DBClusterSnapshots"]:
        _no_invented_key(snapshot)


@guards("rds:DeleteDBCluster", "the end of a Multi-AZ DB cluster's instances: moto wants them gone before")
def delete_cluster(call):
    """They go with it, and their interfaces."""
    store = rds_backends[call.account][call.region]
    found = store.clusters.get(call.params["DBClusterIdentifier"])
    if found is None or found.deletion_protection or found.engine.startswith("aurora"):
        return
    for member in list(found.members):
        store.delete_db_instance(member.db_instance_identifier)
        get_backend("ec2")[call.account][call.region].enis.pop(getattr(member, "interface", None), None)


def _no_invented_key(resource):
    if resource.get("KmsKeyId") == "default_kms_key_id":
        resource.pop("KmsKeyId")


sets("rds:DescribeDBClusters StorageEncryptionType, LatestRestorableTime, EarliestRestorableTime", "ages counted from the fork")
sets("rds:DescribeDBInstances CertificateDetails", "the certificate of an instance")
sets("rds:DescribeDBInstances CACertificateIdentifier, PerformanceInsightsEnabled", "the default authority, and what was asked for")
sets("rds:DescribeDBClusterSnapshots *", "a week of automated snapshots, weekly ones, copies in the other region with their source")
sets("secretsmanager:ListSecrets RotationEnabled", "the rotation of a secret that RDS manages")
