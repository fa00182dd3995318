"""CBOR, which newer clients speak to services that moto knows as JSON: requests are translated for it, and its answers back."""

import json
from datetime import datetime

from botocore.parsers import RpcV2CBORParser, create_parser
from botocore.serialize import RpcV2CBORSerializer

TYPE = "application/cbor"
_reader, _writer = RpcV2CBORParser(), RpcV2CBORSerializer()


def spoken(environ):
    """Whether a request is in CBOR."""
    return environ.get("CONTENT_TYPE") == TYPE or environ.get("HTTP_SMITHY_PROTOCOL") == "rpc-v2-cbor"


def translate(environ):
    """Makes the request one in JSON: its path names service and operation."""
    _, _, target, _, operation = environ["PATH_INFO"].split("/")
    body = environ["emulator.body"]
    members = _reader.parse_data_item(_reader.get_peekable_stream_from_bytes(body)) if body else {}
    environ["emulator.body"] = json.dumps(members, default=_number).encode()
    environ.update({
        "PATH_INFO": "/", "CONTENT_TYPE": "application/x-amz-json-1.0", "HTTP_X_AMZ_TARGET": f"{target}.{operation}",
        "CONTENT_LENGTH": str(len(environ["emulator.body"])),
    })
    for name in ("RAW_URI", "REQUEST_URI", "HTTP_SMITHY_PROTOCOL"):
        environ.pop(name, None)


def _number(value):
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(value)


def answer(model, response):
    """An answer in JSON, in CBOR; a refusal keeps its code and its words."""
    status, headers, body = response
    body = body.encode() if isinstance(body, str) else body
    out = bytearray()
    if status < 300:
        parsed = create_parser("json").parse({"status_code": status, "headers": headers, "body": body}, model.output_shape)
        parsed.pop("ResponseMetadata", None)
        _writer._serialize_data_item(out, parsed, model.output_shape)
    else:
        told = json.loads(body)
        pairs = [("__type", told.get("__type", "InternalFailure")), ("message", told.get("message", ""))]
        out.append(0xA0 + len(pairs))
        for text in (text for pair in pairs for text in pair):
            _writer._serialize_type_string(out, text, None, None)
    return status, {"Content-Type": TYPE, "smithy-protocol": "rpc-v2-cbor"}, bytes(out)
