"""Times the merge gate as whole processes, alone and beside other tools, on the plan of the documented architecture.

    python benches/plan.py [--binary PATH] [--snapshot DIRECTORY] [--large RESOURCES] [--beside] [--rounds N]

- alone: `check --plan` of fixtures/plans/documented.json.
- over a snapshot: the same laid over a snapshot, as a table and as JSON, which tells every pass. The sample organization with
  100,000 resources: `cargo bench --no-default-features --bench snapshot -- 100000 grow DIRECTORY`.
- large: a plan of so many resources, which is the documented one again and again under other module names.
- beside: checkov 3.3 and regopy (Rego, as conftest evaluates it, with two small rules: benches/plan/deny.rego), installed into
  target/tmp/plan. The rounds of all tools alternate, so that what else the machine does meets them alike.

Printed are minimum and median of wall time and CPU time, and the peak of memory.
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

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
WORK = ROOT / "target" / "tmp" / "plan"
PLAN = ROOT / "fixtures" / "plans" / "documented.json"
SETTINGS = ROOT / "fixtures" / "plans" / "trueline.yaml"
TOOLS = ["checkov==3.3.30", "regopy==1.5.2"]


def measured(command):
    """Wall seconds, CPU seconds and peak MB of a process; its exit code may be any but 2, which is an error of usage or input."""
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - began
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1, 3):
        sys.exit(f"{command}: exit code {code}: {child.stderr.read().decode()}")
    child.stderr.close()
    child.returncode = code
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def large(count):
    """A file with the plan again and again, each under another module's name, until it has so many resources."""
    plan = json.loads(PLAN.read_text())
    module, changes = plan["configuration"]["root_module"], plan["resource_changes"]
    calls, every = module["module_calls"], []
    for copy in range(-(-count // len(changes))):
        for change in changes:
            text = json.dumps(change).replace("module.", f"module.copy{copy}_")
            # The modules inside of modules keep their names.
            every.append(json.loads(text.replace(f".module.copy{copy}_", ".module.")))
        calls.update({f"copy{copy}_{name}": call for name, call in list(calls.items()) if not name.startswith("copy")})
    plan["resource_changes"] = every[:count]
    path = WORK / f"large-{count}.json"
    path.write_text(json.dumps(plan, separators=(",", ":")))
    return path


def installed():
    """A Python that has the other tools."""
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *TOOLS], check=True)
    return python


def print_row(name, runs, first):
    """A line of the table; the ratio is of the CPU time's median to the first row's."""
    columns = [list(column) for column in zip(*runs)]
    wall, cpu, memory = columns
    ratio = statistics.median(cpu) / first if first else 1
    print(
        f"{name:<34}{min(wall) * 1000:>10.0f}{statistics.median(wall) * 1000:>10.0f}"
        f"{min(cpu) * 1000:>10.0f}{statistics.median(cpu) * 1000:>10.0f}{max(memory):>9.0f}{ratio:>9.2f}"
    )
    return statistics.median(cpu)


def main():
    """Runs what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=str(ROOT / "target" / "release" / "trueline"))
    parser.add_argument("--snapshot")
    parser.add_argument("--large", type=int)
    parser.add_argument("--beside", action="store_true")
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    check = [arguments.binary, "--config", str(SETTINGS), "check"]
    plan = ["--plan", str(PLAN), "--format", "json"]
    commands = {"alone": [*check, *plan]}
    if arguments.snapshot:
        commands["snapshot without the plan"] = [*check, arguments.snapshot]
        commands["over the snapshot"] = [*check, arguments.snapshot, "--plan", str(PLAN)]
        commands["over the snapshot, as JSON"] = [*check, arguments.snapshot, *plan]
    if arguments.large:
        path = large(arguments.large)
        commands[f"{arguments.large} resources, {path.stat().st_size / 1e6:.0f} MB"] = [*check, "--plan", str(path)]
    if arguments.beside:
        python = installed()
        quiet = ["--quiet", "--compact", "--skip-download"]
        commands["checkov"] = [str(python.parent / "checkov"), "-f", str(PLAN), "--framework", "terraform_plan", "-o", "json", *quiet]
        commands["regopy"] = [str(python), str(HERE / "plan" / "rego.py"), str(HERE / "plan" / "deny.rego"), str(PLAN)]
    runs = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as directory:
        os.chdir(directory)
        for _ in range(arguments.rounds):
            for name, command in commands.items():
                runs[name].append(measured(command))
    print(f"{'':<34}{'wall ms':>10}{'median':>10}{'CPU ms':>10}{'median':>10}{'MB':>9}{'ratio':>9}")
    first = None
    for name, own in runs.items():
        cpu = print_row(name, own, first)
        first = first or cpu


if __name__ == "__main__":
    main()
