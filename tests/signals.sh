#!/bin/bash
# signals.sh - SIGINT and SIGTERM at moments all over a run: it ends by the signal within two seconds, or had
# ended before, and leaves nothing in the temporary folder, nothing beside the output, and the old output or
# the whole new one. NEWSDUP is the program. Prints `N passed, N failed`.
set -u
newsdup=${NEWSDUP:?the program}
moments=${MOMENTS:-8} # of each kind
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work" || exit 2
export LC_ALL=C
passed=0 failed=0

# A shell that runs in the background ignores SIGINT, and so would all that it starts.
env --default-signal=INT,TERM true 2>/dev/null ||
    { echo "SKIP signals: env(1) cannot restore signals" && echo "0 passed, 0 failed" && exit; }

# A thousand articles in families that share most of their words, so that there is much to verify.
awk 'BEGIN {
    srand(7)
    for (i = 0; i < 1000; i++) {
        printf "{\"id\":\"%d\",\"text\":\"", i
        for (w = 0; w < 400; w++)
            printf "%s%s", w % 20 ? " " : ". ", rand() < .02 ? "x" int(rand() * 9999) : "w" i % 40 "v" w
        print "\"}"
    }
}' >in.jsonl
mkdir tmp out

now() { date +%s%N; }

# interrupt SIGNAL NANOSECONDS ARGUMENT...: like a Ctrl-C after so long; KILL after two seconds more.
interrupt() {
    local signal=$1 after=$2
    shift 2
    env --default-signal=INT,TERM timeout --preserve-status -k 2 -s "$signal" \
        "$(printf '%d.%09d' $((after / 1000000000)) $((after % 1000000000)))" "$newsdup" "$@" >stdout 2>stderr <"$input"
}

# judge WHAT SIGNAL EXIT_STATUS: what may be left, and how the run may have ended.
judge() {
    local expected=130 wrong="" file
    [ "$2" = INT ] || expected=143
    [ "$3" -eq 0 ] || [ "$3" -eq $expected ] || wrong="exit status $3"
    [ -z "$(ls tmp)" ] || wrong="left in the temporary folder: $(ls tmp)"
    for file in $(ls out); do
        case $file in
        result) cmp -s out/result good/result || [ "$(cat out/result)" = old ] || wrong="half an output" ;;
        *.nd) cmp -s "out/$file" "good/$file" || wrong="half a file: $file" ;;
        *) wrong="left behind: $file" ;;
        esac
    done
    [ "$3" -eq 0 ] || [ ! -s stderr ] || wrong="a message: $(cat stderr)"
    if [ -z "$wrong" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL signals: $1: $wrong"
    fi
}

# sweep NAME INPUT ARGUMENT...: a good run, then one for each moment of it and a little beyond.
sweep() {
    local name=$1 start length i signal interrupted=0 before=$failed
    input=$2
    shift 2
    rm -rf good out && mkdir out
    start=$(now)
    "$newsdup" "$@" >stdout 2>stderr <"$input" ||
        { failed=$((failed + 1)) && echo "FAIL signals: $name" && cat stderr; }
    length=$(($(now) - start))
    mv out good
    for ((i = 0; i < moments; i++)); do
        for signal in INT TERM; do
            rm -rf out && mkdir out
            [ ! -e good/result ] || echo old >out/result
            interrupt $signal $((length * (2 * i + (${#signal} == 3)) / (2 * moments - 2) + 1000000)) "$@"
            status=$?
            [ "$status" -eq 0 ] || interrupted=$((interrupted + 1))
            judge "$name, SIG$signal at moment $i" $signal $status
        done
    done
    # A sweep in which no run was interrupted shows nothing.
    if [ "$interrupted" -gt 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    [ "$failed" -eq "$before" ] || echo "$name: $interrupted of $((2 * moments)) runs interrupted"
}

sweep cluster in.jsonl cluster -q -j2 --tmpdir tmp -o out/result in.jsonl
sweep rows in.jsonl cluster -q -j2 -f jsonl -o out/result in.jsonl
sweep dedup in.jsonl dedup -q -j2 --tmpdir tmp -o out/result -
sweep stage in.jsonl stage sketch -q -j2 --out out in.jsonl

# While it reads from a pipe that gives nothing, with a spool open: the moment does not matter.
mkfifo pipe
for signal in INT TERM; do
    rm -rf out && mkdir out && echo old >out/result
    (exec 3>pipe && head -n 1000 in.jsonl >&3 && exec sleep 5) &
    writer=$! input=pipe
    interrupt $signal 400000000 cluster -j2 --tmpdir tmp -o out/result
    judge "waiting for a pipe, SIG$signal" $signal $?
    kill $writer 2>/dev/null
    wait $writer 2>/dev/null
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
