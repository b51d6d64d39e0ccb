#!/bin/sh
# dist.sh VERSION FOLDER - writes FOLDER/newsdup-VERSION.tar.gz, the same bytes from the same files: sorted,
# owned by nobody in particular, of one time. That is SOURCE_DATE_EPOCH, or the time of the last commit; in
# what such a tarball held, the time that all its files have. Needs GNU tar.
set -eu

name=newsdup-$1
file=$2/$name.tar.gz
cd "$(dirname "$0")/../.."
mkdir -p "$2"
trap 'rm -f "$file.list" "$file.new"' EXIT

if [ -e .git ]; then
    git ls-files >"$file.list"
    time=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
else
    find Makefile README.md LICENSE .ci .gitignore src include tests seeds docs ! -type d >"$file.list"
    time=${SOURCE_DATE_EPOCH:-$(stat -c %Y Makefile)}
fi
LC_ALL=C sort -o "$file.list" "$file.list"
tar --create --format=ustar --no-recursion --files-from="$file.list" --transform="flags=rh;s|^|$name/|" \
    --mtime="@$time" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX | gzip -9n >"$file.new"
mv "$file.new" "$file"
echo "$file"
