"""Failures that a test asks for: who may not call what, where, and how that looks on the wire."""

import json
import os
import socket
import struct
import time

from moto.core.utils import get_service_model

from . import missing, page_faults, pages, spoiled
from .answers import Refusal
from .names import account_id

#: What a client may call a service: the SDK's name, or the prefix that IAM and the reports use.
ALIASES = {"elasticloadbalancing": "elbv2"}
THROTTLING = {"ec2": "RequestLimitExceeded", "s3": "SlowDown", "organizations": "TooManyRequestsException"}
THROTTLING_BY_PROTOCOL = {"query": "Throttling", "rest-xml": "Throttling"}


class Dropped(ConnectionError):
    """The connection is gone: there is nobody to answer. The server takes a ConnectionError in silence."""


class Fault:
    """One kind of failure; `times` limits how often it strikes."""

    KEYS = {"account", "service", "operation", "region", "code", "status", "message", "kind", "times", "seconds", "resource"}

    def __init__(self, spec):
        if unknown := set(spec) - self.KEYS:
            raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
        service = spec.get("service", "*")
        self.account = account_id(spec.get("account", "*"))
        self.service = ALIASES.get(service, service)
        self.operation, self.region = spec.get("operation", "*"), spec.get("region", "*")
        self.kind, self.resource = spec.get("kind", "error"), spec.get("resource", "")
        self.left = spec.get("times")
        self.spec = spec
        self.held = {}  # What the next pages of a listing are.
        if self.kind not in KINDS:
            raise ValueError(f"no kind of fault is {self.kind}")
        if self.service != "*" and self.operation != "*":
            services = [self.service] + ["s3control"] * (self.service == "s3")
            models = [get_service_model(name) for name in services]
            models = [model.operation_model(self.operation) for model in models if self.operation in model.operation_names]
            if not any(self.fits(model) for model in models):
                raise ValueError(f"{self.service} has no operation {self.operation}, or none that a fault can be {self.kind} of")

    def fits(self, model):
        """Whether an operation can fail like that."""
        if self.kind in LISTING:
            return pages.pager(model) is not None
        return self.kind != "gone" or missing.refusal(model) is not None

    def matches(self, call):
        """Whether it is about this call."""
        # Who assumes a role asks for the role's account, not for his own.
        role = call.params.get("RoleArn", "") if call.operation == "AssumeRole" else ""
        account = role.split(":")[4] if role.count(":") > 4 else call.account
        pairs = [(self.account, account), (self.operation, call.operation), (self.region, call.region)]
        if any(pattern not in ("*", value) for pattern, value in pairs) or not self.fits(call.model):
            return False
        if self.resource and self.resource not in json.dumps(call.params, ensure_ascii=False, default=str):
            return False
        # S3 Control is `s3` to IAM.
        return self.service in ("*", call.service) or (self.service == "s3" and call.service == "s3control")

    @property
    def spent(self):
        """Whether it has struck as often as it may."""
        return self.left == 0

    def count(self):
        """It strikes."""
        if self.left is not None:
            self.left -= 1

    def answer(self, call, ask):
        """What it makes of the answer to the call; None if it leaves the call alone."""
        if self.kind in LISTING:
            return LISTING[self.kind](self, call, ask)
        if self.spent:
            return None
        self.count()
        if self.kind in SPOILING:
            spoiled.mark(self.kind, call)
            return ask(call)
        if self.kind == "timeout":
            time.sleep(self.spec.get("seconds", 60))
        if self.kind in ("timeout", "reset"):
            drop(call.environ)
        raise self.refusal(call)

    def refusal(self, call):
        """How the service refuses the call; the spec may say otherwise."""
        usual = REFUSALS.get(self.kind, denial)(call)
        spec = self.spec
        return Refusal(spec.get("code", usual.code), spec.get("message") or usual.message, spec.get("status", usual.status))


def denial(call):
    """The caller may not."""
    sentence = f"is not authorized to perform: {call.service}:{call.operation} because no identity-based policy allows it"
    return Refusal("AccessDenied", f"User {sentence}", 403)


def throttling(call):
    """The caller asks too often."""
    code = THROTTLING.get(call.service) or THROTTLING_BY_PROTOCOL.get(call.protocol, "ThrottlingException")
    return Refusal(code, "Rate exceeded", 503 if call.service in ("ec2", "s3") else 400)


def internal(call):
    """The service fails."""
    return Refusal("InternalError" if call.service in ("ec2", "s3") else "InternalFailure", "An internal error has occurred", 500)


REFUSALS = {"error": denial, "throttle": throttling, "500": internal, "gone": lambda call: missing.refusal(call.model)}
LISTING = {"empty_page": page_faults.empty_page, "second_page": page_faults.second_page}
SPOILING = ("truncate", "corrupt")
KINDS = {*REFUSALS, *LISTING, *SPOILING, "timeout", "reset"}


def drop(environ):
    """Resets the connection instead of answering."""
    connection = environ.get("werkzeug.socket")
    if connection is not None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(connection.detach())  # The server holds more references: none of them may say goodbye.
    raise Dropped


def answer(faults, call, ask):
    """The answer to a call, as the first fault that strikes it has it; `ask` gives the right one."""
    for fault in faults:
        if fault.matches(call) and (response := fault.answer(call, ask)):
            return response
    return ask(call)
