"""ECR: what moto leaves out of images, and the scans that it makes up."""

from datetime import datetime, timezone

from moto.backends import get_backend

from .answers import amends, sets


@amends("ecr:DescribeImages", "`imageStatus`")
def images(call, answer):
    """Every image that moto lists can be pulled."""
    for item in answer["imageDetails"]:
        item["imageStatus"] = "ACTIVE"


@amends("ecr:DescribeImageScanFindings", "what a scan came to: moto makes up one finding of severity HIGH for every image")
def findings(call, answer):
    """The status and the counts that the image holds. Nobody reads the findings themselves."""
    digest = call.params["imageId"]["imageDigest"]
    held = get_backend("ecr")[call.account][call.region].repositories[call.params["repositoryName"]].images
    image = next(image for image in held if image.get_image_digest() == digest)
    answer["imageScanStatus"] = {"status": getattr(image, "status", "COMPLETE")}
    if answer["imageScanStatus"]["status"] not in ("COMPLETE", "ACTIVE"):
        answer.pop("imageScanFindings", None)
        return
    moment = image.last_scan.replace(tzinfo=image.last_scan.tzinfo or timezone.utc)
    answer["imageScanFindings"] = {
        "imageScanCompletedAt": moment, "vulnerabilitySourceUpdatedAt": datetime.now(timezone.utc), "findings": [],
        "findingSeverityCounts": getattr(image, "counts", {}),
    }


sets("ecr:DescribeImages imagePushedAt", "when an image was pushed")
