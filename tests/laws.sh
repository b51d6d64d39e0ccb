#!/bin/bash
# laws.sh [-l LAW] [ROOT] - checks the laws of docs/architecture.md against sources and objects.
#
# A law is a function law_<name> that prints one line for each breach and nothing when all is well.
# Objects are read from $BUILD (default: build) below ROOT. laws_fail.sh shows that each law can fail.
set -u
export LC_ALL=C.UTF-8

only=""
if [ "${1:-}" = -l ]; then
    only=$2
    shift 2
fi
cd "${1:-$(dirname "$0")/..}" || exit 2
build=${BUILD:-build}
shopt -s nullglob
headers=(include/*.h src/*.h src/*/*.h)
makers=(src/*/make_*.c)
sources=()
for file in src/*.c src/*/*.c; do
    [[ $file == src/*/make_*.c ]] || sources+=("$file")
done

# "file included" for every include of ours, both as paths from ROOT.
list_includes() {
    grep -HE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' \
        "${headers[@]}" "${sources[@]}" "${makers[@]}" |
        sed -E 's/^([^:]*):[^"]*"([^"]*)".*/\1 \2/' |
        while read -r file included; do
            case $included in
            newsdup.h | newsdup_io.h) echo "$file include/$included" ;;
            *.inc) ;;
            *) echo "$file src/$included" ;;
            esac
        done
}
includes=$(list_includes)

# ---- who may include whom ---------------------------------------------------------------------

law_includes_name_the_folder() {
    while read -r file included; do
        [ -z "$file" ] || [ -e "$included" ] || echo "$file: no file $included"
    done <<<"$includes"
}

law_arrows_point_one_way() {
    awk 'function layer(path,   part) {
             if (path ~ /^include\//) return "public"
             return split(path, part, "/") == 2 ? "root" : part[2]
         }
         BEGIN {
             rank["base"] = 1; rank["text"] = 2; rank["sketch"] = 3
             rank["match"] = 4; rank["cluster"] = 5; rank["root"] = 6
         }
         NF == 2 {
             from = layer($1); to = layer($2)
             if (from == to || to == "public" && $2 ~ /newsdup\.h$/) next
             if (from == "cli" || from == "input" || from == "report" || from == "check") {
                 if (to == "public" || from != "cli" && to == "base") next
             } else if (from == "public" && to == "public") next
             else if (from in rank && to in rank && rank[to] < rank[from]) next
             else if (from == "root" && to == "public") next
             print $1 ": may not include " $2
         }' <<<"$includes"
}

law_no_circle_of_includes() {
    tsort <<<"$includes" 2>&1 >/dev/null | sed 's/^tsort: //'
}

# ---- what the objects call and hold -----------------------------------------------------------

object_of() {
    local object=$build/obj/${1#src/}
    echo "${object%.c}.o"
}

law_every_source_is_built() {
    for file in "${sources[@]}"; do
        [ -e "$(object_of "$file")" ] || echo "$file: no $(object_of "$file"); run make first"
    done
}

# A symbol of read_<format>.c or write_<format>.c may be used by the registry of its family only.
law_one_file_names_the_readers_and_writers() {
    local family='' file
    for file in src/input/read_*.c src/report/write_*.c; do
        family+=$(nm -g --defined-only "$(object_of "$file")" 2>/dev/null | awk '{ print $NF }')$'\n'
    done
    family=$(grep '^nd_' <<<"$family" | sort -u | paste -sd '|')
    for file in "${sources[@]}"; do
        case $file in
        src/input/open.c | src/report/report.c) ;;
        *) [ -z "$family" ] || calls_of "$file" "$family" ;;
        esac
    done
}

