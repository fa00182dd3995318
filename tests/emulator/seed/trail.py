"""The audit trail: one of the organization, in a bucket of the management account."""

import json

from layer.names import ACCOUNTS, HOME

from .edge import BLOCKS
from .made import backend

NAME = "organization"
OWNER = ACCOUNTS["management"]
ARN = f"arn:aws:cloudtrail:{HOME}:{OWNER}:trail/{NAME}"
BUCKET = f"innovate-trail-{OWNER}"


def build(cloud):
    """Makes the bucket and the trail, and starts it."""
    bucket(cloud)
    trail = cloud.client("cloudtrail")
    trail.create_trail(
        Name=NAME, S3BucketName=BUCKET, IsOrganizationTrail=True, IsMultiRegionTrail=True, IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=True, TagsList=[{"Key": "Name", "Value": NAME}],
    )
    trail.start_logging(Name=NAME)


def bucket(cloud):
    """The bucket: private, encrypted, versioned; the trail alone writes to it."""
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": HOME}, ObjectOwnership="BucketOwnerEnforced")
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration=BLOCKS)
    encryption = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [encryption]})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_ownership_controls(Bucket=BUCKET, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": [{"Key": "Name", "Value": BUCKET}]})
    policy(cloud)


def policy(cloud, *, source=True, writes=True):
    """The bucket's policy, as CloudTrail needs it."""
    arn = f"arn:aws:s3:::{BUCKET}"
    service = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    this_trail = {"aws:SourceArn": ARN} if source else {}
    statements = [
        {
            "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, f"{arn}/*"],
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        },
        {"Sid": "TheTrailLooks", **service, "Action": "s3:GetBucketAcl", "Resource": arn, "Condition": {"StringEquals": {"aws:SourceArn": ARN}}},
        {
            "Sid": "TheTrailWrites", **service, "Action": "s3:PutObject", "Resource": f"{arn}/AWSLogs/*",
            "Condition": {"StringEquals": {**this_trail, "s3:x-amz-acl": "bucket-owner-full-control"}},
        },
    ]
    statements = statements if writes else statements[:-1]
    cloud.client("s3").put_bucket_policy(Bucket=BUCKET, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))


def held():
    """The trail as moto holds it."""
    return backend("cloudtrail", OWNER).trails[NAME]
