#!/bin/bash
# soak.sh FOLDER - runs every fuzz target and every soak_<what> program in FOLDER for SOAK_SECONDS (600)
# each, SOAK_JOBS (2) at a time. `make soak` builds them first.
#
# Inputs that reach something new are kept in FOLDER/corpus/<what> and used again; an input that fails is
# named, and `FOLDER/fuzz_<what> FILE` repeats it. None of this is part of `make test`.
set -u
cd "$(dirname "$0")/.." || exit 2
folder=$1
export SOAK_SECONDS=${SOAK_SECONDS:-600}
export ASAN_OPTIONS=detect_leaks=1:${ASAN_OPTIONS:-}

soak() {
    local program=$1 name=${1##*/}
    local log=${program%/*}/$name.log what=${name#*_} status
    case $name in
    fuzz_*)
        mkdir -p "${program%/*}/corpus/$what"
        "$program" -max_total_time="$SOAK_SECONDS" -max_len=1000 -timeout=30 -malloc_limit_mb=256 \
            -artifact_prefix="${program%/*}/failed-$what-" -print_final_stats=1 \
            "${program%/*}/corpus/$what" "seeds/fuzz/$what" >"$log" 2>&1 ;;
    *) "$program" "$SOAK_SECONDS" "$(date +%s)" >"$log" 2>&1 ;;
    esac
    status=$?
    if [ "$status" -eq 0 ]; then
        echo "ok    $name: $(sed -n 's/^stat::number_of_executed_units: *\(.*\)/\1 inputs/p; /corpora,/p' "$log")"
        return 0
    fi
    echo "FAIL  $name, status $status (log: $log)"
    grep -E 'required|ERROR|runtime error|Test unit written|^seed ' "$log" | sed 's/^/      /'
    return 1
}
export -f soak

programs=$(find "$folder" -maxdepth 1 -type f -perm -u+x \( -name 'fuzz_*' -o -name 'soak_*' \) | sort)
[ -n "$programs" ] || exit 2
xargs -P "${SOAK_JOBS:-2}" -I{} bash -c 'soak {}' <<<"$programs"
