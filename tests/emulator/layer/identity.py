"""STS, IAM and Organizations: who may become whom, and what moto does not say of accounts."""

import json
from datetime import timedelta
from urllib.parse import quote

from moto.backends import get_backend
from moto.iam.models import AWSManagedPolicy, ManagedPolicy, iam_backends
from moto.sts.models import sts_backends

from . import clock
from .answers import Refusal, amends, guards, sets
from .names import ACCOUNTS, HUB_ROLE

#: The one member of a policy that moto keeps under another name.
ManagedPolicy.policy_name = property(lambda self: self.name)
sets("iam:GetAccountAuthorizationDetails PolicyName", "the name of a managed policy; AWS's own are made as they are attached")


#: The role that whoever calls without an assumed one is taken to have: nobody is a user here.
AUDITOR = "Auditor"
AWS_POLICY = "arn:aws:iam::aws:policy/"
#: Whoever is in the management account may have it, and it need not exist: as a role it would be one to report on.
HUB = f"arn:aws:iam::{ACCOUNTS['management']}:role/{HUB_ROLE}"


def organization():
    """The organization, as moto holds it in the management account."""
    return get_backend("organizations")[ACCOUNTS["management"]]["aws"]


def _caller(call):
    """The ARN of the identity that calls."""
    for backends in sts_backends[call.account].values():
        role = backends.get_assumed_role_from_access_key(call.access_key)
        if role:
            return role.arn
    return f"arn:aws:sts::{call.account}:assumed-role/{AUDITOR}/trueline"


def _active(account):
    return any(found.id == account and found.state == "ACTIVE" for found in organization().accounts)


def _admits(statement, caller_account, external_id):
    if statement["Effect"] != "Allow" or "sts:AssumeRole" not in _list(statement["Action"]):
        return False
    admitted = _list(statement.get("Principal", {}).get("AWS", []))
    if not any(principal in (caller_account, f"arn:aws:iam::{caller_account}:root") for principal in admitted):
        return False
    wanted = statement.get("Condition", {}).get("StringEquals", {}).get("sts:ExternalId")
    return wanted is None or external_id in _list(wanted)


def _list(value):
    return value if isinstance(value, list) else [value]


@guards("sts:AssumeRole", "refusals: moto lets anyone assume a role, even one that does not exist")
def assume_role(call):
    """Refuses a role that does not exist, whose account is not active, or whose trust does not admit the caller."""
    arn = call.params["RoleArn"]
    if arn == HUB and call.account == ACCOUNTS["management"]:
        return
    account, name = arn.split(":")[4], arn.rsplit("/", 1)[-1]
    role = next((role for role in iam_backends[account]["aws"].roles.values() if role.name == name), None) if _active(account) else None
    trust = json.loads(role.assume_role_policy_document) if role else {"Statement": []}
    if not any(_admits(s, call.account, call.params.get("ExternalId")) for s in _list(trust["Statement"])):
        message = f"User: {_caller(call)} is not authorized to perform: sts:AssumeRole on resource: {arn}"
        raise Refusal("AccessDenied", message, 403)


@amends("sts:GetCallerIdentity", "a caller who is no user: moto takes the unknown for one")
def caller(call, answer):
    """The same identity that refusals name."""
    if ":user/" in answer["Arn"]:
        answer.update(Arn=_caller(call), UserId="AROA000000000AUDITOR:trueline")


@amends("iam:GetAccountAuthorizationDetails", "the encoding of trust policies: moto encodes all others")
def details(call, answer):
    """IAM answers policies percent-encoded."""
    for role in answer.get("RoleDetailList", []):
        if role["AssumeRolePolicyDocument"].startswith("{"):
            role["AssumeRolePolicyDocument"] = quote(role["AssumeRolePolicyDocument"], safe="")


@guards("iam:AttachRolePolicy", "AWS's own policies: moto loads all of them for each account or none")
def aws_policy(call):
    """Makes the policy as it is needed."""
    arn = call.params["PolicyArn"]
    store = iam_backends[call.account]["aws"]
    if not arn.startswith(AWS_POLICY) or arn in store.managed_policies:
        return
    path, _, name = arn.removeprefix(AWS_POLICY).rpartition("/")
    made = AWSManagedPolicy.from_data(name, call.account, store.region_name, {
        "Arn": arn, "Path": f"/{path}/" if path else "/", "DefaultVersionId": "v1", "AttachmentCount": 0,
        "CreateDate": "2017-11-15T00:00:00+00:00", "UpdateDate": "2017-11-15T00:00:00+00:00",
        "Document": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]},
    })
    store.managed_policies[arn] = made
    store.aws_managed_policies.append(made)


@amends("iam:ListSAMLProviders", "a plausible `ValidUntil`")
def saml(call, answer):
    """Metadata is good for years."""
    for provider in answer.get("SAMLProviderList", []):
        provider["ValidUntil"] = clock.now() + timedelta(days=1000)


#: Account → members of the summary; the root user's are not moto's business.
ROOT_USERS = {}


@amends("iam:GetAccountSummary", "the root user's credentials")
def summary(call, answer):
    """The root user has a password and a second factor, and no keys, unless a deviation says otherwise."""
    counted = answer["SummaryMap"]
    counted.update({"AccountPasswordPresent": 1, "AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0})
    counted.update(ROOT_USERS.get(call.account, {}))


def _management_only(call):
    if call.account != ACCOUNTS["management"]:
        raise Refusal("AccessDeniedException", "You don't have permissions to access this resource.", 400)


for _name in (
    "ListAccounts ListRoots ListOrganizationalUnitsForParent ListAccountsForParent ListPolicies DescribePolicy ListTargetsForPolicy"
).split():
    guards(f"organizations:{_name}", "the refusal of members: moto answers that they have no organization")(_management_only)


@amends("organizations:DescribeOrganization", "the address of the management account's root user")
def describe(call, answer):
    """moto's default is an example address."""
    answer["Organization"]["MasterAccountEmail"] = "aws+management@innovate.example"
