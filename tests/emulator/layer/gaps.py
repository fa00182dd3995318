"""The one place that lists what moto lacks and what the layer answers instead.

`python serve.py --gaps` prints it. An operation is *answered* (moto does not have it), *amended* (members are missing from
moto's answer), *guarded* (moto allows what AWS refuses) or *followed* (AWS does more than it is asked for; in forks, from
their deviations on). Members that moto answers as soon as its resources hold them are *set*, most of them when the
resources are made.
"""

from . import (  # noqa: F401  They fill the tables.
    accounts, edge, eks, eks_updates, eks_writes, exports, identity, identity_center, images, logs, misc, quotas, rds, rds_writes,
    restores, root_users, sessions, sharing, trails, vault_writes, vaults, writes,
)
from .answers import AMENDMENTS, ANSWERS, CONSEQUENCES, GUARDS, MEMBERS


def table():
    """Every gap, for people."""
    rows = [gap for tables in (ANSWERS, AMENDMENTS, GUARDS, CONSEQUENCES) for gap in tables.values()]
    lines = [f"{gap.name:48} {gap.kind:9} {gap.lacks}" for gap in sorted(rows, key=lambda gap: gap.name)]
    return lines + [f"{name:48} set       {lacks}" for name, lacks in sorted(MEMBERS.items())]
