"""The way in: bucket, distribution, firewall."""

from datetime import timedelta

from layer.names import GLOBAL, HOME
from seed import edge
from seed.made import backend

from .table import deviation


def _bucket(env):
    return f"arn:aws:s3:::{env.edge['bucket']}"


def _distribution(env):
    return backend("cloudfront", env.account, "aws").distributions[env.edge["distribution"]]


def _rules(env):
    return backend("wafv2", env.account, "global").wacls[env.edge["acl_arn"]].rules


@deviation("prod-cloudfront-without-waf", "no web ACL protects the distribution (named: the distribution)")
def without_firewall(cloud, env):
    """It exists, but protects nothing."""
    _distribution(env).distribution_config.WebACLId = ""
    return env.edge["distribution_arn"]


@deviation("prod-waf-count-mode", "the common rules only count (named: the web ACL)")
def counting(cloud, env):
    """Whatever matches passes."""
    _rules(env)[0].override_action = {"Count": {}}
    return env.edge["acl_arn"]


@deviation("prod-waf-without-common-rules", "the web ACL lacks the common rules (named: the web ACL)")
def without_common(cloud, env):
    """Only the limit by address is left."""
    del _rules(env)[0]
    return env.edge["acl_arn"]


@deviation("prod-waf-not-logging", "the web ACL is not logged (named: the web ACL)")
def not_logging(cloud, env):
    """Nobody knows what it blocks."""
    cloud.client("wafv2", GLOBAL).delete_logging_configuration(ResourceArn=env.edge["acl_arn"])
    return env.edge["acl_arn"]


@deviation("prod-spa-public-access-block-off", "neither the bucket nor the account blocks public access (named: the bucket)")
def unblocked(cloud, env):
    """The bucket has no block at all; the account's is off."""
    cloud.client("s3").delete_public_access_block(Bucket=env.edge["bucket"])
    off = dict.fromkeys(edge.BLOCKS, False)
    cloud.client("s3control", HOME).put_public_access_block(AccountId=env.account, PublicAccessBlockConfiguration=off)
    return _bucket(env)


@deviation("prod-spa-versioning-suspended", "the bucket keeps no versions (named: the bucket)")
def unversioned(cloud, env):
    """Since somebody suspended it."""
    cloud.client("s3").put_bucket_versioning(Bucket=env.edge["bucket"], VersioningConfiguration={"Status": "Suspended"})
    return _bucket(env)


@deviation("prod-spa-acls-enabled", "ACLs count in the bucket (named: the bucket)")
def with_acls(cloud, env):
    """Whoever writes an object owns it."""
    controls = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    cloud.client("s3").put_bucket_ownership_controls(Bucket=env.edge["bucket"], OwnershipControls=controls)
    return _bucket(env)


@deviation("prod-spa-no-tls-policy", "the bucket answers without TLS (named: the bucket)")
def without_tls(cloud, env):
    """Its policy has no such denial."""
    edge.policy(cloud, env, tls=False)
    return _bucket(env)


@deviation("prod-spa-bucket-policy-any-distribution", "any distribution of the account may read the bucket (named: the bucket)")
def any_distribution(cloud, env):
    """The policy names the account, not the distribution."""
    edge.policy(cloud, env, source={"StringEquals": {"AWS:SourceAccount": env.account}})
    return _bucket(env)


@deviation("prod-distribution-without-oac", "the origin has no access control (named: the distribution)")
def without_control(cloud, env):
    """CloudFront asks the bucket without signing."""
    _distribution(env).distribution_config.Origins["Items"][0].origin_access_control_id = ""
    return env.edge["distribution_arn"]


@deviation("prod-distribution-disabled", "the distribution is disabled (named: the account)", also=["SPA-01", "SPA-02"])
def disabled(cloud, env):
    """It answers nobody."""
    _distribution(env).distribution_config.Enabled = False
    return env.account


@deviation("prod-waf-counts-one-rule", "one of the common rules only counts (named: the web ACL)")
def counts_one(cloud, env):
    """Since it blocked an upload."""
    overrides = [{"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}]
    _rules(env)[0].statement["ManagedRuleGroupStatement"]["RuleActionOverrides"] = overrides
    return env.edge["acl_arn"]


@deviation("prod-waf-looks-at-a-part", "the common rules look at a part of the requests only (named: the web ACL)")
def looks_at_part(cloud, env):
    """Those that begin with /api."""
    narrowed = {"ByteMatchStatement": {
        "SearchString": "/api", "FieldToMatch": {"UriPath": {}}, "PositionalConstraint": "STARTS_WITH",
        "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
    }}
    _rules(env)[0].statement["ManagedRuleGroupStatement"]["ScopeDownStatement"] = narrowed
    return env.edge["acl_arn"]


@deviation("prod-distribution-allows-http", "the distribution answers without TLS (named: the distribution)")
def without_redirect(cloud, env):
    """On the application's own pages."""
    _distribution(env).distribution_config.DefaultCacheBehavior.viewer_protocol_policy = "allow-all"
    return env.edge["distribution_arn"]


@deviation("prod-distribution-old-tls", "the distribution offers TLS 1.1 (named: the distribution)")
def old_tls(cloud, env):
    """For browsers that nobody has any more."""
    _distribution(env).distribution_config.ViewerCertificate.minimum_protocol_version = "TLSv1.1_2016"
    return env.edge["distribution_arn"]


@deviation("prod-distribution-own-certificate-missing", "the distribution has CloudFront's own certificate (named: the distribution)")
def default_certificate(cloud, env):
    """Which offers TLS 1.0, whatever the policy says."""
    certificate = _distribution(env).distribution_config.ViewerCertificate
    certificate.cloud_front_default_certificate, certificate.acm_certificate_arn = True, ""
    return env.edge["distribution_arn"]


@deviation("prod-distribution-not-logged", "nothing delivers the distribution's access logs (named: the distribution)")
def without_logs(cloud, env):
    """Their source is still there."""
    cloud.client("logs", GLOBAL).delete_delivery(id=env.edge["delivery"])
    return env.edge["distribution_arn"]


@deviation("prod-origin-by-http", "the distribution asks the load balancer without TLS (named: the distribution)")
def origin_by_http(cloud, env):
    """The viewers' TLS ends at the edge."""
    origins = _distribution(env).distribution_config.Origins["Items"]
    next(o for o in origins if o.id == "api").custom_origin_config.origin_protocol_policy = "http-only"
    return env.edge["distribution_arn"]


@deviation("prod-release-not-invalidated", "the newest release was not invalidated (named: the distribution)")
def not_invalidated(cloud, env):
    """The one before was."""
    edge.age(env, timedelta(hours=3))
    return env.edge["distribution_arn"]


@deviation("prod-release-invalidated-elsewhere", "the invalidation left out the page that users come in by (named: the distribution)")
def elsewhere(cloud, env):
    """It dropped what has a new name in each release anyway."""
    for invalidation in backend("cloudfront", env.account, "aws").invalidations[env.edge["distribution"]]:
        invalidation.paths = ["/assets/*"]
    return env.edge["distribution_arn"]
