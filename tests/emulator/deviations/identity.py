"""Accounts, users, roles."""

import json

from layer.identity import ROOT_USERS, organization
from layer.names import ACCOUNTS, EXTRA, EXTRA_ACCOUNT, GLOBAL, HOME
from moto.ssoadmin.models import Instance
from seed import accounts, identities, sign_in
from seed.made import backend

from .table import deviation


@deviation("account-missing", "staging is not in the organization (named: its id)", also=["every clause of staging, by ORG-01", "ORG-06"])
def missing(cloud, world):
    """Nor can its role be assumed."""
    gone = ACCOUNTS["staging"]
    held = organization()
    held.accounts[:] = [account for account in held.accounts if account.id != gone]
    return gone


@deviation("account-extra", "a fifth account (named), directly under the root", also=["ORG-02"])
def extra(cloud, world):
    """No unit, no guardrail, no scanner's role."""
    accounts.create_account(cloud.client("organizations", GLOBAL), EXTRA)
    return EXTRA_ACCOUNT


@deviation("account-suspended", "dev is suspended (named: its id): its role cannot be assumed", also=["every clause of dev is unknown"])
def suspended(cloud, world):
    """As when the account was closed or its bill is open."""
    found = next(account for account in organization().accounts if account.id == ACCOUNTS["dev"])
    found.status = found.state = "SUSPENDED"
    return found.id


@deviation("guardrail-detached", "the service control policy is attached nowhere (named)")
def detached(cloud, world):
    """FullAWSAccess is all that is left."""
    client = cloud.client("organizations", GLOBAL)
    client.detach_policy(PolicyId=world.organization["policy"], TargetId=world.organization["unit"])
    return world.organization["policy"]


@deviation("management-root-without-mfa", "the management account's root user has no second factor (named: the account)")
def without_mfa(cloud, _):
    """It has a password."""
    ROOT_USERS[ACCOUNTS["management"]] = {"AccountMFAEnabled": 0}
    return ACCOUNTS["management"]


@deviation("dev-user-with-access-key", "a user with an access key (named)", also=["CICD-01"])
def user(cloud, env):
    """Somebody made it for the pipeline."""
    iam = cloud.client("iam", GLOBAL)
    made = iam.create_user(UserName="ci", Tags=[{"Key": "Name", "Value": "ci"}])["User"]["Arn"]
    iam.create_access_key(UserName="ci")
    return made


@deviation("dev-user-with-password", "a user with a console password (named)")
def console_user(cloud, env):
    """Without keys."""
    iam = cloud.client("iam", GLOBAL)
    made = iam.create_user(UserName="admin", Tags=[{"Key": "Name", "Value": "admin"}])["User"]["Arn"]
    iam.create_login_profile(UserName="admin", Password="not-read-by-anybody-1A!")
    return made


@deviation("management-without-sign-in", "neither Identity Center nor a directory for people to sign in through (named: the account)")
def without_sign_in(cloud, _):
    """Where the instance was, assignments went with it."""
    store = backend("sso-admin", ACCOUNTS["management"])
    for held in (store.instances, store.permission_sets, store.account_assignments):
        held.clear()
    iam = cloud.client("iam", GLOBAL)
    for provider in iam.list_saml_providers()["SAMLProviderList"]:
        iam.delete_saml_provider(SAMLProviderArn=provider["Arn"])
    return ACCOUNTS["management"]


@deviation("dev-not-in-identity-center", "nobody is assigned to dev in Identity Center (named: the account)")
def not_assigned(cloud, env):
    """What it made in the account has gone, too."""
    store = backend("sso-admin", ACCOUNTS["management"])
    store.account_assignments[:] = [a for a in store.account_assignments if a.target_id != env.account]
    return env.account


@deviation("dev-directory-of-its-own", "a SAML provider of the account's own (named)")
def own_directory(cloud, env):
    """Contractors come by it."""
    return identities.saml_provider(cloud, "contractors")


@deviation("staging-identity-center-of-its-own", "an Identity Center that belongs to the account (named)")
def own_instance(cloud, env):
    """An account instance, beside the organization's."""
    made = Instance(env.account, HOME)
    env.backend("sso-admin").instances.append(made)
    return made.instance_arn


def _trust(cloud, role, policy):
    cloud.client("iam", GLOBAL).update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(policy))


@deviation("dev-github-trust-any-repo", "workflows of any repository may assume the deployment role (named)")
def any_repository(cloud, env):
    """The subject is `repo:*`."""
    _trust(cloud, f"{env.label}-deploy", identities.github_trust(env.roles["github-provider"], "repo:*"))
    return env.roles["deploy"]


@deviation("prod-role-trusts-dev", "a role of prod may be assumed from dev (named)")
def crossing(cloud, env):
    """The environments are not isolated."""
    return identities.role(cloud, f"{env.label}-from-dev", identities.trust({"AWS": f"arn:aws:iam::{ACCOUNTS['dev']}:root"}))


@deviation("dev-github-trust-any-audience", "tokens of GitHub for any audience are accepted (named: the role)")
def any_audience(cloud, env):
    """The repository is still the company's own."""
    trust = identities.github_trust(env.roles["github-provider"], f"repo:innovate-inc/app:environment:{env.name}")
    del trust["Statement"][0]["Condition"]["StringEquals"]
    _trust(cloud, f"{env.label}-deploy", trust)
    return env.roles["deploy"]


@deviation("staging-github-unknown", "the account does not know GitHub (named: the account)")
def github_unknown(cloud, env):
    """The role that trusts it is still there, and nobody can assume it."""
    cloud.client("iam", GLOBAL).delete_open_id_connect_provider(OpenIDConnectProviderArn=env.roles["github-provider"])
    return env.account


@deviation("organization-managed-from-elsewhere", "the account that is called management is a member (named)", also=["ORG-01: another account manages it"])
def managed_from_elsewhere(cloud, world):
    """The organization is managed from the account of the company's first days."""
    accounts.create_account(cloud.client("organizations", GLOBAL), EXTRA)
    first, member = (next(a for a in organization().accounts if a.id == number) for number in (ACCOUNTS["management"], EXTRA_ACCOUNT))
    first.name, member.name = "innovate", "management"
    with cloud.acting_in(EXTRA_ACCOUNT):
        identities.scanner(cloud)
    return EXTRA_ACCOUNT
