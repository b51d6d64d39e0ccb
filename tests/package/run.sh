#!/bin/bash
# run.sh VERSION FOLDER - from the sources to a machine that has newsdup installed, in FOLDER: the tarball
# of `make dist` is the same twice; the distribution's own tools build packages of it, which runs all tests
# outside of git; lintian finds no error in them; dpkg puts them into a root of their own, where program,
# manual, completions and library work, and takes them out again without a trace. Last, the tests that `make
# test` may have to skip run with all they need. Nothing is installed on this machine but what tests/deps.sh
# names.
#
# FOLDER/log has what each step said. What cannot be done here is told as skipped.
set -u
cd "$(dirname "$0")/../.." || exit 2
version=$1
rm -rf "$2"
mkdir -p "$2/log" || exit 2
work=$(cd "$2" && pwd)
root=$work/root
soname=libnewsdup.so.$(sed -E 's/^(0\.[0-9]+)\..*/\1/; t; s/\..*//' <<<"$version")
passed=0 failed=0 skipped=0
unset MAKEFLAGS MAKELEVEL
export LC_ALL=C.UTF-8

# In a shell of its own, so that what one step exports is not there for the next.
step() { # step NAME COMMAND...: NAME is that of its log, too
    local name=$1
    shift
    if ("$@") >"$work/log/$name" 2>&1 </dev/null; then
        passed=$((passed + 1))
        echo "ok    $name"
    else
        failed=$((failed + 1))
        echo "FAIL  $name"
        tail -n 60 "$work/log/$name" | sed 's/^/    /'
        return 1
    fi
}

skip() {
    skipped=$((skipped + 1))
    echo "SKIP  $*"
}

finish() {
    echo "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ]
    exit
}

# ---- sources ------------------------------------------------------------------------------------

# Once from here, and once from what came of it, unpacked by somebody with another umask.
same_tarball_twice() {
    local file=newsdup-$version.tar.gz
    sh tests/package/dist.sh "$version" "$work/once" && mkdir "$work/again" &&
        (umask 077 && tar -xf "$work/once/$file" -C "$work/again") &&
        sh "$work/again/newsdup-$version/tests/package/dist.sh" "$version" "$work/twice" &&
        cmp "$work/once/$file" "$work/twice/$file"
}

step dist same_tarball_twice || finish

# ---- packages -----------------------------------------------------------------------------------

package_names() { sed -n 's/^Package: //p' tests/package/debian/control; }

# The files that say which version and which ABI they are for.
debian_is_of_this_version() {
    grep -q "^newsdup ($version-" tests/package/debian/changelog ||
        { echo "tests/package/debian/changelog: no entry for $version" && return 1; }
    package_names | grep -qx "libnewsdup${soname##*.so.}" ||
        { echo "tests/package/debian/control: no package libnewsdup${soname##*.so.}" && return 1; }
}

no_errors_of_lintian() { (cd "$work/deb" && lintian --allow-root --fail-on error ./*.changes); }

# A root with a database of packages that knows what this machine has, so that dependencies are asked for.
# Machines without documents have told dpkg to leave them out.
install_packages() {
    mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" &&
        cp /var/lib/dpkg/status "$root/var/lib/dpkg/status" &&
        dpkg --root="$root" --force-script-chrootless --path-include='/usr/share/*' -i $(packages)
}

packages() { for name in $(package_names); do echo "$work/deb/${name}"_*.deb; done; }

unpack_packages() { for file in $(packages); do dpkg-deb -x "$file" "$root" || return 1; done; }

# All that is left is the database.
remove_packages() {
    dpkg --root="$root" --force-script-chrootless -P $(package_names) &&
        ! find "$root" ! -type d ! -path "$root/var/lib/dpkg/*" | grep .
}

if ! command -v dpkg-buildpackage >/dev/null; then
    skip "packages: there is no dpkg-buildpackage here"
    finish
fi
step debian-version debian_is_of_this_version
step deb sh tests/package/deb.sh "$version" "$work/deb" || finish
grep -E '^[0-9]+ passed' "$work/log/deb" | tail -n 1 | sed 's/^/      tests outside of git: /'
step lintian no_errors_of_lintian
grep '^W:' "$work/log/lintian" | sed 's/^/      /'
if [ "$(id -u)" = 0 ]; then
    step dpkg-install install_packages || finish
else
    skip "dpkg -i: only root may; the packages are unpacked"
    step dpkg-unpack unpack_packages || finish
fi

# ---- what is installed --------------------------------------------------------------------------

libdir=$root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH)

program_runs() {
    "$root/usr/bin/newsdup" --version | grep -F "$version" &&
        "$root/usr/bin/newsdup" -q seeds/articles | grep 'near-duplicate .*thornbeck'
}

manual_is_readable() {
    for page in newsdup.1 newsdup-cluster.1 newsdup-formats.5; do
        zcat "$root/usr/share/man/man${page##*.}/$page.gz" | mandoc -T utf8 | grep -c newsdup || return 1
    done
}

completion_works() {
    bash -c "source '$root/usr/share/bash-completion/completions/newsdup'
        COMP_WORDS=(newsdup ded) COMP_CWORD=1; _newsdup; [ \"\${COMPREPLY[*]}\" = dedup ]" &&
        [ -s "$root/usr/share/zsh/vendor-completions/_newsdup" ] &&
        [ -s "$root/usr/share/fish/vendor_completions.d/newsdup.fish" ]
}

example_in_c_builds() {
    export PKG_CONFIG_PATH=$libdir/pkgconfig PKG_CONFIG_SYSROOT_DIR=$root
    local examples=$root/usr/share/doc/libnewsdup-dev/examples
    cc -o "$work/example" "$examples/example.c" $(pkg-config --cflags --libs newsdup) &&
        LD_LIBRARY_PATH=$libdir "$work/example" | diff tests/example.expected -
}

example_in_python_runs() {
    local examples=$root/usr/share/doc/libnewsdup-dev/examples
    LD_LIBRARY_PATH=$libdir python3 "$examples/example.py" seeds/feed.jsonl | diff tests/example_py.expected -
}

step installed-program program_runs
step installed-manual manual_is_readable
step installed-completions completion_works
step installed-library-in-c example_in_c_builds
step installed-library-in-python example_in_python_runs
[ "$(id -u)" != 0 ] || step dpkg-purge remove_packages

# ---- what make test may have to skip ------------------------------------------------------------

without_a_skip() { # without_a_skip SCRIPT
    NEWSDUP=$PWD/build/newsdup BUILD=build bash "$1" && ! grep '^SKIP' "$work/log/$(basename "$1" .sh)"
}

for script in tests/man.sh tests/completions.sh tests/example.sh tests/install.sh; do
    step "$(basename "$script" .sh)" without_a_skip "$script"
done
finish
