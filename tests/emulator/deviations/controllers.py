"""What controllers in a cluster have in AWS: roles, policies, the queue of interruptions, capabilities."""

import json

from layer.names import GLOBAL, HOME
from layer.store import held
from seed import identities, interruptions

from .table import deviation


def _without(env, kind, name):
    found = held(env.account, HOME, kind)
    for key in [key for key, item in found.items() if name in (item.get("serviceAccount"), item.get("addonName"))]:
        del found[key]
    return env.cluster.arn


@deviation("dev-load-balancer-controller-without-role", "the load balancer controller has no role (named: the cluster)")
def without_association(cloud, env):
    """The role is there, but nothing binds it to the service account."""
    return _without(env, "associations", "aws-load-balancer-controller")


@deviation("prod-karpenter-without-policy", "Karpenter's role may do nothing (named: the cluster)")
def without_policy(cloud, env):
    """Its policy is attached to nothing any more."""
    policy = f"arn:aws:iam::{env.account}:policy/{env.label}-karpenter"
    cloud.client("iam", GLOBAL).detach_role_policy(RoleName=f"{env.label}-karpenter", PolicyArn=policy)
    return env.cluster.arn


@deviation("staging-external-secrets-trusts-instances", "pods cannot assume the role of External Secrets (named: the cluster)")
def wrong_trust(cloud, env):
    """Instances can."""
    trust = json.dumps(identities.trust({"Service": "ec2.amazonaws.com"}))
    cloud.client("iam", GLOBAL).update_assume_role_policy(RoleName=f"{env.label}-external-secrets", PolicyDocument=trust)
    return env.cluster.arn


@deviation("prod-external-secrets-reads-everything", "External Secrets may read every secret of the account (named: the cluster)")
def every_secret(cloud, env):
    """By a second policy, which somebody was in a hurry about."""
    identities.inline(cloud, f"{env.label}-external-secrets", ["secretsmanager:GetSecretValue"])
    return env.cluster.arn


@deviation("staging-nodes-make-load-balancers", "the role of the nodes may make load balancers (named: the cluster)")
def acting_nodes(cloud, env):
    """As before the controller had a role of its own."""
    identities.inline(cloud, f"{env.label}-node", ["elasticloadbalancing:*"])
    return env.cluster.arn


@deviation("dev-pod-identity-agent-missing", "nothing gives pods their roles (named: the cluster)")
def without_agent(cloud, env):
    """The associations are still there."""
    return _without(env, "addons", "eks-pod-identity-agent")


@deviation("dev-interruption-queue-missing", "no queue tells Karpenter of interruptions (named: the cluster)")
def without_queue(cloud, env):
    """The rules send to nowhere."""
    sqs = cloud.client("sqs")
    sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=interruptions.name(env))["QueueUrl"])
    return env.cluster.arn


@deviation("prod-spot-warnings-unheard", "the queue is not sent the warnings of Spot (named: the queue)")
def unheard(cloud, env):
    """Their rule is switched off."""
    cloud.client("events").disable_rule(Name=f"{interruptions.name(env)}-spot")
    return interruptions.arn(env)


@deviation("staging-health-events-narrowed", "the queue is sent a part of the health events alone (named: the queue)")
def narrowed(cloud, env):
    """Those of a service that runs no nodes."""
    pattern = {"source": ["aws.health"], "detail-type": ["AWS Health Event"], "detail": {"service": ["RDS"]}}
    interruptions.rule(cloud, env, "health", pattern)
    return interruptions.arn(env)


@deviation("prod-interruption-queue-open", "everyone may send to the queue (named: the queue)")
def open_queue(cloud, env):
    """And make Karpenter drain the cluster."""
    return interruptions.set_policy(cloud, env, interruptions.policy(env, principal="*"))


@deviation("dev-interruption-queue-without-tls", "the queue answers without TLS (named: the queue)")
def without_tls(cloud, env):
    """Its policy has no such denial."""
    return interruptions.set_policy(cloud, env, interruptions.policy(env, tls=False))


@deviation("staging-interruption-queue-unencrypted", "nothing encrypts the queue (named: the queue)")
def unencrypted(cloud, env):
    """Somebody switched it off."""
    sqs = cloud.client("sqs")
    url = sqs.get_queue_url(QueueName=interruptions.name(env))["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"SqsManagedSseEnabled": "false"})
    return interruptions.arn(env)


def _capability(env, status, issues=()):
    arn = env.arn("eks", f"capability/{env.label}/argocd/argocd")
    held(env.account, HOME, "capabilities")[env.label, "argocd"] = {
        "capabilityName": "argocd", "arn": arn, "clusterName": env.label, "type": "ARGOCD", "roleArn": env.roles["cluster"],
        "status": status, "version": "3.1.8-eks-1", "health": {"issues": [{"code": code, "message": "The role is gone"} for code in issues]},
        "configuration": {"argoCd": {"namespace": "argocd"}}, "deletePropagationPolicy": "RETAIN",
        "createdAt": env.cluster.created_at, "modifiedAt": env.cluster.created_at, "tags": {},
    }
    return arn


@deviation("dev-argocd-capability", "EKS runs Argo CD for a cluster that is none of production (named)")
def elsewhere(cloud, env):
    """It is in good health."""
    return _capability(env, "ACTIVE")


@deviation("prod-argocd-capability-degraded", "EKS runs Argo CD for production, and it is in trouble (named)")
def degraded(cloud, env):
    """Its role is gone."""
    return _capability(env, "DEGRADED", ["AccessDenied"])
