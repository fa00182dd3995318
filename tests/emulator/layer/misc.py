"""EC2, S3 and Secrets Manager: single members and habits that moto lacks."""

import time

import moto.elbv2.models
from moto.backends import get_backend
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.instance_types import INSTANCE_TYPES
from moto.ec2.models.route_tables import Route
from moto.ec2.models.vpcs import VPC

from .answers import Refusal, amends, answers, guards, sets
from .names import REGIONS

#: moto's VPCs belong to whoever lists them; AWS lists those too that others share.
VPC.owner_id = property(lambda self: getattr(self, "shared_by", self.ec2_backend.account_id))

#: moto's routes are always active; one to a gateway that is gone leads nowhere.
Route.state = property(lambda self: "blackhole" if getattr(self, "blackhole", False) else "active")

#: moto looks for a listener's certificate in its ACM: there is none here.
moto.elbv2.models.register_certificate = lambda *_, **__: None

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


@amends("ec2:DescribeInstances", "`CpuOptions`")
def instances(_call, answer):
    """The cores that the type has by default."""
    for instance in (i for reservation in answer["Reservations"] for i in reservation["Instances"]):
        cores = INSTANCE_TYPES[instance["InstanceType"]]["VCpuInfo"]
        instance["CpuOptions"] = {"CoreCount": cores["DefaultCores"], "ThreadsPerCore": cores["DefaultThreadsPerCore"]}


@amends("elbv2:DescribeLoadBalancers", "`Scheme` where it is the default, and a state other than provisioning")
def balancers(call, answer):
    """moto keeps a new load balancer in provisioning until somebody asks twice."""
    for balancer in answer["LoadBalancers"]:
        balancer.setdefault("Scheme", "internet-facing")
        if balancer["State"]["Code"] == "provisioning":
            balancer["State"] = {"Code": "active"}


@guards("elbv2:DeleteLoadBalancer", "the refusal to delete what is protected")
def delete_balancer(call):
    """The protection is switched off first."""
    found = get_backend("elbv2")[call.account][call.region].load_balancers.get(call.params["LoadBalancerArn"])
    if found and found.attrs.get("deletion_protection.enabled") == "true":
        raise Refusal("OperationNotPermitted", f"Load balancer '{found.arn}' cannot be deleted because deletion protection is enabled")


@amends("elbv2:DescribeTargetHealth", "another state than healthy of a target that is registered")
def target_health(call, answer):
    """A group's targets are as it says."""
    group = get_backend("elbv2")[call.account][call.region].target_groups[call.params["TargetGroupArn"]]
    for description in answer["TargetHealthDescriptions"]:
        description["TargetHealth"] = getattr(group, "health", description["TargetHealth"])


@amends("secretsmanager:ListSecrets", "`LastAccessedDate`")
def secrets(call, answer):
    """A secret has been read if the seeding says so."""
    for item in answer["SecretList"]:
        found = get_backend("secretsmanager")[call.account][call.region].secrets[item["ARN"]]
        if accessed := getattr(found, "last_accessed", None):
            item["LastAccessedDate"] = accessed


@answers("secretsmanager:RotateSecret", "functions: moto looks for the rotating one, and there is no Lambda here")
def rotate(call):
    """From now on the secret is rotated, the first time at once."""
    wanted, store = call.params, get_backend("secretsmanager")[call.account][call.region]
    if not store._is_valid_identifier(wanted["SecretId"]):
        raise Refusal("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
    found = store.secrets[wanted["SecretId"]]
    found.rotation_requested, found.rotation_enabled = True, True
    found.rotation_lambda_arn = wanted.get("RotationLambdaARN", getattr(found, "rotation_lambda_arn", None))
    found.auto_rotate_after_days = wanted.get("RotationRules", {}).get("AutomaticallyAfterDays", found.auto_rotate_after_days or 30)
    if wanted.get("RotateImmediately", True):
        found.last_changed_date = found.last_rotation_date = time.time()
    found.next_rotation_date = time.time() + found.auto_rotate_after_days * 86400
    return {"ARN": found.arn, "Name": found.name}


@amends("s3:GetBucketVersioning", "the root element's name, which strict parsers look at")
def versioning(_call, _answer):
    """Written again as the service model has it."""


@amends("ec2:DescribeLaunchTemplateVersions", "the difference between a template's own tags and those that it gives")
def template_versions(call, answer):
    """moto puts the tags of the template into the template."""
    for version in answer["LaunchTemplateVersions"]:
        data = version["LaunchTemplateData"]
        if given := [tags for tags in data.pop("TagSpecifications", []) if tags.get("ResourceType") != "launch-template"]:
            data["TagSpecifications"] = given


sets("ec2:DescribeNatGateways AvailabilityMode", "the mode of a gateway")
sets("ec2:DescribeVpcs OwnerId", "the owner of a VPC that is shared")
sets("ec2:DescribeRouteTables State", "blackhole")
sets("ec2:DescribeNetworkInterfaces InterfaceType", "and the other marks of a service's interface; ENIs of nodes, balancers, EKS and RDS")
sets("ec2:DescribeInstances *", "the instances behind a node group")
