"""An environment whose names, tags and descriptions attack whoever shows them, and that is large where AWS lets it be."""

import json

from layer import regions
from moto.ec2.models.security_groups import SecurityGroupRule
from seed import access
from seed.edge import BLOCKS
from seed.made import backend

LONG = "A" * 10_000
#: What XML can carry: of the control characters those beyond ASCII, which begin sequences of a terminal as well.
IN_XML = (
    "\x9b31mred\x9b0m", "\x9d0;title\x9c", "\x9d8;;http://x\x9clink\x9d8;;\x9c",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "]]><!--", "`|pipe|` [link](http://x) ![](http://x)",
    '=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(1)", "\u202egnp.exe\u202c", "\u200fright\u200f", "zero\u200d\u200bwidth",
    "\U0001f9e8\U0001f468\u200d\U0001f469\u200d\U0001f467", LONG,
)
IN_JSON = (
    *IN_XML, "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "nul\x00back\x08feed\x0cdelete\x7f",
    "line\r\nfeed\ttab\u2028separator",
)
RULES = 1000
MANY = "hostile-many-rules"
#: A region of AWS's own in which nobody expects anything.
FAR = "ap-southeast-2"


def fill(cloud, env):
    """Fills the environment: on moto's objects, since AWS refuses some of it and may not always have."""
    with cloud.acting_in(env.account):
        network(env)
        accounts_own(env)
        many_rules(cloud, env)
        far_bucket(cloud, env)


def named(env, texts, number):
    """Tags that hold all the texts, as keys and as values, and a name that holds one."""
    held = {text: f"hostile {index}" for index, text in enumerate(texts)} | {f"hostile-{index}": text for index, text in enumerate(texts)}
    return {**held, "Name": f"{env.label} {texts[number % len(texts)]}"}


def pairs(tags):
    """Tags as most services hold them."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def network(env):
    """The VPC, its subnets and its security groups: all of it is told in XML."""
    ec2 = env.backend("ec2")
    for number, resource in enumerate([env.vpc, *env.public.values(), *env.private.values(), *env.groups.values()]):
        ec2.create_tags([resource], named(env, IN_XML, number))
    for number, identifier in enumerate(env.groups.values()):
        ec2.get_security_group_from_id(identifier).description = IN_XML[-1 - number] + IN_XML[number]


def accounts_own(env):
    """What is not the network's: keys, roles, the database, the bucket, the cluster."""
    for number, arn in enumerate(env.keys.values()):
        region, key = arn.split(":")[3], arn.rsplit("/", 1)[1]
        kms = env.backend("kms", region)
        kms.keys[key].description = "".join(IN_JSON)
        kms.tag_resource(key, named(env, IN_JSON, number))
    for number, role in enumerate(role for role in env.backend("iam", "aws").roles.values() if role.name.startswith(env.label)):
        role.description = "".join(IN_XML)
        role.tags = pairs(named(env, IN_XML, number))
    for number, database in enumerate([env.database, *env.instances]):
        database.add_tags(pairs(named(env, IN_XML, number)))
    env.backend("s3", "aws").put_bucket_tagging(env.logs, named(env, IN_XML, 3))
    for number, made in enumerate([env.cluster, *env.cluster.nodegroups.values()]):
        made.tags.update(named(env, IN_JSON, number))


def many_rules(cloud, env):
    """A group that nothing is in and that admits many, all of them private."""
    made = access.group(cloud.client("ec2"), env, MANY, "Many rules", keep_egress=False)
    store = env.backend("ec2")
    sources = [{"CidrIp": f"10.200.{number >> 8}.{number & 255}/32"} for number in range(RULES)]
    rules = [SecurityGroupRule(store, "tcp", made, "443", "443", source, is_egress=False) for source in sources]
    store.get_security_group_from_id(made).ingress_rules.extend(rules)


def far_bucket(cloud, env):
    """A bucket as the documented ones are, but far away. Of the region nothing else is enabled."""
    regions.buckets_only.add(FAR)
    name, s3 = f"innovate-far-{env.account}", cloud.client("s3", FAR)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": FAR}, ObjectOwnership="BucketOwnerEnforced")
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=BLOCKS)
    encryption = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [encryption]})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    arn = f"arn:aws:s3:::{name}"
    tls_only = {
        "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [tls_only]}))
    backend("s3", env.account, "aws").put_bucket_tagging(name, named(env, IN_XML, 4))
