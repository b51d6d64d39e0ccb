#!/bin/bash
# man.sh - the manual page is what mandoc and groff take without a warning, and no line of it is wider than
# a terminal of 80 columns. Whichever of the two is not there is told.
set -u
cd "$(dirname "$0")/.." || exit 2
page=${BUILD:?the folder that was built}/newsdup.1
passed=0 failed=0

tell() { # tell STATUS WHAT WHY
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAIL  %s\n%s\n' "$2" "$3"
    fi
}

"$NEWSDUP" manual | cmp -s - "$page"
tell $? "the page is of the program that was built" ""
! grep -nE '^[^.].*[^\\]-' "$page" >/dev/null
tell $? "every hyphen is one that can be typed" "$(grep -nE '^[^.].*[^\\]-' "$page")"

if command -v mandoc >/dev/null; then
    warnings=$(mandoc -T lint -W warning "$page" 2>&1)
    [ -z "$warnings" ]
    tell $? "mandoc -T lint" "$warnings"
else
    echo "SKIP: no mandoc to check the manual page with"
fi
if command -v groff >/dev/null && groff -man -T utf8 /dev/null >/dev/null 2>&1; then
    warnings=$(groff -ww -man -T utf8 "$page" 2>&1 >/dev/null)
    [ -z "$warnings" ]
    tell $? "groff -ww -man" "$warnings"
    wide=$(groff -man -T utf8 -P -cbou -rLL=78n "$page" | awk 'length > 80')
    [ -z "$wide" ]
    tell $? "lines of at most 80 columns" "$wide"
else
    echo "SKIP: no groff to check the manual page with"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
