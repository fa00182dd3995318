"""Roles, users and their policies."""

from .table import only, word


def trusting(found, service):
    """The account's one role that a service assumes."""
    roles = found.client("iam").list_roles()["Roles"]
    return only((r["Arn"] for r in roles if service in str(r["AssumeRolePolicyDocument"])), f"role of {service}")


@word("FLOW_LOGS_ROLE_ARN")
def flow_logs(found):
    """The role by which flow logs reach CloudWatch Logs."""
    return trusting(found, "vpc-flow-logs.amazonaws.com")


@word("IAM_USER")
def user(found):
    """The finding's user."""
    return found.resource["name"] if found.is_a("AWS::IAM::User") else only([], "user")


@word("IAM_ROLE")
def role(found):
    """The finding's role."""
    return found.resource["name"] if found.is_a("AWS::IAM::Role") else only([], "role")


@word("INLINE_POLICY")
def inline_policy(found):
    """The one inline policy of the finding's user or role."""
    iam = found.client("iam")
    if found.is_a("AWS::IAM::User"):
        return only(iam.list_user_policies(UserName=user(found))["PolicyNames"], "inline policy")
    return only(iam.list_role_policies(RoleName=role(found))["PolicyNames"], "inline policy")
