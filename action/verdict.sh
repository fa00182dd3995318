#!/usr/bin/env bash
# Ends with trueline's exit code, so that the job fails where it has to.
set -euo pipefail
# shellcheck source=action/lib.sh
. "$(dirname "$0")/lib.sh"

case $EXIT_CODE in
0) exit 0 ;;
1) say error "not compliant: there are failures that break the gate" ;;
3)
    if [ "$INPUT_FAIL_ON_UNKNOWN" = false ]; then
        say warning "nothing failed, but something needed could not be read; fail-on-unknown: false lets this pass"
        exit 0
    fi
    say error "nothing failed, but something needed could not be read, so nobody knows whether it complies"
    ;;
*) say error "nothing was judged: a usage, configuration, rule or input error; the log of the run says which" ;;
esac
exit "$EXIT_CODE"
