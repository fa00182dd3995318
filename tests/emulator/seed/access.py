"""Security groups, endpoints and interfaces: who reaches what inside a VPC."""

import json

from layer.names import HOME

from .made import specification as spec
from .made import tags
from .network import place

WORLD = "0.0.0.0/0"
#: The list that AWS keeps of CloudFront's addresses.
ORIGIN_FACING = "com.amazonaws.global.cloudfront.origin-facing"
INTERFACE_ENDPOINTS = ("ecr.api", "ecr.dkr", "secretsmanager")


def permission(port, to=None, cidr=None, group=None, protocol="tcp", listed=None):
    """A permission of a security group for one source."""
    made = {"IpProtocol": protocol, "FromPort": port, "ToPort": port if to is None else to}
    if protocol == "-1":
        made = {"IpProtocol": "-1"}
    if cidr:
        made["IpRanges"] = [{"CidrIp": cidr}]
    if group:
        made["UserIdGroupPairs"] = [{"GroupId": group}]
    if listed:
        made["PrefixListIds"] = [{"PrefixListId": listed}]
    return [made]


def group(ec2, env, name, description, vpc=None, keep_egress=True):
    """A security group; a new one lets everything out."""
    made = ec2.create_security_group(
        GroupName=name, Description=description, VpcId=vpc or env.vpc, TagSpecifications=spec("security-group", name)
    )["GroupId"]
    if not keep_egress:
        ec2.revoke_security_group_egress(GroupId=made, IpPermissions=permission(0, cidr=WORLD, protocol="-1"))
    return made


def groups(cloud, env):
    """The groups of an environment: each admits only the one before it on the way to the data."""
    ec2, made = cloud.client("ec2"), env.groups
    made["balancer"] = group(ec2, env, f"{env.label}-alb", "Internet to the load balancer")
    made["cluster"] = group(ec2, env, f"eks-cluster-sg-{env.label}", "EKS created security group applied to ENI and nodes")
    owner = tags(f"eks-cluster-sg-{env.label}", **{f"kubernetes.io/cluster/{env.label}": "owned"})
    ec2.create_tags(Resources=[made["cluster"]], Tags=owner)
    made["control"] = group(ec2, env, f"{env.label}-control-plane", "Nodes to the control plane")
    made["endpoints"] = group(ec2, env, f"{env.label}-endpoints", "VPC to the interface endpoints", keep_egress=False)
    made["database"] = group(ec2, env, f"{env.label}-aurora", "Pods to the database", keep_egress=False)
    rules = [
        *(("balancer", rule) for rule in visitors(ec2, env)),
        ("cluster", permission(0, group=made["cluster"], protocol="-1")),
        ("cluster", permission(8080, group=made["balancer"])),
        ("control", permission(443, group=made["cluster"])),
        ("endpoints", permission(443, cidr=env.cidr)),
        ("database", permission(5432, group=made["cluster"])),
    ]
    for name, rule in rules:
        ec2.authorize_security_group_ingress(GroupId=made[name], IpPermissions=rule)


def visitors(ec2, env):
    """Everyone, but in production: CloudFront alone. Its list counts as 55 rules, and a group takes 60: one port."""
    if env.name != "prod":
        return [permission(443, cidr=WORLD), permission(80, cidr=WORLD)]
    filters = [{"Name": "prefix-list-name", "Values": [ORIGIN_FACING]}]
    return [permission(443, listed=ec2.describe_managed_prefix_lists(Filters=filters)["PrefixLists"][0]["PrefixListId"])]


def endpoints(cloud, env):
    """The endpoints of the VPC, with policies that name whose principals and resources they serve."""
    ec2 = cloud.client("ec2")
    env.endpoints["s3"] = ec2.create_vpc_endpoint(
        VpcId=env.vpc, VpcEndpointType="Gateway", ServiceName=f"com.amazonaws.{HOME}.s3", RouteTableIds=[env.private_table],
        PolicyDocument=json.dumps(s3_policy(env)), TagSpecifications=spec("vpc-endpoint", f"{env.label}-s3"),
    )["VpcEndpoint"]["VpcEndpointId"]
    env.backend("ec2").vpc_end_points[env.endpoints["s3"]].private_dns_enabled = False  # Interface endpoints alone have it.
    for service in INTERFACE_ENDPOINTS:
        env.endpoints[service] = interface_endpoint(ec2, env, service, [env.private["a"], env.private["b"]])


def interface_endpoint(ec2, env, service, subnets):
    """An interface endpoint, with interfaces that say what they are."""
    made = ec2.create_vpc_endpoint(
        VpcId=env.vpc, VpcEndpointType="Interface", ServiceName=f"com.amazonaws.{HOME}.{service}", SubnetIds=subnets,
        SecurityGroupIds=[env.groups["endpoints"]], PrivateDnsEnabled=True, PolicyDocument=json.dumps(own_principals(env)),
        TagSpecifications=spec("vpc-endpoint", f"{env.label}-{service}"),
    )["VpcEndpoint"]
    dress_endpoint(env, made["VpcEndpointId"], [env.groups["endpoints"]])
    return made["VpcEndpointId"]


def dress_endpoint(env, made, groups):
    """Makes the interfaces of an endpoint look like what they are."""
    store = env.backend("ec2")
    for interface_id in store.vpc_end_points[made].network_interface_ids or []:
        dress(store.enis[interface_id], env, f"VPC Endpoint Interface {made}", "vpc_endpoint", groups)


def own_principals(env):
    """An endpoint policy for the account's own principals."""
    condition = {"StringEquals": {"aws:PrincipalAccount": env.account}}
    return {"Version": "2012-10-17", "Statement": [
        {"Sid": "OwnPrincipals", "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": condition},
    ]}


def s3_policy(env):
    """The same for S3; image layers are read from a bucket of ECR's."""
    policy = own_principals(env)
    policy["Statement"].append({
        "Sid": "ImageLayers", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::prod-{HOME}-starport-layer-bucket/*",
    })
    return policy


def interface(cloud, env, subnet, description, groups, kind="interface", requester="amazon-elb", public_ip=None):
    """A network interface that a service made."""
    made = cloud.client("ec2").create_network_interface(
        SubnetId=subnet, Groups=[env.groups.get(name, name) for name in groups], Description=description
    )["NetworkInterface"]["NetworkInterfaceId"]
    found = env.backend("ec2").enis[made]
    dress(found, env, description, kind, None, requester)
    found.public_ip = public_ip
    return made


def dress(found, env, description, kind, groups, requester="amazon-aws"):
    """Makes an interface of moto's look like one of a service."""
    found.description, found.interface_type = description, kind
    found.requester_managed, found.requester_id, found.status = True, requester, "in-use"
    if groups is not None:
        store = env.backend("ec2")
        found._group_set = [store.get_security_group_from_id(env.groups.get(name, name)) for name in groups]
    place(found, env)
