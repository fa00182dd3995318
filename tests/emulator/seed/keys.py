"""The company's own encryption keys of an environment; they rotate."""

from layer.names import DR, HOME


def build(cloud, env):
    """Keys for the database, the cluster's secrets, images, logs, and for what is copied to the other region."""
    env.keys["database"] = key(cloud, env, "database")
    env.keys["cluster"] = key(cloud, env, "cluster")
    env.keys["images"] = key(cloud, env, "images")
    env.keys["logs"] = key(cloud, env, "logs")
    env.keys["copies"] = key(cloud, env, "copies", DR)


def key(cloud, env, purpose, region=HOME, rotating=True):
    """A key with an alias; returns its ARN."""
    kms = cloud.client("kms", region)
    made = kms.create_key(Description=f"{env.label} {purpose}", Tags=[{"TagKey": "Name", "TagValue": f"{env.label}-{purpose}"}])
    key_id = made["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=f"alias/{env.label}-{purpose}", TargetKeyId=key_id)
    if rotating:
        kms.enable_key_rotation(KeyId=key_id)
    return made["KeyMetadata"]["Arn"]


def aws_managed(cloud, env, service, region=HOME):
    """AWS's own key for a service: it rotates by itself and nobody can change its policy."""
    arn = key(cloud, env, f"aws-{service}", region)
    env.backend("kms", region).keys[arn.rsplit("/", 1)[1]].key_manager = "AWS"
    return arn
