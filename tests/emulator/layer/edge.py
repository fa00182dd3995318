"""CloudFront and WAF: what moto forgets of a distribution."""

from moto.backends import get_backend
from moto.cloudfront.models import DefaultCacheBehaviour, Origin, ViewerCertificate

from .answers import amends, answers, sets
from .store import held

_create_origin = Origin.__init__
_create_behaviour = DefaultCacheBehaviour.__init__
_create_certificate = ViewerCertificate.__init__


def _remember(self, origin):
    _create_origin(self, origin)
    self.origin_access_control_id = origin.get("OriginAccessControlId") or ""
    self.is_s3 = "S3OriginConfig" in origin
    self.vpc_origin_id = origin.get("VpcOriginConfig", {}).get("VpcOriginId")


def _forward_by_policy(self, config):
    _create_behaviour(self, config)
    if self.cache_policy_id:
        self.forwarded_values = None


def _one_certificate(self, config):
    own = config.get("ACMCertificateArn") or config.get("IAMCertificateId")
    _create_certificate(self, {"CloudFrontDefaultCertificate": not own, **config})


#: moto drops the control's id when it reads a distribution's configuration, and makes up what excludes what is asked for.
Origin.__init__ = _remember
DefaultCacheBehaviour.__init__ = _forward_by_policy
ViewerCertificate.__init__ = _one_certificate


@amends("cloudfront:ListDistributions", "`Staging`, the time of the last change, and the origin access control's id")
def distributions(call, answer):
    """The members that rules read; a distribution's own attributes win."""
    known_here = get_backend("cloudfront")[call.account]["aws"].distributions
    for item in answer["DistributionList"].get("Items", []):
        distribution = known_here[item["Id"]]
        item.setdefault("Staging", False)
        if changed := getattr(distribution, "changed", None):
            item["LastModifiedTime"] = changed
        complete(item, distribution)


@amends("cloudfront:GetDistributionConfig", "what of an origin says that it is a bucket or a VPC origin")
def distribution_config(call, answer):
    """What is read here is what an update gives back."""
    complete(answer["DistributionConfig"], get_backend("cloudfront")[call.account]["aws"].distributions[call.params["Id"]])


def complete(configuration, distribution):
    """The members of origins that moto does not answer."""
    origins = {origin.id: origin for origin in distribution.distribution_config.Origins["Items"]}
    for origin in configuration["Origins"]["Items"]:
        known = origins[origin["Id"]]
        origin["OriginAccessControlId"] = known.origin_access_control_id
        if known.is_s3:
            origin["S3OriginConfig"] = {"OriginAccessIdentity": known.s3_access_identity}
        if known.vpc_origin_id:
            origin["VpcOriginConfig"] = {"VpcOriginId": known.vpc_origin_id}


@answers("cloudfront:ListVpcOrigins", "VPC origins")
def vpc_origins(call):
    """Those that the deviations hold. There are few: one page."""
    rows = list(held(call.account, "global", "vpc origins").values())
    return {"VpcOriginList": {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(rows), "Items": rows}}


@answers("wafv2:ListLoggingConfigurations", "those of scope CLOUDFRONT: moto looks for the scope in the wrong place of the ARN")
def logging_configurations(call):
    """The configurations of the scope's web ACLs. There are few: one page."""
    scope = "global" if call.params["Scope"] == "CLOUDFRONT" else "regional"
    known_here = get_backend("wafv2")[call.account][call.region].logging_configurations.values()
    rows = [{k: v for k, v in found.to_dict().items() if v is not None} for found in known_here if f":{scope}/webacl" in found.arn]
    return {"LoggingConfigurations": [{**row, "LogType": "WAF_LOGS", "LogScope": "CUSTOMER"} for row in rows]}


sets("cloudfront:ListInvalidations Status, CreateTime", "AWS writes Completed, moto COMPLETED")
