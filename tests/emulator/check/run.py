"""Reads the whole organization through the server and compares it with the service models and the model's needs."""

import time
from collections import Counter

from process.forks import Forks

from . import changes, members, reads, recorded


def self_check(application, world, seconds, deviations=False):
    """Prints what does not hold; the exit code says whether anything did not."""
    forks = Forks(application, world)
    try:
        started = time.monotonic()
        fork = forks.fork({"record": True})
        forked = time.monotonic() - started
        if "error" in fork:
            print(fork["error"])
            return 1
        started = time.monotonic()
        results = reads.read(fork["url"])
        read = time.monotonic() - started
        problems = members.missing(results)
        print(f"seeded in {seconds} s, forked in {forked * 1000:.0f} ms, read {results.calls} calls in {read:.1f} s")
        print(f"{len(results.answers)} operations; 'there is none': {dict(Counter(code for *_, code in results.none))}")
        print("\n".join(problems) or "every member that the model reads is answered")
        pages, listings = recorded.wrong(fork["url"])
        print("\n".join(pages) or f"the pages of {listings} listings hold what they held")
        bad = len(problems) + len(pages)
        if deviations:
            from deviations import TABLE

            bad += changes.check(forks, sorted(TABLE), fork["url"])
        return 1 if bad else 0
    finally:
        forks.stop_all()
