"""The table of words, and the finding that they are asked about."""

import re

from layer.names import HOME

WORDS = {}


def word(name):
    """Enters a function of a finding: what the word stands for."""

    def enter(function):
        assert name not in WORDS, name
        WORDS[name] = function
        return function

    return enter


def words_of(script, found):
    """The values of the words in a script that the script does not set by itself."""
    named = re.findall(r"\$\{?([A-Z][A-Z0-9_]*)", script)
    own = re.findall(r"^\s*(?:for\s+)?([A-Z][A-Z0-9_]*)(?:=|\s+in\s)", script, re.MULTILINE)
    wanted = sorted(set(named) - set(own))
    if unknown := [name for name in wanted if name not in WORDS]:
        raise SystemExit(f"no such words: {', '.join(unknown)}; tests/remediation/words has those that there are")
    return {name: WORDS[name](found) for name in wanted}


class Found:
    """A finding, and the account that it is about."""

    def __init__(self, finding, sessions):
        self.finding, self.resource = finding, finding["resource"]
        self.sessions = sessions
        self.account = finding["account_id"]
        self.region = HOME if finding["region"] == "global" else finding["region"]

    def is_a(self, kind):
        """Whether its resource is of a type."""
        return self.resource["type"] == kind

    def client(self, service, region=None):
        """A client in its account, in its region unless told otherwise."""
        return self.sessions.client(service, self.account, region or self.region)

    def own(self, kind, otherwise):
        """The id of its resource where that is of a type, else what the function says."""
        return self.resource["id"] if self.is_a(kind) else otherwise()


def its_own(found, kind):
    """The id of the finding's resource, which a word that only such findings use stands for."""
    if not found.is_a(kind):
        raise SystemExit(f"{found.resource['arn']} is no {kind}")
    return found.resource["id"]


def only(items, what):
    """The one that there is."""
    items = list(items)
    if len(items) != 1:
        raise SystemExit(f"there is no single {what}: {items}")
    return items[0]
