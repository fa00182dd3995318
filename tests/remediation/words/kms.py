"""Encryption keys."""

from layer.names import DR, HOME

from .table import only, word


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
