"""What policies allow: guardrails of the organization, and who is let in."""

import json

from layer.identity import organization
from layer.names import ACCOUNTS, GLOBAL, HOME
from layer.store import held
from seed import accounts

from .table import deviation

OUTSIDE = "999999999999"


def _guardrail(cloud, world, keep):
    """The guardrails without some statements."""
    content = {**accounts.GUARDRAIL, "Statement": [s for s in accounts.GUARDRAIL["Statement"] if keep(s)]}
    cloud.client("organizations", GLOBAL).update_policy(PolicyId=world.organization["policy"], Content=json.dumps(content))
    return world.organization["policy"]


@deviation("guardrail-leaves-the-trail-open", "no policy keeps environments from stopping the trail (named: the policy)")
def open_trail(cloud, world):
    """They can still not leave."""
    return _guardrail(cloud, world, lambda s: s["Sid"] != "KeepTheTrail")


@deviation("guardrail-leaves-regions-open", "no policy keeps environments to their regions (named: the policy)")
def open_regions(cloud, world):
    """Somebody works from Sydney."""
    return _guardrail(cloud, world, lambda s: s["Sid"] != "KnownRegionsOnly")


@deviation("guardrail-leaves-root-users-free", "no policy stops the root users (named: the policy)")
def free_root_users(cloud, world):
    """A statement was taken out for an emergency."""
    return _guardrail(cloud, world, lambda s: s["Sid"] != "NoRootUser")


@deviation("organization-without-guardrails-enabled", "service control policies are switched off (named: the organization)", also=["every guardrail"])
def switched_off(cloud, world):
    """The policies are still attached."""
    cloud.client("organizations", GLOBAL).disable_policy_type(RootId=world.organization["root"], PolicyType="SERVICE_CONTROL_POLICY")
    return organization().org.id


@deviation("organization-shares-invoices-alone", "the organization has consolidated billing alone (named)")
def invoices(cloud, world):
    """As it was made years ago."""
    organization().org.feature_set = "CONSOLIDATED_BILLING"
    return organization().org.id


def _allow(principal, action, resource="*", condition=None):
    statement = {"Sid": "Shared", "Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource}
    return statement | ({"Condition": condition} if condition else {})


@deviation("prod-bucket-shared-with-dev", "a bucket admits the dev account (named)")
def shared_bucket(cloud, env):
    """For a one-time copy."""
    s3, name = cloud.client("s3"), f"{env.label}-exports"
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": HOME})
    arn = f"arn:aws:s3:::{name}"
    statement = _allow({"AWS": f"arn:aws:iam::{ACCOUNTS['dev']}:root"}, ["s3:GetObject", "s3:ListBucket"], [arn, f"{arn}/*"])
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    return arn


@deviation("prod-key-shared-outside", "a key admits an account outside the organization (named)")
def shared_key(cloud, env):
    """A contractor's."""
    kms, key = cloud.client("kms"), env.keys["database"]
    policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    policy["Statement"].append(_allow({"AWS": OUTSIDE}, ["kms:Decrypt", "kms:DescribeKey"]))
    kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy))
    return key


@deviation("prod-secret-open-to-the-organization", "a secret admits every account of the organization (named)")
def open_secret(cloud, env):
    """Only the organization's id limits it."""
    secrets = cloud.client("secretsmanager")
    found = next(s for s in secrets.list_secrets()["SecretList"] if not s["Name"].startswith("rds!"))
    condition = {"StringEquals": {"aws:PrincipalOrgID": organization().org.id}}
    statement = _allow("*", "secretsmanager:GetSecretValue", condition=condition)
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    secrets.put_resource_policy(SecretId=found["ARN"], ResourcePolicy=policy)
    return found["ARN"]


@deviation("prod-vault-open-outside", "a backup vault admits an account outside the organization (named)")
def open_vault(cloud, env):
    """Whoever copies recovery points out has the whole database."""
    vault = cloud.client("backup").list_backup_vaults()["BackupVaultList"][0]
    statement = _allow({"AWS": f"arn:aws:iam::{OUTSIDE}:root"}, "backup:CopyIntoBackupVault")
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    held(env.account, HOME, "vault policies")[vault["BackupVaultName"]] = policy
    return vault["BackupVaultArn"]
