"""The company's own keys, which are told apart by their aliases."""

from layer.names import DR, HOME

from .table import its_own, only, word


def key(found, purpose, region=HOME):
    """The ARN of the company's own key for a purpose, which its alias says."""
    kms = found.client("kms", region)
    pages = kms.get_paginator("list_aliases").paginate()
    named = (a for page in pages for a in page["Aliases"] if a["AliasName"].endswith(f"-{purpose}") and "TargetKeyId" in a)
    keys = (kms.describe_key(KeyId=a["TargetKeyId"])["KeyMetadata"] for a in named)
    return only((k["Arn"] for k in keys if k["KeyManager"] == "CUSTOMER"), f"key for {purpose}")


@word("DATABASE_KEY")
def database_key(found):
    """The key for databases."""
    return key(found, "database")


@word("COPIES_KEY")
def copies_key(found):
    """The key for what is copied to the other region."""
    return key(found, "copies", DR)


@word("CLUSTER_KEY")
def cluster_key(found):
    """The key for the secrets of the cluster."""
    return key(found, "cluster")


@word("KEY_ID")
def key_id(found):
    """The key's id."""
    return its_own(found, "AWS::KMS::Key")


@word("LOGS_KEY_ARN")
def logs_key(found):
    """The key of log groups."""
    return key(found, "logs")


@word("IMAGES_KEY_ARN")
def images_key(found):
    """The key of repositories."""
    return key(found, "images")


@word("SECRETS_KEY_ARN")
def secrets_key(found):
    """The key of secrets, which is the database's."""
    return key(found, "database")
