"""CloudWatch Logs: what moto leaves out of log groups."""

from moto.backends import get_backend

from .answers import amends


@amends("logs:DescribeLogGroups", "`logGroupClass` and `logGroupArn`")
def log_groups(call, answer):
    """A group is of the standard class unless the deviations say otherwise."""
    held = get_backend("logs")[call.account][call.region].groups
    for item in answer["logGroups"]:
        item["logGroupClass"] = getattr(held[item["logGroupName"]], "group_class", "STANDARD")
        item["logGroupArn"] = item["arn"].removesuffix(":*")
