"""Organizations' writes: the accounts have ids that tests know, and policies are attached where AWS attaches them."""

import threading

from moto.backends import get_backend
from moto.organizations import utils
from moto.organizations.models import FakeAccount, OrganizationsBackend

from .answers import answers, sets
from .names import ACCOUNTS, EXTRA, EXTRA_ACCOUNT

IDS = {**ACCOUNTS, EXTRA: EXTRA_ACCOUNT}
MAIL = "aws+{}@innovate.example"

_wanted = threading.local()
_draw = utils.make_random_account_id
_create_account = OrganizationsBackend.create_account
_create_organization = OrganizationsBackend.create_organization
_attach = OrganizationsBackend.attach_policy


def _account_id():
    return IDS.get(getattr(_wanted, "name", None)) or _draw()


def _account(self, **members):
    _wanted.name = members["AccountName"]
    try:
        return _create_account(self, **members)
    finally:
        _wanted.name = None


def _organization(self, region, **members):
    made = _create_organization(self, region, **members)
    master = next(account for account in self.accounts if account.id == ACCOUNTS["management"])
    master.name, master.email, master.joined_method = "management", MAIL.format("management"), "INVITED"
    return made


def _attach_policy(self, **members):
    """AWS attaches its resource control policy when such policies are switched on, moto always."""
    if members["PolicyId"] != utils.DEFAULT_RCP_POLICY_ID:
        _attach(self, **members)


def _closed(self):
    """AWS closes an account for good after ninety days; here they are over at once."""
    self.status, self.state = "SUSPENDED", "CLOSED"


@answers("organizations:EnableAllFeatures", "the handshake of the management account")
def enable_all_features(call):
    """Nobody else has to agree: no account was invited."""
    return _handshake("REQUESTED", _held().id)


@answers("organizations:AcceptHandshake", "the handshake of the management account")
def accept_handshake(call):
    """From now on policies can be used."""
    _held().feature_set = "ALL"
    return _handshake("ACCEPTED", _held().id)


def _held():
    return get_backend("organizations")[ACCOUNTS["management"]]["aws"].org


def _handshake(state, organization):
    party = {"Id": organization, "Type": "ORGANIZATION"}
    return {"Handshake": {"Id": "h-examplehandshakeid111", "Parties": [party], "State": state, "Action": "ENABLE_ALL_FEATURES"}}


FakeAccount.close = _closed
utils.make_random_account_id = _account_id
#: moto goes on from the time that an account joined at, which many may have in common, and its pages are larger than AWS's.
utils.PAGINATION_MODEL["list_accounts"].update(unique_attribute="Id", limit_default=20)
OrganizationsBackend.create_account = _account
OrganizationsBackend.create_organization = _organization
OrganizationsBackend.attach_policy = _attach_policy
sets("organizations:* Id", "account ids of our choice")
