"""Splits the answer to a listing into pages, where AWS's model has the token, its flag and the items."""

from copy import deepcopy
from functools import cache
from typing import NamedTuple

from botocore import loaders
from botocore.exceptions import UnknownServiceError

#: The token of a page that the emulator made up: moto never gives it.
NEXT = "trueline-next"
TOKENS = ("NextToken", "nextToken", "NextMarker", "nextMarker", "Marker", "marker", "NextContinuationToken")
INPUTS = (*TOKENS, "ContinuationToken")
FLAGS = ("IsTruncated", "HasMoreResults", "hasMoreResults", "Truncated")
COUNTS = ("Quantity", "KeyCount")


class Pager(NamedTuple):
    """How an operation pages: paths are member names from the outside to the inside."""

    inputs: tuple  # The members of the request that take a token.
    token: tuple  # The path of the answer's token.
    flag: tuple | None  # The path of what says that there is more.
    lists: tuple  # The paths of the items.


def tokens(call):
    """How the call's operation pages; None if it does not."""
    return pager(call.model)


def asked(call):
    """The token that the call continues from; None if it starts."""
    pager = tokens(call)
    return next((call.params[name] for name in pager.inputs if call.params.get(name)), None) if pager else None


def split(call, parsed):
    """The first half of the items with a token, the rest as the answer would have ended, and no item with a token."""
    pager = tokens(call)
    first, rest, empty = deepcopy(parsed), deepcopy(parsed), deepcopy(parsed)
    for path in pager.lists:
        items = _holder(parsed, path).get(path[-1])
        if items is None:
            continue
        half = (len(items) + 1) // 2
        _holder(first, path)[path[-1]], _holder(rest, path)[path[-1]] = deepcopy(items[:half]), deepcopy(items[half:])
        _holder(empty, path)[path[-1]] = []
    for page in (first, empty):
        _holder(page, pager.token)[pager.token[-1]] = NEXT
        if pager.flag:
            _holder(page, pager.flag)[pager.flag[-1]] = True
    for page in (first, rest, empty):
        _count(page, pager)
    return first, rest, empty


def _count(page, pager):
    """Makes the number of items that an answer tells true."""
    told = _holder(page, pager.token)
    for name in COUNTS:
        if name in told:
            told[name] = sum(len(told.get(path[-1]) or []) for path in pager.lists if path[:-1] == pager.token[:-1])


def _holder(parsed, path):
    """The structure that holds the last member of a path; made if it is missing."""
    for name in path[:-1]:
        parsed = parsed.setdefault(name, {})
    return parsed


@cache
def pager(model):
    """How an operation pages: by botocore's paginators, else by the names of the members."""
    if model.output_shape is None or model.input_shape is None:
        return None
    entry = _paginators(model.service_model.service_name).get(model.name)
    return _of_entry(model, entry) if entry else _of_names(model)


@cache
def _paginators(service):
    """botocore's paginators of a service."""
    try:
        return loaders.create_loader().load_service_model(service, "paginators-1")["pagination"]
    except (UnknownServiceError, loaders.DataNotFoundError):
        return {}


def _of_entry(model, entry):
    """How botocore's paginator has it. Of alternatives the first that is a member counts, of several tokens the first."""
    token = next((path for path in _paths(entry["output_token"]) if _shape(model.output_shape, path)), None)
    lists = [path for path in _paths(entry["result_key"]) if _is_list(_shape(model.output_shape, path))]
    if token is None or not lists:
        return None
    inputs = entry["input_token"]
    return Pager(tuple([inputs] if isinstance(inputs, str) else inputs), token, _flag(model, token), tuple(lists))


def _of_names(model):
    """How the names have it, in the answer or in the one structure that it consists of, as CloudFront's lists do."""
    inputs = tuple(name for name in INPUTS if name in model.input_shape.members)
    outside = model.output_shape.members
    structures = [name for name, shape in outside.items() if shape.type_name == "structure"]
    prefix = (structures[0],) if len(structures) == 1 and not any(name in outside for name in TOKENS) else ()
    holder = _shape(model.output_shape, prefix).members
    token = next((name for name in TOKENS if name in holder), None)
    lists = tuple((*prefix, name) for name, shape in holder.items() if shape.type_name == "list")
    if not inputs or token is None or not lists:
        return None
    return Pager(inputs, (*prefix, token), _flag(model, (*prefix, token)), lists)


def _flag(model, token):
    """The flag beside the token."""
    beside = _shape(model.output_shape, token[:-1]).members
    return next(((*token[:-1], name) for name in FLAGS if name in beside), None)


def _paths(expression):
    """The paths that a jmespath expression, or a list of them, names."""
    expressions = [expression] if isinstance(expression, str) else expression
    return [tuple(part.strip().split(".")) for text in expressions for part in text.split("||")]


def _shape(shape, path):
    """The shape of a path; None if the model has no such member."""
    for name in path:
        if shape is None or shape.type_name != "structure":
            return None
        shape = shape.members.get(name)
    return shape


def _is_list(shape):
    """Whether a shape holds items."""
    return shape is not None and shape.type_name == "list"
