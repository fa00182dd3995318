"""Organizations' writes: the accounts have ids that tests know, and policies are attached where AWS attaches them."""

import threading

from moto.organizations import utils
from moto.organizations.models import OrganizationsBackend

from .answers import sets
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


utils.make_random_account_id = _account_id
OrganizationsBackend.create_account = _account
OrganizationsBackend.create_organization = _organization
OrganizationsBackend.attach_policy = _attach_policy
sets("organizations:* Id", "account ids of our choice")
