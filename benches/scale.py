"""Collects a made-up organization of many accounts, and prints what that takes and what it could not be less than.

    python benches/scale.py [--accounts 20 200] [--latency 50-200] [--no-latency] [--binary PATH]

With a Python that has tests/emulator/requirements.txt, for the recording: one collection of the emulated organization, kept in
target/tmp/scale/ and made anew when the binary is newer. Then benches/server answers from it, each account as the recorded `dev`.

The run is measured at its child (CPU, peak memory, wall time) and at the server (requests, in flight, each account's time from the
request for its session to its last answer). `asking` is from the first request to the last answer: what the wall time has more is
start-up, writing, and waiting for nothing. Beside them stands the highest of what it could not be less than, which knows
nothing of the client's CPU; each after the discovery, which is what is asked before the first account is entered:

- alone: an account takes so long when nobody else is read (a run of one, beforehand), times the rounds of 24 accounts at a time;
- latencies: all of them one after the other, through 512 requests at a time;
- granted: the fullest bucket of the throttling, that is, the most that one operation is asked in one account and region, at the half
  of the usual rate that the client allows itself; at all of it: in brackets, and also before them when the rate is another than the
  client knows of. It is the management account's when that is asked something for each of the others, and grows with them.

The rest explains, and bounds nothing: the median account of the run itself, which waits for what the others take, times the rounds;
the longest account; and the management account. Where the bound is far from the wall time, look at the CPU: `cores` is what the
client took of all there are, and the server needs a part of one.
"""

import argparse
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
ROOT = HERE.parent
WORK = ROOT / "target" / "tmp" / "scale"
EMULATOR = ROOT / "tests" / "emulator" / "serve.py"
SETTINGS = "regions: [eu-west-1]\ndr_region: eu-central-1\nexternal_id: trueline-tests\n"
MANAGEMENT = "111111111111"
#: What an operation is usually granted, per second and at once; of this the client takes half.
USUAL = (20, 40)
#: What the client takes at a time: src/collect/run.rs and src/collect/limits.rs.
ACCOUNTS_AT_A_TIME = 24
IN_FLIGHT = 512


