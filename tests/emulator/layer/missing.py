"""How a service says that what it is asked about is not there, or not any more."""

import re

from .answers import Refusal

NOT_FOUND = re.compile("NotFound|NoSuch|Non[eE]xist|DoesNotExist")
#: Where the service models name no such error.
UNNAMED = {
    "ec2:DescribeVpcAttribute": "InvalidVpcID.NotFound", "ec2:DescribeVpcs": "InvalidVpcID.NotFound",
    "ec2:DescribeSubnets": "InvalidSubnetID.NotFound", "ec2:DescribeSecurityGroups": "InvalidGroup.NotFound",
    "ec2:DescribeInstances": "InvalidInstanceID.NotFound", "ec2:DescribeNatGateways": "NatGatewayNotFound",
    "ec2:DescribeRouteTables": "InvalidRouteTableID.NotFound", "ec2:DescribeVpcEndpoints": "InvalidVpcEndpointId.NotFound",
    "ec2:DescribeNetworkInterfaces": "InvalidNetworkInterfaceID.NotFound",
    "eks:ListCapabilities": "ResourceNotFoundException", "cloudfront:ListInvalidations": "NoSuchDistribution",
    "s3control:GetPublicAccessBlock": "NoSuchPublicAccessBlockConfiguration",
}


def refusal(model):
    """The refusal of an operation whose resource is gone; None if it is asked for none."""
    service = model.service_model.service_name
    code, status = UNNAMED.get(f"{service}:{model.name}"), 400 if service == "ec2" else 404
    if service == "s3" and "Bucket" in model.input_shape.members:
        code = "NoSuchBucket"
    named = next((shape for shape in model.error_shapes if NOT_FOUND.search(shape.name)), None)
    if code is None and named is not None:
        error = named.metadata.get("error", {})
        told = error.get("code") if model.service_model.metadata["protocol"] in ("query", "rest-xml") else None
        code, status = told or named.name, error.get("httpStatusCode", 400)
    return code and Refusal(code, "The resource that was asked for does not exist.", status)
