"""The server as one WSGI application: the layer in front of moto's own."""

import json
import sys
import traceback

from botocore.parsers import create_parser
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.test import run_wsgi_app

from . import cbor, faults, gaps, regions, wire

STATUS = {200: "OK", 201: "Created", 204: "No Content", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}
LOG_PATH = "/_emulator/requests"


class Emulator:
    """Logs each call, refuses what is to fail, answers what moto lacks, and hands the rest on."""

    def __init__(self):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.faults = []
        self.log = []
        self.consequences = None

    def __call__(self, environ, start_response):
        wire.buffer(environ)
        if environ.get("PATH_INFO") == LOG_PATH:
            status, headers, body = self.requests(environ)
        else:
            status, headers, body = self.respond(environ)
        data = body if isinstance(body, bytes) else str(body).encode()
        headers = {k: str(v) for k, v in headers.items() if k.lower() not in ("content-length", "status", "connection")}
        headers["Content-Length"] = str(len(data))
        start_response(f"{status} {STATUS.get(status, 'Status')}", list(headers.items()))
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else data]

    def requests(self, environ):
        """The request log, for the tests."""
        body = json.dumps(self.log)
        if environ["REQUEST_METHOD"] == "DELETE":
            self.log = []
        return 200, {"Content-Type": "application/json"}, body

    def respond(self, environ):
        """The answer to a call, whoever gives it."""
        try:
            call = wire.Call(environ)
        except wire.Unknown as error:
            self.log.append({"account": "?", "region": "?", "service": "?", "operation": str(error), "status": 404})
            return 404, {"Content-Type": "text/plain"}, f"The emulator knows no such call: {error}"
        line = {"account": call.account, "region": call.region, "service": call.service, "operation": call.operation, "status": 0}
        try:
            response = self.call(call)
            line["status"] = response[0]
            return cbor.answer(call.model, response) if call.cbor else response
        finally:
            self.log.append(line)  # A dropped connection is noted with the status 0.

    def call(self, call):
        """The answer to a known call."""
        try:
            faults.strike(self.faults, call)
            regions.guard(call)
            if guard := gaps.GUARDS.get(call.name):
                guard.function(call)
            if answer := gaps.ANSWERS.get(call.name):
                return call.answer(answer.function(call))
            response = self.ask_moto(call.environ)
            if response[0] < 300 and self.consequences and call.name in gaps.CONSEQUENCES:
                self.consequences.follow(call, self.read(call, response))
            if response[0] < 300 and (amendment := gaps.AMENDMENTS.get(call.name)):
                return self.amend(call, amendment, response)
            return response
        except wire.Refusal as refusal:
            return call.refuse(refusal)
        except faults.Dropped:
            raise
        except Exception:
            traceback.print_exc(file=sys.stderr)
            return call.refuse(wire.Refusal("EmulatorError", traceback.format_exc(limit=-1).replace("\n", " "), 500))

    def ask_moto(self, environ):
        """What moto answers."""
        wire.rewind(environ)
        body, status, headers = run_wsgi_app(self.moto, environ, buffered=True)
        return int(status.split()[0]), dict(headers), b"".join(body)

    def read(self, call, response):
        """moto's answer, read by the service model."""
        status, headers, body = response
        parsed = create_parser(call.protocol).parse(
            {"status_code": status, "headers": headers, "body": body}, call.model.output_shape
        )
        parsed.pop("ResponseMetadata", None)
        return parsed

    def amend(self, call, amendment, response):
        """moto's answer, amended, and written again."""
        parsed = self.read(call, response)
        amendment.function(call, parsed)
        return call.answer(parsed)