# [FILE]: the names its object refers to; those of all in one go, as a law asks for hundreds of them.
declare -A referred
while read -r object name; do
    file=src/${object#"$build"/obj/}
    referred[${file%.o:*}.c]+="$name "
done < <(for file in "${sources[@]}"; do object_of "$file"; done | xargs nm -A -u 2>/dev/null |
    awk '{ print $1, $NF }' | sed -E 's/ __(.*)_chk$/ \1/')

# calls_of FILE NAMES: which of NAMES, a pattern, the object of FILE refers to.
calls_of() {
    local name
    for name in ${referred[$1]:-}; do [[ ! $name =~ ^($2)$ ]] || echo "$1: refers to $name"; done
}

streams='stdin|stdout|stderr|v?printf|puts|putchar|perror|psignal|v?warnx?|v?errx?|syslog'
ends='exit|_exit|_Exit|quick_exit|abort|v?errx?|raise|kill|longjmp'
files='f?open|open64|fopen64|openat|creat|freopen|fdopen|p?read(64)?|p?write(64)?|readv|writev|f(read|write)'
files="$files|v?f?printf|v?dprintf|fput[cs]|putc|getline|fget[cs]|getc|mmap(64)?|unlink|rename"
files="$files|mkstemp(64)?|opendir"

law_only_cli_prints_or_ends() {
    for file in "${sources[@]}"; do
        [[ $file == src/cli/* ]] || calls_of "$file" "$streams|$ends"
    done
}

law_stages_do_no_io() {
    for file in src/text/*.c src/sketch/*.c src/match/*.c src/cluster/*.c; do
        [[ $file == src/*/make_*.c ]] || calls_of "$file" "$files|$streams|$ends"
    done
}

# So that a program may say where the library's blocks lie (newsdup.h). qsort takes memory of its own.
law_memory_is_taken_in_one_place() {
    for file in "${sources[@]}"; do
        case $file in
        src/cli/* | src/base/memory.c) ;;
        *) calls_of "$file" 'malloc|calloc|realloc|free|strn?dup|v?asprintf|aligned_alloc|qsort' ;;
        esac
    done
}

# Constants with addresses in them lie in .data.rel.ro and are no variables; sanitizers add their own.
law_no_mutable_global() {
    for file in "${sources[@]}"; do
        [[ $file == src/cli/* ]] && continue
        objdump -t "$(object_of "$file")" 2>/dev/null | awk -v file="$file" '
            $1 !~ /^[0-9a-f]+$/ || $NF ~ /^\.|_asan|^__/ { next }
            { for (i = 2; i < NF; i++)
                  if ($i ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && $i !~ /^\.data\.rel\.ro/)
                      print file ": variable " $NF " in " $i }'
    done
}

law_library_exports_are_prefixed() {
    nm -g --defined-only "$build/libnewsdup.a" 2>/dev/null |
        awk 'NF == 3 && $3 !~ /^nd_|^__(odr_)?asan/ { print "libnewsdup.a: exports " $3 }'
}

# ---- the public headers -----------------------------------------------------------------------

without_comments() {
    awk '{ text = text $0 "\n" }
         END { while ((at = index(text, "/*"))) {
                   rest = substr(text, at + 2); end = index(rest, "*/")
                   text = substr(text, 1, at - 1) " " substr(rest, end + 2) }
               printf "%s", text }' "$1"
}

law_public_names_are_prefixed() {
    for file in include/*.h; do
        without_comments "$file" | grep -v '^#pragma' | grep -oE '[A-Za-z_][A-Za-z_0-9]*[[:space:]]*\(' | tr -d ' (' |
            grep -vE '^(nd_|ND_|__attribute__$|defined$)' | sed "s|^|$file: function |"
        without_comments "$file" | sed -nE 's/^#[[:space:]]*define[[:space:]]+([A-Za-z_0-9]+).*/\1/p' |
            grep -vE '^(ND_|NEWSDUP_)' | sed "s|^|$file: macro |"
        without_comments "$file" | sed -nE 's/^(typedef .*|\})[[:space:]]\**([A-Za-z_0-9]+);$/\2/p' |
            grep -v '^nd_' | sed "s|^|$file: type |"
    done
}

law_every_header_compiles_alone() {
    local strict=(-Wall -Wextra -Werror -fsyntax-only -Iinclude)
    for file in "${headers[@]}"; do
        ${CC:-cc} -std=c11 -D_POSIX_C_SOURCE=200809L "${strict[@]}" -Isrc -include "$file" -x c /dev/null \
            >/dev/null 2>&1 || echo "$file: does not compile alone as C11"
    done
    command -v g++ >/dev/null 2>&1 || { echo "SKIP no g++ to compile the public headers with" >&2 && return 0; }
    for file in include/*.h; do
        g++ -std=c++11 -pedantic "${strict[@]}" -include "$file" -x c++ /dev/null >/dev/null 2>&1 ||
            echo "$file: does not compile alone as C++"
    done
}

# ---- size and shape ---------------------------------------------------------------------------

written=(include/*.h src/*.[ch] src/*/*.[ch] tests/*.sh tests/*/*.sh tests/*/*.[ch] docs/*.c)

# A test is a list of cases and may be as long as it takes.
law_files_are_short() {
    for file in include/*.h src/*.[ch] src/*/*.[ch] docs/*.c; do
        lines=$(wc -l <"$file")
        [ "$lines" -le 400 ] || echo "$file: $lines lines, at most 400"
    done
}

# A function opens with a line at the margin that has a parenthesis and closes with a lone brace there.
law_functions_are_short() {
    awk 'FNR == 1 { start = 0 }
         /^[A-Za-z_].*\(/ && !/[;:]$/ { start = FNR; head = $0 }
         /^\}$/ && start {
             lines = FNR - start + 1
             if (lines > 60) print FILENAME ":" start ": " lines " lines, at most 60: " head
             start = 0
         }' "${sources[@]}" "${makers[@]}" tests/*/*.c docs/*.c
}

law_lines_are_narrow_and_clean() {
    for file in "${written[@]}"; do
        grep -nE '.{121}' "$file" | cut -d: -f1 | sed "s|.*|$file:&: over 120 columns|"
        grep -nE '[[:space:]]$' "$file" | cut -d: -f1 | sed "s|.*|$file:&: blank at the end|"
        [[ $file == *.sh ]] || grep -n $'\t' "$file" | cut -d: -f1 | sed "s|.*|$file:&: tab|"
    done
}

# Who builds packages of an unpacked tarball puts a folder debian there.
law_top_level_is_fixed() {
    for file in *; do
        case $file in
        debian) [ ! -e .git ] || echo "$file: not a part of the top level" ;;
        Makefile | README.md | LICENSE | src | include | tests | seeds | docs | build) ;;
        *) echo "$file: not a part of the top level" ;;
        esac
    done
}

law_file_names_are_unique() {
    for file in "${sources[@]}" "${headers[@]}"; do echo "${file##*/}"; done | sort | uniq -d |
        sed 's/$/: two files of this name/'
}

