"""IAM Identity Center of the organization: its group of operators is let into every environment."""

from layer.names import ACCOUNTS, GLOBAL, HOME
from moto.ssoadmin.models import Instance

from . import identities
from .made import backend

OPERATORS = "93a7c2e0-5d10-4b6e-9f5a-000000000001"


def build(cloud, world):
    """The instance, a permission set, and its assignments; from the management account."""
    account = ACCOUNTS["management"]
    instance = Instance(account, HOME)
    instance.name = "innovate"
    backend("sso-admin", account).instances.append(instance)
    client = cloud.client("sso-admin")
    made = client.create_permission_set(Name="AdministratorAccess", InstanceArn=instance.instance_arn, SessionDuration="PT1H")
    world.organization.update(instance=instance.instance_arn, permission_set=made["PermissionSet"]["PermissionSetArn"])
    for env in world.envs.values():
        client.create_account_assignment(
            InstanceArn=instance.instance_arn, PermissionSetArn=world.organization["permission_set"], TargetId=env.account,
            TargetType="AWS_ACCOUNT", PrincipalType="GROUP", PrincipalId=OPERATORS,
        )


def enter(cloud, env):
    """What Identity Center makes in an account that it lets people into: a provider, and a role for the permission set."""
    name = f"AWSSSO_{env.account}abcd_DO_NOT_DELETE"
    provider = identities.saml_provider(cloud, name)
    condition = {"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}
    trust = identities.trust({"Federated": provider}, ["sts:AssumeRoleWithSAML", "sts:TagSession"], condition)
    role = f"AWSReservedSSO_AdministratorAccess_{env.account}abcd"
    env.roles["operators"] = identities.role(cloud, role, trust, Path=f"/aws-reserved/sso.amazonaws.com/{HOME}/")
    cloud.client("iam", GLOBAL).attach_role_policy(RoleName=role, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
