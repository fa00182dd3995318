"""The registry: the application's repository, whose images the pipeline pushes, and what was pushed lately."""

import hashlib
import json
from datetime import timedelta

from layer import clock
from layer.names import HOME

REPOSITORY = "innovate/backend"
#: Releases, the newest last, with the days since their push.
RELEASES = {"1.4.0": 30, "1.4.1": 9, "1.5.0": 2}
#: What the pipeline needs to push.
PUSH = [
    "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:GetDownloadUrlForLayer",
    "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
]
EXPIRE = {"rules": [{
    "rulePriority": 1, "description": "Layers that no tag names any more", "action": {"type": "expire"},
    "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14},
}]}
ON_PUSH = [{"scanFrequency": "SCAN_ON_PUSH", "repositoryFilters": [{"filter": "*", "filterType": "WILDCARD"}]}]


def build(cloud, env):
    """Makes the repository, and pushes the releases."""
    ecr = cloud.client("ecr")
    ecr.create_repository(
        repositoryName=REPOSITORY, imageTagMutability="IMMUTABLE", imageScanningConfiguration={"scanOnPush": True},
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": env.keys["images"]}, tags=[{"Key": "Name", "Value": REPOSITORY}],
    )
    ecr.put_registry_scanning_configuration(scanType="BASIC", rules=ON_PUSH)
    ecr.put_lifecycle_policy(repositoryName=REPOSITORY, lifecyclePolicyText=json.dumps(EXPIRE))
    policy(cloud, env)
    for tag in RELEASES:
        push(cloud, env, tag)


def policy(cloud, env, *more):
    """Who may use the repository: the pipeline pushes, the nodes pull."""
    def statement(sid, role, actions):
        return {"Sid": sid, "Effect": "Allow", "Principal": {"AWS": env.roles[role]}, "Action": actions}

    pull = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    statements = [statement("ThePipeline", "deploy", PUSH), statement("TheNodes", "node", pull), *more]
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    cloud.client("ecr").set_repository_policy(repositoryName=REPOSITORY, policyText=text)


def push(cloud, env, tag, region=HOME):
    """An image with this tag; its digest depends on the tag alone."""
    digest = "sha256:" + hashlib.sha256(f"{env.label} {tag}".encode()).hexdigest()
    layer = {"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": 48_000_000, "digest": digest}
    manifest = {
        "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": [layer],
        "config": {"mediaType": "application/vnd.oci.image.config.v1+json", "size": 9_000, "digest": digest},
    }
    tagged = {"imageTag": tag} if tag else {}
    client = cloud.client("ecr", region)
    client.put_image(repositoryName=REPOSITORY, imageManifest=json.dumps(manifest), imageDigest=digest, **tagged)
    image = env.backend("ecr", region).repositories[REPOSITORY].images[-1]
    image.status, image.counts = "COMPLETE", {"MEDIUM": 2, "LOW": 7}
    return image


def settle(env):
    """The newest release was pushed two days ago and scanned at once."""
    for image in env.backend("ecr").repositories[REPOSITORY].images:
        if (days := RELEASES.get(image.image_tag)) is not None:
            image.image_pushed_at = (clock.now() - timedelta(days=days)).timestamp()
            image.last_scan = clock.now() - timedelta(days=days) + timedelta(minutes=1)
