#!/bin/bash
# hostile.sh - input that is broken, huge, endless or not what its name says: what is wrong is told in a line
# with its place, the run goes on, memory stays bounded, and the exit status is right. What changes while it
# is read is rehearsed in tests/faults. NEWSDUP is the program. Prints `N passed, N failed`.
set -u
newsdup=${NEWSDUP:?the program}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
cd "$work" || exit 2
export LC_ALL=C TMPDIR=$work
passed=0 failed=0

# Kilobytes of address space for a run: far less than the inputs. Sanitizers need more than there is.
limit=700000
case ${BUILD:-} in *san-*) limit=unlimited ;; esac

good='{"id":"good","text":"The ferry left the harbour at noon with forty people and a horse on board."}'

fail() {
    failed=$((failed + 1))
    echo "FAIL hostile: $*"
    sed 's/^/    /' err | cut -c 1-300 | head -n 12
}

# run CODE ARGUMENT...: runs the program on what is piped in; remembers whether its exit status was CODE.
run() {
    local code=$1
    shift
    (ulimit -v "$limit" && exec timeout -k 1 60 "$newsdup" "$@") >out 2>err
    status=$?
    [ "$status" -eq "$code" ]
}

# expect NAME CODE [LINE]... -- ARGUMENT...: the run ends with CODE; each LINE begins one of the lines on stderr,
# and every line there can be shown on a terminal.
expect() {
    local name=$1 code=$2 line
    local lines=()
    shift 2
    while [ "$1" != -- ]; do lines+=("$1") && shift; done
    shift
    run "$code" "$@" || { fail "$name: exit status $status, expected $code" && return; }
    for line in "${lines[@]}"; do
        awk -v line="$line" 'index($0, line) == 1 { found = 1 } END { exit !found }' err ||
            { fail "$name: no line \"$line\"" && return; }
    done
    if grep -q '[[:cntrl:]]' err || [ "$(awk 'length > 1100' err | wc -l)" -gt 0 ]; then
        fail "$name: a message is no plain line" && return
    fi
    passed=$((passed + 1))
}

# check NAME COMMAND...: of what the last run left.
check() {
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); else fail "$name"; fi
}

articles() { # how many the last run of `read` printed
    [ "$(wc -l <out)" -eq "$1" ]
}

# ---- nothing, or not text --------------------------------------------------------------------------

mkdir none && : >none/empty.txt && : >none/empty.jsonl && : >none/empty.json
head -c 1000000 /dev/zero >none/nuls.txt
expect "empty files, and one of NULs" 0 "newsdup: none/empty.json: not a JSON object: empty" \
    "newsdup: none/empty.txt: no words in it" "newsdup: none/nuls.txt: a binary file, not text" -- read none
check "the empty text is a stub" articles 1
expect "the same under --strict" 2 "newsdup: none/nuls.txt: a binary file" -- read --strict -q none
expect "an empty file by itself" 0 "newsdup: no articles in 'none/empty.jsonl'" -- read none/empty.jsonl
expect "NULs as JSON Lines" 0 "newsdup: none/nuls.txt:1: not a JSON object" -- read -F jsonl none/nuls.txt

# ---- too long, too many, without end -----------------------------------------------------------------

long_line() { head -c 200000000 /dev/zero | tr '\0' "$1"; }

expect "a line of 200 MB" 0 "newsdup: -:1: longer than 67108864 bytes" -- read \
    < <(printf '{"text":"' && long_line a && printf '"}\n%s\n' "$good")
