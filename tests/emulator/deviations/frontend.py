"""The single-page application: its bucket, who writes to it, and how CloudFront reads it."""

import json

from layer.names import ACCOUNTS, GLOBAL, HOME
from seed import edge, identities

from .edge import _bucket, _distribution
from .table import deviation


def _writing(env):
    """A policy that lets whoever has it write the application."""
    statement = {"Effect": "Allow", "Action": ["s3:PutObject", "s3:DeleteObject"], "Resource": f"{_bucket(env)}/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@deviation("prod-spa-not-encrypted", "the bucket has no default encryption (named: the bucket)")
def not_encrypted(cloud, env):
    """As buckets were that nobody had set up, until S3 began to encrypt them by itself in January 2023."""
    cloud.client("s3").delete_bucket_encryption(Bucket=env.edge["bucket"])
    return _bucket(env)


@deviation("prod-spa-as-website", "the bucket is a website of its own (named: the bucket)")
def website(cloud, env):
    """Beside CloudFront, without TLS."""
    configuration = {"IndexDocument": {"Suffix": "index.html"}}
    cloud.client("s3").put_bucket_website(Bucket=env.edge["bucket"], WebsiteConfiguration=configuration)
    return _bucket(env)


@deviation("prod-spa-policy-lets-a-role-write", "the bucket's policy lets another role than the pipeline's write (named: the bucket)")
def written_by_policy(cloud, env):
    """The role is of the same account."""
    s3, name = cloud.client("s3"), env.edge["bucket"]
    policy = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])
    policy["Statement"].append({
        "Sid": "Content", "Effect": "Allow", "Principal": {"AWS": env.roles["backup"]}, "Action": "s3:Put*", "Resource": f"{_bucket(env)}/*",
    })
    s3.put_bucket_policy(Bucket=name, Policy=json.dumps(policy))
    return _bucket(env)


@deviation("prod-role-writes-spa", "a role that is not declared may write the application (named)")
def written_by_role(cloud, env):
    """For those who care for the texts."""
    name = f"{env.label}-content"
    made = identities.role(cloud, name, identities.trust({"Service": "ec2.amazonaws.com"}))
    cloud.client("iam", GLOBAL).put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=_writing(env))
    return made


@deviation("prod-user-writes-spa", "a user may write the application (named)")
def written_by_user(cloud, env):
    """It has neither a key nor a password yet."""
    iam = cloud.client("iam", GLOBAL)
    made = iam.create_user(UserName="content", Tags=[{"Key": "Name", "Value": "content"}])["User"]["Arn"]
    iam.put_user_policy(UserName="content", PolicyName="content", PolicyDocument=_writing(env))
    return made


@deviation("prod-spa-origin-not-signed", "CloudFront does not sign what it asks of the bucket (named: the distribution)")
def not_signed(cloud, env):
    """The access control is there, and does nothing."""
    front, control = cloud.client("cloudfront", GLOBAL), env.edge["control"]
    found = front.get_origin_access_control(Id=control)
    configuration = found["OriginAccessControl"]["OriginAccessControlConfig"] | {"SigningBehavior": "never"}
    front.update_origin_access_control(Id=control, IfMatch=found["ETag"], OriginAccessControlConfig=configuration)
    return env.edge["distribution_arn"]


@deviation("prod-spa-behind-no-behaviour", "no behaviour of the distribution leads to the bucket (named: the account)")
def behind_nothing(cloud, env):
    """Everything goes to an origin outside; the bucket is still one of the origins."""
    configuration = _distribution(env).distribution_config
    outside = type(configuration.Origins["Items"][0])({"Id": "rented", "DomainName": "innovate.example.net", "CustomOriginConfig": {
        "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only",
    }})
    configuration.Origins["Items"].append(outside)
    configuration.Origins["Quantity"] = 2
    configuration.DefaultCacheBehavior.target_origin_id = "rented"
    return env.account
