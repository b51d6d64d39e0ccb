#!/bin/bash
# example.sh - the examples print what they should: docs/example.c, built from the public headers alone, and
# docs/example.py, which uses the shared library; and what that says of the structures is so.
set -u
cd "$(dirname "$0")/.." || exit 2
build=${BUILD:-build}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

tell() { # tell STATUS WHAT
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL  $2"
    fi
}

"$build/example" | diff tests/example.expected -
tell $? "docs/example.c"

NEWSDUP_LIBRARY=$(ls "$PWD/$build"/libnewsdup.so.*)
export NEWSDUP_LIBRARY
if ! command -v python3 >/dev/null; then
    echo "SKIP no python3 to run docs/example.py with"
elif [ -n "${SAN:-}" ]; then
    echo "SKIP python3 cannot load a library with sanitizers: docs/example.py"
else
    grep -qF "\"$(basename "$NEWSDUP_LIBRARY")\"" docs/example.py
    tell $? "docs/example.py is for this ABI"
    python3 docs/example.py seeds/feed.jsonl 2>&1 | diff tests/example_py.expected -
    tell $? "docs/example.py"
    python3 tests/example_layout.py docs/example.py >"$scratch/layout.c" &&
        ${CC:-cc} -Iinclude -o "$scratch/layout" "$scratch/layout.c" && "$scratch/layout"
    tell $? "its structures are those of the header"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
