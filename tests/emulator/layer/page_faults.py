"""Faults of listings: a page without items in front of the others, and a second page that fails."""

import json

from . import pages


def empty_page(fault, call, ask):
    """Once per listing an answer without items; its token leads to the whole list."""
    key = _listing(call)
    if pages.asked(call) == pages.NEXT:
        return fault.held.get(key)
    if key in fault.held or fault.spent:
        return None
    response = ask(call)
    if response[0] < 300:
        fault.count()
        fault.held[key] = response
        *_, empty = pages.split(call, call.read(response))
        return call.write(empty)
    return response


def second_page(fault, call, ask):
    """Half of the items; who follows the token is refused, and answered the rest when the fault is spent."""
    key = _listing(call)
    if pages.asked(call) == pages.NEXT:
        if key not in fault.held or fault.spent:
            return fault.held.get(key)
        fault.count()
        raise fault.refusal(call)
    if fault.spent:
        return None
    response = ask(call)
    if response[0] < 300:
        first, rest, _ = pages.split(call, call.read(response))
        fault.held[key] = call.write(rest)
        return call.write(first)
    return response


def _listing(call):
    """What a listing is known by, whichever page is asked for."""
    inputs = pages.tokens(call).inputs
    rest = {name: value for name, value in call.params.items() if name not in inputs}
    return call.account, call.region, call.name, json.dumps(rest, sort_keys=True, default=str)
