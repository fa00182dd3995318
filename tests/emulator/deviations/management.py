"""The management account: nothing runs in it. Root users: they have no keys, and a second factor."""

from layer.identity import ROOT_USERS
from layer.names import ACCOUNTS, DR, GLOBAL, HOME
from seed.made import backend
from seed.made import specification as spec
from seed.made import tags

from .table import deviation

NAME = "innovate-tools"


def _default_subnets(cloud, region=HOME):
    """The subnets of the default VPC, which every region has."""
    found = cloud.client("ec2", region).describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])["Subnets"]
    return [subnet["SubnetId"] for subnet in found]


def _interface(cloud, region=HOME, subnet=0, **members):
    """An interface in the default VPC."""
    return cloud.client("ec2", region).create_network_interface(
        SubnetId=_default_subnets(cloud, region)[subnet], TagSpecifications=spec("network-interface", NAME), **members
    )["NetworkInterface"]["NetworkInterfaceId"]


@deviation("management-with-interface", "a network interface is left in the management account (named)")
def interface(cloud, _):
    """Of something that has long been deleted."""
    return _interface(cloud)


@deviation("management-with-instance", "an instance runs in the management account, in the region of the copies (named)", also=["ORG-04: its interface"])
def instance(cloud, _):
    """Where nobody looks."""
    return cloud.client("ec2", DR).run_instances(
        ImageId="ami-0al2023x8664base", MinCount=1, MaxCount=1, InstanceType="t3.small", MetadataOptions={"HttpTokens": "required"},
        SubnetId=_default_subnets(cloud, DR)[0], TagSpecifications=spec("instance", NAME),
    )["Instances"][0]["InstanceId"]


@deviation("management-with-cluster", "an EKS cluster runs in the management account, in us-east-1 (named)", also=["ORG-04: its interfaces"])
def cluster(cloud, _):
    """Somebody tried it out, in the region that the console opens with."""
    made = cloud.client("eks", GLOBAL).create_cluster(
        name=NAME, version="1.34", roleArn=f"arn:aws:iam::{ACCOUNTS['management']}:role/eks", tags={"Name": NAME},
        resourcesVpcConfig={"subnetIds": _default_subnets(cloud, GLOBAL)[:2]},
    )["cluster"]["arn"]
    for subnet in (0, 1):
        _interface(cloud, GLOBAL, subnet, Description=f"Amazon EKS {NAME}")
    return made


@deviation("management-with-database", "a database runs in the management account (named)", also=["ORG-04: its interface"])
def database(cloud, _):
    """For a tool that everybody uses."""
    made = cloud.client("rds").create_db_instance(
        DBInstanceIdentifier=NAME, Engine="postgres", EngineVersion="16.8", DBInstanceClass="db.t4g.micro", AllocatedStorage=20,
        MasterUsername="tools", ManageMasterUserPassword=True, StorageEncrypted=True, PubliclyAccessible=False, Tags=tags(NAME),
    )["DBInstance"]["DBInstanceArn"]
    _interface(cloud, Description="RDSNetworkInterface")
    return made


@deviation("management-with-load-balancer", "a load balancer stands in the management account (named)", also=["ORG-04: its interfaces"])
def balancer(cloud, _):
    """Nothing is behind it."""
    made = cloud.client("elbv2").create_load_balancer(
        Name=NAME, Subnets=_default_subnets(cloud)[:2], Scheme="internal", Type="application", Tags=tags(NAME)
    )["LoadBalancers"][0]["LoadBalancerArn"]
    backend("elbv2", ACCOUNTS["management"]).load_balancers[made].state = "active"
    for subnet in (0, 1):
        _interface(cloud, HOME, subnet, Description=f"ELB {made.split('loadbalancer/')[1]}")
    return made


@deviation("management-root-with-access-key", "the management account's root user has an access key (named: the account)")
def root_key(cloud, _):
    """No policy limits what it may do."""
    ROOT_USERS[ACCOUNTS["management"]] = {"AccountAccessKeysPresent": 1}
    return ACCOUNTS["management"]


@deviation("dev-root-with-access-key", "dev's root user has an access key (named: the account)")
def member_root_key(_cloud, env):
    """From the day when the account was made."""
    ROOT_USERS[env.account] = {"AccountAccessKeysPresent": 1}
    return env.account


@deviation("dev-root-without-mfa", "dev's root user has no second factor (named: the account)")
def member_without_mfa(_cloud, env):
    """It was given a password once."""
    ROOT_USERS[env.account] = {"AccountMFAEnabled": 0}
    return env.account
