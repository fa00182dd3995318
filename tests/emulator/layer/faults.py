"""Refusals that a test asks for: who may not call what, where, and how that looks on the wire."""

import os
import socket
import struct
import time

from moto.core.utils import get_service_model

from .answers import Refusal
from .names import account_id

#: What a client may call a service: the SDK's name, or the prefix that IAM and the reports use.
ALIASES = {"elasticloadbalancing": "elbv2"}
THROTTLING = {"ec2": "RequestLimitExceeded", "s3": "SlowDown", "organizations": "TooManyRequestsException"}
THROTTLING_BY_PROTOCOL = {"query": "Throttling", "rest-xml": "Throttling"}


class Dropped(ConnectionError):
    """The connection is gone: there is nobody to answer. The server takes a ConnectionError in silence."""


class Fault:
    """One kind of refusal; `times` limits how often it strikes."""

    KEYS = {"account", "service", "operation", "region", "code", "status", "message", "kind", "times", "seconds"}

    def __init__(self, spec):
        if unknown := set(spec) - self.KEYS:
            raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
        service = spec.get("service", "*")
        self.account = account_id(spec.get("account", "*"))
        self.service = ALIASES.get(service, service)
        self.operation, self.region = spec.get("operation", "*"), spec.get("region", "*")
        self.kind = spec.get("kind", "error")
        self.left = spec.get("times")
        self.spec = spec
        if self.service != "*" and self.operation != "*":
            services = [self.service] + ["s3control"] * (self.service == "s3")
            if not any(self.operation in get_service_model(name).operation_names for name in services):
                raise ValueError(f"{self.service} has no operation {self.operation}")

    def matches(self, call):
        """Whether it strikes this call."""
        # Who assumes a role asks for the role's account, not for his own.
        role = call.params.get("RoleArn", "") if call.operation == "AssumeRole" else ""
        account = role.split(":")[4] if role.count(":") > 4 else call.account
        pairs = [(self.account, account), (self.operation, call.operation), (self.region, call.region)]
        if self.left == 0 or any(pattern not in ("*", value) for pattern, value in pairs):
            return False
        # S3 Control is `s3` to IAM.
        return self.service in ("*", call.service) or (self.service == "s3" and call.service == "s3control")

    def strike(self, call):
        """Fails the call."""
        if self.left is not None:
            self.left -= 1
        spec, message = self.spec, self.spec.get("message")
        if self.kind == "throttle":
            code = THROTTLING.get(call.service) or THROTTLING_BY_PROTOCOL.get(call.protocol, "ThrottlingException")
            status = 503 if call.service in ("ec2", "s3") else 400
            raise Refusal(spec.get("code", code), message or "Rate exceeded", spec.get("status", status))
        if self.kind == "500":
            code = "InternalError" if call.service in ("ec2", "s3") else "InternalFailure"
            raise Refusal(spec.get("code", code), message or "An internal error has occurred", spec.get("status", 500))
        if self.kind == "timeout":
            time.sleep(spec.get("seconds", 60))
            drop(call.environ)
        if self.kind == "reset":
            drop(call.environ)
        denial = f"is not authorized to perform: {call.service}:{call.operation} because no identity-based policy allows it"
        raise Refusal(spec.get("code", "AccessDenied"), message or f"User {denial}", spec.get("status", 403))


def drop(environ):
    """Resets the connection instead of answering."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(connection.detach())  # The server holds more references: none of them may say goodbye.
    raise Dropped


def strike(faults, call):
    """Fails the call if a fault matches it; the first one does."""
    for fault in faults:
        if fault.matches(call):
            fault.strike(call)
