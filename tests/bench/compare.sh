#!/usr/bin/env bash
# compare.sh [NEWSDUP] - the whole program beside `LC_ALL=C wc -w` on the same bytes, in turn, RUNS times (5):
# medians of CPU (user and system) and elapsed seconds.
#
# CORPUS=FILE.jsonl and FOLDER=DIR of text files name what is read; what is not named is made, ARTICLES
# (60,000) articles of made words. MAKE_CORPUS is the program that makes them.
set -eu

newsdup=${1:-build/newsdup}
make_corpus=${MAKE_CORPUS:-build/bench/make_corpus}
runs=${RUNS:-5}
articles=${ARTICLES:-60000}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
TIMEFORMAT='%U %S %R'

corpus=${CORPUS:-$scratch/made.jsonl}
folder=${FOLDER:-$scratch/made}
[ -n "${CORPUS:-}" ] || "$make_corpus" "$articles" >"$corpus"
[ -n "${FOLDER:-}" ] || { mkdir "$folder" && "$make_corpus" "$articles" "$folder"; }

# measure NAME COMMAND...: adds "CPU elapsed" to the file of that name.
measure() {
    local name=$1
    shift
    { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{print $1 + $2, $3}' >>"$scratch/$name.times"
}

median() { sort -n | awk '{a[NR] = $1} END {print NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2}'; }

report() {
    printf '  %-24s %6.2f s CPU %6.2f s elapsed   (CPU of each run: %s)\n' "$2" \
        "$(cut -d ' ' -f 1 "$scratch/$1.times" | median)" "$(cut -d ' ' -f 2 "$scratch/$1.times" | median)" \
        "$(cut -d ' ' -f 1 "$scratch/$1.times" | paste -sd ' ')"
}

words_in_folder() { LC_ALL=C find "$folder" -type f -exec wc -w {} +; }
words_in_file() { LC_ALL=C wc -w "$corpus"; }

for ((run = 0; run < runs; run++)); do
    measure lines-wc words_in_file
    measure lines-1 "$newsdup" -q -j 1 -f jsonl "$corpus"
    measure lines-2 "$newsdup" -q -j 2 -f jsonl "$corpus"
    measure folder-wc words_in_folder
    measure folder-1 "$newsdup" -q -j 1 -f jsonl "$folder"
    measure folder-2 "$newsdup" -q -j 2 -f jsonl "$folder"
done

printf 'medians of %s runs, in turn\n' "$runs"
printf 'JSON Lines, %s bytes\n' "$(wc -c <"$corpus")"
report lines-wc 'LC_ALL=C wc -w'
report lines-1 'newsdup -j 1 -f jsonl'
report lines-2 'newsdup -j 2 -f jsonl'
printf 'folder of %s text files\n' "$(find "$folder" -type f | wc -l)"
report folder-wc 'LC_ALL=C wc -w'
report folder-1 'newsdup -j 1 -f jsonl'
report folder-2 'newsdup -j 2 -f jsonl'
