#!/usr/bin/env bash
# Says what is to be installed, so that it can be looked for in the cache: version, archive, and the cache's key.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=action/lib.sh
. "$root/action/lib.sh"

boolean build "$INPUT_BUILD"
if [ "$INPUT_BUILD" = true ]; then
    sources=$(cd "$root" && find . \( -name target -o -name .git \) -prune -o -type f -print | LC_ALL=C sort |
        while IFS= read -r file; do printf '%s\0' "$file"; done | xargs -0 cat | sums - | cut -d ' ' -f 1)
    output key "trueline-source-$RUNNER_OS-$RUNNER_ARCH-$sources"
    exit 0
fi

version=${INPUT_VERSION#v}
# The action installs its own version unless told otherwise: both are one repository at one commit.
[ -n "$version" ] || version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)
# It becomes part of a path and of a command line.
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] ||
    refuse "version: \`$INPUT_VERSION\` is no release; expected for example 0.1.0"
case $RUNNER_OS-$RUNNER_ARCH in
Linux-X64) target=x86_64-unknown-linux-gnu ;;
Linux-ARM64) target=aarch64-unknown-linux-gnu ;;
macOS-X64) target=x86_64-apple-darwin ;;
macOS-ARM64) target=aarch64-apple-darwin ;;
*) refuse "there is no release for $RUNNER_OS on $RUNNER_ARCH; use a Linux or macOS runner, or build: true" ;;
esac
output version "$version"
output archive "trueline-$version-$target.tar.gz"
output key "trueline-$version-$target"
