#!/bin/sh
# deps.sh - what the build needs from the system.
#
#     deps.sh check            fail with the list of what is missing
#     deps.sh install [test]   install it with apt as root or through sudo -n; else print the command
#     deps.sh install browser  the same with what opens a report
#     deps.sh install package  the same with what builds packages of Debian, if this is one, and with what
#                              tests can do without
#
# Nothing is asked of the network, and nothing is changed, when all is there.
set -u

missing=""

need_program() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }

need_library() {
    command -v pkg-config >/dev/null 2>&1 && pkg-config --exists "$1" || missing="$missing $2"
}

need_package() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q ' installed$' || missing="$missing $1"
}

find_missing() {
    missing=""
    need_program "${CC:-cc}" "gcc"
    [ -e /usr/include/stdlib.h ] || echo '#include <stdlib.h>' | ${CC:-cc} -E - >/dev/null 2>&1 ||
        missing="$missing libc6-dev"
    need_program pkg-config pkg-config
    need_library libxxhash libxxhash-dev
    need_library libutf8proc libutf8proc-dev
    need_library json-c libjson-c-dev
    need_library libzstd libzstd-dev
    need_library zlib zlib1g-dev
    need_library libarchive libarchive-dev
    need_library uchardet libuchardet-dev
    case "${1:-}" in
    test | package) need_library cmocka libcmocka-dev ;;
    browser)
        need_program "${CHROMIUM:-chromium}" chromium
        need_program python3 python3 ;;
    esac
    [ "${1:-}" = package ] && command -v apt-get >/dev/null 2>&1 || return 0
    need_package build-essential
    need_package debhelper
    need_program git git
    need_program lintian lintian
    need_program mandoc mandoc
    groff -man -T ascii /dev/null >/dev/null 2>&1 || missing="$missing groff"
    need_program jq jq
    need_program python3 python3
    need_program zsh zsh
    need_program fish fish
}

command="apt-get install -y --no-install-recommends"

case "${1:-}" in
check)
    find_missing
    [ -z "$missing" ] && exit 0
    echo "newsdup: the build needs:$missing" >&2
    echo "  sudo $command$missing" >&2
    exit 1 ;;
install)
    find_missing "${2:-}"
    [ -z "$missing" ] && exit 0
    become=""
    if [ "$(id -u)" != 0 ]; then
        become="sudo -n"
        $become true 2>/dev/null || become=none
    fi
    if [ "$become" = none ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "newsdup: missing, and cannot be installed from here:$missing" >&2
        echo "  sudo apt-get update && sudo $command$missing" >&2
        exit 1
    fi
    echo "installing:$missing" >&2
    # An unreachable source that has none of these packages need not end it: the installation tells.
    $become apt-get update
    $become env DEBIAN_FRONTEND=noninteractive $command $missing || exit 1
    find_missing "${2:-}"
    [ -z "$missing" ] && exit 0
    echo "newsdup: still missing after the installation:$missing" >&2
    exit 1 ;;
*)
    echo "usage: deps.sh check | install [test|browser|package]" >&2
    exit 2 ;;
esac
