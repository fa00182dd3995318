"""The one place that lists what moto lacks and what the layer answers instead.

`python serve.py --gaps` prints it. An operation is *answered* (moto does not have it), *amended* (members are missing from
moto's answer) or *guarded* (moto allows what AWS refuses). Members that moto's resources merely do not hold are set on them when
they are made: see `MEMBERS`.
"""

from . import edge, eks, identity, misc, rds, vaults  # noqa: F401  They fill the tables.
from .answers import AMENDMENTS, ANSWERS, GUARDS

#: Members that moto answers once its resource has the attribute: the seeding sets it.
MEMBERS = {}


def table():
    """Every gap, for people."""
    rows = [gap for tables in (ANSWERS, AMENDMENTS, GUARDS) for gap in tables.values()]
    lines = [f"{gap.name:48} {gap.kind:9} {gap.lacks}" for gap in sorted(rows, key=lambda gap: gap.name)]
    return lines + [f"{name:48} set       {lacks}" for name, lacks in sorted(MEMBERS.items())]
