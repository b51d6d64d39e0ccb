#!/bin/sh
# The cases that the table in tests/cli/README.md promises. Prints `N passed, N failed`.
set -u
cd "$(dirname "$0")/cli" || exit 2
passed=0
failed=0
for name in $(sed -n 's/^| [^|]* | \([a-z0-9-]*\) |$/\1/p' README.md | grep -vx case); do
    if [ -s "$name/cmd" ] && cat "$name/stderr" "$name/stdout" 2>/dev/null | grep -q .; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL wrong_uses: there is no case $name, or it says nothing"
    fi
done
[ "$passed" -ge 20 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
