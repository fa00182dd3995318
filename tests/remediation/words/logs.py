"""CloudWatch Logs."""

from .table import its_own, word


@word("LOG_GROUP")
def log_group(found):
    """The log group's name."""
    return its_own(found, "AWS::Logs::LogGroup")
