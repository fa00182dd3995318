"""Roles, users, and what they may do."""

from .table import its_own, only, word

#: AWS's own policies for registries that let nobody push.
PULLING = ("AmazonEC2ContainerRegistryReadOnly", "AmazonEC2ContainerRegistryPullOnly")


@word("ROLE_NAME")
def role(found):
    """The role's name."""
    return its_own(found, "AWS::IAM::Role")


@word("USER_NAME")
def user(found):
    """The user's name."""
    return its_own(found, "AWS::IAM::User")


@word("PUSH_POLICY_ARN")
def push_policy(found):
    """The policy on the role that lets it push images."""
    attached = found.client("iam").list_attached_role_policies(RoleName=role(found))["AttachedPolicies"]
    names = (p for p in attached if "ContainerRegistry" in p["PolicyName"] and p["PolicyName"] not in PULLING)
    return only((p["PolicyArn"] for p in names), "policy that lets push")


@word("USER_POLICY")
def user_policy(found):
    """The policy that is written into the user."""
    return only(found.client("iam").list_user_policies(UserName=user(found))["PolicyNames"], "policy in the user")


@word("ROLE_POLICY")
def role_policy(found):
    """The policy that is written into the role."""
    return only(found.client("iam").list_role_policies(RoleName=role(found))["PolicyNames"], "policy in the role")


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


def named(found, ending):
    """The account's role whose name ends so."""
    pages = found.client("iam").get_paginator("list_roles").paginate()
    return only((r["RoleName"] for page in pages for r in page["Roles"] if r["RoleName"].endswith(ending)), f"role {ending}")


@word("DIRECTORY_METADATA")
def directory_metadata(_found):
    """The SAML metadata that the company's directory hands out."""
    return f'<EntityDescriptor entityID="https://login.innovate.example/saml">{"." * 1000}</EntityDescriptor>'
