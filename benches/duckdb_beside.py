"""What DuckDB takes for one flat predicate over the made-up organization's snapshot, packed as it is and unpacked.

    cargo bench --no-default-features --bench snapshot -- 200 1 write SNAPSHOT
    python benches/duckdb_beside.py SNAPSHOT [ROUNDS]              with a Python that has `duckdb` and `zstandard`

The predicate: of how many database clusters is the storage encrypted, and are backups kept for 7 days.
"""

import glob
import os
import subprocess
import sys
import tempfile
import time

QUERY = """
select count(*), count(*) filter (where fields.storage_encrypted and fields.backup_retention_period >= 7)
from read_json('{files}', format = 'newline_delimited',
               columns = {{type: 'VARCHAR', fields: 'STRUCT(storage_encrypted BOOLEAN, backup_retention_period BIGINT)'}})
where type = 'AWS::RDS::DBCluster'
"""


def child(files):
    """One query in a process of its own."""
    import duckdb

    print(duckdb.sql(QUERY.format(files=files)).fetchall()[0])


def run(command):
    """CPU seconds, wall seconds, peak MB."""
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - began, usage.ru_maxrss / 1024


def unpack(snapshot, directory):
    """One file of JSON lines, as DuckDB's users have them."""
    import zstandard

    target = f"{directory}/resources.jsonl"
    with open(target, "wb") as file:
        for path in sorted(glob.glob(f"{snapshot}/parts/*/*/*/resources.jsonl.zst")):
            with open(path, "rb") as packed:
                zstandard.ZstdDecompressor().copy_stream(packed, file)
    return target


def main():
    """The least CPU time of several rounds."""
    snapshot, rounds = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as directory:
        packed = f"{snapshot}/parts/*/*/*/resources.jsonl.zst"
        for name, files in (("packed", packed), ("unpacked", unpack(snapshot, directory))):
            figures = [run([sys.executable, __file__, "--query", files]) for _ in range(rounds)]
            cpu, wall, memory = min(figures)
            print(f"DuckDB, {name:<9} {cpu:6.2f} CPU-s  {wall:5.2f} s wall  {memory:5.0f} MB", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "--query":
        child(sys.argv[2])
    else:
        main()
