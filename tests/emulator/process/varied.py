"""What the documented organization has no use for, so that each operation of the scanner finds something to ask for."""

from layer.names import HOME
from seed.made import backend

#: Deviations that bring something with them.
DEVIATIONS = ("dev-user-with-access-key", "dev-user-with-password", "dev-argocd-capability")


def vary(world):
    """A parameter group that leaves TLS to the engine, and an origin whose name does not say where its bucket is."""
    staging, prod = world.envs["staging"], world.envs["prod"]
    group = backend("rds", staging.account, HOME).db_cluster_parameter_groups[staging.label]
    group.parameters["rds.force_ssl"].pop("ParameterValue")
    for distribution in backend("cloudfront", prod.account, "aws").distributions.values():
        for origin in distribution.distribution_config.Origins["Items"]:
            origin.domain_name = origin.domain_name.replace(f".s3.{HOME}.", ".s3.")
