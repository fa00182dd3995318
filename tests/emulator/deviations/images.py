"""ECR: the repository, who may push to it, and what was pushed."""

import json
from datetime import timedelta

from layer import clock
from layer.names import ACCOUNTS, GLOBAL
from seed import identities, images

from .table import deviation


def _repository(env):
    return env.backend("ecr").repositories[images.REPOSITORY]



@deviation("dev-repository-tags-mutable", "tags of the repository can be moved to another image (named: the repository)")
def mutable(cloud, env):
    """As ECR makes a repository when nobody says otherwise."""
    cloud.client("ecr").put_image_tag_mutability(repositoryName=images.REPOSITORY, imageTagMutability="MUTABLE")
    return _repository(env).arn


@deviation("dev-repository-tags-excluded", "some tags of the repository can be moved after all (named: the repository)")
def excluded(cloud, env):
    """What is called latest is whatever was pushed last."""
    cloud.client("ecr").put_image_tag_mutability(
        repositoryName=images.REPOSITORY, imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "latest*"}],
    )
    return _repository(env).arn


@deviation("staging-repository-not-scanned", "no rule of the registry has the repository scanned (named: the repository)")
def not_scanned(cloud, env):
    """Its own switch stands on and counts for nothing."""
    other = [{**images.ON_PUSH[0], "repositoryFilters": [{"filter": "sandbox/*", "filterType": "WILDCARD"}]}]
    cloud.client("ecr").put_registry_scanning_configuration(scanType="ENHANCED", rules=other)
    return _repository(env).arn


@deviation("staging-repository-default-encryption", "AWS's own key encrypts the repository (named: the repository)")
def default_encryption(cloud, env):
    """It was made without saying how, and cannot be changed."""
    _repository(env).encryption_configuration = {"encryptionType": "AES256"}
    return _repository(env).arn


@deviation("dev-repository-keeps-everything", "nothing is ever cleaned up in the repository (named: the repository)")
def without_lifecycle(cloud, env):
    """It has no lifecycle policy."""
    cloud.client("ecr").delete_lifecycle_policy(repositoryName=images.REPOSITORY)
    return _repository(env).arn


@deviation("prod-repository-missing", "the environment has no repository (named: the account)")
def without_repository(cloud, env):
    """What runs was pulled from somewhere else."""
    cloud.client("ecr").delete_repository(repositoryName=images.REPOSITORY, force=True)
    return env.account


@deviation("prod-repository-empty", "nothing was ever pushed to the repository (named: the repository)")
def empty(cloud, env):
    """It has stood empty since it was made."""
    _repository(env).images.clear()
    return _repository(env).arn


@deviation("prod-repository-open-to-dev", "another account may push to the repository (named: the repository)", also=["ORG-05"])
def open_to_dev(cloud, env):
    """The policy names that account's root, and so whomever it lets."""
    images.policy(cloud, env, {
        "Sid": "Dev", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNTS['dev']}:root"}, "Action": "ecr:*",
    })
    return _repository(env).arn


@deviation("prod-repository-pulled-from-outside", "an account outside the organization may pull images (named: the repository)")
def pulled_outside(cloud, env):
    """A contractor's: it has all of the code since."""
    images.policy(cloud, env, {
        "Sid": "Contractor", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999999:root"},
        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    })
    return _repository(env).arn


@deviation("prod-registry-open", "another account may copy images into the registry (named: the registry)")
def registry_open(cloud, env):
    """What comes by replication was never pushed by the pipeline."""
    policy = {"Version": "2012-10-17", "Statement": [{
        "Sid": "Dev", "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNTS['dev']}:root"},
        "Action": ["ecr:CreateRepository", "ecr:ReplicateImage"], "Resource": env.arn("ecr", "repository/*"),
    }]}
    cloud.client("ecr").put_registry_policy(policyText=json.dumps(policy))
    return env.arn("ecr", "registry")


@deviation("prod-node-role-pushes", "the role of the nodes may push images (named: the role)")
def nodes_push(cloud, env):
    """Whoever takes over a node can change what all of them run."""
    identities.attach_aws(cloud, f"{env.label}-node", "AmazonEC2ContainerRegistryPowerUser")
    return env.roles["node"]


@deviation("prod-user-pushes", "a user may push images (named: the user)")
def user_pushes(cloud, env):
    """It has neither key nor password yet."""
    iam = cloud.client("iam", GLOBAL)
    arn = iam.create_user(UserName="builder")["User"]["Arn"]
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": images.PUSH, "Resource": "*"}]}
    iam.put_user_policy(UserName="builder", PolicyName="push", PolicyDocument=json.dumps(policy))
    return arn


@deviation("prod-image-critical-finding", "the newest image has a critical finding (named: the repository)")
def critical(cloud, env):
    """Its scan says so since the day of its push."""
    _repository(env).images[-1].counts = {"CRITICAL": 1, "MEDIUM": 2}
    return _repository(env).arn


@deviation("staging-image-never-scanned", "the newest image was never scanned (named: the repository)")
def never_scanned(cloud, env):
    """It came before the registry had its rule."""
    _repository(env).images[-1].last_scan = None
    return _repository(env).arn


@deviation("dev-image-only-latest", "the newest image is called latest and nothing else (named: the repository)")
def only_latest(cloud, env):
    """Which code it holds, nobody can tell from its name."""
    image = images.push(cloud, env, "latest")
    image.image_pushed_at = (clock.now() - timedelta(hours=5)).timestamp()
    image.last_scan = clock.now() - timedelta(hours=5)
    return _repository(env).arn
