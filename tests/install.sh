#!/bin/bash
# install.sh - `make install` puts down what it should, programs in C and C++ can be built with what it put
# down, the shared library has its name and gives out what the headers declare, and `make uninstall` removes
# exactly what was installed.
set -u
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

tell() {
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL  $2"
    fi
}

run_make() { env -u MAKEFLAGS -u MAKELEVEL make -s SAN="${SAN:-}" CC="${CC:-cc}" "$@"; }

files() { (cd "$1" && find . ! -type d | sort); }

version=$(sed -n 's/^#define ND_VERSION "\(.*\)"/\1/p' include/newsdup.h)
soname=libnewsdup.so.$(sed -E 's/^(0\.[0-9]+)\..*/\1/; t; s/\..*//' <<<"$version")
pages=$("${NEWSDUP:-build/newsdup}" manual list)

prefix="$scratch/a prefix"
mkdir -p "$prefix/bin" "$prefix/lib/pkgconfig" && echo theirs >"$prefix/bin/theirs"
run_make install PREFIX="$prefix"
tell $? "make install"
files "$prefix" >"$scratch/put"
sort >"$scratch/expected" <<END
./bin/newsdup
./bin/theirs
./include/newsdup.h
./include/newsdup_io.h
./lib/libnewsdup.a
./lib/libnewsdup.so
./lib/$soname
./lib/pkgconfig/newsdup.pc
$(printf './share/man/man1/%s\n' $pages)
./share/man/man5/newsdup-formats.5
./share/bash-completion/completions/newsdup
./share/zsh/site-functions/_newsdup
./share/fish/vendor_completions.d/newsdup.fish
END
diff "$scratch/expected" "$scratch/put"
tell $? "make install puts down these files"
"$prefix/bin/newsdup" --version | grep -qF "$version"
tell $? "the installed program tells the version of the headers"
grep -qF "newsdup $version" "$prefix/share/man/man1/newsdup.1"
tell $? "so does the installed manual"
[ "$(readlink "$prefix/lib/libnewsdup.so")" = "$soname" ]
tell $? "libnewsdup.so is a link to $soname"
options=$(PKG_CONFIG_PATH="$prefix/lib/pkgconfig" pkg-config --cflags --libs newsdup)
eval "for option in $options; do printf '%s\n' \"\$option\"; done" >"$scratch/options"
grep -qxF -e "-I$prefix/include" "$scratch/options" && grep -qxF -e "-L$prefix/lib" "$scratch/options"
tell $? "newsdup.pc names folders with a blank as one word"
run_make uninstall PREFIX="$prefix"
tell $? "make uninstall"
[ "$(files "$prefix")" = ./bin/theirs ]
tell $? "make uninstall removes them and nothing else"

run_make install PREFIX=/usr DESTDIR="$scratch/stage"
diff <(grep -v theirs "$scratch/expected" | sed 's|^\.|./usr|') <(files "$scratch/stage") &&
    [ -x "$scratch/stage/usr/bin/newsdup" ]
tell $? "DESTDIR stands before PREFIX"
grep -qx 'prefix=/usr' "$scratch/stage/usr/lib/pkgconfig/newsdup.pc"
tell $? "DESTDIR is not in newsdup.pc"

# ---- what is built with it ----------------------------------------------------------------------

run_make install PREFIX="$scratch/plain"
export PKG_CONFIG_PATH="$scratch/plain/lib/pkgconfig"
flags=$(pkg-config --cflags --libs newsdup) &&
    ${CC:-cc} -o "$scratch/example" docs/example.c $flags &&
    LD_LIBRARY_PATH=$scratch/plain/lib "$scratch/example" | diff tests/example.expected -
tell $? "a program builds with pkg-config and runs with the shared library"
readelf -d "$scratch/example" | grep -q "NEEDED.*\[$soname\]"
tell $? "it asks for $soname"
readelf -d "$scratch/plain/lib/libnewsdup.so" | grep -q "SONAME.*\[$soname\]"
tell $? "which is the name of the library"
rm "$scratch/plain/lib/"libnewsdup.so* && flags=$(pkg-config --static --cflags --libs newsdup) &&
    ${CC:-cc} -o "$scratch/example" docs/example.c $flags &&
    "$scratch/example" | diff tests/example.expected -
tell $? "a program builds with pkg-config --static and runs without it"

run_make install PREFIX="$scratch/plain"
for file in newsdup newsdup_io; do sed '/^typedef/d' include/$file.h; done |
    grep -oE '\bnd_[a-z0-9_]+\(' | tr -d '(' | sort -u >"$scratch/declared"
nm -D --defined-only "$scratch/plain/lib/libnewsdup.so" | awk '$3 !~ /_asan|^__/ { print $3 }' | sort |
    diff "$scratch/declared" - && [ "$(wc -l <"$scratch/declared")" -gt 40 ]
tell $? "the shared library gives out the functions of the headers and nothing else"

if command -v g++ >/dev/null 2>&1; then
    g++ -std=c++11 -Wall -Wextra -pedantic -Werror ${SAN:+-fsanitize=$SAN} -o "$scratch/installed" \
        tests/installed.cc $(pkg-config --cflags --libs newsdup) &&
        LD_LIBRARY_PATH=$scratch/plain/lib "$scratch/installed" | diff <(printf 'one\ntwo\n') -
    tell $? "a program in C++ builds without a warning and runs"
else
    echo "SKIP no g++ to build a program in C++ with"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
