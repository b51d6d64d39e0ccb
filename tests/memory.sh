#!/bin/bash
# memory.sh - what --memory promises: under a limit on the data of the process (SIZE and 64 MiB for what is not
# counted) the output is the same, byte for byte; less than the least is refused with the least, which works; a full
# disk, a missing folder and a signal leave nothing. NEWSDUP is the program. Prints `N passed, N failed`.
set -u
newsdup=${NEWSDUP:?the program}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work" || exit 2
export LC_ALL=C
unset TMPDIR
passed=0 failed=0

tell() { # tell STATUS WHAT
    if [ "$1" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL memory: $2"
    fi
}

# Articles in families of up to five that share most of their words; what is kept of them takes up twice the room
# that the least memory has for it.
awk 'BEGIN {
    srand(11)
    for (i = 0; i < 5000; i++) {
        printf "{\"id\":\"n%d\",\"title\":\"Of %d\",\"text\":\"", i, i
        for (w = 0; w < 900; w++)
            printf "%s%s", w % 20 ? " " : ". ", rand() < .02 ? "x" int(rand() * 9999) : "w" int(i / 5) "v" w
        print "\"}"
    }
}' >in.jsonl
awk 'BEGIN { for (i = 0; i < 70000; i++) print "{\"id\":\"s" i "\",\"text\":\"Too short.\"}" }' >short.jsonl
mkdir tmp
least=65

# A sanitizer maps far more than the program.
limited() {
    if [ -n "${SAN:-}" ]; then "$@"; else (ulimit -d $(((least + 64) * 1024)) && exec "$@"); fi
}

# same NAME INPUT ARGUMENT...: with the least memory as without a bound.
same() {
    local name=$1 input=$2
    shift 2
    "$newsdup" "$@" <"$input" >free 2>stderr
    local free=$?
    limited "$newsdup" "$@" -j2 -v --memory ${least}M --tmpdir tmp <"$input" >bounded 2>stderr
    [ $? -eq $free ] && [ -s free ] && cmp -s free bounded && [ -z "$(ls tmp)" ]
    tell $? "$name: $(tail -n 1 stderr)"
}

same rows /dev/null cluster -f jsonl in.jsonl
grep -qE 'at most [1-9][0-9]{6,} bytes' stderr
tell $? "nothing was put into files: the test shows nothing"
same text in.jsonl cluster -
same pairs /dev/null pairs in.jsonl
same dedup in.jsonl dedup -
same explain /dev/null explain n3 n4 in.jsonl

# ---- the least ---------------------------------------------------------------------------------

# refused SIZE LEAST ARGUMENT...: one line with the least, and nothing on standard output.
refused() {
    local size=$1 names=$2
    shift 2
    "$newsdup" "$@" -j2 --memory "$size" --tmpdir tmp >stdout 2>stderr
    [ $? -eq 2 ] && [ ! -s stdout ] && [ "$(wc -l <stderr)" -eq 1 ] && grep -q "the least is ${names}M" stderr
    tell $? "--memory $size is not refused with ${names}M: $(cat stderr)"
}

refused 64M 65 in.jsonl
refused 1 64 in.jsonl
refused 64M 67 short.jsonl
refused 66M 67 dedup short.jsonl
"$newsdup" -j2 --memory 65M in.jsonl >stdout 2>stderr
tell $? "the least is refused: $(cat stderr)"
least=67
same short /dev/null cluster -f jsonl short.jsonl

# ---- what goes wrong ---------------------------------------------------------------------------

# fails WHAT: standard error has one line that says so, and nothing is left.
fails() {
    [ "$2" -eq 2 ] && [ ! -s stdout ] && [ "$(wc -l <stderr)" -eq 1 ] && grep -q "$1" stderr && [ -z "$(ls tmp)" ]
    tell $? "$1: status $2, $(cat stderr)"
}

(ulimit -f 2048 && exec "$newsdup" -q -f jsonl --memory 65M --tmpdir tmp in.jsonl) >stdout 2>stderr
fails "cannot write a temporary file in tmp: File too large" $?
"$newsdup" -q -f jsonl --memory 65M --tmpdir missing in.jsonl >stdout 2>stderr
fails "cannot write a temporary file in missing: No such file" $?

# A disk of four megabytes, where one may be had.
if [ "$(id -u)" = 0 ] && mkdir disk && mount -t tmpfs -o size=4m newsdup disk 2>/dev/null; then
    "$newsdup" -q -f jsonl --memory 65M --tmpdir disk in.jsonl >stdout 2>stderr
    fails "cannot write a temporary file in disk: No space left" $?
    [ -z "$(ls disk)" ]
    tell $? "left on the full disk: $(ls disk)"
    umount disk
fi

for signal in INT TERM KILL; do
    for after in .1 .3 .6; do
        { timeout -s $signal $after "$newsdup" -q --memory 65M --tmpdir tmp in.jsonl >/dev/null 2>&1; } 2>/dev/null
        [ -z "$(ls tmp)" ]
        tell $? "SIG$signal after $after s leaves $(ls tmp)"
    done
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
