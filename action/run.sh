#!/usr/bin/env bash
# Runs trueline as the inputs say. What it finds does not fail this step: verdict.sh does, when everything has been reported.
set -euo pipefail
# shellcheck source=action/lib.sh
. "$(dirname "$0")/lib.sh"

arguments=()
# With the value in the same word nothing that is given can be taken for a flag.
flag() {
    [ -z "$2" ] || arguments+=("--$1=$2")
}
# flags NAME LINES: one for each line that is not blank.
flags() {
    local line
    while IFS= read -r line; do
        line=${line#"${line%%[![:space:]]*}"}
        flag "$1" "${line%"${line##*[![:space:]]}"}"
    done <<<"$2"
}

case $INPUT_COMMAND in
scan)
    [ -z "${INPUT_PLANS//[[:space:]]/}$INPUT_GATE$INPUT_SOURCE" ] ||
        refuse "command: scan reads what there is; plans, gate and source are for command: check"
    arguments+=(scan)
    flag out "$INPUT_SNAPSHOT"
    ;;
check)
    [ -n "$INPUT_SNAPSHOT${INPUT_PLANS//[[:space:]]/}" ] ||
        refuse "command: check needs a snapshot, plans or both; neither input is given"
    arguments+=(check)
    flags plan "$INPUT_PLANS"
    flag gate "$INPUT_GATE"
    flag source "$INPUT_SOURCE"
    ;;
*) refuse "command: \`$INPUT_COMMAND\` is neither scan nor check" ;;
esac
boolean fail-on-unknown "$INPUT_FAIL_ON_UNKNOWN"
flag config "$INPUT_CONFIG"
flag rules "$INPUT_RULES"
flag waivers "$INPUT_WAIVERS"
flag baseline "$INPUT_BASELINE"
flag fail-on "$INPUT_FAIL_ON"
flag format "$INPUT_FORMAT"
report() {
    [ -z "$2" ] || mkdir -p -- "$(dirname -- "$2")"
    flag report "${2:+$1=$2}"
}
report json "$INPUT_REPORT"
report sarif "$INPUT_SARIF"
report markdown "$INPUT_SUMMARY"
report pull-request "$INPUT_COMMENT"
flags report "$INPUT_REPORTS"
if [ "$INPUT_COMMAND" = check ] && [ -n "$INPUT_SNAPSHOT" ]; then arguments+=(-- "$INPUT_SNAPSHOT"); fi

# Lines that begin like a workflow command are obeyed, and names in an organization are anybody's. So none is obeyed meanwhile;
# both streams go the same way, since of two nobody knows which one is read first. Annotations, whose names are escaped, come after.
annotations=$RUNNER_TEMP/trueline-annotations
end=$(token)
code=0
printf '::stop-commands::%s\n' "$end"
if [ "$INPUT_FORMAT" = github ]; then
    { trueline "${arguments[@]}" >"$annotations"; } 2>&1 || code=$?
else
    trueline "${arguments[@]}" 2>&1 || code=$?
fi
printf '\n::%s::\n' "$end"

case $code in
0) verdict=compliant ;;
1) verdict=failed ;;
2) verdict=error ;;
3) verdict=unknown ;;
*) refuse "trueline ended with exit code $code, which is none of its own; the log above may say why" ;;
esac
output exit-code "$code"
output verdict "$verdict"
# After an error there may be files of an earlier run: they are not this one's.
[ "$code" != 2 ] || exit 0

if [ "$INPUT_FORMAT" = github ]; then cat "$annotations"; fi
if [ -n "$INPUT_SUMMARY" ]; then
    # GitHub takes no summary above 1 MiB at all.
    if [ "$(wc -c <"$INPUT_SUMMARY")" -le 1000000 ]; then
        cat -- "$INPUT_SUMMARY" >>"$GITHUB_STEP_SUMMARY"
    else
        printf 'trueline: %s. The summary is too long to be shown here; the file that it was written to has it.\n' "$verdict" >>"$GITHUB_STEP_SUMMARY"
    fi
fi
output report "$INPUT_REPORT"
output sarif "$INPUT_SARIF"
output summary "$INPUT_SUMMARY"
output comment "$INPUT_COMMENT"
output snapshot "$INPUT_SNAPSHOT"
