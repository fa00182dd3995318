#!/bin/sh
# Measures everything that BENCHMARKS.md reports, one after the other: benches/run.sh [ACCOUNTS]
# PYTHON names a Python with tests/emulator/requirements.txt, DUCKDB one with `duckdb` and `zstandard`; without them that part is left out.
# CARGO is `cargo` unless said otherwise. BESIDE=1 adds the other engines, which take minutes to build. REFERENCE is a command to run beside the evaluator.
set -eu
cd "$(dirname "$0")/.."
accounts=${1:-200}
rounds=${ROUNDS:-5}
snapshot=$(mktemp -d)
trap 'rm -rf "$snapshot"' EXIT

part() { printf '\n== %s\n' "$*"; }
bench() {
    name=$1
    shift
    ${CARGO:-cargo} bench --quiet --no-default-features --bench "$name" -- "$@"
}

part "machine"
date -u '+%Y-%m-%d %H:%M UTC'
uptime
[ ! -r /proc/cpuinfo ] || grep -m 1 'model name' /proc/cpuinfo
[ -z "${REFERENCE:-}" ] || { part "reference"; sh -c "$REFERENCE"; }
part "evaluator, one thread"
RAYON_NUM_THREADS=1 bench evaluator "$accounts" "$rounds"
part "evaluator, all threads"
bench evaluator "$accounts" "$rounds"
[ -z "${REFERENCE:-}" ] || { part "reference again"; sh -c "$REFERENCE"; }
part "snapshot"
bench snapshot "$accounts" 1 write "$snapshot/organization"
du -sh "$snapshot/organization" | cut -f 1
bench snapshot "$accounts" "$rounds" open "$snapshot/organization"
if command -v zstd > /dev/null; then
    part "zstd -d of the same files"
    time find "$snapshot/organization" -name 'resources.jsonl.zst' -exec zstd -dcq {} + > /dev/null
fi
[ -z "${DUCKDB:-}" ] || { part "DuckDB"; "$DUCKDB" benches/duckdb_beside.py "$snapshot/organization"; }
[ -z "${BESIDE:-}" ] || { part "cel and regorus"; (cd benches/beside && ${CARGO:-cargo} run --quiet --release -- 2 && ${CARGO:-cargo} run --quiet --release -- 20 regorus); }
if [ -x target/release/trueline ]; then
    part "start-up"
    python3 benches/startup.py target/release/trueline 50
    [ -z "${PYTHON:-}" ] || { part "live"; "$PYTHON" benches/live/run.py target/release/trueline 7; }
fi
