"""IAM Identity Center of the organization."""

from layer.names import ACCOUNTS, ENVIRONMENTS

from .organization import central
from .table import only, word


@word("IDENTITY_CENTER_ARN")
def instance(found):
    """The ARN of the organization's instance."""
    listed = central(found, "sso-admin").list_instances()["Instances"]
    return only((i["InstanceArn"] for i in listed), "instance of Identity Center")


@word("PERMISSION_SET_ARN")
def permission_set(found):
    """The ARN of the permission set of whoever operates the environments."""
    listed = central(found, "sso-admin").list_permission_sets(InstanceArn=instance(found))["PermissionSets"]
    return only(listed, "permission set")


@word("OPERATORS_GROUP")
def operators(found):
    """The id of the group that operates the environments."""
    sso, wanted = central(found, "sso-admin"), {"InstanceArn": instance(found), "PermissionSetArn": permission_set(found)}
    assigned = (
        a for name in ENVIRONMENTS
        for a in sso.list_account_assignments(AccountId=ACCOUNTS[name], **wanted)["AccountAssignments"]
    )
    return only({a["PrincipalId"] for a in assigned if a["PrincipalType"] == "GROUP"}, "group of operators")
