"""What users reach first: the bucket with the application, CloudFront in front of it, the firewall in front of that."""

import json
from datetime import timedelta

from layer import clock
from layer.names import GLOBAL, HOME

from . import ingress
from .made import backend

BLOCKS = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


def build(cloud, env):
    """Makes the way in."""
    env.edge["bucket"] = f"innovate-spa-{env.name}"
    bucket(cloud, env)
    env.edge["acl_arn"] = firewall(cloud, env)
    distribution(cloud, env)
    delivery(cloud, env)
    release(cloud, env)
    policy(cloud, env)
    cloud.client("s3control", HOME).put_public_access_block(AccountId=env.account, PublicAccessBlockConfiguration=BLOCKS)


def bucket(cloud, env):
    """The bucket: private, encrypted, versioned, without ACLs."""
    s3, name = cloud.client("s3"), env.edge["bucket"]
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": HOME}, ObjectOwnership="BucketOwnerEnforced")
    backend("s3", env.account, "aws").buckets[name].creation_date = clock.now() - clock.STANDING
    s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=BLOCKS)
    encryption = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}, "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [encryption]})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]})
    s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": [{"Key": "Name", "Value": name}]})


def firewall(cloud, env):
    """The web ACL with AWS's common rules in block mode, logged."""
    waf = cloud.client("wafv2", GLOBAL)
    seen = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": env.label}
    arn = waf.create_web_acl(
        Name=env.label, Scope="CLOUDFRONT", DefaultAction={"Allow": {}}, VisibilityConfig=seen, Rules=rules(seen),
        Tags=[{"Key": "Name", "Value": env.label}],
    )["Summary"]["ARN"]
    log_group = f"arn:aws:logs:{GLOBAL}:{env.account}:log-group:aws-waf-logs-{env.label}"
    cloud.client("logs", GLOBAL).create_log_group(logGroupName=f"aws-waf-logs-{env.label}")
    waf.put_logging_configuration(LoggingConfiguration={"ResourceArn": arn, "LogDestinationConfigs": [log_group]})
    return arn


def rules(seen):
    """The common rules, and a limit on requests by address."""
    managed = {"VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet"}
    rate = {"Limit": 2000, "AggregateKeyType": "IP"}
    return [
        {
            "Name": "common", "Priority": 0, "OverrideAction": {"None": {}}, "VisibilityConfig": seen,
            "Statement": {"ManagedRuleGroupStatement": managed},
        },
        {
            "Name": "rate", "Priority": 1, "Action": {"Block": {}}, "VisibilityConfig": seen,
            "Statement": {"RateBasedStatement": rate},
        },
    ]