# The rows "| `folder/file` | what it is |" of docs/architecture.md, and the files, without their ending.
law_the_map_is_complete() {
    {
        sed -nE 's/^\| `([a-z_0-9/]+)` \|.*/map \1/p' docs/architecture.md
        printf '%s\n' "${headers[@]}" "${sources[@]}" "${makers[@]}" |
            sed -nE 's|^src/(.*)\.[ch]$|src \1|p' | sort -u
    } | awk '{ where[$2] = where[$2] $1 }
             END { for (file in where)
                       if (where[file] == "src") print "src/" file ": not on the map in docs/architecture.md"
                       else if (where[file] != "mapsrc")
                           print "docs/architecture.md: " where[file] " src/" file ", want one row and one file" }'
}

# Of each page, headings as "anchor PAGE#NAME", named as forges name them, and links as "link PAGE:LINE TARGET", where
# TARGET is a path from the root; blocks of code have neither.
list_links() {
    awk 'FNR == 1 { inside = 0; folder = FILENAME; if (!sub(/[^\/]*$/, "", folder)) folder = "" }
         /^ *```/ { inside = !inside }
         inside { next }
         /^#+ / { name = tolower($0); sub(/^#+ +/, "", name); gsub(/[^[:alnum:] _-]/, "", name)
                  gsub(/ /, "-", name); again = seen[FILENAME, name]++
                  print "anchor", FILENAME "#" name (again ? "-" again : "") }
         { for (rest = $0; match(rest, /\]\([^) ]+\)/); rest = substr(rest, RSTART + RLENGTH)) {
               target = substr(rest, RSTART + 2, RLENGTH - 3)
               if (target ~ /^[a-z]+:/) continue
               target = target ~ /^#/ ? FILENAME target : folder target
               while (sub(/[^\/]+\/\.\.\//, "", target)) { }
               print "link", FILENAME ":" FNR, target } }' "$@"
}

law_links_lead_somewhere() {
    local pages=() found
    for file in README.md docs/*.md tests/*.md tests/*/README.md; do [ ! -e "$file" ] || pages+=("$file"); done
    found=$(list_links "${pages[@]}")
    awk '$1 == "anchor" { known[$2] = 1 }
         $1 == "link" && $3 ~ /#/ { place[$3] = $2 }
         END { for (target in place) if (!(target in known)) print place[target] ": no heading " target }' <<<"$found"
    awk '$1 == "link" { sub(/#.*/, "", $3); print $2, $3 }' <<<"$found" | while read -r place target; do
        [ -e "$target" ] || echo "$place: link to $target"
    done
    grep -noE 'docs/[a-z_]+\.md' include/*.h | while IFS=: read -r file line link; do
        [ -e "$link" ] || echo "$file:$line: no file $link"
    done
}

# Of each row of tests/guards.tsv: the script changes its file, and the test program names the case. Whether the
# test notices is seen by guards.sh, which compiles.
law_guards_can_be_taken_out() {
    [ -e tests/guards.tsv ] || return
    while IFS=$'\t' read -r name file script program; do
        [ "$name" != guard ] || continue
        sed -E "$script" "$file" 2>&1 | cmp -s - "$file" && echo "tests/guards.tsv: $name: nothing to take out in $file"
        [[ $program == */*-* || $program == */[0-9]* ]] ||
            grep -qw "${program#*/}" "tests/unit/${program%/*}.c" || echo "tests/guards.tsv: $name: no case $program"
    done <tests/guards.tsv
}

# ---- run ----------------------------------------------------------------------------------------

passed=0 failed=0
for law in ${only:-$(declare -F | sed -n 's/^declare -f law_//p')}; do
    breaches=$("law_$law")
    if [ -z "$breaches" ]; then
        passed=$((passed + 1))
        echo "ok    $law"
    else
        failed=$((failed + 1))
        echo "FAIL  $law"
        echo "$breaches" | sed 's/^/      /'
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
