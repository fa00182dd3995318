"""What a deviation changes in the answers: at least one, and in no other account than its own."""

import json
import re
from datetime import datetime, timezone

from layer.names import ACCOUNTS, ENVIRONMENTS

from . import reads

DATED = re.compile(r"20\d\d-?\d\d-?\d\d([-T]\d\d[-:]\d\d(:\d\d(\.\d+)?Z?)?)?")
#: Where a fork listens, which stands in the addresses of queues.
PLACE = re.compile(r"//127\.0\.0\.1:\d+")
#: Answers that differ from one reading to the next.
PASSING = {"sts:AssumeRole", "sts:GetCallerIdentity"}


def accounts_of(name):
    """The accounts in which a deviation may show."""
    if name.startswith("management-trail"):
        return list(ACCOUNTS.values())  # Members see the organization's trail.
    first = name.split("-", 1)[0]
    own = [ACCOUNTS["management"]] if first not in ACCOUNTS else [ACCOUNTS[first]]
    shown_elsewhere = {"prod-peered-with-staging": ["staging"], "dev-not-in-identity-center": ["management"], "management-without-sign-in": ENVIRONMENTS,
                       "prod-shares-subnet-with-staging": ["staging"], "dev-share-open-to-outsiders": ["management"]}
    return own + [ACCOUNTS[other] for other in shown_elsewhere.get(name, [])]


def picture(results, now):
    """The answers in a form that compares: times as ages in hours, dates in names and places of forks left out."""

    def plain(value):
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items() if k != "RoleLastUsed"}
        if isinstance(value, list):
            return sorted((plain(v) for v in value), key=lambda v: json.dumps(v, sort_keys=True))
        if isinstance(value, bytes):
            return value.hex()
        if isinstance(value, datetime):
            return round((value - now).total_seconds() / 3600)
        return PLACE.sub("", DATED.sub("DATE", value)) if isinstance(value, str) else value

    made = {}
    for operation, answers in results.answers.items():
        if operation not in PASSING:
            for account, region, answer in answers:
                made.setdefault((operation, account, region), []).append(json.dumps(plain(answer), sort_keys=True))
    return {key: sorted(value) for key, value in made.items()}


def changed(forks, name, clean):
    """The operations whose answers a deviation changes."""
    fork = forks.fork({"deviations": [name]})
    if "error" in fork:
        return None, fork["error"]
    try:
        results = reads.read(fork["url"], [ACCOUNTS["management"], *(a for a in accounts_of(name) if a != ACCOUNTS["management"])])
    finally:
        forks.stop(fork["pid"])
    after = picture(results, datetime.now(timezone.utc))
    read = {account for _, account, _ in after}
    before = {key: value for key, value in clean.items() if key[1] in read}
    keys = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    return keys, None


def check(forks, names, clean_url):
    """Lines for people, and the number of deviations that change nothing or too much."""
    clean, bad = picture(reads.read(clean_url), datetime.now(timezone.utc)), 0
    for name in names:
        keys, error = changed(forks, name, clean)
        if error:
            line, wrong = error, True
        else:
            stray = {account for _, account, _ in keys} - set(accounts_of(name))
            wrong = not keys or bool(stray)
            regions = sorted(f"{operation}@{region}" for operation, _, region in keys)
            line = ", ".join(dict.fromkeys(regions)) + (f" ALSO IN {stray}" if stray else "")
        bad += wrong
        print(f"{'BAD ' if wrong else ''}{name}: {line or 'changes nothing'}", flush=True)
    return bad
