#!/bin/sh
# What `newsdup explain` says of two articles is what the run decided of them: every pair of the sample
# corpus, related or not, against `pairs --all` and `cluster`. NEWSDUP is the program. Prints
# `N passed, N failed`.
set -u
newsdup=${NEWSDUP:?the program}
seeds=$(cd "$(dirname "$0")/../seeds" && pwd)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0
failed=0
refuse() {
    failed=$((failed + 1))
    echo "FAIL explain: $1"
}

cd "$seeds/articles" || exit 2
"$newsdup" -q -f jsonl . | grep '"type":"doc"' >"$work/docs" || refuse "no articles"
"$newsdup" pairs -q --all -f jsonl . | grep '"type":"pair"' >"$work/pairs" || refuse "no pairs"

# field NAME OF_A_LINE: the value of a string, or null
field() { printf '%s\n' "$2" | sed -n "s/.*\"$1\":\\(\"[^\"]*\"\\|null\\).*/\\1/p"; }

cluster_of() { # cluster_of ID
    field cluster "$(grep -F "\"id\":\"$1\"" "$work/docs")"
}

# What pairs does not list is unrelated, or too little pointed the run to it, and that is told.
# The row of pairs ends with the facts of the pair, in the words that explain has too.
check_pair() {
    said=$("$newsdup" explain -q -f json "$1" "$2" .)
    code=$?
    facts=$(grep -F "\"id_a\":\"$1\",\"id_b\":\"$2\"" "$work/pairs")
    if [ -n "$facts" ]; then
        facts="\"relation\":${facts#*\"relation\":}"
        facts=${facts%\}}
    else
        facts='"relation":"unrelated",'
        case $said in *'"was_aligned":false'*) facts= ;; esac
    fi
    a=$(cluster_of "$1") b=$(cluster_of "$2")
    want=1 grouped='"one_cluster":false'
    if [ "$a" = "$b" ] && [ "$a" != null ]; then want=0 grouped='"one_cluster":true'; fi
    case $said in
    *"\"a\":{\"id\":\"$1\""*"\"cluster\":$a"*"\"b\":{\"id\":\"$2\""*"\"cluster\":$b"*"$grouped"*"$facts"*) ;;
    *) refuse "$1 and $2: $said is not $grouped, $facts" && return ;;
    esac
    if [ "$code" -eq "$want" ]; then passed=$((passed + 1)); else refuse "$1 and $2: status $code, not $want"; fi
}

# One article: its row of the result, and whether it has copies.
check_article() {
    row=$(grep -F "\"id\":\"$1\"" "$work/docs")
    said=$("$newsdup" explain -q -f json "$1" .)
    code=$?
    want=1
    [ "$(cluster_of "$1")" = null ] || want=0
    for name in cluster story role rule canonical via; do
        value=$(field "$name" "$row")
        case ${said%%\"refused\"*} in
        *"\"$name\":$value"*) ;;
        *) refuse "$1: $name is not $value" ;;
        esac
    done
    if [ "$code" -eq "$want" ]; then passed=$((passed + 1)); else refuse "$1: status $code, not $want"; fi
}

sed 's/.*"id":"\([^"]*\)".*/\1/' "$work/docs" | LC_ALL=C sort >"$work/ids"
while read -r one; do
    check_article "$one"
    while read -r two; do
        if [ "$one" = "$two" ]; then break; fi
        check_pair "$two" "$one"
    done <"$work/ids"
done <"$work/ids"

count=$(wc -l <"$work/ids")
[ $((passed + failed)) -eq $((count * (count + 1) / 2)) ] || refuse "pairs were left out"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
