#!/bin/bash
# make eval, make noise and make missed on the sample corpus, with its expected clusters as labels. NEWSDUP is the
# program, BUILD the folder it was built in. Prints `N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 2
newsdup=${NEWSDUP:?the program} build=${BUILD:?the build folder}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

check() { # check NAME WANTED FILE: a line of the file is as wanted
    if grep -qxF -- "$2" "$3"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAIL eval: %s: no line\n  %s\nin\n' "$1" "$2"
        cat "$3"
    fi
}

# Two articles of one cluster are a pair of copies.
"$newsdup" read -q seeds/articles >"$work/sample.jsonl" || exit 2
awk -F'\t' 'NR == 1 { print "id1\tid2\tlabel"; next }
            $2 != "-" { for (i = 1; i <= n[$2]; i++) print id[$2, i] "\t" $1 "\t1"; id[$2, ++n[$2]] = $1 }' \
    seeds/expected.tsv >"$work/sample.labels.tsv"
cp "$work/sample.jsonl" "$work/bare.jsonl"

bash tests/eval/run.sh "$build/eval/eval" "$work" >"$work/table"
# The table has four ways to group: clusters, pairs, and these by components and by stars.
all='1.0000 1.0000 **1.0000**'
check 'all clusters found' "| sample | 18 | 9 | $all | $all | $all | $all | 4 |" "$work/table"
check 'a set without labels' '| bare | 18 | 4 | 6 | 4 | 4 |' "$work/table"

# One pair that is called and is none, one that is not called: 8 of 9 either way.
sed '2s/1$/0/' "$work/sample.labels.tsv" >"$work/labels"
echo 'skerry-post/sula-mhor-shop.txt	skerry-post/razorbill-census.txt	1' >>"$work/labels"
cp "$work/labels" "$work/sample.labels.tsv"
bash tests/eval/run.sh "$build/eval/eval" "$work" sample >"$work/table"
most='0.8889 0.8889 **0.8889**'
check 'wrong and missing pairs' "| sample | 18 | 9 | $most | $most | $most | $most | 4 |" "$work/table"

bash tests/eval/run.sh "$build/eval/noise" "$work" sample | cut -d'|' -f1-3,6 >"$work/table"
check 'clean texts' "| sample | none | $most " "$work/table"

bash tests/eval/run.sh "$build/eval/missed" "$work" sample >"$work/table"
check 'copies among all pairs' '| sample | none | 8 | 1.0000 | 1.0000 | 1.0000 |' "$work/table"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
