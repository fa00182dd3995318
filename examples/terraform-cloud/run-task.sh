#!/usr/bin/env bash
# Judges the plan of one run in HCP Terraform and tells it the verdict: the work of a run task at the stage "post plan".
#
#     run-task.sh SNAPSHOT [ARGUMENT of trueline check]... <REQUEST
#
# REQUEST is the body of the run task's request, whose signature has been checked by who received it: its token and its URLs are
# believed. HCP Terraform waits ten minutes for the verdict.
set -euo pipefail
snapshot=$1
shift
request=$(cat)
member() {
    jq --exit-status --raw-output --arg name "$1" '.[$name] | strings' <<<"$request"
}
token=$(member access_token)
plan=$(member plan_json_api_url)
callback=$(member task_result_callback_url)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The token is in no command line, where others could read it.
authorized() {
    curl --fail --silent --show-error --location --proto '=https' --header "@$work/headers" "$@"
}
(umask 077 && printf 'Authorization: Bearer %s\nContent-Type: application/vnd.api+json\n' "$token" >"$work/headers")
# verdict passed|failed MESSAGE
verdict() {
    jq --null-input --arg status "$1" --arg message "$2" \
        '{data: {type: "task-results", attributes: {status: $status, message: $message}}}' >"$work/verdict.json"
    authorized --output /dev/null --request PATCH --data "@$work/verdict.json" "$callback"
}

if ! authorized --output "$work/plan.json" "$plan"; then
    verdict failed "The plan could not be downloaded."
    exit 2
fi
code=0
trueline check --plan="$work/plan.json" --report="json=$work/report.json" "$@" -- "$snapshot" || code=$?
counts() {
    jq --raw-output '.summary | "\(.fail) failures, \(.unknown) that could not be judged, \(.waived) waived."' "$work/report.json"
}
case $code in
0) verdict passed "The plan keeps to the architecture. In all: $(counts)" ;;
1) verdict failed "The plan does not keep to the architecture. In all: $(counts)" ;;
3) verdict failed "Nothing fails, but something needed could not be read. In all: $(counts)" ;;
*) verdict failed "The plan could not be judged: exit code $code." ;;
esac
exit "$code"
