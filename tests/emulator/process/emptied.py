"""An account in which nothing is left but the role that the scanner assumes: an environment before anything is built in it."""

from layer import store
from layer.boot import SERVICES
from layer.names import SCANNER_ROLE
from moto.backends import get_backend

#: What is the organization's and not the account's.
SPARED = {"organizations", "sts"}


def empty(account):
    """Forgets what the account holds."""
    role = next(role for role in _iam(account).roles.values() if role.name == SCANNER_ROLE)
    for service in SERVICES:
        if service not in SPARED:
            for backend in list(get_backend(service)[account].values()):
                backend.reset()
    _iam(account).roles[role.id] = role
    store.forget(account)


def _iam(account):
    return get_backend("iam")[account]["aws"]
