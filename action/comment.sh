#!/usr/bin/env bash
# Keeps one comment on the pull request: the last run's. A comment is a courtesy: where none can be written, the run's verdict
# stands all the same, and a warning says so.
set -euo pipefail
# shellcheck source=action/lib.sh
. "$(dirname "$0")/lib.sh"

[ -n "$INPUT_COMMENT" ] || exit 0
if [ -z "$PULL_REQUEST" ]; then
    say notice "comment: this run is for no pull request, so none is written"
    exit 0
fi
# It becomes part of a comment in HTML and of a jq program.
[[ $INPUT_COMMENT_KEY =~ ^[A-Za-z0-9._-]+$ ]] ||
    refuse "comment-key: \`$INPUT_COMMENT_KEY\` may hold letters, digits, dots, dashes and underscores alone"

marker="<!-- trueline-action: $INPUT_COMMENT_KEY -->"
body=$RUNNER_TEMP/trueline-comment.md
printf '%s\n' "$marker" >"$body"
if [ -n "$COMMENT" ]; then
    cat -- "$COMMENT" >>"$body"
else
    # Whoever reads an older comment would take its verdict for today's.
    printf 'trueline could not judge this change. The log of the job says why.\n' >>"$body"
fi

# Others can write the marker, too: only a bot's comment is replaced.
mine=".[] | select(.user.type == \"Bot\" and (.body | startswith(\"$marker\"))) | .id"
comments=repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments
written() {
    local id
    id=$(gh api --paginate "$comments?per_page=100" --jq "$mine") || return
    id=${id%%$'\n'*}
    if [ -n "$id" ]; then
        gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --field "body=@$body"
    else
        gh api --silent --method POST "$comments" --field "body=@$body"
    fi
}
written || say warning "the comment on pull request $PULL_REQUEST could not be written; the job needs \`pull-requests: write\`, which runs for forks never have"
