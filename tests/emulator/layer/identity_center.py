"""IAM Identity Center: whose instance is whose. moto gives each account one in each region."""

from moto.backends import get_backend
from moto.ssoadmin.models import SSOAdminBackend

from .answers import Refusal, amends, answers, sets
from .names import ACCOUNTS

_create = SSOAdminBackend.__init__


def _without_instance(self, region_name, account_id):
    _create(self, region_name, account_id)
    self.instances.clear()


SSOAdminBackend.__init__ = _without_instance
sets("sso-admin:ListInstances *", "that most accounts have no instance, and most regions either")


def central(region):
    """moto's store of the organization's instance, if that lives in the region."""
    return get_backend("sso-admin")[ACCOUNTS["management"]][region]


@amends("sso-admin:ListInstances", "the organization's instance, as its members see it")
def instances(call, answer):
    """Beside the account's own; null members are left out."""
    if call.account != ACCOUNTS["management"]:
        answer["Instances"] += [instance.to_json() for instance in central(call.region).instances]
    answer["Instances"] = [{k: v for k, v in found.items() if v is not None} for found in answer["Instances"]]


@answers("sso-admin:ListAccountsForProvisionedPermissionSet", "accounts: moto provisions to the caller's alone")
def provisioned(call):
    """Those that somebody is let into by the set. There are few: one page."""
    wanted = call.params["PermissionSetArn"]
    found = {a.target_id for a in central(call.region).account_assignments if a.permission_set_arn == wanted}
    return {"AccountIds": sorted(found)}


@answers("sso-admin:DeleteInstance", "the end of an account's own instance")
def delete(call):
    """The organization's is not the business of its members."""
    held, wanted = get_backend("sso-admin")[call.account][call.region].instances, call.params["InstanceArn"]
    if wanted not in [found.instance_arn for found in held]:
        raise Refusal("ResourceNotFoundException", "The instance was not found.")
    held[:] = [found for found in held if found.instance_arn != wanted]
    return {}
