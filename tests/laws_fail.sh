#!/bin/bash
# laws_fail.sh - shows that each law of laws.sh can fail: a small tree that obeys them all is changed
# in one place, and the law for that place must name the file, while the tree as it was passes.
set -u
cd "$(dirname "$0")/.." || exit 2
laws=$PWD/tests/laws.sh
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
unset BUILD
passed=0 failed=0

write() { mkdir -p "$(dirname "$1")" && printf '%s\n' "${@:2}" >"$1"; }

module() {
    write "src/$1.h" "#ifndef ${1##*/}_H" "#define ${1##*/}_H" "int nd_${1##*/}(int x);" "#endif"
    write "src/$1.c" "#include \"$1.h\"" "${@:2}" "int nd_${1##*/}(int x) {" "    return x + 1;" "}"
}

write_good_tree() {
    write include/newsdup.h '#ifndef NEWSDUP_H' '#define NEWSDUP_H' '#ifdef __cplusplus' 'extern "C" {' \
        '#endif' 'typedef int nd_fn(void *context);' 'int nd_run(int x);' \
        '#ifdef __cplusplus' '}' '#endif' '#endif'
    write include/newsdup_io.h '#ifndef NEWSDUP_IO_H' '#define NEWSDUP_IO_H' '#include "newsdup.h"' '#endif'
    module base/buf
    module text/words '#include "base/buf.h"' '#include <stdio.h>' \
        'static const char *const names[] = {"a", "b"};' 'const char *nd_name(int i);' \
        'const char *nd_name(int i) {' '    return names[i];' '}'
    module sketch/minhash '#include "text/words.h"'
    module match/align '#include "sketch/minhash.h"'
    module cluster/copies '#include "match/align.h"'
    module engine '#include "newsdup.h"' '#include "cluster/copies.h"'
    module input/read_csv '#include "base/buf.h"'
    module input/open '#include "input/read_csv.h"'
    module report/write_csv '#include "newsdup_io.h"'
    module report/report '#include "report/write_csv.h"'
    write src/cli/main.c '#include <stdio.h>' '#include "newsdup_io.h"' 'int counter;' 'int main(void) {' \
        '    return puts("x") < 0;' '}'
    mkdir docs tests
    find src -name '*.c' | sed -E 's/^src.(.*).c$/| `\1` | something |/' >docs/architecture.md
}

