"""The server as one WSGI application: the layer in front of moto's own."""

import json
import sys
import traceback

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import run_wsgi_app

from . import cbor, faults, gaps, recording, regions, sessions, spoiled, wire

STATUS = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}
LOG_PATH = "/_emulator/requests"
#: What is logged of the calls that begin a session.
ASSUMING = ("AssumeRole", "AssumeRoleWithWebIdentity")
ASSUMED = ("RoleArn", "RoleSessionName", "ExternalId", "Tags")


def describe(call):
    """A call's line in the log, before it is answered."""
    line = {
        "account": call.account, "region": call.region, "service": call.service, "operation": call.operation, "status": 0,
        "access_key": call.access_key,
    }
    return {**line, "params": {name: call.params.get(name) for name in ASSUMED}} if call.operation in ASSUMING else line


class Emulator:
    """Logs each call, refuses what is to fail, answers what moto lacks, and hands the rest on."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.faults = []
        self.log = []
        self.recorded, self.recording = False, recording.Recording()
        self.consequences, self.listing = None, None

    def __call__(self, environ, start_response):
        wire.buffer(environ)
        own = {LOG_PATH: self.requests, recording.PATH: self.recording.read, sessions.CONTAINER_PATH: sessions.container}
        status, headers, data = wire.finish(own.get(environ.get("PATH_INFO"), self.respond)(environ))
        status, data, sent = spoiled.spoil(environ, status, data)
        start_response(f"{status} {STATUS.get(status, 'Status')}", list(headers.items()))
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else sent]

    def requests(self, environ):
        """The request log, for the tests."""
        body = json.dumps(self.log)
        if environ["REQUEST_METHOD"] == "DELETE":
            self.log = []
        return 200, {"Content-Type": "application/json"}, body

    def respond(self, environ):
        """The answer to a call, whoever gives it."""
        sent = recording.sent(environ) if self.recorded else None
        try:
            call = wire.Call(environ)
        except wire.Unknown as error:
            unknown = {"account": "?", "region": "?", "service": "?", "operation": str(error), "status": 404}
            self.log.append({**unknown, "access_key": wire.access_key(environ)})
            return 404, {"Content-Type": "text/plain"}, f"The emulator knows no such call: {error}"
        line = describe(call)
        try:
            response = self.call(call)
            line["status"] = response[0]
            answer = cbor.answer(call.model, response) if call.cbor else response
            self.recording.keep(sent, call, response, answer)
            return answer
        finally:
            self.log.append(line)  # A dropped connection is noted with the status 0.

    def call(self, call):
        """The answer to a known call."""
        try:
            return faults.answer(self.faults, call, self.ask)
        except wire.Refusal as refusal:
            return call.refuse(refusal)
        except faults.Dropped:
            raise
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return call.refuse(wire.Refusal("EmulatorError", traceback.format_exc(limit=-1).replace("\n", " "), 500))

    def ask(self, call):
        """The answer to a call that no fault strikes."""
        sessions.guard(call)
        regions.guard(call)
        if guard := gaps.GUARDS.get(call.name):
            guard.function(call)
        if self.listing and self.listing.holds(call):
            return self.listing.answer(call)
        if answer := gaps.ANSWERS.get(call.name):
            return call.answer(answer.function(call))
        response = self.ask_moto(call.environ)
        if response[0] < 300 and self.consequences and call.name in gaps.CONSEQUENCES:
            self.consequences.follow(call, call.read(response))
        if response[0] < 300 and (amendment := gaps.AMENDMENTS.get(call.name)):
            return self.amend(call, amendment, response)
        return response

    def ask_moto(self, environ):
        """What moto answers."""
        wire.rewind(environ)
        body, status, headers = run_wsgi_app(self.moto, environ, buffered=True)
        return int(status.split()[0]), dict(headers), b"".join(body)

    def amend(self, call, amendment, response):
        """moto's answer, amended, and written again."""
        parsed = call.read(response)
        amendment.function(call, parsed)
        return call.answer(parsed)
