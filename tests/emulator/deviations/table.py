"""The table of deviations and how an entry gets into it."""

import zlib

from moto.moto_api._internal import mock_random

TABLE = {}

#: A mix as found in organizations that grew: what the recorded sample shows.
SAMPLE = [
    "dev-second-nat",
    "dev-eks-public-endpoint",
    "dev-ssh-open-to-world",
    "dev-aurora-retention-1",
    "dev-flow-log-missing",
    "dev-user-with-access-key",
    "staging-aurora-same-az",
    "staging-default-group-with-rules",
    "staging-s3-endpoint-not-on-route-table",
    "staging-dr-copy-old",
    "prod-application-on-demand",
    "prod-waf-count-mode",
    "prod-no-weekly-snapshot",
]


class Deviation:
    """One way to break the organization."""

    def __init__(self, name, breaks, function, also):
        self.name, self.breaks, self.function, self.also = name, breaks, function, also
        self.env = name.split("-", 1)[0]

    def apply(self, world):
        """Breaks it, as an administrator of the account that its name begins with."""
        env = world.envs.get(self.env)
        mock_random.seed(zlib.crc32(self.name.encode()))  # New ids do not depend on what else was broken before.
        with world.cloud.acting_in(env.account if env else "management"):
            return self.function(world.cloud, env or world)


def deviation(name, breaks, also=()):
    """Enters a function into the table. `also` names the clauses that it cannot help breaking beside its own."""

    def decorate(function):
        assert name not in TABLE, name
        TABLE[name] = Deviation(name, breaks, function, list(also))
        return function

    return decorate


def catalogue():
    """The table, for people."""
    lines = []
    for name, entry in sorted(TABLE.items()):
        also = f" (also {', '.join(entry.also)})" if entry.also else ""
        lines.append(f"{name:44} {entry.breaks}{also}")
    return lines + [f"{'sample':44} {', '.join(SAMPLE)}"]
