"""Writes of EKS, KMS and SQS that moto has and that forget, or refuse, what AWS takes: mended in moto's own classes."""

from moto.ec2.models import ec2_backends
from moto.eks.exceptions import InvalidParameterException
from moto.eks.models import EKSBackend
from moto.kms.models import KmsBackend
from moto.sqs.models import Queue

from .answers import amends, mends, sets


@mends(Queue, "_set_attributes")
def _attributes(change, self, attributes, *arguments):
    """moto forgets the queue's policy when another attribute is set."""
    kept = {"Policy": self.policy} if hasattr(self, "_policy_json") and self.policy else {}
    change(self, {**kept, **attributes}, *arguments)


def _by_arn(change, self, key_id):
    """moto finds the key by its id alone."""
    return change(self, self.get_key_id(key_id))


for _name in ("enable_key", "disable_key", "cancel_key_deletion"):
    mends(KmsBackend, _name)(_by_arn)


@mends(EKSBackend, "update_cluster_config")
def _config(update, self, name, resources_vpc_config, logging=None, **members):
    """What is not given stays as it is, and so do the zones; of the kinds of logs, those that are named change."""
    found = self.clusters.get(name)
    if found and resources_vpc_config:
        if subnets := resources_vpc_config.get("subnetIds"):
            zones = [_zones(self, chosen) for chosen in (found.resources_vpc_config["subnetIds"], subnets)]
            if zones[0] != zones[1]:
                raise InvalidParameterException("Provided subnets belong to other Availability Zones than the cluster's")
        resources_vpc_config = {**found.resources_vpc_config, **resources_vpc_config}
    if found and logging:
        logging = _merged(found.logging, logging)
    return update(self, name, resources_vpc_config, logging, **members)


def _zones(backend, subnets):
    return {ec2_backends[backend.account_id][backend.region_name].get_subnet(subnet).availability_zone for subnet in subnets}


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
sets("kms:EnableKey, DisableKey, CancelKeyDeletion KeyId", "keys by their ARN")
sets("sqs:SetQueueAttributes Policy", "stays when it is not given")
