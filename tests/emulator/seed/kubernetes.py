"""The EKS cluster of an environment, with its nodes and its way in."""

import hashlib

from layer.names import GLOBAL
from layer.store import held

from . import access
from .identities import PODS
from .made import specification as spec

VERSION = "1.34"
ADDONS = {
    "vpc-cni": "v1.20.4-eksbuild.1", "coredns": "v1.12.4-eksbuild.1", "kube-proxy": "v1.34.1-eksbuild.2",
    "eks-pod-identity-agent": "v1.3.9-eksbuild.3",
}
SPOT_TYPES = ["m6i.large", "m6a.large", "m5.large", "m7i.large"]
THUMBPRINT = "9e99a48a9960b14926bb7f3b02e22da2b0ab7280"
LOG_TYPES = ["api", "audit", "authenticator"]


def build(cloud, env):
    """Makes the cluster and everything around it."""
    cluster(cloud, env)
    issuer(cloud, env)
    taint = {"key": "CriticalAddonsOnly", "value": "true", "effect": "NO_SCHEDULE"}
    group(cloud, env, "system", "ON_DEMAND", ["m6i.large"], (2, 4, 2), taints=[taint])
    group(cloud, env, "application", "SPOT", SPOT_TYPES, (1, 12, 3))
    for name, version in ADDONS.items():
        addon(env, name, version)
    for name, (namespace, _) in PODS.items():
        association(env, namespace, name)
    entry(env, env.roles["deploy"], "STANDARD", ["innovate:deployers"])
    entry(env, env.roles["node"], "EC2_LINUX", ["system:nodes"])


def cluster(cloud, env, name=None):
    """A private cluster whose secrets a key of the company's own encrypts."""
    name = name or env.label
    cloud.client("eks").create_cluster(
        name=name, version=VERSION, roleArn=env.roles["cluster"], tags={"Name": name, "Environment": env.name},
        resourcesVpcConfig={
            "subnetIds": list(env.private.values()), "securityGroupIds": [env.groups["control"]],
            "endpointPublicAccess": False, "endpointPrivateAccess": True,
        },
        encryptionConfig=[{"resources": ["secrets"], "provider": {"keyArn": env.keys["cluster"]}}],
        logging={"clusterLogging": [
            {"types": LOG_TYPES, "enabled": True}, {"types": ["controllerManager", "scheduler"], "enabled": False},
        ]},
    )
    return dress_cluster(cloud, env, name)


def dress_cluster(cloud, env, name):
    """Gives a cluster what moto leaves out, and the interfaces through which it reaches its nodes."""
    made = env.backend("eks").clusters[name]
    made.resources_vpc_config.update(
        vpcId=env.vpc, clusterSecurityGroupId=env.groups["cluster"], publicAccessCidrs=["0.0.0.0/0"],
    )
    made.access_config = {"authenticationMode": "API"}
    made.upgrade_policy = {"supportType": "STANDARD"}
    made.health = {"issues": []}
    identifier = hashlib.sha256(made.arn.encode()).hexdigest()[:32].upper()
    made.identity = {"oidc": {"issuer": f"https://oidc.eks.{env.backend('eks').region_name}.amazonaws.com/id/{identifier}"}}
    made.endpoint = f"https://{identifier}.gr7.{env.backend('eks').region_name}.eks.amazonaws.com"
    for subnet in made.resources_vpc_config["subnetIds"][:2]:
        access.interface(cloud, env, subnet, f"Amazon EKS {name}", ["cluster", "control"], requester=env.account)
    return made


def issuer(cloud, env):
    """The cluster's issuer as an identity provider of the account."""
    env.roles["issuer"] = cloud.client("iam", GLOBAL).create_open_id_connect_provider(
        Url=env.cluster.identity["oidc"]["issuer"], ClientIDList=["sts.amazonaws.com"], ThumbprintList=[THUMBPRINT]
    )["OpenIDConnectProviderArn"]


def group(cloud, env, name, capacity, types, sizes, taints=()):
    """A node group, and the nodes behind it: one in each zone while they last."""
    smallest, largest, wanted = sizes
    cloud.client("eks").create_nodegroup(
        clusterName=env.label, nodegroupName=name, capacityType=capacity, instanceTypes=types, subnets=list(env.private.values()),
        nodeRole=env.roles["node"], labels={"role": name}, taints=list(taints), version=VERSION, amiType="AL2023_x86_64_STANDARD",
        releaseVersion=f"{VERSION}.1-20261101", tags={"Name": f"{env.label}-{name}"},
        scalingConfig={"minSize": smallest, "maxSize": largest, "desiredSize": wanted},
    )
    nodes(cloud, env, name, list(env.private.values())[:wanted], types[0], capacity)


