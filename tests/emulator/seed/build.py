"""Puts the organization together."""

from layer.inprocess import Cloud
from layer.names import ACCOUNTS, ENVIRONMENTS, REGIONS

from . import (
    access, accounts, backups, canaries, database, edge, identities, images, ingress, interruptions, keys, kubernetes, logs, network, sign_in, trail,
)
from .made import Environment, backend

NUMBERS = {"dev": 10, "staging": 20, "prod": 30}


class World:
    """The organization as made: what the deviations get."""

    def __init__(self, cloud):
        self.cloud = cloud
        self.envs = {name: Environment(name, NUMBERS[name]) for name in ENVIRONMENTS}
        self.organization = {}


def build(application):
    """Makes the whole organization through the emulator's own application."""
    cloud = Cloud(application)
    world = World(cloud)
    accounts.build(cloud, world)
    for account in ACCOUNTS.values():
        for region in REGIONS:
            backend("ec2", account, region)  # Makes the default VPC now: its ids must not depend on who asks first.
        with cloud.acting_in(account):
            identities.every_account(cloud, account)
            for region in REGIONS:
                network.default_vpc(cloud.client("ec2", region))
    with cloud.acting_in("management"):
        trail.build(cloud)
    for env in world.envs.values():
        with cloud.acting_in(env.account):
            identities.environment(cloud, env)
            sign_in.enter(cloud, env)
            keys.build(cloud, env)
            network.build(cloud, env)
            images.build(cloud, env)
            access.groups(cloud, env)
            access.endpoints(cloud, env)
            logs.build(cloud, env)
            kubernetes.build(cloud, env)
            ingress.build(cloud, env)
            interruptions.build(cloud, env)
            database.build(cloud, env)
            backups.build(cloud, env)
            if env.name == "prod":
                edge.build(cloud, env)
                canaries.build(cloud, env)
    with cloud.acting_in("management"):
        sign_in.build(cloud, world)
    return world
