"""Encryption keys."""

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


@word("LOGS_KEY")
def logs_key(found):
    """The key for log groups."""
    return key(found, "logs")


@word("IMAGES_KEY")
def images_key(found):
    """The key for images."""
    return key(found, "images")


@word("KEY")
def own_key(found):
    """The finding's key."""
    return its_own(found, "AWS::KMS::Key")
