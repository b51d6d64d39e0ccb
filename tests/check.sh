#!/bin/bash
# check.sh - what holds of `newsdup check` as a script would use it: exit statuses, gates, baselines that are
# accepted, evaded and moved, --against, and reports that are there when a gate fails. NEWSDUP is the program.
# Prints `N passed, N failed`.
set -u
newsdup=${NEWSDUP:?the program}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work" || exit 2
export LC_ALL=C
passed=0 failed=0

# is STATUS WHAT ARGUMENT...: the check of these arguments ends so. Leaves `out` and `err`.
is() {
    local status=$1 what=$2 got
    shift 2
    "$newsdup" check "$@" >out 2>err </dev/null
    got=$?
    if [ "$got" -eq "$status" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $what: status $got, not $status: check $*"
        head -n 5 out err
    fi
}

# holds WHAT COMMAND...
holds() {
    local what=$1
    shift
    if "$@" >/dev/null 2>said; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $what: $*"
        head -n 5 said
    fi
}

# article FAMILY [EDIT]: a text of 90 words; an EDIT adds some of its own.
article() {
    local i
    for i in {1..90}; do printf '%s%d ' "$1" "$i"; done
    [ $# -lt 2 ] || for i in {1..8}; do printf '%s%d ' "$2" "$i"; done
    echo
}

make_folder() { # a, b and c are copies, d and e too; f is alone
    rm -rf "$1" && mkdir -p "$1/sub"
    article ferry >"$1/a.txt"
    article ferry storm >"$1/b.txt"
    article ferry calm >"$1/sub/c.txt"
    article bakery >"$1/d.txt"
    article bakery >"$1/sub/e.txt"
    article garden >"$1/f.txt"
}

# ---- exit statuses and gates ---------------------------------------------------------------------

make_folder news
is 1 "any copy fails" news
is 0 "no copy passes" news/a.txt news/f.txt
is 2 "a missing path" news missing
is 2 "a missing path though there are copies" missing news
is 2 "a missing --against" news --against missing
is 2 "an update without a file" news --update-baseline
is 2 "a percentage over all" news --max-ratio 101%
is 2 "a path outside of the root" news --root other
is 2 "a report that cannot be written" news -f sarif:no/such/folder
is 0 "three copies pass three" news --max-copies 3
is 1 "three copies fail two" news --max-copies 2
is 0 "half of the articles pass 50%" news --max-ratio 50%
is 1 "half of the articles fail 49.99%" news --max-ratio 49.99
is 0 "three in a cluster" news --max-cluster 3
is 1 "not two" news --max-cluster 2
is 0 "one of the same words" news --max-identical 1
is 1 "not none" news --max-identical 0
is 1 "without a baseline all is new" news --max-new 2
is 1 "one gate of five fails" news --max-copies 3 --max-new 3 --max-ratio 50% --max-cluster 3 --max-identical 0
holds "each gate has its line" [ "$(grep -c '^pass  --max-' out)" = 4 ]
holds "and the one that failed" grep -qx 'FAIL  --max-identical 0: 1 identical copy' out
is 1 "gates are told on standard error where no text is" -f jsonl news --max-copies 2
holds "on standard error" grep -qx 'FAIL  --max-copies 2: 3 copies' err
is 1 "quietly" -q -f jsonl news --max-copies 2
holds "not a word" [ ! -s err ]
"$newsdup" check news | true
holds "a closed pipe hides nothing" [ "${PIPESTATUS[0]}" = 1 ]
printf 'no json\n' >>lines.jsonl
is 2 "under --strict what is unreadable comes before the gate" --strict news lines.jsonl
is 1 "and else after" news lines.jsonl

# ---- reports -------------------------------------------------------------------------------------

formats="text jsonl tsv csv paths sarif junit"
is 1 "seven reports of a failure" news $(for f in $formats; do echo "-f $f:r.$f"; done)
for f in $formats; do holds "the report $f is there" [ -s "r.$f" ]; done
is 1 "three more" news -f gitlab:r.gitlab -f github:r.github -f markdown:r.markdown
for f in gitlab github markdown; do holds "the report $f is there" [ -s "r.$f" ]; done
holds "annotations name files" grep -q '^::error file=news/sub/e.txt,title=ND001 identical::' r.github
for j in 1 2 8; do
    "$newsdup" check -q -j "$j" news -f text:j.text -f sarif:j.sarif -f jsonl:j.jsonl
    for f in text sarif jsonl; do holds "-j $j: the same $f" cmp "r.$f" "j.$f"; done
done
"$newsdup" read -q news | "$newsdup" check -q -f sarif:pipe.sarif
holds "what comes from a pipe is told by its ids" grep -q '"uri":"sub/e.txt"' pipe.sarif

# ---- baselines -----------------------------------------------------------------------------------

is 2 "a missing baseline" news --baseline 'my base'
holds "the command that makes it is told" grep -q "newsdup check news --baseline 'my base' --update-baseline$" err
is 0 "it is made" news --baseline base --update-baseline
holds "and told" grep -qx 'base: 5 articles accepted, 5 added, 0 removed' err
is 0 "what is accepted passes" news --baseline base
is 1 "but not a gate that counts all" news --baseline base --max-copies 2
cp base first
is 0 "it is made again" news --baseline base --update-baseline
holds "the same bytes" cmp base first
holds "sorted" eval 'grep -v "^#" base | sort -c'
holds "without folders of this machine" eval '! grep -q "news/\|$work" base'

mv news/b.txt news/g.txt
is 1 "a copy under another name is new" news --baseline base
holds "and no other is" grep -qx 'FAIL  --max-new 0: 1 new copy' out
mv news/g.txt news/b.txt
article ferry rain >news/b.txt
is 1 "another copy in its place is new" news --baseline base
article ferry storm >news/b.txt
is 0 "as it was" news --baseline base
cp news/a.txt news/h.txt
is 1 "a further copy of accepted words is new" news --baseline base
rm news/h.txt
article garden >news/i.txt
is 1 "a copy of what was alone is new" news --baseline base
holds "the accepted ones are not shown" [ "$(grep -c '^cluster' out)" = 1 ]
holds "but counted" grep -q '^3 accepted copies' out
rm news/i.txt
for keep in shortest longest path:b.txt path:sub/c.txt; do
    is 0 "the canonical by $keep" news --baseline base --keep $keep
done
rm news/sub/e.txt
is 0 "what is gone is no failure" news --baseline base
holds "but told" grep -q '^base: 2 lines are of no copy any more' err
is 0 "and taken out" news --baseline base --update-baseline
holds "both lines" grep -qx 'base: 3 articles accepted, 0 added, 2 removed' err

make_folder news
sed 's/\(a.txt\)$/\1\tthe wire, on purpose/' first >base
is 0 "a remark is no harm" news --baseline base
is 0 "and is kept" news --baseline base --update-baseline
holds "with its line" grep -q '	a.txt	the wire, on purpose$' base
{ grep -v '^#' first | tac; cat first; } >merged
is 0 "lines in any order, and twice" news --baseline merged
echo '<<<<<<< ours' | cat - first >broken
is 2 "a conflict" news --baseline broken
holds "has its line told" grep -q 'broken:1: ' err
is 2 "a folder is no baseline" news --baseline news

mkdir elsewhere && cp -r news elsewhere/moved
is 0 "a folder that was moved" elsewhere/moved --baseline first
is 0 "one that is named in another way" ./elsewhere//moved/ --baseline first
is 0 "by a root" . --root . --include 'news/**' --baseline rooted --update-baseline
holds "ids are paths below it" grep -q '	news/sub/c.txt$' rooted
is 0 "however it is named" ./news --root . --baseline rooted
(cd elsewhere && "$newsdup" check -q moved --root . --baseline ../rooted) >out
holds "but not under another" [ $? = 1 ]
"$newsdup" read -q news >in.jsonl
is 0 "lines" in.jsonl --baseline lines --update-baseline
holds "are accepted like files" cmp lines first
shuf in.jsonl >shuffled.jsonl
is 0 "in any order" shuffled.jsonl --baseline lines
cp first news/base.txt
is 2 "a baseline among the articles" news --baseline news/base.txt
rm news/base.txt
is 2 "a baseline in place of a report" news --baseline base --update-baseline -f text:base

# ---- against -------------------------------------------------------------------------------------

make_folder corpus
mkdir incoming && article ferry fog >incoming/x.txt && article orchard >incoming/y.txt
is 1 "a copy of the corpus" incoming --against corpus
holds "is told with the article of the corpus" grep -q 'incoming/x.txt .* of corpus/' out
holds "copies in the corpus are not told" [ "$(grep -c '^  copy' out)" = 1 ]
holds "nor counted" grep -q '^2 articles against 6, .* 1 copy (50.0%)' err
"$newsdup" check -q incoming --against corpus -f sarif >log.sarif
holds "by name in reports too" grep -q '"relatedLocations":.*corpus/.*"reference"' log.sarif
rm incoming/x.txt
is 0 "nothing of the corpus" incoming --against corpus
article orchard >incoming/z.txt
is 1 "new articles are compared with one another" incoming --against corpus
rm incoming/z.txt
cp corpus/f.txt incoming/f.txt
is 0 "is accepted" incoming --against corpus --baseline none --update-baseline
holds "without what it is a copy of" [ "$(grep -vc '^#' none)" = 1 ]
is 0 "from then on" incoming --against corpus --baseline none
cp corpus/f.txt corpus/f2.txt
is 0 "whatever the corpus has more of it" incoming --against corpus --baseline none
is 1 "a part of the corpus against all of it" corpus/f.txt --against corpus
is 0 "an article is no copy of itself" incoming/y.txt --against incoming
for i in {1..12}; do article "other$i" >"corpus/o$i.txt"; done
"$newsdup" check -q incoming corpus/a.txt --against corpus >one
"$newsdup" check -q -j 5 corpus/a.txt incoming --against corpus >two
holds "in any order" cmp one two

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
