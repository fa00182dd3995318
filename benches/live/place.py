"""What trueline is compared with: an account in a region, and one question after another."""

import socket

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

CONFIG = Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"})
KEPT = []

# S3 Control puts the account's id before the host. Below `localhost` every name is this machine, which few resolvers know.
RESOLVE = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: RESOLVE("127.0.0.1" if host.endswith(".localhost") else host, *rest, **more)


class Place:
    """An account's session in a region."""

    def __init__(self, session, account, region):
        self.session, self.account, self.region, self.clients = session, account, region, {}

    def elsewhere(self, region):
        """The same account in another region."""
        return self if region == self.region else Place(self.session, self.account, region)

    def client(self, service):
        """One client per service."""
        if service not in self.clients:
            self.clients[service] = self.session.client(service, region_name=self.region, config=CONFIG)
        return self.clients[service]

    def ask(self, service, operation, member=None, **arguments):
        """All pages of a list's member, or one answer. What does not exist is an answer too."""
        client = self.client(service)
        try:
            if member and client.can_paginate(operation):
                answer = [item for page in client.get_paginator(operation).paginate(**arguments) for item in within(page, member)]
            else:
                answer = getattr(client, operation)(**arguments)
                answer = within(answer, member) if member else answer
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] not in (400, 404):
                raise
            return None
        KEPT.append(answer)
        return answer


def within(answer, member):
    """A member, which may lie deeper."""
    for name in member.split("."):
        answer = (answer or {}).get(name)
    return answer or []
