"""How long the short commands take, as whole processes, beside `true`: python3 benches/startup.py BINARY [RUNS]"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

COMMANDS = {
    "true": ["true"],
    "--version": ["--version"],
    "rules list": ["rules", "list"],
    "scan --sample": ["scan", "--sample"],
    "scan --sample --format json": ["scan", "--sample", "--format", "json"],
}


def run(command, directory):
    """Wall and CPU milliseconds, and peak MB."""
    began = time.perf_counter()
    child = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1, 3):  # the sample has findings
        sys.exit(f"{command} ended with {child.returncode}")
    return wall * 1000, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def main():
    """The commands in turn, round by round."""
    binary = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    figures = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as directory:
        for number in range(rounds + 1):
            for name, command in COMMANDS.items():
                figure = run(command if name == "true" else [binary, *command], directory)
                if number > 0:  # the first round warms up
                    figures[name].append(figure)
    print(f"{'milliseconds of ' + str(rounds) + ' runs':<30} wall: median (least)    CPU: median     peak MB")
    for name, runs in figures.items():
        wall, cpu, memory = zip(*runs)
        print(f"{name:<30} {statistics.median(wall):12.1f} ({min(wall):.1f}) {statistics.median(cpu):14.1f} {max(memory):11.0f}")


if __name__ == "__main__":
    main()
