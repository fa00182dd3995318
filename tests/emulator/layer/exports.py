"""RDS: which logs a cluster exports once it is changed. moto looks for them under a name that no client sends."""

from moto.rds.models import RDSBackend

from .answers import sets

_modify = RDSBackend.modify_db_cluster


def _with_exports(self, members):
    wanted = members.get("cloudwatch_logs_export_configuration") or {}
    answered = _modify(self, members)  # A copy.
    cluster = self.clusters[answered.db_cluster_identifier]
    kept = [name for name in cluster.enabled_cloudwatch_logs_exports if name not in wanted.get("DisableLogTypes", [])]
    cluster.enabled_cloudwatch_logs_exports = kept + [name for name in wanted.get("EnableLogTypes", []) if name not in kept]
    return answered


RDSBackend.modify_db_cluster = _with_exports
sets("rds:ModifyDBCluster CloudwatchLogsExportConfiguration", "the logs that a cluster exports from then on")
