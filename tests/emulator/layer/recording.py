"""Recordings: each call of a client with its answer, and with what the answer might have been."""

import json
import re
from base64 import b64encode
from typing import NamedTuple

from . import cbor, pages, refusals, wire

PATH = "/_emulator/recording"
#: A client that takes the server for its proxy sends the whole address.
ORIGIN = re.compile(r"^https?://[^/]+")


class Taken(NamedTuple):
    """One call, with moto's answer and with what was sent of it: they differ where the client speaks CBOR."""

    sent: dict
    call: wire.Call
    told: tuple
    answer: tuple


class Recording:
    """The calls in their order. What else might have been answered is made when somebody asks for it."""

    def __init__(self):
        self.taken = []

    def keep(self, sent, call, told, answer):
        """A call that was answered."""
        if sent:
            self.taken.append(Taken(sent, call, told, answer))

    def read(self, environ):
        """Everything so far, or its end."""
        if environ["REQUEST_METHOD"] == "DELETE":
            self.taken = []
        return 200, {"Content-Type": "application/json"}, json.dumps([_entry(taken) for taken in self.taken])


def sent(environ):
    """The request before anybody changes it; None if the emulator asks itself."""
    if "RAW_URI" not in environ:
        return None
    return {
        "method": environ["REQUEST_METHOD"], "path": ORIGIN.sub("", environ["RAW_URI"]), "target": environ.get("HTTP_X_AMZ_TARGET"),
        "content_type": environ.get("CONTENT_TYPE"), "request": b64encode(environ["emulator.body"]).decode(),
    }


def _entry(taken):
    call = taken.call
    return {
        "account": call.account, "region": call.region, "service": call.service, "operation": call.operation, **taken.sent,
        "answer": _plain(taken.answer),
        "refusals": {name: _written(call, call.refuse(refusal)) for name, refusal in refusals.ways(call).items()},
        "pages": _pages(call, taken.told),
    }


def _pages(call, told):
    """The answer as a listing that takes several pages, if it is one."""
    if told[0] >= 300 or pages.tokens(call) is None:
        return None
    split = pages.split(call, call.read(told))
    return {name: _written(call, call.write(page)) for name, page in zip(("first", "rest", "empty"), split)}


def _written(call, told):
    """An answer in the client's own encoding."""
    return _plain(cbor.answer(call.model, told) if call.cbor else told)


def _plain(answer):
    status, headers, body = wire.finish(answer)
    return {"status": status, "headers": headers, "body": b64encode(body).decode()}
