"""Sessions: who hands them out, how long they are good, and that their secrets can be told wherever they turn up."""

import json
from datetime import timedelta, timezone

from moto.sts.models import AssumedRole, sts_backends

from . import clock
from .answers import Refusal, amends, answers, mends, sets
from .identity import _active
from .names import ACCOUNTS, HOME, HUB_ROLE

#: In each secret of a session: nobody may show it.
CANARY = "CANARY"
CONTAINER_PATH = "/_emulator/container"
#: What services say of a session that is over: they do not agree on the code.
EXPIRED = {"json": "ExpiredTokenException", "rest-json": "ExpiredTokenException", "ec2": "RequestExpired"}

#: How many seconds each session lasts, whatever is asked for; None: what is asked for.
_seconds = None
#: Access key → the end of its session, without a zone as moto has it.
_ends = {}


def last(seconds):
    """From now on each session lasts so many seconds."""
    global _seconds
    _seconds = seconds


@mends(AssumedRole, "__init__")
def _begin(begin, self, *arguments, **members):
    """Ends when a test wants it, and has secrets that can be told."""
    begin(self, *arguments, **members)
    if _seconds is not None:
        self.expiration = clock.moto_now() + timedelta(seconds=_seconds)
    self.secret_access_key = CANARY + self.secret_access_key[len(CANARY):]
    self.session_token = CANARY + self.session_token
    _ends[self.access_key_id] = self.expiration


def guard(call):
    """Refuses who calls with a session that is over."""
    if call.access_key in _ends and _ends[call.access_key] <= clock.moto_now():
        raise Refusal(EXPIRED.get(call.protocol, "ExpiredToken"), "The security token included in the request is expired", 403)


def begin(region, arn, name, seconds=3600):
    """A session of a role, which moto does not look for: that of the role's account."""
    return sts_backends[ACCOUNTS["management"]]["aws"].assume_role(region, name, arn, "", seconds, "")


def credentials(session):
    """A session's keys as STS answers them."""
    return {
        "AccessKeyId": session.access_key_id, "SecretAccessKey": session.secret_access_key, "SessionToken": session.session_token,
        "Expiration": session.expiration,
    }


@answers("sts:AssumeRoleWithWebIdentity", "callers without a signature; the token is believed and the role need not exist")
def web_identity(call):
    """In any account of the organization."""
    wanted = call.params
    if not _known(call.account):
        raise Refusal("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)
    made = begin(call.region, wanted["RoleArn"], wanted["RoleSessionName"], int(wanted.get("DurationSeconds", 3600)))
    return {
        "Credentials": credentials(made), "AssumedRoleUser": {"AssumedRoleId": made.user_id, "Arn": made.arn}, "PackedPolicySize": 0,
        "SubjectFromWebIdentityToken": "system:serviceaccount:compliance:trueline", "Audience": "sts.amazonaws.com",
    }


@answers("sso:GetRoleCredentials", "the portal of IAM Identity Center")
def portal(call):
    """For whoever has a token of it: a role of the account, as Identity Center names it."""
    if not call.params.get("accessToken"):
        raise Refusal("UnauthorizedException", "Session token not found or invalid", 401)
    if not _known(call.account):
        raise Refusal("ForbiddenException", "No access", 403)
    role = f"AWSReservedSSO_{call.params['roleName']}_{call.account}abcd"
    made = begin(call.region, f"arn:aws:iam::{call.account}:role/aws-reserved/sso.amazonaws.com/{HOME}/{role}", "trueline")
    return {"roleCredentials": {
        "accessKeyId": made.access_key_id, "secretAccessKey": made.secret_access_key, "sessionToken": made.session_token,
        "expiration": int(made.expiration.replace(tzinfo=timezone.utc).timestamp() * 1000),
    }}


def container(environ):
    """The endpoint that containers get credentials from: of the management account, for who shows a token."""
    headers = {"Content-Type": "application/json"}
    if not environ.get("HTTP_AUTHORIZATION"):
        return 401, headers, json.dumps({"code": "Unauthorized", "message": "The Authorization header is missing"})
    told = credentials(begin(HOME, f"arn:aws:iam::{ACCOUNTS['management']}:role/{HUB_ROLE}", "container"))
    told["Token"], told["Expiration"] = told.pop("SessionToken"), f"{told['Expiration']:%Y-%m-%dT%H:%M:%SZ}"
    return 200, headers, json.dumps(told)


def _known(account):
    """Whether somebody can be let into an account: before there is an organization, into the first alone."""
    return account == ACCOUNTS["management"] or _active(account)


def _mark(_call, answer):
    """moto's are the same each time."""
    for name in ("SecretAccessKey", "SessionToken"):
        answer["Credentials"][name] = CANARY + answer["Credentials"][name]


for _name in ("GetSessionToken", "GetFederationToken"):
    amends(f"sts:{_name}", "secrets that can be told")(_mark)
sets("sts:AssumeRole Credentials", "an end and secrets of our choice")
