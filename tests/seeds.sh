#!/bin/sh
# The acceptance example on the sample corpus: the same groups however the articles come.
# NEWSDUP is the program. Prints `N passed, N failed`.
set -u
newsdup=${NEWSDUP:?the program}
seeds=$(cd "$(dirname "$0")/../seeds" && pwd)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# judge NAME RESULT.jsonl: are the articles of expected.tsv grouped as it says, and in the roles it says?
judge() {
    if awk -F'\t' '
        function field(line, name,   value) {
            if (!match(line, "\"" name "\":(null|\"[^\"]*\")")) return ""
            value = substr(line, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
            gsub(/"/, "", value)
            return value == "null" ? "-" : value
        }
        FNR == 1 { file++ }
        file == 1 { id = field($0, "id"); cluster[id] = field($0, "cluster"); story[id] = field($0, "story")
                    role[id] = field($0, "role"); next }
        FNR == 1 { next }
        {
            if (!($1 in role)) { print "  missing: " $1; bad = 1; next }
            if (role[$1] != $4) { print "  " $1 ": role " role[$1] ", expected " $4; bad = 1 }
            same("cluster", $1, $2, cluster[$1]); same("story", $1, $3, story[$1])
        }
        # expected label and found group must name the same set
        function same(what, id, label, group) {
            if ((label == "-") != (group == "-")) { print "  " id ": " what " " group ", expected " label; bad = 1 }
            if (label == "-" || group == "-") return
            if (!((what, label) in found)) found[what, label] = group
            if (!((what, group) in meant)) meant[what, group] = label
            if (found[what, label] == group && meant[what, group] == label) return
            print "  " id ": in another " what
            bad = 1
        }
        END { exit bad }' "$2" "$seeds/expected.tsv" >"$work/why"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL seeds: $1"
        cat "$work/why"
    fi
}

check() { # check NAME STATUS
    if [ "$2" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL seeds: $1"; fi
}

# Lines in an order that has nothing to do with that of the articles.
shuffle() { awk -v seed="$1" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' | sort -n | cut -f2-; }

# 300 articles of made-up words, no two sentences alike.
filler() {
    awk 'BEGIN { srand(7); split("ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu", s, " ")
        for (n = 1; n <= 300; n++) {
            printf "{\"id\":\"filler-%d\",\"text\":\"", n
            words = 120 + int(rand() * 400)
            for (w = 1; w <= words; w++) {
                for (k = 1 + int(rand() * 3); k >= 0; k--) printf "%s", s[1 + int(rand() * 20)]
                printf "%s", w % 17 ? " " : ". "
            }
            print "\"}"
        } }'
}

cd "$seeds" || exit 2
"$newsdup" -q -f jsonl articles >"$work/folder" || failed=$((failed + 1))
judge "as a folder" "$work/folder"

for jobs in 1 2 7; do
    "$newsdup" -q -j "$jobs" -f jsonl articles >"$work/jobs"
    cmp -s "$work/folder" "$work/jobs"
    check "the same bytes with $jobs threads" $?
done

"$newsdup" read articles >"$work/articles.jsonl"
"$newsdup" -q -f jsonl <"$work/articles.jsonl" >"$work/pipe"
judge "as JSON Lines on standard input" "$work/pipe"

for seed in 1 2 3; do
    shuffle "$seed" <"$work/articles.jsonl" | "$newsdup" -q -j 7 -f jsonl >"$work/shuffled"
    judge "shuffled, order $seed" "$work/shuffled"
done

filler >"$work/filler.jsonl"
{ head -150 "$work/filler.jsonl"; shuffle 4 <"$work/articles.jsonl"; tail -150 "$work/filler.jsonl"; } |
    "$newsdup" -q -f jsonl >"$work/middle"
judge "in the middle of 300 other articles" "$work/middle"

# Renamed: ids say nothing, and sort the other way round.
awk '{ sub(/"id":"[^"]*"/, "\"id\":\"" (900 - NR) "\""); print }' "$work/articles.jsonl" >"$work/renamed.jsonl"
"$newsdup" -q -f jsonl <"$work/renamed.jsonl" >"$work/renamed"
roles() { sed -n 's/.*"role":"\([a-z-]*\)".*/\1/p' "$1" | sort; }
[ "$(roles "$work/pipe")" = "$(roles "$work/renamed")" ]
check "the same roles under other ids" $?

# The full text is chosen whenever it is there, else the curly-quoted repost, over all eleven subsets of
# the four copies.
full=harbour-courier/dam-inquiry.txt
curly=inland-observer/thornbeck-inquiry-owner-faulted.txt
gallery=valley-online/thornbeck-grease-it-gallery.txt
cut=commons-digest/2024-03-13-thornbeck.txt
for subset in "$full $curly" "$full $gallery" "$full $cut" "$full $curly $gallery" "$full $curly $cut" \
    "$full $gallery $cut" "$full $curly $gallery $cut" "$curly $gallery" "$curly $cut" \
    "$curly $gallery $cut" "$gallery $cut"; do
    # shellcheck disable=SC2086
    chosen=$(cd articles && "$newsdup" -q -f jsonl $subset | sed -n 's/.*"id":"\([^"]*\)".*"role":"canonical".*/\1/p')
    case "$subset" in *$full*) want=$full ;; *$curly*) want=$curly ;; *) want=$chosen ;; esac
    [ -n "$chosen" ] && [ "$chosen" = "$want" ]
    check "canonical of $subset is $want, not $chosen" $?
done

"$newsdup" -q -f jsonl <feed.jsonl >"$work/feed"
[ "$(grep -c '"role":"canonical"' "$work/feed")" -eq 1 ] && [ "$(grep -c '"cluster":"c-' "$work/feed")" -eq 3 ]
check "the feed holds one cluster of three" $?

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
