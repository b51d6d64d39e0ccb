#!/bin/bash
# pages.sh [--update] [PAGE...] - runs the commands of the pages and compares their output with what they show;
# --update writes what they print into the pages instead. Without a PAGE, all that have commands with output.
#
# ```console blocks: "$ command" lines, each with the output expected of it, errors included; a command
# goes on in the next line after a backslash. ```sh blocks are run whole and must succeed. The blocks of a page run
# in order in a copy of the checkout, with newsdup, its headers and library installed beside it. Seconds
# ("0.01 s") are not compared, and are 0.00 after --update. A command that fails must be followed by `echo $?`.
# A block under <!-- not run --> is passed over: at most three on a page, of make commands only. One under
# <!-- needs PROGRAM --> is passed over, and this is told, where there is no such program, or where it cannot load
# what was built.
set -u
cd "$(dirname "$0")/.." || exit 2
root=$PWD
is_update=0
if [ "${1:-}" = --update ]; then
    is_update=1
    shift
fi
[ $# -gt 0 ] || set -- README.md docs/guide.md docs/formats.md
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

fail() {
    failed=$((failed + 1))
    echo "FAIL  $*"
}

without_seconds() { sed -E 's/[0-9]+\.[0-9]+ s$/N s/' "$@"; }

compare() {
    printf '%s' "$expected" | without_seconds >"$scratch/expected"
    if without_seconds "$scratch/out" | diff "$scratch/expected" - >"$scratch/diff"; then
        passed=$((passed + 1))
    else
        fail "$page:$line: $command"
        cat "$scratch/diff"
    fi
}

settle() {
    [ "$last" -eq 0 ] || fail "$page:$line: exit status $last, which the text does not tell: $command"
    last=0
}

run_command() { # uses command, shown, line, expected
    [ -n "$command" ] || return
    [[ $command == 'echo $?' ]] || settle
    (cd "$scratch/checkout" && timeout 60 bash -c "(exit $last); $command") >"$scratch/out" 2>&1 </dev/null
    last=$?
    printf '%s' "$shown" >&3
    sed -E 's/[0-9]+\.[0-9]+ s$/0.00 s/' "$scratch/out" >&3
    [ "$is_update" = 1 ] || compare
    command="" shown="" expected=""
}

run_console_block() {
    local text
    command="" shown="" expected=""
    while IFS= read -r text; do
        if [[ $text == '$ '* ]]; then
            run_command
            command=${text#\$ } shown=$text$'\n' line=$number
        elif [[ $command == *\\ ]]; then
            command=${command%\\}$text shown+=$text$'\n'
        else
            expected+=$text$'\n'
        fi
        number=$((number + 1))
    done <<<"$1"
    run_command
    settle
}

run_sh_block() {
    if (cd "$scratch/checkout" && timeout 60 bash -euo pipefail -c "$1") >"$scratch/out" 2>&1 </dev/null; then
        passed=$((passed + 1))
    else
        fail "$page:$number: the block fails"
        cat "$scratch/out"
    fi
}

pass_over() {
    skipped=$((skipped + 1))
    [ "$skipped" -le 3 ] || fail "$page:$number: more than three blocks that are not run"
    ! grep -vE '^(sudo )?make( |$)' <<<"$1" ||
        fail "$page:$number: only make commands may be passed over"
}

is_missing() { # the program that a block needs
    [ -n "$1" ] || return 1
    command -v "$1" >/dev/null && [[ $1 != python3 || -z ${SAN:-} ]] && return 1
    echo "SKIP $page:$number: no $1${SAN:+ that can load a library with sanitizers}"
}

run_block() { # kind, text, the line above
    local needed=""
    [[ $3 =~ ^'<!-- needs '([a-z0-9]+)' -->'$ ]] && needed=${BASH_REMATCH[1]}
    case $1 in
    sh | console)
        if [[ $3 == '<!-- not run -->' ]]; then
            pass_over "${2%$'\n'}"
        elif is_missing "$needed"; then
            :
        elif [ "$1" = console ]; then
            run_console_block "${2%$'\n'}"
            return
        else
            run_sh_block "$2"
        fi ;;
    esac
    printf '%s' "$2" >&3
}

prepare() {
    mkdir -p "$scratch/bin"
    env -u MAKEFLAGS -u MAKELEVEL make -s install SAN="${SAN:-}" CC="${CC:-cc}" \
        PREFIX="$scratch" >"$scratch/out" 2>&1 || fail "make install: $(cat "$scratch/out")"
    # The `cc` of the text is the compiler of this build, found before our own `cc` is on the path.
    local compiler=(${CC:-cc})
    compiler[0]=$(command -v "${compiler[0]}")
    printf '#!/bin/sh\nexec %s "$@"\n' "${compiler[*]}" >"$scratch/bin/cc" && chmod +x "$scratch/bin/cc"
    export PATH="$scratch/bin:$PATH" PKG_CONFIG_PATH="$scratch/lib/pkgconfig"
    export LD_LIBRARY_PATH="$scratch/lib" LC_ALL=C.UTF-8
}

# run_page PAGE: in a checkout as a reader has it; what the page says after that goes to "updated".
run_page() {
    local at=0 kind="" block="" begin=0 above="" text before=$((passed + failed))
    page=$1 skipped=0 last=0
    rm -rf "$scratch/checkout" && mkdir "$scratch/checkout"
    cp -R Makefile README.md include seeds docs "$scratch/checkout"
    mkdir "$scratch/checkout/tests" && cp tests/make_warc.sh "$scratch/checkout/tests"
    while IFS= read -r text; do
        at=$((at + 1))
        if [[ -n $kind && $text != '```' ]]; then
            block+=$text$'\n'
            continue
        elif [ -n "$kind" ]; then
            number=$begin
            run_block "$kind" "$block" "$above"
            kind="" above=""
        elif [[ $text == '```'* ]]; then
            kind=${text#'```'} block="" begin=$((at + 1))
            [ -n "$kind" ] || kind=plain
        elif [ -n "$text" ]; then
            above=$text
        fi
        printf '%s\n' "$text" >&3
    done <"$root/$page" 3>"$scratch/updated"
    [ "$is_update" = 1 ] || [ $((passed + failed)) -gt "$before" ] || fail "$page: no command was run"
}

prepare
for page; do
    before=$failed
    run_page "$page"
    [ "$is_update" = 1 ] && [ "$failed" -eq "$before" ] || continue
    cp "$scratch/updated" "$root/$page"
    echo "$page: updated"
done
[ "$is_update" = 1 ] || echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
