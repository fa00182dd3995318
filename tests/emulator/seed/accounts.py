"""The organization: four accounts, one unit for the environments, a guardrail on it."""

import json

from layer.names import ACCOUNTS, ENVIRONMENTS, GLOBAL, REGIONS

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
    for name in ENVIRONMENTS:
        create_account(client, name)
        client.move_account(AccountId=ACCOUNTS[name], SourceParentId=root, DestinationParentId=unit)
    policy = client.create_policy(
        Name="guardrails", Description="What no environment may do", Type="SERVICE_CONTROL_POLICY", Content=json.dumps(GUARDRAIL)
    )["Policy"]["PolicySummary"]["Id"]
    client.attach_policy(PolicyId=policy, TargetId=unit)
    world.organization.update(root=root, unit=unit, policy=policy)


def create_account(client, name):
    """An account; the layer knows the ids of ours."""
    client.create_account(AccountName=name, Email=f"aws+{name}@innovate.example")
