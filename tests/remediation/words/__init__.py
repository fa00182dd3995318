"""The words that a rule's commands leave to their reader: `$CLUSTER`, `$PRIVATE_SUBNETS`, … and what they are for a finding.

A word for a type of resource means the finding's own resource where it is of that type, else the one that belongs to its account.
"""

from . import (  # noqa: F401  They fill the table.
    backup, cloudfront, cloudtrail, crossings, ec2, ecr, eks, elbv2, iam, identity_center, kms, logs, organization, rds, s3,
    secretsmanager, security_groups, servicequotas, sqs, wafv2,
)
from .table import Found, words_of  # noqa: F401
