"""The pages of recorded listings: together they hold what the whole listing holds, and the token is where AWS's clients look."""

import json
from base64 import b64decode
from urllib.request import urlopen

import jmespath
from botocore import loaders
from botocore.exceptions import DataNotFoundError
from botocore.parsers import create_parser
from layer import cbor, recording
from layer.pages import NEXT
from moto.core.request import determine_request_protocol
from moto.core.utils import get_service_model

LOADER = loaders.create_loader()


def wrong(url):
    """What does not hold of any recorded call, and how many of them are listings."""
    with urlopen(url + recording.PATH) as answer:
        listings = [entry for entry in json.load(answer) if entry["pages"]]
    found = [f"{entry['service']}:{entry['operation']}: {what}" for entry in listings for what in _wrong(entry)]
    return sorted(set(found)), len(listings)


def _wrong(entry):
    """What does not hold of one listing."""
    whole, first, rest, empty = (_read(entry, answer) for answer in (entry["answer"], *(entry["pages"][n] for n in ("first", "rest", "empty"))))
    lists, firsts, rests, empties = (dict(_lists(answer)) for answer in (whole, first, rest, empty))
    for path, items in lists.items():
        parts = firsts.get(path, []), rests.get(path, [])
        if parts[0] + parts[1] != items:
            yield f"the pages of {path} are not the whole"
        if len(parts[0]) != (len(items) + 1) // 2:
            yield f"the first page of {path} is no half"
    if any(empties.values()):
        yield "the page without items has some"
    if extra := (set(firsts) | set(rests)) - set(lists):
        yield f"there are items where none were: {extra}"
    for name, answer, more in (("first", first, True), ("rest", rest, False), ("empty", empty, True)):
        if more != (NEXT in json.dumps(answer, default=str)):
            yield f"the token of {name}"
        if more != _continues(entry, answer):
            yield f"botocore's paginator does not see of {name} whether there is more"


def _read(entry, answer):
    """The members of an answer."""
    model = get_service_model(entry["service"])
    spoken = answer["headers"].get("Content-Type") == cbor.TYPE
    protocol = "smithy-rpc-v2-cbor" if spoken else determine_request_protocol(model, entry["content_type"])
    body = {"status_code": answer["status"], "headers": answer["headers"], "body": b64decode(answer["body"])}
    parsed = create_parser(protocol).parse(body, model.operation_model(entry["operation"]).output_shape)
    parsed.pop("ResponseMetadata")
    return parsed


def _lists(parsed, path=""):
    """Every list of an answer that is not inside another one."""
    for name, value in parsed.items():
        if isinstance(value, dict):
            yield from _lists(value, f"{path}{name}.")
        elif isinstance(value, list):
            yield path + name, value


def _continues(entry, answer):
    """Whether a client asks for another page; of listings that botocore does not page, whether there is a token."""
    try:
        pages = LOADER.load_service_model(entry["service"], "paginators-1")["pagination"].get(entry["operation"])
    except DataNotFoundError:
        pages = None
    if pages is None:
        return NEXT in json.dumps(answer, default=str)
    if "more_results" in pages and not jmespath.search(pages["more_results"], answer):
        return False
    token = pages["output_token"]
    return jmespath.search(token if isinstance(token, str) else token[0], answer) == NEXT
