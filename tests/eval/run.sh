#!/bin/bash
# run.sh PROGRAM FOLDER [NAME]... - the labelled sets in FOLDER through eval, noise or missed, as tables.
#
# A set is FOLDER/NAME.jsonl with its labels in FOLDER/NAME.labels.tsv, or FOLDER/data/NAME.jsonl with
# FOLDER/labels/NAME.tsv. Names may be given; else all are taken, smallest first. MIN_WORDS="NAME=40 ..." tells
# that in a set texts under so many words were not labelled.
set -eu

program=$1
folder=${2:-}
shift 2 || true
[ -d "$folder" ] || {
    echo "which sets? make $(basename "$program") SETS=folder" >&2
    exit 2
}
data=$folder labels=$folder suffix=.labels.tsv
[ ! -d "$folder/data" ] || data=$folder/data labels=$folder/labels suffix=.tsv
if [ $# -eq 0 ]; then
    # shellcheck disable=SC2012,SC2046 # names of sets are words
    set -- $(ls -Sr "$data"/*.jsonl | sed 's|.*/||; s/\.jsonl$//')
fi

min_words() {
    local name=$1 pair
    for pair in ${MIN_WORDS:-}; do
        [ "${pair%%=*}" != "$name" ] || echo "${pair#*=}"
    done
}

"$program" --head
for name; do
    [ -e "$labels/$name$suffix" ] || continue
    # shellcheck disable=SC2046 # one word, or none
    "$program" "$name" "$data/$name.jsonl" "$labels/$name$suffix" $(min_words "$name")
done
[ "$(basename "$program")" = eval ] || exit 0
printf '\n| without labels | articles | clusters | copies | largest | stories |\n|---|---|---|---|---|---|\n'
for name; do
    [ -e "$labels/$name$suffix" ] || "$program" "$name" "$data/$name.jsonl"
done
