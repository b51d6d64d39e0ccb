#!/bin/sh
# demo.sh PROGRAM - what `make demo` shows: the sample articles in groups, and the pairs behind them.
set -eu

program=$1

echo '$ newsdup seeds/articles'
"$program" seeds/articles
echo
echo '$ newsdup pairs -q seeds/articles | cut -f 1-5'
"$program" pairs -q seeds/articles | cut -f 1-5
