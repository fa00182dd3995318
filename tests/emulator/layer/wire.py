"""Reads which call a request is, and writes answers and refusals in the service's own protocol.

Works on AWS's service models, below the dispatch of moto, so that a call is known by its operation whether or not moto has it.
"""

import io
import re
from functools import cached_property
from xml.sax.saxutils import escape

from botocore.parsers import create_parser
from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.core.serialize import SerializationContext, get_serializer_class
from moto.core.utils import get_service_model
from moto.iam.models import get_account_id_from
from werkzeug.exceptions import NotFound

from . import cbor, unsigned
from .answers import Refusal
from .names import HOME
from .shapes import check

CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d{8}/([^/]+)/([^/]+)/")
#: Signing names that are not the service's name in botocore.
SIGNING = {"elasticloadbalancing": "elbv2", "sso": "sso-admin", "monitoring": "cloudwatch", "servicequotas": "service-quotas"}
CONTROL = "/v20180820/"


#: Root elements that no service model of botocore names, and that strict parsers look at.
ROOTS = {"s3:GetBucketVersioning": "VersioningConfiguration"}


class Unknown(Exception):
    """The request is no call of a service that the emulator knows."""


class Call:
    """One request: who asks which operation of which service, where, with what."""

    def __init__(self, environ):
        credential = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
        self.environ = environ
        if credential:
            self.access_key, self.region, signing = credential.groups()
            self.service = SIGNING.get(signing, signing)
            self.account = environ.get("HTTP_X_MOTO_ACCOUNT_ID") or get_account_id_from(self.access_key)
        elif unsigned_call := unsigned.whose(environ):
            self.access_key, self.region = None, HOME
            self.service, self.account = unsigned_call
        else:
            raise Unknown(environ.get("PATH_INFO"))
        if self.service == "s3" and environ.get("PATH_INFO", "").startswith(CONTROL):
            self.service = "s3control"
        try:
            self.cbor = cbor.spoken(environ)
            if self.cbor:
                cbor.translate(environ)
            self.service_model = get_service_model(self.service)
            self.model, self.uri_params = self._route()
        except (NotFound, NotImplementedError, KeyError, OSError) as error:
            raise Unknown(f"{self.service} {environ.get('REQUEST_METHOD')} {environ.get('PATH_INFO')}") from error
        self.operation = self.model.name

    def _route(self):
        """The operation. Clients differ in the slash at a path's end and in a target's prefix: the model's spelling goes on to moto."""
        router = get_service_router(self.service)
        if target := self.environ.get("HTTP_X_AMZ_TARGET"):
            prefix = self.service_model.metadata.get("targetPrefix")
            self.environ["HTTP_X_AMZ_TARGET"] = f"{prefix}.{target.rpartition('.')[2]}"
        try:
            return router.match(Request(self.environ))
        except NotFound:
            path = self.environ.get("PATH_INFO", "")
            self.environ["PATH_INFO"] = path[:-1] if path.endswith("/") else path + "/"
            for name in ("RAW_URI", "REQUEST_URI"):
                self.environ.pop(name, None)
            return router.match(Request(self.environ))

    @property
    def name(self):
        """Service and operation, as the tables of the layer have them."""
        return f"{self.service}:{self.operation}"

    @cached_property
    def protocol(self):
        """The protocol that the client speaks."""
        return determine_request_protocol(self.service_model, self.environ.get("CONTENT_TYPE"))

    @cached_property
    def params(self):
        """The members of the request, by their names in the service model."""
        rewind(self.environ)
        request = Request(self.environ)
        body = request.get_data(cache=False) if self.protocol not in ("ec2", "query") else b""
        rewind(self.environ)
        parsed = PROTOCOL_PARSERS[self.protocol](self.model).parse(
            {
                "method": request.method,
                "values": Request(self.environ).values,
                "headers": request.headers,
                "body": body,
                "url_path": request.path,
                "url_params": self.uri_params,
            }
        )
        rewind(self.environ)
        return parsed

    def read(self, response):
        """The members that an answer carries."""
        status, headers, body = finish(response)
        parsed = create_parser(self.protocol).parse({"status_code": status, "headers": headers, "body": body}, self.model.output_shape)
        parsed.pop("ResponseMetadata", None)
        return parsed

    def answer(self, result):
        """The response that carries this result of ours."""
        check(result, self.model.output_shape, self.name)
        return self.write(result)

    def write(self, result):
        """The response that carries these members, whoever's they are: moto has values that AWS's model lacks, as AWS has."""
        serializer = get_serializer_class(self.service, self.protocol)(self.model, SerializationContext("emulated"))
        response = serializer.serialize(result)
        body = response["body"]
        if root := ROOTS.get(self.name):
            text = body.decode() if isinstance(body, bytes) else body
            body = text.replace(f"{self.operation}Response", root)
        return response["status_code"], response["headers"], body

    def refuse(self, refusal):
        """The response that refuses the call."""
        code, message = escape(refusal.code), escape(refusal.message)
        if self.protocol in ("json", "rest-json"):
            body = '{"__type": "%s", "message": "%s"}' % (refusal.code, refusal.message.replace("\\", "").replace('"', "'"))
            headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-ErrorType": refusal.code}
            if former := self._former_code(refusal.code):
                headers["x-amzn-query-error"] = f"{former};Sender"
            return refusal.status, headers, body
        error = f"<Code>{code}</Code><Message>{message}</Message>"
        if self.protocol == "ec2":
            body = f"<Response><Errors><Error>{error}</Error></Errors><RequestID>emulated</RequestID></Response>"
        elif self.service == "s3":
            body = f"<Error>{error}<RequestId>emulated</RequestId></Error>"
        else:
            body = f"<ErrorResponse><Error><Type>Sender</Type>{error}</Error><RequestId>emulated</RequestId></ErrorResponse>"
        return refusal.status, {"Content-Type": "text/xml"}, body

    def _former_code(self, code):
        """What a service that spoke the query protocol once calls an error until today; clients go by that."""
        shape = next((shape for shape in self.model.error_shapes if shape.name == code), None)
        if shape is None or "awsQueryCompatible" not in self.service_model.metadata:
            return None
        return shape.metadata.get("error", {}).get("code")


def access_key(environ):
    """Whose key signs a request; None if nobody's does."""
    credential = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", ""))
    return credential[1] if credential else None


def finish(response):
    """A response as it goes out: its body in bytes, its headers those of that body."""
    status, headers, body = response
    data = body if isinstance(body, bytes) else str(body).encode()
    headers = {k: str(v) for k, v in headers.items() if k.lower() not in ("content-length", "status", "connection")}
    return status, {**headers, "Content-Length": str(len(data))}, data


def buffer(environ):
    """Takes the body in, so that it can be read again."""
    if "emulator.body" not in environ:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        environ["emulator.body"] = environ["wsgi.input"].read(length) if length else b""
    rewind(environ)


def rewind(environ):
    """Puts the body back to its start."""
    environ["wsgi.input"] = io.BytesIO(environ["emulator.body"])


__all__ = ["Call", "Refusal", "Unknown", "buffer", "rewind"]
