"""What can be broken. Each deviation breaks one thing in one place and says which: the tables are in this folder's files."""

from . import (  # noqa: F401  They fill the table.
    aurora, backups, controllers, crossings, edge, eks, exposure, frontend, identity, images, ingress, logs, management, network, policies,
    rds, secrets, subnets, trail,
)
from .table import SAMPLE, TABLE, catalogue


def apply(world, wanted):
    """Breaks these, in the order given; `sample` stands for about a dozen. Returns name → what was broken."""
    names = [name for entry in wanted for name in (SAMPLE if entry == "sample" else [entry])]
    if unknown := [name for name in names if name not in TABLE]:
        raise ValueError(f"no such deviation: {', '.join(unknown)}")
    return {name: TABLE[name].apply(world) for name in dict.fromkeys(names)}


__all__ = ["SAMPLE", "TABLE", "apply", "catalogue"]
