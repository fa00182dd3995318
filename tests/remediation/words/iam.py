"""Roles, users and their policies."""

from .table import its_own, only, word

#: AWS's own policies for registries that let nobody push.
PULLING = ("AmazonEC2ContainerRegistryReadOnly", "AmazonEC2ContainerRegistryPullOnly")


@word("IAM_USER")
def user(found):
    """The finding's user: a shell's `$USER` is somebody else."""
    return its_own(found, "AWS::IAM::User")


@word("ROLE")
def role(found):
    """The finding's role."""
    return its_own(found, "AWS::IAM::Role")


@word("INLINE_POLICY")
def inline_policy(found):
    """The one inline policy of the finding's user or role."""
    iam = found.client("iam")
    if found.is_a("AWS::IAM::User"):
        return only(iam.list_user_policies(UserName=user(found))["PolicyNames"], "inline policy")
    return only(iam.list_role_policies(RoleName=role(found))["PolicyNames"], "inline policy")


@word("PUSH_POLICY_ARN")
def push_policy(found):
    """The policy on the finding's role that lets it push images."""
    attached = found.client("iam").list_attached_role_policies(RoleName=role(found))["AttachedPolicies"]
    names = (p for p in attached if "ContainerRegistry" in p["PolicyName"] and p["PolicyName"] not in PULLING)
    return only((p["PolicyArn"] for p in names), "policy that lets push")


def named(found, ending):
    """The account's one role whose name ends so."""
    pages = found.client("iam").get_paginator("list_roles").paginate()
    return only((r["RoleName"] for page in pages for r in page["Roles"] if r["RoleName"].endswith(ending)), f"role {ending}")


@word("FLOW_LOGS_ROLE_ARN")
def flow_logs_role(found):
    """The role by which flow logs reach CloudWatch Logs."""
    return found.client("iam").get_role(RoleName=named(found, "-flow-logs"))["Role"]["Arn"]


@word("DEPLOY_ROLE")
def deploy_role(found):
    """The role that the pipeline assumes."""
    return named(found, "-deploy")


@word("NODE_ROLE")
def node_role(found):
    """The role of the cluster's nodes."""
    return named(found, "-node")


@word("SECRETS_CONTROLLER_ROLE")
def secrets_controller_role(found):
    """The role of External Secrets."""
    return named(found, "-external-secrets")


@word("SECRETS_CONTROLLER_POLICY")
def secrets_controller_policy(found):
    """The policy that is written into that role."""
    listed = found.client("iam").list_role_policies(RoleName=secrets_controller_role(found))["PolicyNames"]
    return only(listed, "policy in the role of External Secrets")


@word("DIRECTORY_METADATA")
def directory_metadata(_found):
    """The SAML metadata that the company's directory hands out."""
    return f'<EntityDescriptor entityID="https://login.innovate.example/saml">{"." * 1000}</EntityDescriptor>'


@word("GITHUB_REPOSITORY")
def github_repository(_found):
    """The application's repository on GitHub, after its owner."""
    return "innovate-inc/app"
