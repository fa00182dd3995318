"""CloudWatch Logs: what moto leaves out of log groups."""

from moto.backends import get_backend

from .answers import Refusal, amends, answers


@amends("logs:DescribeLogGroups", "`logGroupClass` and `logGroupArn`")
def log_groups(call, answer):
    """A group is of the standard class unless the deviations say otherwise."""
    held = get_backend("logs")[call.account][call.region].groups
    for item in answer["logGroups"]:
        item["logGroupClass"] = getattr(held[item["logGroupName"]], "group_class", "STANDARD")
        item["logGroupArn"] = item["arn"].removesuffix(":*")


@answers("logs:AssociateKmsKey", "another key for what is logged from now on")
def associate_key(call):
    """Of a log group; query results have no key of their own here."""
    held = get_backend("logs")[call.account][call.region].groups
    name = call.params["logGroupName"]
    if name not in held:
        raise Refusal("ResourceNotFoundException", "The specified log group does not exist.")
    held[name].kms_key_id = call.params["kmsKeyId"]
    return {}
