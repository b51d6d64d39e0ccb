#!/bin/sh
# run.sh [--update] [CASE]... - runs the scenarios of the program in tests/cli, or those named.
#
# A case is a folder: `cmd` is run by sh in a fresh copy of the folder, with $NEWSDUP the program and
# $SHARED the folder of inputs that many cases use. `stdout` is what it must print, nothing if there is
# no such file; `stderr` likewise. Times are written as 0.00 s in both. `code` is the exit status, 0 if
# there is no such file. A case that ends with 77 is skipped, and told. --update writes what it printed
# into these files: read the difference then.
set -u

here=$(cd "$(dirname "$0")" && pwd) || exit 2
NEWSDUP=${NEWSDUP:-$here/../../build/newsdup}
case $NEWSDUP in
/*) ;;
*) NEWSDUP=$PWD/$NEWSDUP ;;
esac
SHARED=$here/shared
export NEWSDUP SHARED
LC_ALL=C TERM=dumb
export LC_ALL TERM
unset NO_COLOR

update=no
if [ "${1:-}" = --update ]; then
    update=yes
    shift
fi
# shellcheck disable=SC2046 # names of cases are words
[ $# -gt 0 ] || set -- $(cd "$here" && for cmd in */cmd; do echo "${cmd%/cmd}"; done)

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

# compare WHAT: the file of the case against what was printed.
compare() {
    expected=$folder/$1
    [ -e "$expected" ] || expected=/dev/null
    cmp -s "$expected" "$scratch/$1" && return
    if [ "$update" = yes ]; then
        echo "  $1 updated"
        rm -f "$folder/$1"
        [ ! -s "$scratch/$1" ] || cp "$scratch/$1" "$folder/$1"
    else
        echo "  $1:"
        diff -u "$expected" "$scratch/$1" | sed -n '3,40s/^/    /p'
        good=no
    fi
}

run_case() {
    folder=$here/$1
    rm -rf "$scratch/work"
    cp -R "$folder" "$scratch/work" || return
    (cd "$scratch/work" && rm -f cmd stdout stderr code && exec sh "$folder/cmd") \
        </dev/null >"$scratch/stdout.raw" 2>"$scratch/stderr.raw"
    status=$?
    [ "$status" -ne 77 ] || return 77
    : >"$scratch/code"
    [ "$status" -eq 0 ] || echo "$status" >"$scratch/code"
    for stream in stdout stderr; do
        sed 's/, [0-9]*\.[0-9][0-9] s$/, 0.00 s/' "$scratch/$stream.raw" >"$scratch/$stream"
    done
    compare stdout
    compare stderr
    compare code
    return 0
}

passed=0 failed=0 skipped=0
for name; do
    good=yes
    if [ -e "$here/$name/cmd" ]; then
        run_case "$name" >"$scratch/report"
        if [ $? -eq 77 ]; then
            skipped=$((skipped + 1))
            echo "SKIP $name: this machine cannot run it"
            continue
        fi
    else
        echo "  there is no such case" >"$scratch/report"
        good=no
    fi
    if [ "$good" = yes ]; then
        passed=$((passed + 1))
        [ -s "$scratch/report" ] || continue
        echo "$name"
    else
        failed=$((failed + 1))
        echo "FAIL $name"
    fi
    cat "$scratch/report"
done
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
