#!/bin/bash
# wrappings.sh - one small corpus in every form that people keep corpora in: the groups are the same.
#
# A form whose tool is not on this machine is skipped, and told.
set -u
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd) || exit 2
case $NEWSDUP in
/*) ;;
*) NEWSDUP=$PWD/$NEWSDUP ;;
esac
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
cd "$scratch" || exit 2
passed=0 failed=0

# The text of a file as a JSON string, or between doubled quotation marks; the last newline is kept by both.
json_string() { awk 'BEGIN { printf "\"" }
    { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); gsub(/\t/, "\\t"); printf "%s\\n", $0 } END { printf "\"" }' "$1"; }
quoted() { printf '"' && sed 's/"/""/g' "$1" && printf '"'; }

cp -R "$here/cli/shared/news" txt && mkdir json || exit 2
cp "$here/cli/shared/news/ferry.txt" "txt/a \"name\".txt"
printf '[' >array.json
printf 'id,text\n' >table.csv
printf 'text\tid\r\n' >table.tsv
# warc_record TYPE ID FILE: a record of a web archive, a response or the text of a page.
warc_record() {
    local head="WARC-Type: $1\r\nWARC-Record-ID: <$2>\r\nWARC-Date: 2024-05-01T10:00:00Z\r\n"
    { [ "$1" = conversion ] || printf 'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
      cat "$3"; } >body
    [ "$1" = conversion ] && head+="Content-Type: text/plain\r\n" || head+="Content-Type: application/http\r\n"
    printf "WARC/1.0\r\n${head}Content-Length: %d\r\n\r\n" "$(wc -c <body)" && cat body && printf '\r\n\r\n'
}

comma=""
for file in txt/*; do
    id=${file#txt/}
    record="{\"id\":\"$(printf %s "$id" | sed 's/"/\\"/g')\",\"text\":$(json_string "$file")}"
    printf '%s\n' "$record" >>lines.jsonl
    printf '%s%s\n' "$comma" "$record" >>array.json
    printf '%s\n' "$record" >"json/$id.json"
    { printf '"%s",' "$(printf %s "$id" | sed 's/"/""/g')" && quoted "$file" && printf '\n'; } >>table.csv
    { quoted "$file" && printf '\t"%s"\r\n' "$(printf %s "$id" | sed 's/"/""/g')"; } >>table.tsv
    comma=,
    warc_record response "$id" "$file" >record
    warc_record request "$id" "$file" | cat record - >>pages.warc
    gzip -c record >>pages.warc.gz
    warc_record conversion "$id" "$file" >>pages.wet
done
printf ']\n' >>array.json

# Rows with roles, coverage, figures and ids.
groups() { "$NEWSDUP" -q -f tsv "$@"; }

# compare FORM ARGUMENTS
compare() {
    local form=$1
    shift
    if groups "$@" >found 2>&1 && cmp -s found expected; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL: $form"
        diff expected found | head -n 5
    fi
}

have() { command -v "$1" >/dev/null 2>&1 || { echo "SKIP $1 is not here" && false; }; }

groups lines.jsonl >expected
[ "$(grep -c near-duplicate\\\|identical\\\|excerpt expected)" -gt 0 ] || { echo "no groups" && exit 1; }
for jobs in 1 3; do
    compare "lines, $jobs threads" -j $jobs lines.jsonl
    compare "pipe, $jobs threads" -j $jobs - <lines.jsonl
    compare "array, $jobs threads" -j $jobs array.json
    compare "csv, $jobs threads" -j $jobs table.csv
    compare "tsv, $jobs threads" -j $jobs table.tsv
    compare "csv in a pipe, $jobs threads" -j $jobs - < <(cat table.csv)
    compare "web archive, $jobs threads" -j $jobs pages.warc
    compare "web archive of gzip members, $jobs threads" -j $jobs pages.warc.gz
    compare "texts of a web archive, $jobs threads" -j $jobs pages.wet
    compare "web archive in a pipe, $jobs threads" -j $jobs - < <(cat pages.warc.gz)
    compare "folder of texts, $jobs threads" -j $jobs txt
    compare "folder of objects, $jobs threads" -j $jobs json
done
for packer in gzip zstd xz bzip2; do
    have $packer || continue
    for file in lines.jsonl array.json table.csv pages.warc pages.wet; do
        $packer -c $file >packed.${file##*.}
        compare "$packer of $file" packed.${file##*.}
        compare "$packer of $file in a pipe" - < <(cat packed.${file##*.})
    done
done
split -l 3 lines.jsonl shard. && mkdir shards && for shard in shard.*; do gzip -c "$shard" >shards/$shard.jsonl.gz; done
compare "shards" shards
if have tar; then
    (cd txt && tar cf ../texts.tar ./*) && (cd json && tar cf ../objects.tar ./*) && tar cf lines.tar lines.jsonl &&
        tar cf pages.tar pages.wet
    for file in texts objects lines pages; do
        gzip -c $file.tar >$file.tar.gz
        compare "$file.tar" $file.tar
        compare "$file.tar.gz, 3 threads" -j 3 $file.tar.gz
        compare "$file.tar.gz in a pipe" - < <(cat $file.tar.gz)
    done
fi
if have zip; then
    (cd txt && zip -q ../texts.zip ./*) && (cd json && zip -q -0 ../objects.zip ./*) && zip -q table.zip table.csv
    for file in texts objects table; do
        compare "$file.zip" $file.zip
        compare "$file.zip in a pipe" - < <(cat $file.zip)
    done
fi
# In another order the rows are the same.
awk '{ line[NR] = $0 } END { for (i = NR; i; i--) print line[i] }' lines.jsonl | gzip -c >reversed.jsonl.gz
sort expected >sorted && mv sorted expected
groups() { "$NEWSDUP" -q -f tsv "$@" | sort; }
compare "reversed" reversed.jsonl.gz

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