check "the line after it is read" articles 1
expect "200 MB of blanks" 0 "1 article" -- read < <(echo "$good" && long_line ' ')
long_line x >long.txt
expect "a text of 200 MB" 0 "newsdup: long.txt: longer than 67108864 bytes" -- read long.txt none/empty.txt
mkdir long && mv long.txt long && expect "the same in a folder" 0 "newsdup: long/long.txt: longer" -- -j2 long
rm -r long
expect "200 MB of brackets" 0 "newsdup: -#1: longer than 67108864 bytes" -- read -F json < <(long_line '[')
{ printf '{"text":"a","x":[' && head -c 3000000 /dev/zero | sed 's/\x00/{},/g' && printf '0]}\n'; } >objects.jsonl
expect "9 MB of values that nobody asked for" 0 "1 article, 0 skipped" -- read objects.jsonl
sed -i 's/0]}$/NaN]}/' objects.jsonl # not plain: json-c has to judge it
expect "9 MB that would need gigabytes" 0 "newsdup: objects.jsonl:1: too many values" -- read objects.jsonl
expect "a device without an end" 2 "newsdup: /dev/zero: a binary file, not text" -- read /dev/zero
expect "the same as lines" 0 "newsdup: /dev/zero:1: longer than" -- read -F jsonl /dev/zero
expect "the same as an object" 0 "newsdup: /dev/zero:1: longer than" -- read -F json /dev/zero
expect "a pipe without an end, while it lasts" 0 "newsdup: -:1: longer than" -- -j2 < <(head -c 200000000 /dev/zero)
expect "a device without a beginning" 0 "newsdup: /dev/null: no words in it" -- read /dev/null

awk 'BEGIN { for (i = 0; i < 100000; i++) print "{\"id\":\"" i "\",\"text\":\"Subscribe now\"}" }' >stubs.jsonl
expect "100,000 stubs" 0 "100000 articles, 0 stories, 0 clusters, 0 copies" -- -j2 stubs.jsonl
awk 'BEGIN { for (i = 0; i < 100000; i++) print i % 2 ? "{\"id\":" i "}" : "{\"id\":" i ",\"text\":7}" }' >none.jsonl
expect "100,000 records without text" 0 'newsdup: none.jsonl:5: "text" is a number' \
    "newsdup: 99995 more records without text" "newsdup: no articles in 'none.jsonl'" -- none.jsonl
check "five lines of them" [ "$(grep -c '^newsdup: none.jsonl:' err)" -eq 5 ]
# On a disk it takes longer to make and remove so many files than to read them.
files=1000 many=$(mktemp -d -p /dev/shm 2>/dev/null) && files=100000 || many=$(mktemp -d)
trap 'rm -rf "$work" "$many"' EXIT
(cd "$many" && seq $files | split -l 1 -a 4 --additional-suffix=.txt -)
expect "a folder of $files files of a word" 0 "$files articles, 0 stories, 0 clusters, 0 copies" -- -j2 "$many"
rm -r "$many" none.jsonl stubs.jsonl objects.jsonl

# ---- broken JSON -------------------------------------------------------------------------------------

