#!/bin/sh
# deb.sh VERSION FOLDER - builds the packages of Debian in FOLDER, as the distribution would: from the
# tarball of `make dist`, with the folder debian/ beside this file in its place. DEB_BUILD_OPTIONS=nocheck
# leaves the tests out.
set -eu

version=$1
here=$(cd "$(dirname "$0")" && pwd)
rm -rf "$2"
sh "$here/dist.sh" "$version" "$2" >/dev/null
cd "$2"
mv "newsdup-$version.tar.gz" "newsdup_$version.orig.tar.gz"
tar -xf "newsdup_$version.orig.tar.gz"
cd "newsdup-$version"
cp -R tests/package/debian debian
dpkg-buildpackage -us -uc
cd ..
ls ./*.deb
