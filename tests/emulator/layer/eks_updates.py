"""EKS: updates of add-ons, and writes of capabilities. Everything is ready at once."""

from datetime import datetime, timezone

from moto.iam.models import iam_backends

from .answers import Refusal, answers
from .eks import one
from .store import held

addon = one("addons", "addon", "addonName")
capability = one("capabilities", "capability", "capabilityName")


def _update(call, found, kind):
    found["modifiedAt"] = now = datetime.now(timezone.utc)
    return {"update": {"id": call.params.get("clientRequestToken", kind), "status": "Successful", "type": kind, "createdAt": now}}


@answers("eks:UpdateAddon", "add-ons")
def update_addon(call):
    """Another version."""
    found = addon(call)["addon"]
    found["addonVersion"] = call.params.get("addonVersion", found["addonVersion"])
    return _update(call, found, "AddonUpdate")


@answers("eks:UpdateCapability", "capabilities")
def update_capability(call):
    """With a role that there is, the troubles of one that is gone are over."""
    found = capability(call)["capability"]
    role = call.params.get("roleArn", found["roleArn"])
    if role not in (known.arn for known in iam_backends[call.account]["aws"].roles.values()):
        raise Refusal("InvalidParameterException", f"Role {role} does not exist")
    found["roleArn"], found["status"] = role, "ACTIVE"
    found["health"]["issues"] = [issue for issue in found["health"]["issues"] if issue["code"] != "AccessDenied"]
    return _update(call, found, "CapabilityUpdate")


@answers("eks:DeleteCapability", "capabilities")
def delete_capability(call):
    """What it has deployed stays."""
    found = capability(call)["capability"]
    del held(call.account, call.region, "capabilities")[call.params["clusterName"], call.params["capabilityName"]]
    return {"capability": {**found, "status": "DELETING"}}
