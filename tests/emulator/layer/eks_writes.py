"""EKS: writes of add-ons, pod identity, access entries, versions and keys. Everything is ready at once: nobody learns anything by waiting."""

from datetime import datetime, timezone
from hashlib import sha256

from moto.eks.models import eks_backends

from .answers import Refusal, answers
from .eks import SUPPORT, cluster_of, one
from .store import held, page

#: What an add-on gets whose version nobody chooses.
ADDON_VERSION = "v1.0.0-eksbuild.1"


def _arn(call, kind, *path):
    return f"arn:aws:eks:{call.region}:{call.account}:{kind}/{'/'.join([call.params['clusterName'], *path])}"


def _unique(*parts):
    digest = sha256("/".join(parts).encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"


def _keep(call, kind, member, key, made):
    """Holds a new resource; there may be none of its key yet."""
    cluster_of(call)
    found, now = held(call.account, call.region, kind), datetime.now(timezone.utc)
    key = (call.params["clusterName"], key)
    if key in found:
        raise Refusal("ResourceInUseException", f"The {member} already exists: {key[1]}", 409)
    found[key] = {
        "clusterName": call.params["clusterName"], **made, "createdAt": now, "modifiedAt": now, "tags": call.params.get("tags") or {},
    }
    return {member: found[key]}


def _delete(kind, member, key, answered=True):
    find = one(kind, member, key)

    def answer(call):
        found = find(call)
        del held(call.account, call.region, kind)[call.params["clusterName"], call.params[key]]
        return found if answered else {}

    return answer


@answers("eks:CreateAddon", "add-ons")
def create_addon(call):
    """An add-on that runs."""
    name = call.params["addonName"]
    role = {"serviceAccountRoleArn": call.params["serviceAccountRoleArn"]} if "serviceAccountRoleArn" in call.params else {}
    return _keep(call, "addons", "addon", name, {
        "addonName": name, "status": "ACTIVE", "health": {"issues": []}, **role,
        "addonVersion": call.params.get("addonVersion", ADDON_VERSION),
        "addonArn": _arn(call, "addon", name, _unique(call.account, name)),
    })


@answers("eks:CreatePodIdentityAssociation", "pod identity")
def create_association(call):
    """A service account that is given a role."""
    wanted = call.params
    unique = _unique(call.account, wanted["namespace"], wanted["serviceAccount"])
    identifier = f"a-{unique.replace('-', '')[:17]}"
    return _keep(call, "associations", "association", identifier, {
        "associationId": identifier, "namespace": wanted["namespace"], "serviceAccount": wanted["serviceAccount"],
        "roleArn": wanted["roleArn"], "associationArn": _arn(call, "podidentityassociation", identifier),
    })


@answers("eks:CreateAccessEntry", "access entries")
def create_entry(call):
    """Who may use the cluster's API."""
    principal = call.params["principalArn"]
    kind, _, name = principal.split(":")[5].partition("/")
    return _keep(call, "entries", "accessEntry", principal, {
        "principalArn": principal, "type": call.params.get("type") or "STANDARD",
        "kubernetesGroups": call.params.get("kubernetesGroups") or [],
        "username": call.params.get("username") or f"{principal}/{{{{SessionName}}}}",
        "accessEntryArn": _arn(call, "access-entry", kind, call.account, name, _unique(call.account, principal)),
    })


@answers("eks:AssociateAccessPolicy", "the policies of access entries")
def associate_policy(call):
    """A policy of EKS's for whom an entry names."""
    one("entries", "accessEntry", "principalArn")(call)
    cluster, principal, policy = (call.params[name] for name in ("clusterName", "principalArn", "policyArn"))
    now = datetime.now(timezone.utc)
    made = {"policyArn": policy, "accessScope": call.params["accessScope"], "associatedAt": now, "modifiedAt": now}
    held(call.account, call.region, "entry policies")[cluster, principal, policy] = made
    return {"clusterName": cluster, "principalArn": principal, "associatedAccessPolicy": made}


@answers("eks:ListAssociatedAccessPolicies", "the policies of access entries")
def associated_policies(call):
    """The policies of an entry."""
    one("entries", "accessEntry", "principalArn")(call)
    cluster, principal = call.params["clusterName"], call.params["principalArn"]
    found = held(call.account, call.region, "entry policies")
    rows = [made for key, made in found.items() if key[:2] == (cluster, principal)]
    items, token = page(call, rows, "maxResults", "nextToken")
    return {
        "clusterName": cluster, "principalArn": principal, "associatedAccessPolicies": items, **({"nextToken": token} if token else {}),
    }


answers("eks:DeleteAddon", "add-ons")(_delete("addons", "addon", "addonName"))
answers("eks:DeletePodIdentityAssociation", "pod identity")(_delete("associations", "association", "associationId"))
answers("eks:DeleteAccessEntry", "access entries")(_delete("entries", "accessEntry", "principalArn", answered=False))


def _cluster(call, name):
    """The cluster as moto holds it."""
    found = eks_backends[call.account][call.region].clusters.get(name)
    if found is None:
        raise Refusal("ResourceNotFoundException", f"No cluster found for name: {name}.", 404)
    return found


def _update(call, kind, *about):
    """An update that is done."""
    return {"update": {"id": _unique(call.account, *about), "status": "Successful", "type": kind, "createdAt": datetime.now(timezone.utc)}}


@answers("eks:UpdateClusterVersion", "new versions of Kubernetes")
def update_version(call):
    """One minor version at a time."""
    cluster, wanted = _cluster(call, call.params["name"]), call.params["version"]
    versions = sorted(SUPPORT, key=lambda version: int(version.split(".")[1]))
    if wanted not in versions or versions.index(wanted) != versions.index(cluster.version) + 1:
        raise Refusal("InvalidParameterException", f"Unsupported Kubernetes minor version update from {cluster.version} to {wanted}")
    cluster.version = wanted
    return _update(call, "VersionUpdate", cluster.name, wanted)


@answers("eks:UpdateNodegroupVersion", "new versions of Kubernetes")
def update_nodes(call):
    """The cluster's version unless another one is named."""
    cluster, name = _cluster(call, call.params["clusterName"]), call.params["nodegroupName"]
    if name not in cluster.nodegroups:
        raise Refusal("ResourceNotFoundException", f"No node group found for name: {name}.", 404)
    cluster.nodegroups[name].version = version = call.params.get("version") or cluster.version
    cluster.nodegroups[name].release_version = call.params.get("releaseVersion") or f"{version}.1-20261101"
    return _update(call, "VersionUpdate", cluster.name, name, version)


@answers("eks:AssociateEncryptionConfig", "a key for a cluster that has none")
def associate_key(call):
    """It cannot be taken away again."""
    cluster = _cluster(call, call.params["clusterName"])
    if cluster.encryption_config:
        raise Refusal("InvalidParameterException", "Secrets are already encrypted")
    cluster.encryption_config = call.params["encryptionConfig"]
    return _update(call, "AssociateEncryptionConfig", cluster.name)
