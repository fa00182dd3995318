"""Root users of members: the management account takes their credentials away, where access to them is central."""

from moto.core.responses import ActionResult, EmptyResult
from moto.iam.models import iam_backends
from moto.iam.responses import IamResponse
from moto.organizations.models import FakeServiceAccess

from . import sessions
from .answers import Refusal, answers, sets
from .identity import ROOT_USERS, _active, organization
from .names import ACCOUNTS

#: The one task that is of use here.
TASK = "arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials"
#: The key that a root user has, if it has any.
KEY = "AKIAIOSFODNN7ROOTKEY"

FakeServiceAccess.TRUSTED_SERVICES.append("iam.amazonaws.com")
#: The features of central root access that have been switched on.
_features = set()


@answers("iam:EnableOrganizationsRootCredentialsManagement", "central root access")
def enable(call):
    """By the management account alone, and once the organization lets IAM act in it."""
    if call.account != ACCOUNTS["management"]:
        raise Refusal("CallerIsNotManagementAccountException", "The request is not for a member account.")
    trusted = [service["ServicePrincipal"] for service in organization().services]
    if "iam.amazonaws.com" not in trusted:
        raise Refusal("ServiceAccessNotEnabledException", "Trusted access for IAM is not enabled.")
    _features.add("RootCredentialsManagement")
    return {"OrganizationId": organization().org.id, "EnabledFeatures": sorted(_features)}


@answers("sts:AssumeRoot", "short sessions of root users")
def assume_root(call):
    """Of an active member, for the one task."""
    target = call.params["TargetPrincipal"]
    member = call.account == ACCOUNTS["management"] != target and _active(target)
    if not (member and "RootCredentialsManagement" in _features and call.params["TaskPolicyArn"]["arn"] == TASK):
        raise Refusal("AccessDenied", f"Not authorized to perform: sts:AssumeRoot on resource: {target}", 403)
    made = sessions.begin(call.region, f"arn:aws:iam::{target}:role/root", "root", int(call.params.get("DurationSeconds", 900)))
    return {"SourceIdentity": "root", "Credentials": sessions.credentials(made)}


def _as_root(name, act):
    """What an operation of IAM does that a root user's session asks about nobody else."""
    ordinary = getattr(IamResponse, name)

    def answer(self):
        session = iam_backends[self.current_account]["aws"].access_keys.get(self.get_access_key())
        if self._get_param("UserName") or getattr(session, "role_arn", None) != f"arn:aws:iam::{self.current_account}:role/root":
            return ordinary(self)
        return act(self, ROOT_USERS.setdefault(self.current_account, {}))

    setattr(IamResponse, name, answer)


def _delete_password(_response, held):
    held.update(AccountPasswordPresent=0, AccountMFAEnabled=0)
    return EmptyResult()


def _list_keys(_response, held):
    keys = [{"AccessKeyId": KEY, "Status": "Active"}] if held.get("AccountAccessKeysPresent") else []
    return ActionResult({"AccessKeyMetadata": keys})


def _delete_key(_response, held):
    held.update(AccountAccessKeysPresent=0)
    return EmptyResult()


_as_root("delete_login_profile", _delete_password)
_as_root("list_access_keys", _list_keys)
_as_root("delete_access_key", _delete_key)
sets("iam:DeleteLoginProfile *", "the password of a root user")
sets("iam:DeleteAccessKey *", "the key of a root user")
