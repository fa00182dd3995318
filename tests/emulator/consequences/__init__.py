"""What AWS does along with a write, in an organization that a test makes by itself: interfaces, nodes, groups of AWS's own."""

import threading

from layer.answers import CONSEQUENCES
from layer.inprocess import Cloud
from layer.names import ACCOUNTS, ENVIRONMENTS
from seed.made import Environment

from . import database, kubernetes, network  # noqa: F401  They fill the table.


class Consequences:
    """Follows writes, one after the other: the clients are shared."""

    def __init__(self, application):
        self.cloud = Cloud(application)
        self.lock = threading.RLock()
        self.envs = {ACCOUNTS[name]: Environment(name, number) for number, name in enumerate(ENVIRONMENTS, 1)}

    def follow(self, call, answer):
        """Does what follows from a write in one of the environments."""
        if env := self.envs.get(call.account):
            with self.lock, self.cloud.acting_in(env.account):
                CONSEQUENCES[call.name].function(self.cloud, env, call, answer)