record='{"id":"a\u0000b","text":"caf\u00e9 \ud83d\ude00 [1] {2} \\ \" end","n":[1,-2.5e3,true,null,{"k":"v"}]}'
mkdir cut
for ((i = 1; i < ${#record}; i++)); do
    echo "${record:0:i}"
    printf '%s' "${record:0:i}" >"cut/$(printf %03d $i).json"
    printf '[%s,%s' "$record" "${record:0:i}" >"cut/$(printf %03d $i)-array.json"
done >cut.jsonl
echo "$good" >>cut.jsonl
cuts=$((${#record} - 1))
expect "lines cut at every byte" 0 "newsdup: cut.jsonl:5: JSON ends inside the object" \
    "newsdup: $((cuts - 5)) more malformed records" -- read cut.jsonl
check "the line after them is read" articles 1
expect "files and arrays cut at every byte" 0 "$cuts articles" -- read cut
check "each is told of" [ "$(sed -n 's/^newsdup: \([0-9]*\) more malformed records/\1/p' err)" -eq $((3 * cuts - 5)) ]

deep() { head -c 100000 /dev/zero | tr '\0' "$1"; }
{
    printf '{"text":%s%s}\n' "$(deep '[')" "$(deep ']')"
    printf '{"text":"a","x":%s\n' "$(deep '[')"
    deep '[' && echo
    head -c 100000 /dev/zero | sed 's/\x00/{"a":/g' && echo
    echo "$good"
} >deep.jsonl
expect "nested 100,000 deep" 0 "newsdup: deep.jsonl:1: nesting too deep" "newsdup: deep.jsonl:2: nesting too deep" \
    "newsdup: deep.jsonl:3: not a JSON object" "newsdup: deep.jsonl:4: nesting too deep" -- read deep.jsonl
check "the line after them is read" articles 1
deep '[' >deep.json
expect "the same as an array" 0 "newsdup: deep.json#1: not a JSON object" \
    "newsdup: deep.json: the JSON array does not end" -- read deep.json

for value in null true 7 -1.5e300 '""' '"x"' '[]' '[null]' '{}' '{"url":7}'; do
    for field in id _id url title date text lang outlet metadata source; do
        printf '{"body":"A text of some words","%s":%s}\n' "$field" "$value"
    done
done >types.jsonl
expect "every type for every field" 0 "101 articles" -- read types.jsonl <(echo "$good")
printf '%s\n' '{"text":"\ud800 half \udc00 pairs \ud83d"}' '{"id":"\udfff","text":"a\u0000b"}' \
    '{"id":"a\u0000b","text":"one"}' '{"id":"a\u0000b","text":"two"}' >strange.jsonl
expect "half pairs and NULs" 0 "newsdup: 1 article had the id of another" -- -f jsonl strange.jsonl
check "ids with NULs are told whole" grep -q '"id":"a\\u0000b#2"' out
{ printf '{"id":"' && head -c 10000000 /dev/zero | tr '\0' i && printf '","text":"words"}\n%s\n' "$good"; } >id.jsonl
expect "an id of 10 MB" 0 "2 articles" -- -j2 -f jsonl id.jsonl
check "it is told whole" [ "$(wc -c <out)" -gt 10000000 ]
expect "a field name of 10 MB" 0 "newsdup: -:1: no text in the record; fields seen: ..." -- read \
    < <(printf '{"' && head -c 10000000 /dev/zero | tr '\0' k && printf '":"words"}\n')
rm -rf cut id.jsonl

# ---- what cannot be read -----------------------------------------------------------------------------

mkdir odd && echo "$good" >odd/good.jsonl
ln -s nowhere odd/dangling.txt && ln -s nowhere odd/dangling && ln -s loop.txt odd/loop.txt
ln -s . odd/self && ln -s .. odd/sub && mkfifo odd/pipe.txt odd/pipe
expect "links to nowhere, loops and a pipe in a folder" 2 \
    "newsdup: odd/dangling.txt: cannot read it: No such file" "newsdup: odd/loop.txt: cannot read it: Too many" \
    "newsdup: odd/pipe.txt: a pipe, socket or device" -- read odd
check "the rest is read" grep -q '"good"' out
expect "a link to nowhere by itself" 2 "newsdup: cannot open odd/dangling: No such file" -- read odd/dangling
echo "$good" >odd/pipe &
expect "a pipe by its name" 0 "1 article" -- read -F jsonl odd/pipe
mkdir mem && [ -r /proc/self/mem ] && ln -s /proc/self/mem mem/m.txt
if [ -e mem/m.txt ]; then # even root cannot read the first page of a process
    expect "a file whose reading fails" 2 "newsdup: mem/m.txt: cannot read it: Input/output error" \
        -- read mem odd/good.jsonl
    expect "the same by itself" 2 "newsdup: /proc/self/mem: cannot read it" -- read -o result /proc/self/mem
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "$good" >shut.jsonl && chmod 000 shut.jsonl
    expect "a file without permission" 2 "newsdup: cannot open shut.jsonl: Permission denied" -- read shut.jsonl
else
    echo "SKIP hostile: root may read everything"
fi
name=$(printf 'a\nb\033[31m\007c\342\200\256d\302\233x.txt')
mkdir names && head -c 5000 /dev/zero >"names/$name" && ln -s nowhere "names/x$name"
expect "names with newlines and escapes" 2 \
    "newsdup: names/a?b?[31m?c???d??x.txt" "newsdup: names/xa?b?[31m?c???d??x.txt" -- read names
expect "the same as an operand" 2 "newsdup: cannot open no?b?[31m" -- read "no${name#a}"
check "no file is left behind" [ -z "$(find . -name 'newsdup-spool-*' -o -name 'result.*')" ]

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
