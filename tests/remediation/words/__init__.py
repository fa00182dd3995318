"""The words that a rule's commands leave to their reader: `$CLUSTER`, `$PRIVATE_SUBNETS`, … and what they are for a finding.

A word for a type of resource means the finding's own resource where it is of that type, else the one that belongs to its account.
"""

from . import cloudtrail, ec2, ecr, eks, iam, kms, logs, organization, rds, secretsmanager  # noqa: F401  They fill the table.
from .table import Found, words_of  # noqa: F401
