#!/bin/bash
# guards.sh [NAME]... - takes out each guard of tests/guards.tsv in turn, and sees that its test fails.
#
# A guard is a threshold or rule of docs/algorithm.md that keeps apart, or together, what belongs so. A row names
# a file, the sed script that takes the guard out, and the case of a unit test that must notice. A script that
# changes nothing is a fault of the table: the guard was moved or renamed. Works on a copy of the sources;
# CC and MAKEFLAGS as for make. Not part of `make test`: every row compiles what depends on its file.
set -u
cd "$(dirname "$0")/.." || exit 2

work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cp -R Makefile src include tests docs "$work"
cd "$work" || exit 2
table=tests/guards.tsv

passed=0 failed=0
good() {
    passed=$((passed + 1))
    printf 'ok    %s\n' "$1"
}
bad() {
    failed=$((failed + 1))
    printf 'FAIL  %s: %s\n' "$1" "$2"
}

build() { make CFLAGS=-O0 "build/tests/unit/$1" >log 2>&1; }

# The cases of a test program that fail, a line each.
failing_cases() {
    timeout 120 "build/tests/unit/$1" 2>&1 | sed -n 's/^\[  FAILED  \] \([^ ]*\)$/\1/p' | sort -u
}

try() { # try NAME FILE SCRIPT PROGRAM CASE
    [ -e "$2" ] || { bad "$1" "no $2"; return; }
    cp -p "$2" saved
    sed -i -E "$3" "$2"
    if cmp -s saved "$2"; then bad "$1" "nothing to take out in $2: $3"
    elif ! build "$4"; then bad "$1" "$2 does not compile: $(grep -m 1 error: log)"
    else
        noticed=$(failing_cases "$4" | tr '\n' ' ')
        if [[ " $noticed" == *" $5 "* ]]; then good "$1"
        else bad "$1" "$4 does not notice in $5, but in: $noticed"; fi
    fi
    cp saved "$2"
}

for program in $(sed 1d "$table" | cut -f4 | cut -d/ -f1 | sort -u); do
    build "$program" || { cat log; exit 2; }
    [ -z "$(failing_cases "$program")" ] || { echo "$program fails as it is"; exit 2; }
done

while IFS=$'\t' read -r name file script test; do
    case $name in '' | \#* | guard) continue ;; esac
    [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
    try "$name" "$file" "$script" "${test%%/*}" "${test#*/}"
done <"$table"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
