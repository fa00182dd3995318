#!/usr/bin/env bash
# Puts trueline on the path of this and later steps: a release, or built from the action's own checkout.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=action/lib.sh
. "$root/action/lib.sh"

cache=$RUNNER_TEMP/trueline/cache
bin=$RUNNER_TEMP/trueline/bin
mkdir -p "$cache" "$bin"

if [ "$INPUT_BUILD" = true ]; then
    if [ ! -x "$cache/trueline" ]; then
        CARGO_TARGET_DIR=$RUNNER_TEMP/trueline/target cargo build --release --locked --manifest-path "$root/Cargo.toml"
        cp "$RUNNER_TEMP/trueline/target/release/trueline" "$cache/trueline"
    fi
    cp "$cache/trueline" "$bin/trueline"
else
    download() {
        gh release download "v$VERSION" --repo "$REPOSITORY" --pattern "$1" --dir "$cache" --clobber ||
            refuse "release v$VERSION of $REPOSITORY: $1 cannot be downloaded; is there such a release, and may the token read it? build: true needs none"
    }
    [ -f "$cache/$ARCHIVE" ] || download "$ARCHIVE"
    # Checksums are read anew each time: what the cache holds is believed no more than a download.
    download SHA256SUMS
    wanted=$(awk -v name="$ARCHIVE" '$2 == name { print $1 }' "$cache/SHA256SUMS")
    found=$(sums "$cache/$ARCHIVE" | cut -d ' ' -f 1)
    if [ "$wanted" != "$found" ]; then
        rm -f "$cache/$ARCHIVE"
        refuse "$ARCHIVE is not what release v$VERSION says it is: its SHA-256 is $found, SHA256SUMS has ${wanted:-no line for it}"
    fi
    tar -xzf "$cache/$ARCHIVE" -C "$bin" trueline
fi
printf '%s\n' "$bin" >>"$GITHUB_PATH"
