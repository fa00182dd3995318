"""Resources of operations that moto lacks: held by account, region and kind. A fork has its own copy."""

from collections import defaultdict

_held = defaultdict(dict)


def held(account, region, kind):
    """The resources of a kind, by the key that the service finds them by."""
    return _held[account, region, kind]


def forget(account):
    """Forgets what an account has."""
    for key in [key for key in _held if key[0] == account]:
        del _held[key]


def clear():
    """Forgets everything."""
    _held.clear()


def page(call, items, size, token):
    """A page of a listing: the members of the request that give its size and its start are named. Returns the next start."""
    start = int(call.params.get(token) or 0)
    end = start + int(call.params.get(size) or 100)
    return items[start:end], (str(end) if end < len(items) else None)
