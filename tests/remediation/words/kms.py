"""The company's own keys, which are told apart by their aliases."""

from .table import its_own, only, word


def by_purpose(found, purpose):
    """The ARN of the account's key whose alias ends with its purpose."""
    kms = found.client("kms")
    listed = (a for page in kms.get_paginator("list_aliases").paginate() for a in page["Aliases"])
    key = only((a["TargetKeyId"] for a in listed if a["AliasName"].endswith(f"-{purpose}")), f"key for {purpose}")
    return kms.describe_key(KeyId=key)["KeyMetadata"]["Arn"]


@word("KEY_ID")
def key_id(found):
    """The key's id."""
    return its_own(found, "AWS::KMS::Key")


@word("LOGS_KEY_ARN")
def logs_key(found):
    """The key of log groups."""
    return by_purpose(found, "logs")


@word("IMAGES_KEY_ARN")
def images_key(found):
    """The key of repositories."""
    return by_purpose(found, "images")


@word("SECRETS_KEY_ARN")
def secrets_key(found):
    """The key of secrets, which is the database's."""
    return by_purpose(found, "database")
