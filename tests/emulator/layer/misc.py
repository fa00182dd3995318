"""EC2, S3 and Secrets Manager: single members and habits that moto lacks."""

from moto.backends import get_backend
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

from .answers import amends
from .names import REGIONS

_describe = RegionsAndZonesBackend.describe_regions


def _enabled(self, region_names=None):
    return [region for region in _describe(self, region_names) if region.name in REGIONS]


#: moto has every region that there is; a scan that proves emptiness reads each of them.
RegionsAndZonesBackend.describe_regions = _enabled


@amends("s3:ListBuckets", "`BucketRegion`, which S3 answers when `MaxBuckets` is sent")
def buckets(call, answer):
    """The region of each bucket, for who pages."""
    if not call.params.get("MaxBuckets"):
        return
    held = get_backend("s3")[call.account]["aws"].buckets
    for bucket in answer.get("Buckets", []):
        bucket["BucketRegion"] = held[bucket["Name"]].region_name


@amends("elbv2:DescribeLoadBalancers", "`Scheme` where it is the default, and a state other than provisioning")
def balancers(call, answer):
    """moto keeps a new load balancer in provisioning until somebody asks twice."""
    for balancer in answer["LoadBalancers"]:
        balancer.setdefault("Scheme", "internet-facing")
        if balancer["State"]["Code"] == "provisioning":
            balancer["State"] = {"Code": "active"}
