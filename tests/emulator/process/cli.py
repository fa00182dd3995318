"""The command: the protocol on stdin and stdout for tests, one server for people, the self-check."""

import argparse
import gc
import json
import sys
import time


def main():
    """Seeds, then does what the arguments say."""
    parser = argparse.ArgumentParser(description="An emulated AWS organization. Without flags: forks on request, see README.md.")
    parser.add_argument("--once", action="store_true", help="run one server in the foreground")
    parser.add_argument("--port", type=int, default=0, help="its port; any free one if left out")
    parser.add_argument("--deviation", action="append", default=[], metavar="NAME", help="break this; may be repeated")
    parser.add_argument("--empty", action="store_true", help="with --once: there is no organization yet")
    parser.add_argument("--deviations", action="store_true", help="list what can be broken")
    parser.add_argument("--gaps", action="store_true", help="list what moto lacks and what is answered instead")
    parser.add_argument("--self-check", action="store_true", help="read everything and compare with AWS's service models")
    parser.add_argument("--check-deviations", action="store_true", help="the same, and that each deviation changes an answer (minutes)")
    options = parser.parse_args()
    started = time.monotonic()
    from layer import boot  # noqa: F401  First: it makes moto repeatable.
    from layer.app import Emulator
    from seed.build import build

    if options.gaps or options.deviations:
        return show(options)
    application = Emulator()
    world = None if options.once and options.empty else build(application)
    gc.collect()
    gc.freeze()  # Forks share what is never collected.
    seconds = round(time.monotonic() - started, 2)
    if options.self_check or options.check_deviations:
        from check import self_check

        return self_check(application, world, seconds, options.check_deviations)
    if options.once:
        return serve(application, world, options)
    return converse(application, world, seconds)


def show(options):
    """The tables."""
    import consequences  # noqa: F401  It fills one of the tables.
    from deviations import catalogue
    from layer import gaps

    print("\n".join(gaps.table() if options.gaps else catalogue()))
    return 0


def serve(application, world, options):
    """One server in the foreground."""
    from . import server

    broken = server.prepare(application, world, {"deviations": options.deviation, "empty": options.empty})
    listener = server.listen(application, options.port)
    print(server.url(listener), *(f"\n{name}: {what}" for name, what in broken.items()), flush=True)
    try:
        listener.serve_forever()
    except KeyboardInterrupt:
        pass
    return 0


def converse(application, world, seconds):
    """One JSON line in, one out, until the end of the input."""
    from layer.names import ACCOUNTS, DR, EXTERNAL_ID, GLOBAL, HOME, SCANNER_ROLE

    from .forks import Forks

    forks = Forks(application, world)
    say({
        "ready": True, "accounts": ACCOUNTS, "seconds": seconds, "role_name": SCANNER_ROLE, "external_id": EXTERNAL_ID,
        "regions": {"home": HOME, "dr": DR, "global": GLOBAL},
    })
    try:
        for line in iter(sys.stdin.readline, ""):
            if line.strip():
                say(obey(forks, line))
    finally:
        forks.stop_all()
    return 0


def obey(forks, line):
    """The answer to one request."""
    try:
        request = json.loads(line)
        if "fork" in request:
            return forks.fork(request["fork"] or {})
        if "stop" in request:
            return forks.stop(request["stop"])
        return {"error": f"neither fork nor stop: {line.strip()}"}
    except (ValueError, OSError) as error:
        return {"error": str(error)}


def say(answer):
    """One line, at once."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