# build SOURCES: compiles them and makes the library of all objects but the program's.
build() {
    local file object
    for file in "$@"; do
        object=build/obj/${file#src/}
        mkdir -p "$(dirname "$object")"
        ${CC:-cc} -std=c11 -O1 -Iinclude -Isrc -c -o "${object%.c}.o" "$file" || return 1
    done
    rm -f build/libnewsdup.a
    find build/obj -name '*.o' ! -path '*/cli/*' -exec ar rcs build/libnewsdup.a {} +
}

tell() { # tell OK WHAT
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
        echo "ok    $2"
    else
        failed=$((failed + 1))
        echo "FAIL  $2"
    fi
}

# breach LAW FILE WHAT: the tree in the current folder must fail LAW with a line that starts with FILE.
breach() {
    local said
    case $2 in
    src/*.c) build "$2" 2>/dev/null ;;
    libnewsdup.a) build src/base/buf.c ;;
    esac
    said=$(bash "$laws" -l "$1" . 2>/dev/null)
    [ $? -eq 1 ] && grep -q "^ *$2" <<<"$said"
    tell $? "$1: $3"
}

# change FILE LINE: appends a line to a file of a fresh copy of the good tree.
change() {
    rm -rf "$scratch/bad"
    cp -Rp "$scratch/good" "$scratch/bad"
    cd "$scratch/bad" || exit 2
    [ $# -lt 2 ] || printf '%s\n' "${@:2}" >>"$1"
}

mkdir "$scratch/good" && cd "$scratch/good" || exit 2
write_good_tree
build src/*.c src/*/*.c && bash "$laws" . >"$scratch/said" 2>&1
tell $? "a tree that obeys passes"
[ "$failed" = 0 ] || cat "$scratch/said"

law=arrows_point_one_way
change src/base/buf.c '#include "text/words.h"'
breach $law src/base/buf.c "base may not know text"
change src/match/align.c '#include "cluster/copies.h"'
breach $law src/match/align.c "match may not know cluster"
change src/cluster/copies.c '#include "engine.h"'
breach $law src/cluster/copies.c "a stage may not know the engine"
change src/input/open.c '#include "text/words.h"'
breach $law src/input/open.c "input may not know a stage"
change src/report/report.c '#include "cluster/copies.h"'
breach $law src/report/report.c "report may not know a stage"
change src/engine.c '#include "input/open.h"'
breach $law src/engine.c "the engine may not know the readers"
change src/cli/main.c '#include "base/buf.h"'
breach $law src/cli/main.c "the program may use the public headers only"
change src/text/words.c '#include "newsdup_io.h"'
breach $law src/text/words.c "a stage may not know newsdup_io.h"

change src/base/buf.h
sed -i '2i #include "base/map.h"' src/base/buf.h
write src/base/map.h '#include "base/buf.h"'
breach no_circle_of_includes 'src/base/' "two headers include each other"
change src/base/buf.c '#include "buf.h"'
breach includes_name_the_folder src/base/buf.c "an include without its folder"
change src/input/walk.c '#include "input/read_csv.h"' 'int nd_w(void);' 'int nd_w(void) {' \
    '    return nd_read_csv(1);' '}'
breach one_file_names_the_readers_and_writers src/input/walk.c "a second file names a reader"
change src/report/escape.c '#include "report/write_csv.h"' 'int nd_e(void);' 'int nd_e(void) {' \
    '    return nd_write_csv(1);' '}'
breach one_file_names_the_readers_and_writers src/report/escape.c "a second file names a writer"

change src/base/buf.c '#include <stdio.h>' \
    'void nd_say(int x);' 'void nd_say(int x) {' '    printf("%d", x);' '}'
breach only_cli_prints_or_ends src/base/buf.c "the library prints"
change src/base/buf.c '#include <stdlib.h>' \
    'void nd_end(void);' 'void nd_end(void) {' '    abort();' '}'
breach only_cli_prints_or_ends src/base/buf.c "the library aborts"
change src/base/buf.c '#include <stdio.h>' \
    'void *nd_err(void);' 'void *nd_err(void) {' '    return stderr;' '}'
breach only_cli_prints_or_ends src/base/buf.c "the library takes stderr"
change src/sketch/minhash.c '#include <stdio.h>' \
    'void *nd_o(void);' 'void *nd_o(void) {' '    return fopen("x", "r");' '}'
breach stages_do_no_io src/sketch/minhash.c "a stage opens a file"

change src/base/buf.c '#include <stdlib.h>' \
    'void *nd_new(void);' 'void *nd_new(void) {' '    return malloc(8);' '}'
breach memory_is_taken_in_one_place src/base/buf.c "the library takes memory past nd_allocate"

change src/base/buf.c 'int nd_count = 3;'
breach no_mutable_global src/base/buf.c "a variable with a value"
change src/base/buf.c \
    'int nd_next(void);' 'int nd_next(void) {' '    static int count;' '    return count++;' '}'
breach no_mutable_global src/base/buf.c "a static variable in a function"
change src/base/buf.c 'extern _Thread_local int nd_last;' '_Thread_local int nd_last;'
breach no_mutable_global src/base/buf.c "a variable for each thread"
change src/base/buf.c 'int grow(void);' 'int grow(void) {' '    return 1;' '}'
breach library_exports_are_prefixed libnewsdup.a "an export without the prefix"
change src/base/new.h '/* x */'
write src/base/new.c '#include "base/new.h"' # the blank below keeps it from being built
breach every_source_is_built ' src/base/new.c' "a source without an object"

law=public_names_are_prefixed
change include/newsdup.h 'int corpus_run(void);'
breach $law include/newsdup.h "a public function without the prefix"
change include/newsdup.h '#define CORPUS_MAX 3'
breach $law include/newsdup.h "a public macro without the prefix"
change include/newsdup.h 'typedef struct corpus {' '    int x;' '} corpus;'
breach $law include/newsdup.h "a public type without the prefix"
law=every_header_compiles_alone
change include/newsdup.h 'size_t nd_size(void);'
breach $law include/newsdup.h "a header that needs another one before it"
change src/base/buf.h 'FILE *nd_file(void);'
sed -i '1i #include <stdio.h>' src/base/buf.c
breach $law src/base/buf.h "an internal header that needs another one before it"
change include/newsdup.h 'int nd_delete(int *class);'
command -v g++ >/dev/null 2>&1 && breach $law include/newsdup.h "a public header that is no C++"

change src/base/buf.c $(yes '//' | head -n 400)
breach files_are_short src/base/buf.c "a file of over 400 lines"
change src/base/buf.c 'int nd_long(int x);' 'int nd_long(int x) {' $(yes '++x;' | head -n 58) 'return x;' '}'
breach functions_are_short src/base/buf.c "a function of 61 lines"
change src/base/buf.c "/* $(printf '%0130d' 0) */"
breach lines_are_narrow_and_clean src/base/buf.c "a line of over 120 columns"
change src/base/buf.c '/* x */ '
breach lines_are_narrow_and_clean src/base/buf.c "a blank at the end of a line"
change tools
mkdir -p tools
breach top_level_is_fixed tools "a folder that does not belong"
law=the_map_is_complete
change src/base/arena.h '/* x */'
breach $law src/base/arena "a file that is not on the map"
change docs/architecture.md '| `text/gone` | something |'
breach $law docs/architecture.md "a file on the map that does not exist"
change docs/architecture.md 'see [the guide](guide.md)'
breach links_lead_somewhere docs/architecture.md "a link to a file that does not exist"
change docs/architecture.md 'see [below](#templates)'
breach links_lead_somewhere docs/architecture.md "a link to a heading that does not exist"
change docs/architecture.md '## Templates, and `-t`' '[1](#templates-and--t), [2](../docs/architecture.md#template)'
breach links_lead_somewhere "docs/architecture.md:[0-9]*: no heading docs/architecture.md#template\$" \
    "a link to a heading of another page that does not exist"
change src/sketch/words.c '/* x */'
breach file_names_are_unique words.c "two files of one name"
law=guards_can_be_taken_out
change tests/guards.tsv $'gone\tsrc/base/buf.c\ts/nowhere/x/\ttest_buf/7-short'
breach $law "tests/guards.tsv: gone: nothing to take out in src/base/buf.c" "a guard that moved"
change tests/guards.tsv $'gone\tsrc/base/buf.c\ts/return/x/\ttest_buf/grows'
breach $law "tests/guards.tsv: gone: no case test_buf/grows" "a guard whose test is gone"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
