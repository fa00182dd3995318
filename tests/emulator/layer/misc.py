"""EC2, S3 and Secrets Manager: single members and habits that moto lacks."""

from moto.backends import get_backend
from moto.ec2.models.route_tables import Route
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

from .answers import amends, sets
from .names import REGIONS

#: moto's routes are always active; one to a gateway that is gone leads nowhere.
Route.state = property(lambda self: "blackhole" if getattr(self, "blackhole", False) else "active")

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


@amends("secretsmanager:ListSecrets", "`LastAccessedDate`")
def secrets(call, answer):
    """A secret has been read if the seeding says so."""
    for item in answer["SecretList"]:
        found = get_backend("secretsmanager")[call.account][call.region].secrets[item["ARN"]]
        if accessed := getattr(found, "last_accessed", None):
            item["LastAccessedDate"] = accessed


@amends("s3:GetBucketVersioning", "the root element's name, which strict parsers look at")
def versioning(_call, _answer):
    """Written again as the service model has it."""


sets("ec2:DescribeNatGateways AvailabilityMode", "the mode of a gateway")
sets("ec2:DescribeRouteTables State", "blackhole")
sets("ec2:DescribeNetworkInterfaces InterfaceType", "and the other marks of a service's interface; ENIs of nodes, balancers, EKS and RDS")
sets("ec2:DescribeInstances *", "the instances behind a node group")
