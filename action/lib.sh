# shellcheck shell=bash
# What the steps share. They run on macOS, too: nothing here needs more than bash 3.2.

# A text as data of a workflow command: it can neither end the line nor begin another command.
escaped() {
    local text=$1
    text=${text//'%'/%25}
    text=${text//$'\r'/%0D}
    text=${text//$'\n'/%0A}
    printf '%s' "$text"
}

# say error|warning|notice TEXT
say() {
    printf '::%s title=trueline::%s\n' "$1" "$(escaped "$2")"
}

# Something that nobody can foresee.
token() {
    od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# output NAME VALUE: the value may hold anything, line ends included.
output() {
    local end
    end=$(token)
    printf '%s<<%s\n%s\n%s\n' "$1" "$end" "$2" "$end" >>"$GITHUB_OUTPUT"
}

# Ends the step: what was asked for makes no sense, or cannot be had.
refuse() {
    say error "$1"
    exit 2
}

# boolean INPUT VALUE
boolean() {
    case $2 in
    true | false) ;;
    *) refuse "$1: \`$2\` is neither true nor false" ;;
    esac
}

# SHA-256 of files, as sha256sum prints it.
sums() {
    if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}
