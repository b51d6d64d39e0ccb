#!/bin/bash
# dedup.sh - what holds of `newsdup dedup` whatever the corpus: of random ones, kept and removed lines are the
# input, each in its order and byte for byte; removed are the members of clusters but their canonicals; the
# output has nothing more to remove; and neither jobs nor the way in make a difference. NEWSDUP is the program,
# SEEDS how many corpora. Prints `N passed, N failed`.
set -u
newsdup=${NEWSDUP:?the program}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work" || exit 2
export LC_ALL=C
passed=0 failed=0 all_removed=0

# holds WHAT COMMAND...
holds() {
    local what=$1
    shift
    if "$@" >/dev/null 2>said; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL dedup: corpus $seed: $what"
        head -n 5 said
    fi
}

# Articles alone, and families of whole copies, edited copies and excerpts that have no word in common with
# others (or one at the edge of a group might be taken in when the rest is gone); between them what is no
# article, blank lines, CRLF and blanks around. Every second corpus ends without a newline.
make_corpus() {
    awk -v seed="$1" '
    function pick(n) { return int(rand() * n) }
    function article(id, family, words, edits,    i, w, text) {
        for (i = 0; i < words; i++) {
            w = "w" family "v" i
            if (pick(100) < edits) w = "x" pick(9999)
            text = text (i ? " " : "") w
        }
        line = "{\"id\":\"" id "\",\"text\":\"" text "\"}"
        if (pick(8) == 0) line = "  " line " "
        if (pick(8) == 0) line = line "\r"
        print line
    }
    BEGIN {
        srand(seed)
        for (n = 0; n < 60; n++) {
            long[n] = 60 + pick(200)
            article(n, n, long[n], 0)
            for (c = pick(3); c > 0; c--) {
                of = pick(n + 1); kind = pick(3)
                article(n "-" c, of, kind == 2 ? int(long[of] * .6) : long[of], kind == 1 ? 2 : 0)
            }
            if (pick(9) == 0) print ""
            if (pick(9) == 0) print "no article " pick(3)
            if (pick(9) == 0) print "{\"id\":" n "}"
        }
    }' >corpus.jsonl
    [ $(($1 % 2)) -eq 0 ] || head -c -1 corpus.jsonl >cut
    [ $(($1 % 2)) -eq 0 ] || mv cut corpus.jsonl
    grep -av '^[[:space:]]*$' corpus.jsonl >lines # with a newline behind the last one
}

without_reason() { sed 's/"newsdup":{[^}]*},//' "$@"; }
with_newline() { sed '$a\' "$1"; }
only_drops() { with_newline "$2" | diff "$1" - | grep -qa '^>' && return 1 || return 0; }
parts_make() { with_newline "$1" | cat - <(with_newline "$2") | sort | cmp - <(sort "$3"); }
dedup() { "$newsdup" dedup -q "$@"; }
ids_of_copies() { awk 'BEGIN { RS = "" } { for (i = 2; i <= NF; i++) print $i }' "$1" | sort; }
ids_of_lines() { sed 's/^ *{"id":"\([^"]*\)".*/\1/' "$1" | sort; }

for ((seed = 0; seed < ${SEEDS:-12}; seed++)); do
    make_corpus $seed
    dedup -j1 -o kept.jsonl --removed removed corpus.jsonl || failed=$((failed + 1))
    without_reason removed >dropped
    "$newsdup" -q --level copies -f paths:groups corpus.jsonl || failed=$((failed + 1))
    all_removed=$((all_removed + $(wc -l <dropped)))
    holds 'kept and removed are the input' parts_make kept.jsonl dropped lines
    holds 'kept lines are in the order of the input' only_drops lines kept.jsonl
    holds 'removed lines are in the order of the input' only_drops lines dropped
    holds 'removed are the members of clusters but their canonicals' \
        cmp <(ids_of_copies groups) <(ids_of_lines dropped)
    holds 'the output has nothing more to remove' cmp kept.jsonl <(dedup kept.jsonl)
    holds 'three threads and a pipe make no difference' cmp kept.jsonl <(cat corpus.jsonl | dedup -j3)
    holds 'nor does the annotation, without itself' \
        cmp kept.jsonl <(dedup --annotate corpus.jsonl | without_reason)
done

# Corpora without copies would show nothing.
[ "$all_removed" -gt $((seed * 10)) ] ||
    { failed=$((failed + 1)) && echo "FAIL dedup: only $all_removed removed"; }
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
