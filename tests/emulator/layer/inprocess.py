"""boto3 without a socket: the seeding and the deviations call the emulator's application directly.

One client per service and region serves every account: the account goes along in moto's own header.
"""

import io
from contextlib import contextmanager
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config
from werkzeug.test import run_wsgi_app

from .names import HOME, account_id

ENDPOINT = "http://127.0.0.1"


class Body(io.BytesIO):
    """The body as botocore reads it from urllib3."""

    def stream(self, **_):
        """The body in one piece."""
        yield self.read()


class Cloud:
    """The emulated AWS, as an account's administrator sees it."""

    def __init__(self, application):
        self.application = application
        self.account = None
        self._session = boto3.session.Session()
        self._clients = {}

    @contextmanager
    def acting_in(self, account):
        """Calls inside go to this account."""
        before, self.account = self.account, account_id(account)
        yield self
        self.account = before

    def client(self, service, region=HOME):
        """The client of a service in a region."""
        if (service, region) not in self._clients:
            config = Config(
                retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, parameter_validation=False,
                inject_host_prefix=False,
            )
            client = self._session.client(service, region_name=region, endpoint_url=ENDPOINT, config=config)
            client.meta.events.register("before-send", self._send)
            self._clients[service, region] = client
        return self._clients[service, region]

    def _send(self, request, **_):
        url = urlsplit(request.url)
        body = request.body or b""
        body = body.read() if hasattr(body, "read") else body
        body = body.encode() if isinstance(body, str) else bytes(body)
        environ = {
            "REQUEST_METHOD": request.method, "SCRIPT_NAME": "", "PATH_INFO": url.path, "QUERY_STRING": url.query,
            "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0), "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(), "wsgi.multithread": False,
            "wsgi.multiprocess": False, "wsgi.run_once": False, "CONTENT_LENGTH": str(len(body)),
        }
        for name, value in request.headers.items():
            value = value.decode() if isinstance(value, bytes) else value
            key = name.upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
        environ["HTTP_HOST"] = "127.0.0.1"
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["CONTENT_LENGTH"] = str(len(body))
        if self.account:
            environ["HTTP_X_MOTO_ACCOUNT_ID"] = self.account
        chunks, status, headers = run_wsgi_app(self.application, environ, buffered=True)
        return AWSResponse(request.url, int(status.split()[0]), dict(headers), Body(b"".join(chunks)))
