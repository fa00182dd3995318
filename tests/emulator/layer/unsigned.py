"""Calls that nobody signs: those by which credentials are got. Who asks is known from what is asked for."""

from urllib.parse import parse_qs

WEB_IDENTITY = "AssumeRoleWithWebIdentity"
PORTAL = "/federation/credentials"


def whose(environ):
    """The service and the account of an unsigned call; None if AWS takes no such call."""
    if environ.get("PATH_INFO") == PORTAL:
        return "sso", _first(environ.get("QUERY_STRING", ""), "account_id")
    form = environ["emulator.body"].decode(errors="replace") if environ["REQUEST_METHOD"] == "POST" else ""
    if _first(form, "Action") != WEB_IDENTITY:
        return None
    return "sts", (_first(form, "RoleArn").split(":") + [""] * 5)[4]


def _first(text, name):
    """The first value of a parameter; empty if it is missing."""
    return parse_qs(text).get(name, [""])[0]
