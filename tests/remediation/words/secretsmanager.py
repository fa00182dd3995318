"""Secrets."""

from .table import its_own, word


@word("SECRET_ARN")
def secret(found):
    """The secret's ARN."""
    return its_own(found, "AWS::SecretsManager::Secret")


@word("ROTATION_FUNCTION_ARN")
def rotation_function(found):
    """The function that rotates the application's secret."""
    return f"arn:aws:lambda:{found.region}:{found.account}:function:rotate-app-secret"
