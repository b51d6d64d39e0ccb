#!/bin/bash
# install.sh - `make install` puts down what it should, a program can be built with what it put down,
# and `make uninstall` removes exactly that.
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

files() { (cd "$1" && find . -type f | sort); }

prefix="$scratch/a prefix"
mkdir -p "$prefix/bin" "$prefix/lib/pkgconfig" && echo theirs >"$prefix/bin/theirs"
run_make install PREFIX="$prefix"
tell $? "make install"
files "$prefix" >"$scratch/put"
diff - "$scratch/put" <<END
./bin/newsdup
./bin/theirs
./include/newsdup.h
./include/newsdup_io.h
./lib/libnewsdup.a
./lib/pkgconfig/newsdup.pc
./share/man/man1/newsdup.1
END
tell $? "make install puts down these files"
version=$(sed -n 's/^#define ND_VERSION "\(.*\)"/\1/p' include/newsdup.h)
"$prefix/bin/newsdup" --version | grep -qF "$version"
tell $? "the installed program tells the version of the headers"
grep -qF "newsdup $version" "$prefix/share/man/man1/newsdup.1"
tell $? "so does the installed manual"
run_make uninstall PREFIX="$prefix"
tell $? "make uninstall"
[ "$(files "$prefix")" = ./bin/theirs ]
tell $? "make uninstall removes them and nothing else"

run_make install PREFIX=/usr DESTDIR="$scratch/stage"
[ "$(files "$scratch/stage" | wc -l)" -eq 6 ] && [ -x "$scratch/stage/usr/bin/newsdup" ]
tell $? "DESTDIR stands before PREFIX"
grep -qx 'prefix=/usr' "$scratch/stage/usr/lib/pkgconfig/newsdup.pc"
tell $? "DESTDIR is not in newsdup.pc"

run_make install PREFIX="$scratch/plain"
export PKG_CONFIG_PATH="$scratch/plain/lib/pkgconfig"
flags=$(pkg-config --cflags --libs newsdup) &&
    ${CC:-cc} -o "$scratch/example" docs/example.c $flags &&
    "$scratch/example" | diff tests/example.expected -
tell $? "a program builds with pkg-config and runs"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
