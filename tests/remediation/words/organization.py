"""Accounts, regions, and the finding's resource itself."""

from layer.names import ACCOUNTS, DR, HOME, REGIONS

from .table import only, word


def central(found, service):
    """A client in the management account."""
    return found.sessions.client(service, ACCOUNTS["management"], HOME)


def anywhere(found, service, listed):
    """The region and the item of what a function lists in the finding's account, in all regions."""
    return [(region, item) for region in REGIONS for item in listed(found.client(service, region))]


@word("ACCOUNT")
def account(found):
    """The account's id."""
    return found.account


@word("ENVIRONMENT")
def environment(found):
    """The account's name."""
    return next(name for name, number in ACCOUNTS.items() if number == found.account)


@word("REGION")
def region(_found):
    """The region that the organization works in."""
    return HOME


@word("DR_REGION")
def dr_region(_found):
    """The region that copies of backups go to."""
    return DR


@word("ARN")
def arn(found):
    """The resource's ARN."""
    return found.resource["arn"]


@word("ROOT_ID")
def root(found):
    """The id of the organization's root."""
    return only((r["Id"] for r in central(found, "organizations").list_roots()["Roots"]), "root")


@word("WORKLOADS_UNIT")
def unit(found):
    """The id of the unit that holds the environments."""
    listed = central(found, "organizations").list_organizational_units_for_parent(ParentId=root(found))["OrganizationalUnits"]
    return only((u["Id"] for u in listed), "unit")


@word("GUARDRAILS_POLICY")
def guardrails(found):
    """The id of the company's own service control policy."""
    listed = central(found, "organizations").list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    return only((p["Id"] for p in listed if not p["AwsManaged"]), "policy of the company's own")


@word("MISSING_ENVIRONMENT")
def missing_environment(found):
    """The environment that has no account."""
    there = [a["Name"] for a in central(found, "organizations").list_accounts()["Accounts"]]
    return only((name for name in ACCOUNTS if name not in there), "environment without an account")


@word("ACCOUNT_EMAIL")
def account_email(found):
    """An address of the company's own for the root user of its account."""
    return f"aws+{missing_environment(found)}@innovate.example"
