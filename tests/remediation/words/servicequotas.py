"""Service Quotas."""

from .table import word


@word("QUOTA")
def quota(found):
    """The quota, as its service's code and its own."""
    return found.resource["id"]
