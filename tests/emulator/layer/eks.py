"""EKS: add-ons, capabilities, pod identity, access entries and the versions that AWS supports. moto has none of them."""

from datetime import timedelta

from moto.eks.models import eks_backends

from . import clock
from .answers import Refusal, amends, answers, sets
from .store import held, page

#: Minor version → days until standard support ends, counted from the fork: the calendar never runs out under the tests.
SUPPORT = {"1.36": 420, "1.35": 300, "1.34": 180, "1.33": 75, "1.32": -60, "1.31": -180, "1.30": -290}
EXTENDED = 365


def _listing(kind, member, names):
    def answer(call):
        cluster_of(call)
        wanted = {name: call.params[name] for name in ("clusterName", "namespace", "serviceAccount") if call.params.get(name)}
        found = [r for r in held(call.account, call.region, kind).values() if wanted.items() <= r.items()]
        items, token = page(call, [names(r) for r in found], "maxResults", "nextToken")
        return {member: items, **({"nextToken": token} if token else {})}

    return answer


def one(kind, member, key):
    """Answers with one resource, by the request's member that names it."""

    def answer(call):
        cluster_of(call)
        found = held(call.account, call.region, kind).get((call.params["clusterName"], call.params[key]))
        if found is None:
            raise Refusal("ResourceNotFoundException", f"No {member} found: {call.params[key]}", 404)
        return {member: found}

    return answer


def cluster_of(call):
    """Refuses a call about a cluster that does not exist."""
    name = call.params["clusterName"]
    if name not in eks_backends[call.account][call.region].clusters:
        raise Refusal("ResourceNotFoundException", f"No cluster found for name: {name}.", 404)


answers("eks:ListAddons", "add-ons")(_listing("addons", "addons", lambda r: r["addonName"]))
answers("eks:DescribeAddon", "add-ons")(one("addons", "addon", "addonName"))
answers("eks:ListCapabilities", "capabilities")(_listing("capabilities", "capabilities", lambda r: {
    "capabilityName": r["capabilityName"], **{name: r[name] for name in ("arn", "type", "status", "createdAt", "modifiedAt")},
}))
answers("eks:DescribeCapability", "capabilities")(one("capabilities", "capability", "capabilityName"))
answers("eks:ListAccessEntries", "access entries")(_listing("entries", "accessEntries", lambda r: r["principalArn"]))
answers("eks:DescribeAccessEntry", "access entries")(one("entries", "accessEntry", "principalArn"))
SUMMARY = ("clusterName", "namespace", "serviceAccount", "associationArn", "associationId")
answers("eks:ListPodIdentityAssociations", "pod identity")(
    _listing("associations", "associations", lambda r: {name: r[name] for name in SUMMARY})
)
answers("eks:DescribePodIdentityAssociation", "pod identity")(one("associations", "association", "associationId"))


@answers("eks:DescribeClusterVersions", "the calendar of versions")
def versions(call):
    """Each version with the dates at which AWS stops supporting it."""
    rows = [_version(name, days) for name, days in SUPPORT.items()]
    wanted = call.params.get("clusterVersions")
    rows = [row for row in rows if not wanted or row["clusterVersion"] in wanted]
    items, token = page(call, rows, "maxResults", "nextToken")
    return {"clusterVersions": items, **({"nextToken": token} if token else {})}


def _version(name, days):
    standard = days > 0
    return {
        "clusterVersion": name,
        "clusterType": "eks",
        "defaultPlatformVersion": "eks.12",
        "defaultVersion": name == "1.35",
        "releaseDate": clock.now() + timedelta(days=days - 425),
        "endOfStandardSupportDate": clock.now() + timedelta(days=days),
        "endOfExtendedSupportDate": clock.now() + timedelta(days=days + EXTENDED),
        "status": "standard-support" if standard else "extended-support",
        "versionStatus": "STANDARD_SUPPORT" if standard else "EXTENDED_SUPPORT",
        "kubernetesPatchVersion": f"{name}.4",
    }


@amends("eks:DescribeNodegroup", "a launch template's absence (moto answers an SSH key that nobody asked for)")
def node_group(call, answer):
    """moto gives every node group a key pair for SSH."""
    answer["nodegroup"].pop("remoteAccess", None)
    answer["nodegroup"].get("resources", {}).pop("remoteAccessSecurityGroup", None)


sets("eks:DescribeCluster resourcesVpcConfig", "vpcId, clusterSecurityGroupId, publicAccessCidrs")
sets("eks:DescribeCluster accessConfig, upgradePolicy, health, identity", "all of them; moto has one issuer for every cluster")
