#!/bin/bash
# example.sh - docs/example.c, built from the public headers alone, prints what it should.
set -u
cd "$(dirname "$0")/.." || exit 2
if "${BUILD:-build}/example" | diff tests/example.expected -; then
    echo "1 passed, 0 failed"
else
    echo "0 passed, 1 failed"
    exit 1
fi
