"""Secrets Manager: what is there, by which key, and whether it rotates and is used."""

from datetime import timedelta

from layer import clock

from .table import deviation


def _application(env):
    name = f"innovate/{env.name}/app"
    return next(found for found in dict.values(env.backend("secretsmanager").secrets) if found.name == name)


@deviation("staging-app-secret-missing", "the application has no secret (named: the account)")
def missing(cloud, env):
    """Somebody moved it elsewhere."""
    cloud.client("secretsmanager").delete_secret(SecretId=_application(env).arn, ForceDeleteWithoutRecovery=True)
    return env.account


@deviation("dev-secret-under-aws-key", "AWS's own key encrypts the application's secret (named)")
def aws_key(cloud, env):
    """As when no key is named."""
    found = _application(env)
    found.kms_key_id = None
    return found.arn


@deviation("prod-secret-without-rotation", "the application's secret does not rotate (named)")
def no_rotation(cloud, env):
    """It was switched off."""
    found = _application(env)
    found.rotation_enabled, found.auto_rotate_after_days, found.next_rotation_date = False, None, None
    return found.arn


@deviation("prod-secret-rotation-stuck", "the application's secret was to rotate ten days ago (named)")
def stuck(cloud, env):
    """The function fails."""
    found = _application(env)
    found.last_changed_date = found.last_rotation_date = clock.ago(days=40).timestamp()
    found.next_rotation_date = (clock.now() - timedelta(days=10)).timestamp()
    return found.arn


@deviation("dev-secret-unused", "nobody has read a secret for half a year (named)")
def unused(cloud, env):
    """Of a service that was switched off then; it still rotates."""
    client = cloud.client("secretsmanager")
    arn = client.create_secret(Name=f"innovate/{env.name}/mail", SecretString="CANARY-secret-value-never-collected", KmsKeyId=env.keys["database"])["ARN"]
    client.rotate_secret(SecretId=arn, RotationLambdaARN=_application(env).rotation_lambda_arn)
    found = env.backend("secretsmanager").secrets[arn]
    found.created_date, found.last_accessed = clock.ago(days=300).timestamp(), clock.ago(days=180).timestamp()
    return found.arn
