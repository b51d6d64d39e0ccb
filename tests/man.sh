#!/bin/bash
# man.sh - there is a page for each command that the program tells about, with what a page has; the pages
# are what mandoc and groff take without a warning, and no line of running text is wider than a terminal of
# 80 columns. Whichever of the two is not there is told.
set -u
cd "$(dirname "$0")/.." || exit 2
pages=${BUILD:?the folder that was built}/man
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

tell() { # tell STATUS WHAT WHY
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAIL  %s\n%s\n' "$2" "${3:-}"
    fi
}

require_heading() { # require_heading PAGE HEADING...
    local page=$1 heading
    shift
    for heading; do
        grep -qx "\.SH $heading" "$pages/$page"
        tell $? "$page has a chapter $heading"
    done
}

for page in $("$NEWSDUP" manual list); do
    "$NEWSDUP" manual "$page" | cmp -s - "$pages/$page"
    tell $? "$page is of the program that was built"
    require_heading "$page" NAME SYNOPSIS DESCRIPTION OPTIONS "EXIT STATUS" "SEE ALSO"
done
listed=$(cd "$pages" && ls newsdup*.[15])
[ "$listed" = "$(cat "$pages/pages")" ] && [ "$(grep -c . <<<"$listed")" -ge 8 ]
tell $? "the list names the pages" "$listed"
for verb in $("$NEWSDUP" help | sed -nE 's/^  ([a-z]+) +[a-z].*/\1/p'); do
    [ "$verb" = help ] || [ -e "$pages/newsdup-$verb.1" ]
    tell $? "$verb has a page"
done
for seen in $(grep -ohE '^\.BR newsdup[a-z\-]* \([15]\)' "$pages"/newsdup* | tr -d '\\()' |
    awk '{ print $2 "." $3 }'); do
    [ -e "$pages/$seen" ] || echo "$seen"
done >"$scratch/seen"
[ ! -s "$scratch/seen" ]
tell $? "the pages that others name are there" "$(cat "$scratch/seen")"
require_heading newsdup-formats.5 NAME INPUTS OUTPUTS "EXIT STATUS"
sections=$(grep -c '^##' docs/formats.md)
[ "$(grep -cE '^\.S[HS] ' "$pages/newsdup-formats.5")" -eq $((sections + 3)) ]
tell $? "newsdup-formats.5 has all sections of docs/formats.md"
left=$(grep -nE '^#|^\||\]\(|```|\*\*[a-z]' "$pages/newsdup-formats.5" | grep -v '\\fB')
[ -z "$left" ]
tell $? "nothing of Markdown is left in newsdup-formats.5" "$left"
! "$NEWSDUP" manual newsdup-nothing.1 2>"$scratch/said" && grep -q 'name of a page' "$scratch/said"
tell $? "a page that does not exist is refused"

for page in "$pages"/newsdup*; do
    name=$(basename "$page")
    hyphens=$(grep -nE '^[^.].*[^\\]-' "$page")
    [ -z "$hyphens" ]
    tell $? "$name: every hyphen is one that can be typed" "$hyphens"
    if command -v mandoc >/dev/null; then
        warnings=$(mandoc -T lint -W warning "$page" 2>&1)
        [ -z "$warnings" ]
        tell $? "$name: mandoc -T lint" "$warnings"
    fi
    if command -v groff >/dev/null && groff -man -T ascii /dev/null >/dev/null 2>&1; then
        warnings=$(groff -ww -man -T ascii "$page" 2>&1 >/dev/null)
        [ -z "$warnings" ]
        tell $? "$name: groff -ww -man" "$warnings"
        wide=$(sed '/^\.nf/,/^\.fi/d' "$page" | groff -man -T ascii -P -cbou -rLL=78n | awk 'length > 80')
        [ -z "$wide" ]
        tell $? "$name: lines of at most 80 columns" "$wide"
    fi
done
command -v mandoc >/dev/null || echo "SKIP no mandoc to check the manual with"
groff -man -T ascii /dev/null >/dev/null 2>&1 || echo "SKIP no groff to check the manual with"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
