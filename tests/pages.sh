#!/bin/bash
# readme.sh [--update] [FILE] - runs the commands of README.md and compares their output with what it shows;
# --update writes what they print into FILE instead.
#
# ```console blocks: "$ command" lines, each with the output expected of it, errors included; a command
# goes on in the next line after a backslash. ```sh blocks are run whole and must succeed. They run in
# order in a copy of the checkout, with newsdup, its headers and library installed beside it. Seconds
# ("0.01 s") are not compared. A command that fails must be followed by `echo $?`. A block under
# <!-- not run --> is passed over: at most three, of make commands only.
set -u
cd "$(dirname "$0")/.." || exit 2
is_update=0
if [ "${1:-}" = --update ]; then
    is_update=1
    shift
fi
readme=$PWD/${1:-README.md}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
exec 3>"$scratch/updated"
passed=0 failed=0 skipped=0 last=0

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
        fail "line $line: $command"
        cat "$scratch/diff"
    fi
}

settle() {
    [ "$last" -eq 0 ] || fail "line $line: exit status $last, which the text does not tell: $command"
    last=0
}

run_command() { # uses command, shown, line, expected
    [ -n "$command" ] || return
    [[ $command == 'echo $?' ]] || settle
    (cd "$scratch/checkout" && timeout 60 bash -c "(exit $last); $command") >"$scratch/out" 2>&1 </dev/null
    last=$?
    printf '%s' "$shown" >&3
    cat "$scratch/out" >&3
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
        fail "line $number: the block fails"
        cat "$scratch/out"
    fi
}

pass_over() {
    skipped=$((skipped + 1))
    [ "$skipped" -le 3 ] || fail "line $number: more than three blocks that are not run"
    ! grep -vE '^(sudo )?make( |$)' <<<"$1" ||
        fail "line $number: only make commands may be passed over"
}

run_block() { # kind, text, the line above
    case $1 in
    sh | console)
        if [[ $3 == '<!-- not run -->' ]]; then
            pass_over "${2%$'\n'}"
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
    mkdir -p "$scratch/checkout" "$scratch/bin"
    cp -R Makefile README.md include seeds docs "$scratch/checkout"
    env -u MAKEFLAGS -u MAKELEVEL make -s install SAN="${SAN:-}" CC="${CC:-cc}" \
        PREFIX="$scratch" >"$scratch/out" 2>&1 || fail "make install: $(cat "$scratch/out")"
    # The `cc` of the text is the compiler of this build, found before our own `cc` is on the path.
    local compiler=(${CC:-cc})
    compiler[0]=$(command -v "${compiler[0]}")
    printf '#!/bin/sh\nexec %s "$@"\n' "${compiler[*]}" >"$scratch/bin/cc" && chmod +x "$scratch/bin/cc"
    export PATH="$scratch/bin:$PATH" PKG_CONFIG_PATH="$scratch/lib/pkgconfig"
    export LD_LIBRARY_PATH="$scratch/lib" LC_ALL=C.UTF-8
}

prepare
at=0 kind="" block="" begin=0 above=""
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
done <"$readme"
if [ "$is_update" = 1 ] && [ "$failed" -eq 0 ]; then
    cp "$scratch/updated" "$readme"
    echo "$readme: updated"
    exit
fi
[ $((passed + failed)) -gt 0 ] || fail "no command was run"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