def nodes(cloud, env, name, subnets, kind, capacity):
    """The nodes of a group, one in each subnet."""
    env.nodes[name] = [node(cloud, env, name, subnet, kind, capacity) for subnet in subnets]


def node(cloud, env, group_name, subnet, kind, capacity):
    """An instance of a node group, with an interface for its pods beside its own."""
    name = f"{env.label}-{group_name}"
    made = cloud.client("ec2").run_instances(
        ImageId="ami-0eks134al2023x86", MinCount=1, MaxCount=1, InstanceType=kind, SubnetId=subnet,
        SecurityGroupIds=[env.groups["cluster"]], MetadataOptions={"HttpTokens": "required", "HttpPutResponseHopLimit": 1},
        UserData="#!/bin/sh\nexport TOKEN=CANARY-user-data-never-collected\n",
        TagSpecifications=spec("instance", name, **{
            "eks:cluster-name": env.label, "eks:nodegroup-name": group_name, f"kubernetes.io/cluster/{env.label}": "owned",
        }),
    )["Instances"][0]["InstanceId"]
    instance = env.backend("ec2").get_instance(made)
    instance.lifecycle = "spot" if capacity == "SPOT" else None
    for interface in instance.nics.values():
        interface.description, interface.status = "", "in-use"
        interface.requester_id = None
    pods = access.interface(cloud, env, subnet, f"aws-K8S-{made}", ["cluster"], requester=env.account)
    found = env.backend("ec2").enis[pods]
    found.requester_managed, found.instance, found.attachment_id = False, instance, f"eni-attach-{pods[4:]}"
    found.device_index, found.attach_time = 1, instance.launch_time
    instance.nics[1] = found
    return made


def without_nodes(env, name):
    """The nodes of a group end with it, and so do their interfaces."""
    store = env.backend("ec2")
    for made in env.nodes.pop(name, []):
        for reservation in store.reservations.values():
            reservation.instances = [instance for instance in reservation.instances if instance.id != made]
        for interface in [i for i in store.enis.values() if i.instance is not None and i.instance.id == made]:
            del store.enis[interface.id]
    store.reservations = type(store.reservations)((key, found) for key, found in store.reservations.items() if found.instances)


def addon(env, name, version):
    """An add-on of the cluster."""
    arn = env.arn("eks", f"addon/{env.label}/{name}/{_stable(env, name)}")
    held(env.account, "eu-west-1", "addons")[env.label, name] = {
        "addonName": name, "clusterName": env.label, "status": "ACTIVE", "addonVersion": version, "addonArn": arn,
        "health": {"issues": []}, "createdAt": env.cluster.created_at, "modifiedAt": env.cluster.created_at, "tags": {"Name": name},
        **({"serviceAccountRoleArn": env.roles["node"]} if name == "vpc-cni" else {}),
    }


def association(env, namespace, name):
    """The binding of a service account to the role of its name."""
    identifier = f"a-{_stable(env, name).replace('-', '')[:17]}"
    held(env.account, "eu-west-1", "associations")[env.label, identifier] = {
        "associationId": identifier, "clusterName": env.label, "namespace": namespace, "serviceAccount": name,
        "roleArn": env.roles[name], "associationArn": env.arn("eks", f"podidentityassociation/{env.label}/{identifier}"),
        "createdAt": env.cluster.created_at, "modifiedAt": env.cluster.created_at, "tags": {"Name": name},
    }


def entry(env, principal, kind, groups):
    """Who may use the cluster's API."""
    kind_of, _, name = principal.split(":")[5].partition("/")
    arn = env.arn("eks", f"access-entry/{env.label}/{kind_of}/{env.account}/{name}/{_stable(env, principal)}")
    held(env.account, "eu-west-1", "entries")[env.label, principal] = {
        "accessEntryArn": arn, "clusterName": env.label, "principalArn": principal, "type": kind, "kubernetesGroups": groups,
        "username": "system:node:{{EC2PrivateDNSName}}" if kind == "EC2_LINUX" else f"{principal}/{{{{SessionName}}}}",
        "createdAt": env.cluster.created_at, "modifiedAt": env.cluster.created_at, "tags": {"Name": name},
    }


def _stable(env, name):
    """An id that is the same in each seeding."""
    digest = hashlib.sha256(f"{env.account}/{name}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
