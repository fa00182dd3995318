"""Accounts, regions, and the finding's resource itself."""

from layer.names import ACCOUNTS, DR, HOME

from .table import word


def central(found, service):
    """A client in the management account."""
    return found.sessions.client(service, ACCOUNTS["management"], HOME)


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


@word("MANAGEMENT_ACCOUNT")
def management_account(_found):
    """The id of the account that manages the organization."""
    return ACCOUNTS["management"]
