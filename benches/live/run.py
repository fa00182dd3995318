"""Scans the emulated organization with trueline and with the boto3 loop, in turn, and prints what each took.

    python benches/live/run.py BINARY [PAIRS]        with a Python that has tests/emulator/requirements.txt
"""

import collections
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
EMULATOR = HERE.parent.parent / "tests" / "emulator" / "serve.py"
SETTINGS = "regions: [eu-west-1]\ndr_region: eu-central-1\nexternal_id: trueline-tests\n"


class Emulator:
    """The emulated organization on a port of its own, with a log of requests."""

    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, EMULATOR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        self.process.stdin.write('{"fork": {}}\n')
        self.process.stdin.flush()
        # Below `localhost` every name is this machine: S3 Control puts the account's id before the host.
        self.url = json.loads(self.process.stdout.readline())["url"].replace("127.0.0.1", "localhost")
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def requests(self):
        """The requests since the last call, counted by account, region and operation."""
        with urllib.request.urlopen(f"{self.url}/_emulator/requests") as answer:
            log = json.load(answer)
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/_emulator/requests", method="DELETE")).read()
        return collections.Counter((r["service"], r["operation"], r["account"], r["region"]) for r in log)


def run(command, url, directory):
    """CPU seconds, wall seconds and peak MB of a command, and its exit code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TRUELINE_"))}
    environment = {
        **kept, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": url,
        "AWS_CONFIG_FILE": f"{directory}/none", "AWS_SHARED_CREDENTIALS_FILE": f"{directory}/none", "AWS_MAX_ATTEMPTS": "1",
    }
    began = time.monotonic()
    with open(f"{directory}/output", "w") as output:
        child = subprocess.Popen(command, env=environment, cwd=directory, stdout=output, stderr=output)
        _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, time.monotonic() - began, usage.ru_maxrss / 1024, child.returncode


def main():
    """In pairs, so that a change of the machine's speed meets both."""
    binary = pathlib.Path(sys.argv[1]).resolve()
    pairs = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    commands = {"trueline scan": [binary, "scan", "--format", "json"], "boto3 loop": [sys.executable, HERE / "boto3_loop.py"]}
    figures, counts = {name: [] for name in commands}, {}
    with Emulator() as emulator, tempfile.TemporaryDirectory() as directory:
        pathlib.Path(directory, "trueline.yaml").write_text(SETTINGS)
        for pair in range(pairs + 1):
            for name, command in commands.items():
                emulator.requests()
                figure = run(command, emulator.url, directory)
                counts[name] = emulator.requests()
                if figure[3] != 0:
                    sys.exit(f"{name} ended with {figure[3]}:\n{pathlib.Path(directory, 'output').read_text()[-2000:]}")
                if pair > 0:  # the first pair warms up
                    figures[name].append(figure)
    for name, runs in figures.items():
        cpu, wall, memory = (statistics.median(r[i] for r in runs) for i in range(3))
        print(f"{name:<14} {cpu:6.3f} CPU-s  {wall:6.2f} s wall  {memory:5.0f} MB  {counts[name].total():4} requests  (median of {pairs})")
    ratios = [ours[0] / theirs[0] for ours, theirs in zip(*figures.values())]
    print(f"CPU time, pair by pair: {statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})")
    ours, theirs = counts.values()
    for sign, more in (("+", ours - theirs), ("-", theirs - ours)):
        for (service, operation, account, region), count in sorted(more.items()):
            print(f"{sign}{count} {service}:{operation} {account} {region}")


if __name__ == "__main__":
    main()
