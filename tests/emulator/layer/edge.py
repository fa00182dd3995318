"""CloudFront and WAF: what moto forgets of a distribution."""

from moto.cloudfront.models import CloudFrontBackend, Origin

from .answers import amends

_create_origin = Origin.__init__


def _remember(self, origin):
    _create_origin(self, origin)
    self.origin_access_control_id = origin.get("OriginAccessControlId") or ""
    self.is_s3 = "S3OriginConfig" in origin


#: moto drops the control's id when it reads a distribution's configuration.
Origin.__init__ = _remember
#: Staging distributions are listed with `Staging`; moto's have no such member.
CloudFrontBackend.staging = False


@amends("cloudfront:ListDistributions", "`Staging`, the time of the last change, and the origin access control's id")
def distributions(call, answer):
    """The members that rules read; a distribution's own attributes win."""
    from moto.backends import get_backend

    held = get_backend("cloudfront")[call.account]["aws"].distributions
    for item in answer["DistributionList"].get("Items", []):
        distribution = held[item["Id"]]
        item.setdefault("Staging", False)
        if changed := getattr(distribution, "changed", None):
            item["LastModifiedTime"] = changed
        origins = {origin.id: origin for origin in distribution.distribution_config.Origins["Items"]}
        for origin in item["Origins"]["Items"]:
            known = origins[origin["Id"]]
            origin["OriginAccessControlId"] = known.origin_access_control_id
            if known.is_s3:
                origin["S3OriginConfig"] = {"OriginAccessIdentity": known.s3_access_identity}
