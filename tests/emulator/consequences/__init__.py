"""What AWS does along with a write that a test makes: interfaces, nodes, groups of AWS's own. The seeding provides for it by itself."""

import threading

from layer.answers import CONSEQUENCES

from . import balancers, database, edge, kubernetes, network  # noqa: F401  They fill the table.


class Consequences:
    """Follows writes, one after the other: the clients are shared."""

    def __init__(self, cloud, envs):
        self.cloud = cloud
        self.lock = threading.RLock()
        self.envs = {env.account: env for env in envs}

    def follow(self, call, answer):
        """Does what follows from a write in one of the environments."""
        if env := self.envs.get(call.account):
            with self.lock, self.cloud.acting_in(env.account):
                CONSEQUENCES[call.name].function(self.cloud, env, call, answer)
