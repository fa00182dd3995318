"""The organization: four accounts, one unit for the environments, a guardrail on it."""

import json

from layer.identity import organization
from layer.names import ACCOUNTS, ENVIRONMENTS, GLOBAL, REGIONS
from moto.organizations import utils

GUARDRAIL = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "StayInTheOrganization", "Effect": "Deny", "Action": "organizations:LeaveOrganization", "Resource": "*"},
        {
            "Sid": "KeepTheTrail", "Effect": "Deny", "Resource": "*",
            "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors"],
        },
        {
            "Sid": "KnownRegionsOnly", "Effect": "Deny", "Resource": "*",
            "NotAction": ["iam:*", "organizations:*", "sts:*", "cloudfront:*", "route53:*", "support:*", "wafv2:*", "budgets:*"],
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": list(REGIONS)}},
        },
        {
            "Sid": "NoRootUser", "Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}},
        },
    ],
}


def build(cloud, world):
    """Makes the organization from the management account."""
    client = cloud.client("organizations", GLOBAL)
    client.create_organization(FeatureSet="ALL")
    root = client.list_roots()["Roots"][0]["Id"]
    client.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    unit = client.create_organizational_unit(ParentId=root, Name="Workloads")["OrganizationalUnit"]["Id"]
    master = next(account for account in organization().accounts if account.id == ACCOUNTS["management"])
    master.name, master.email, master.joined_method = "management", "aws+management@innovate.example", "INVITED"
    for name in ENVIRONMENTS:
        create_account(client, name, ACCOUNTS[name])
        client.move_account(AccountId=ACCOUNTS[name], SourceParentId=root, DestinationParentId=unit)
    policy = client.create_policy(
        Name="guardrails", Description="What no environment may do", Type="SERVICE_CONTROL_POLICY", Content=json.dumps(GUARDRAIL)
    )["Policy"]["PolicySummary"]["Id"]
    client.attach_policy(PolicyId=policy, TargetId=unit)
    for found in organization().policies:
        if found.id == utils.DEFAULT_RCP_POLICY_ID:
            found.attachments.clear()  # AWS attaches it when resource control policies are switched on, moto always.
    world.organization.update(root=root, unit=unit, policy=policy)


def create_account(client, name, account_id):
    """An account with an id of our choice: moto draws one."""
    draw, utils.make_random_account_id = utils.make_random_account_id, lambda: account_id
    try:
        client.create_account(AccountName=name, Email=f"aws+{name}@innovate.example")
    finally:
        utils.make_random_account_id = draw