def distribution(cloud, env):
    """The distribution that serves the bucket through an origin access control."""
    front, name = cloud.client("cloudfront", GLOBAL), env.edge["bucket"]
    env.edge["control"] = front.create_origin_access_control(OriginAccessControlConfig={
        "Name": name, "SigningProtocol": "sigv4", "SigningBehavior": "always", "OriginAccessControlOriginType": "s3",
    })["OriginAccessControl"]["Id"]
    certificate = f"arn:aws:acm:{GLOBAL}:{env.account}:certificate/0f1e2d3c-0000-4000-8000-{env.account}"
    made = front.create_distribution(DistributionConfig={
        "CallerReference": name, "Comment": "The application", "Enabled": True, "DefaultRootObject": "index.html",
        "HttpVersion": "http2and3",
        "Aliases": {"Quantity": 1, "Items": ["app.innovate.example"]}, "WebACLId": env.edge["acl_arn"], "PriceClass": "PriceClass_100",
        "Origins": {"Quantity": 2, "Items": [spa_origin(env), api_origin(env)]},
        "DefaultCacheBehavior": {
            "TargetOriginId": "spa", "ViewerProtocolPolicy": "redirect-to-https", "CachePolicyId": "658327ea-f89d-4fab-a63d-7e88639e58f6",
        },
        "CacheBehaviors": {"Quantity": 1, "Items": [{
            "PathPattern": "/api/*", "TargetOriginId": "api", "ViewerProtocolPolicy": "https-only",
            "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        }]},
        "CustomErrorResponses": {"Quantity": 1, "Items": [{"ErrorCode": 403, "ResponsePagePath": "/index.html", "ResponseCode": "200"}]},
        "ViewerCertificate": {
            "CloudFrontDefaultCertificate": False, "ACMCertificateArn": certificate, "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
    })["Distribution"]
    env.edge.update(distribution=made["Id"], distribution_arn=made["ARN"])


def spa_origin(env):
    """The bucket, whose requests CloudFront signs."""
    return {
        "Id": "spa", "DomainName": f"{env.edge['bucket']}.s3.{HOME}.amazonaws.com", "OriginAccessControlId": env.edge["control"],
        "S3OriginConfig": {"OriginAccessIdentity": ""},
    }


def api_origin(env):
    """The load balancer, which answers to who knows the header."""
    header = {"HeaderName": ingress.HEADER, "HeaderValue": ingress.SECRET}
    return {
        "Id": "api", "DomainName": "origin.app.innovate.example", "CustomHeaders": {"Quantity": 1, "Items": [header]},
        "CustomOriginConfig": {
            "HTTPPort": 80, "HTTPSPort": 443, "OriginProtocolPolicy": "https-only",
            "OriginSslProtocols": {"Quantity": 1, "Items": ["TLSv1.2"]},
        },
    }


def delivery(cloud, env):
    """The distribution's access logs, by the newer way: nothing of it stands in the distribution's own configuration."""
    logs, name = cloud.client("logs", GLOBAL), env.label
    logs.put_delivery_source(name=name, resourceArn=env.edge["distribution_arn"], logType="ACCESS_LOGS")
    destination = logs.put_delivery_destination(
        name=name, outputFormat="json",
        deliveryDestinationConfiguration={"destinationResourceArn": f"arn:aws:s3:::{env.logs}/cloudfront"},
    )["deliveryDestination"]["arn"]
    env.edge["delivery"] = logs.create_delivery(deliverySourceName=name, deliveryDestinationArn=destination)["delivery"]["id"]


def release(cloud, env):
    """The pipeline uploads the application, then drops what the caches hold."""
    cloud.client("s3").put_object(Bucket=env.edge["bucket"], Key="index.html", Body=b"CANARY-object-content-never-collected")
    cloud.client("cloudfront", GLOBAL).create_invalidation(
        DistributionId=env.edge["distribution"],
        InvalidationBatch={"CallerReference": "release", "Paths": {"Quantity": 1, "Items": ["/index.html"]}},
    )


def policy(cloud, env, *, tls=True, source=None):
    """The bucket's policy: TLS only, and objects for this distribution alone."""
    name = env.edge["bucket"]
    both = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
    statements = [{
        "Sid": "TheDistribution", "Effect": "Allow", "Principal": {"Service": "cloudfront.amazonaws.com"}, "Action": "s3:GetObject",
        "Resource": both[1], "Condition": source or {"StringEquals": {"AWS:SourceArn": env.edge["distribution_arn"]}},
    }]
    if tls:
        statements.insert(0, {
            "Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": both,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        })
    cloud.client("s3").put_bucket_policy(Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))


def settle(env):
    """The last release was two days ago."""
    if not env.edge:
        return
    found = backend("cloudfront", env.account, "aws").distributions[env.edge["distribution"]]
    found.changed = clock.now() - timedelta(days=20)
    found._status = found.status = "Deployed"
    for invalidation in complete(env, lambda _: True):
        invalidation.create_time = clock.now() - timedelta(days=2)
    age(env, timedelta(days=2, minutes=3))


def complete(env, wanted):
    """Ends invalidations, and returns them."""
    ended = [i for items in backend("cloudfront", env.account, "aws").invalidations.values() for i in items if wanted(i)]
    for invalidation in ended:
        invalidation.status = "Completed"
    return ended


def age(env, amount):
    """Makes the index object so old."""
    backend("s3", env.account, "aws").buckets[env.edge["bucket"]].keys["index.html"].last_modified = clock.now() - amount
