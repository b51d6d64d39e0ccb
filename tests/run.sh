#!/bin/bash
# run.sh BUILD_FOLDER - runs every test against what is built there, and sums up.
#
# A part is a program or script. Its output goes to BUILD_FOLDER/log/<part> and is shown when it
# fails. A part counts its own cases by a last line "N passed, N failed", or as cmocka does; a part
# that does neither counts as one. It has failed if it exits nonzero, whatever it counted, if it ran no
# case, or if it takes 15 minutes.
set -u
cd "$(dirname "$0")/.." || exit 2

build=$1
log=$build/log
passed=0 failed=0 skipped=0 failing=""
mkdir -p "$log"
NEWSDUP=$PWD/$build/newsdup BUILD=$build
export NEWSDUP BUILD
# A report of a sanitizer is a failure that no test may mistake for an expected exit status.
export ASAN_OPTIONS=detect_leaks=1:exitcode=99:${ASAN_OPTIONS:-}
export UBSAN_OPTIONS=print_stacktrace=1:exitcode=99:${UBSAN_OPTIONS:-}
export TSAN_OPTIONS=exitcode=99:suppressions=$PWD/tests/thread.supp:${TSAN_OPTIONS:-}

# "passed failed" as the log tells, or nothing.
count_cases() {
    awk '/^[0-9]+ passed, [0-9]+ failed/ { good = $1; bad = $3; told = 1 }
         /^\[  PASSED  \] [0-9]+ test/ { good = $4; told = 1 }
         /^\[  FAILED  \] [0-9]+ test/ { bad = $4; told = 1 }
         END { if (told) print good + 0, bad + 0 }' "$1"
}

# A line for each test that was skipped. cmocka names them twice, the second time in a list at the end.
list_skipped() {
    awk '/^SKIP/ { print }
         /^\[  SKIPPED \] [0-9]+ test/ { listed = 1; next }
         /^\[  SKIPPED \]/ && listed { print "SKIP " $4 }' "$1"
}

run_part() {
    local name=$1 status cases good bad left_out
    shift
    timeout 900 "$@" >"$log/$name" 2>&1 </dev/null
    status=$?
    cases=$(count_cases "$log/$name")
    if [ -n "$cases" ]; then
        good=${cases% *} bad=${cases#* }
    else
        good=$((status == 0)) bad=0
    fi
    left_out=$(list_skipped "$log/$name" | wc -l)
    [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ $((good + left_out)) -eq 0 ]; } && bad=1
    passed=$((passed + good)) failed=$((failed + bad)) skipped=$((skipped + left_out))
    if [ "$status" -eq 0 ] && [ "$bad" -eq 0 ]; then
        printf 'ok    %-28s %4d\n' "$name" "$good"
        list_skipped "$log/$name" | sed 's/^/      /'
        return
    fi
    failing="$failing $name"
    printf 'FAIL  %-28s %4d of %d, status %d\n' "$name" "$bad" $((good + bad)) "$status"
    sed 's/^/    /' "$log/$name" | tail -n 80
}

for source in tests/unit/test_*.c; do
    name=$(basename "$source" .c)
    run_part "$name" "$build/tests/unit/$name"
done
for source in tests/fuzz/fuzz_*.c; do
    name=$(basename "$source" .c)
    run_part "$name" "$build/fuzz/$name" "seeds/fuzz/${name#fuzz_}"
done
run_part laws bash tests/laws.sh
run_part laws_fail bash tests/laws_fail.sh
run_part faults "$build/newsdup-faults" "$PWD/tests/cli/shared"
for script in tests/cli/run.sh tests/dedup.sh tests/check.sh tests/ci.sh \
    tests/wrong_uses.sh tests/hostile.sh tests/signals.sh tests/memory.sh \
    tests/seeds.sh tests/wrappings.sh tests/explain.sh tests/eval.sh tests/example.sh tests/install.sh tests/man.sh \
    tests/completions.sh tests/pages.sh; do
    [ -e "$script" ] || continue
    name=${script#tests/}
    run_part "$(echo "${name%.sh}" | tr / -)" bash "$script"
done

echo
[ -z "$failing" ] || echo "failing:$failing (logs in $log)"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