def collect(binary, url, out=None):
    """CPU seconds, wall seconds, peak MB of a collection, and the bytes of its snapshot; ends everything if it fails."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TRUELINE_", "RUST_LOG"))}
    with tempfile.TemporaryDirectory() as directory:
        pathlib.Path(directory, "trueline.yaml").write_text(SETTINGS)
        environment = {
            **kept, "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": url,
            "AWS_CONFIG_FILE": f"{directory}/no-config", "AWS_SHARED_CREDENTIALS_FILE": f"{directory}/no-credentials",
        }
        began = time.monotonic()
        with open(f"{directory}/output", "w") as output:
            command = [binary, "collect", "--out", out or f"{directory}/snapshot"]
            child = subprocess.Popen(command, env=environment, cwd=directory, stdout=output, stderr=output)
            _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"collecting ended with {child.returncode}:\n{pathlib.Path(directory, 'output').read_text()[-2000:]}")
        size = sum(file.stat().st_size for file in pathlib.Path(out or f"{directory}/snapshot").rglob("*") if file.is_file())
    return {"cpu": usage.ru_utime + usage.ru_stime, "wall": wall, "memory": usage.ru_maxrss / 1024, "bytes": size}


def recording(binary):
    """The recording's file, made if there is none as new as the binary."""
    file = WORK / "recording.json"
    if file.exists() and file.stat().st_mtime > binary.stat().st_mtime:
        return file
    WORK.mkdir(parents=True, exist_ok=True)
    emulator = subprocess.Popen([sys.executable, EMULATOR], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        emulator.stdout.readline()
        emulator.stdin.write('{"fork": {"record": true}}\n')
        emulator.stdin.flush()
        url = json.loads(emulator.stdout.readline())["url"].replace("127.0.0.1", "localhost")
        collect(binary, url)
        with urllib.request.urlopen(f"{url}/_emulator/recording") as answer:
            file.write_bytes(answer.read())
    finally:
        emulator.stdin.close()
        emulator.wait()
    return file


def build():
    """The server's binary."""
    target = WORK / "server"
    command = [os.environ.get("CARGO", "cargo"), "build", "--quiet", "--release", "--target-dir", target]
    subprocess.run([*command, "--manifest-path", HERE / "server" / "Cargo.toml"], check=True)
    return target / "release" / "server"


class Server:
    """The made-up organization, for as long as a run takes."""

    def __init__(self, program, file, accounts, latency, rate, burst):
        low, high = latency
        self.command = [
            program, "--recording", file, "--accounts", accounts, "--latency-ms", f"{low}..{high}", "--rate", rate, "--burst", burst,
        ]

    def __enter__(self):
        self.process = subprocess.Popen([str(part) for part in self.command], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            sys.exit(f"the server ended with {self.process.wait()}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        _, status, usage = os.wait4(self.process.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu = usage.ru_utime + usage.ru_stime

    def stats(self):
        """Its figures."""
        with urllib.request.urlopen(f"{self.url}/stats") as answer:
            return json.load(answer)


def run(binary, program, file, accounts, latency, rate, burst):
    """Figures of one collection, with the server's."""
    with Server(program, file, accounts, latency, rate, burst) as organization:
        figures = collect(binary, organization.url)
        figures |= organization.stats()
    figures["server_cpu"] = organization.cpu
    figures["usual"] = (rate, burst) == USUAL
    figures["asking"] = max(account["began"] + account["seconds"] for account in figures["accounts"].values())
    figures["members"] = {id: account for id, account in figures["accounts"].items() if id not in (MANAGEMENT, "nobody")}
    return figures


def bounds(accounts, figures, alone):
    """Seconds that a run cannot take less than, by what they come from."""
    discovery = min(account["began"] for account in figures["members"].values())
    latency = sum(account["latency_seconds"] for account in figures["members"].values())
    return {
        "alone": discovery + alone * max(1, accounts / ACCOUNTS_AT_A_TIME), "latencies": discovery + latency / IN_FLIGHT,
        "granted": discovery + figures["fullest_bucket"]["seconds_of_half" if figures["usual"] else "seconds"],
    }


def explained(accounts, figures, alone):
    """What the bounds are made of, and what came of them, as columns."""
    limits = bounds(accounts, figures, alone)
    discovery = min(account["began"] for account in figures["members"].values())
    median = statistics.median(account["seconds"] for account in figures["members"].values())
    longest = max(account["seconds"] for account in figures["members"].values())
    granted = discovery + figures["fullest_bucket"]["seconds"]
    return {
        "discovery": f"{discovery:.2f}", "one alone": f"{alone:.2f}", "alone": f"{limits['alone']:.2f}", "latencies": f"{limits['latencies']:.2f}",
        "granted": f"{limits['granted']:.2f} ({granted:.2f})", "median": f"{median:.2f}", "x rounds": f"{median * max(1, accounts / ACCOUNTS_AT_A_TIME):.2f}",
        "longest": f"{longest:.2f}", "management": f"{figures['accounts'][MANAGEMENT]['seconds']:.2f}",
    }


def throughput(figures):
    """Requests per second while members are read: the management account's rates bound what comes after."""
    members = figures["members"].values()
    seconds = max(m["began"] + m["seconds"] for m in members) - min(m["began"] for m in members)
    return sum(m["requests"] for m in members) / seconds


def table(names, rows):
    """Columns as wide as what is in them."""
    rows = [names, *rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(names))]
    for row in rows:
        print("  ".join(text.rjust(width) for text, width in zip(row, widths)))


def strange(accounts, figures):
    """What should not have happened."""
    for name in ("throttled_operations", "alike"):
        if figures[name]:
            print(f"{accounts} accounts, {name}: " + ", ".join(f"{operation} {count}" for operation, count in figures[name].items()))
    if figures["unknown"]:
        print(f"{accounts} accounts: {figures['unknown']} requests that nothing was recorded of, among them")
        print("\n".join(f"  {request}" for request in figures["unknown_requests"][:5]))
    if len(figures["members"]) != accounts:
        print(f"{accounts} accounts: {len(figures['members'])} members were asked")


def latencies(text):
    """`50-200`"""
    low, _, high = text.partition("-")
    return int(low), int(high or low)


def main():
    """One run for each number of accounts, after one of a single account."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--accounts", type=int, nargs="+", default=[200])
    parser.add_argument("--latency", type=latencies, default=(50, 200), help="milliseconds, as 50-200")
    parser.add_argument("--no-latency", action="store_true", help="answers at once, never throttled: what the client can do")
    parser.add_argument("--rate", type=float, default=USUAL[0], help="requests per second that an operation grants an account in a region")
    parser.add_argument("--burst", type=float, default=USUAL[1])
    parser.add_argument("--binary", type=pathlib.Path, default=ROOT / "target" / "release" / "trueline")
    wanted = parser.parse_args()
    binary, program = wanted.binary.resolve(), build()
    file = recording(binary)
    latency, rate = ((0, 0), 0) if wanted.no_latency else (wanted.latency, wanted.rate)
    runs = {n: run(binary, program, file, n, latency, rate, wanted.burst) for n in [1, *wanted.accounts]}
    alone = statistics.median(account["seconds"] for account in runs[1]["members"].values())

    shown = {n: runs[n] for n in wanted.accounts}
    table(
        ["accounts", "wall s", "asking s", "bound s", "CPU s", "cores", "peak MB", "requests", "per s", "throttled", "in flight", "connections", "snapshot MB", "received MB"],
        [[
            str(n), f"{f['wall']:.2f}", f"{f['asking']:.2f}", f"{max(bounds(n, f, alone).values()):.2f}", f"{f['cpu']:.2f}", f"{f['cpu'] / f['wall']:.2f}",
            f"{f['memory']:.0f}", str(f["requests"]), f"{f['requests'] / f['wall']:.0f}", str(f["throttled"]),
            "-" if wanted.no_latency else str(f["most_in_flight"]), str(f["connections"]), f"{f['bytes'] / 1e6:.2f}", f"{f['bytes_sent'] / 1e6:.1f}",
        ] for n, f in shown.items()],
    )
    print()
    if wanted.no_latency:
        table(
            ["accounts", "members' requests per s", "client CPU ms per request", "server CPU ms per request", "server cores"],
            [[
                str(n), f"{throughput(f):.0f}", f"{f['cpu'] / f['requests'] * 1e3:.3f}",
                f"{f['server_cpu'] / f['requests'] * 1e3:.3f}", f"{f['server_cpu'] / f['wall']:.2f}",
            ] for n, f in shown.items()],
        )
    else:
        columns = {n: explained(n, f, alone) for n, f in shown.items()}
        names = list(next(iter(columns.values())))
        table(["accounts", *names], [[str(n), *column.values()] for n, column in columns.items()])
    print()
    for n, figures in shown.items():
        fullest = figures["fullest_bucket"]
        print(f"{n} accounts: most asked of one bucket: {fullest['operation']} in {fullest['account']}, {fullest['requests']} times")
        strange(n, figures)


if __name__ == "__main__":
    main()
