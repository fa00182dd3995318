"""Queues."""

from .table import only, word


@word("QUEUE")
def queue(found):
    """The queue's name."""
    listed = lambda: (url.rsplit("/", 1)[1] for url in found.client("sqs").list_queues().get("QueueUrls", []))
    return found.own("AWS::SQS::Queue", lambda: only(listed(), "queue"))
