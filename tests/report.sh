#!/bin/bash
# report.sh BUILD_FOLDER - opens the HTML report in a headless Chromium; `make test-report` installs it. Without
# one, and without a way to install it, this is skipped, and says so.
set -u
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

for program in "${CHROMIUM:-chromium}" python3; do
    command -v "$program" >/dev/null && continue
    echo "SKIP  $program is not there: the report is not tested in a browser"
    exit 0
done
timeout 300 python3 tests/report_browser.py "$PWD/$1/newsdup" "$scratch"
status=$?
[ "$status" -eq 0 ] || tail -n 5 "$scratch/chromium.log" 2>/dev/null
exit "$status"
