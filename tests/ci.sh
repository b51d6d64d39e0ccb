#!/bin/bash
# ci.sh - the recipes of docs/ci.md, as far as they run without a network: their commands are taken from the page
# and run in a repository of a few articles, before and after a copy is added; the reports that a recipe hands on
# must be there. NEWSDUP is the program. Prints `N passed, N failed`.
set -u
newsdup=${NEWSDUP:?the program}
command -v git >/dev/null 2>&1 || { echo "SKIP git is not here" && echo "0 passed, 0 failed" && exit; }
page=$PWD/docs/ci.md
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
trap 'exit 2' HUP INT TERM
export LC_ALL=C HOME=$work GIT_CONFIG_NOSYSTEM=1
PATH=$(dirname "$newsdup"):$PATH
passed=0 failed=0

# holds WHAT COMMAND...
holds() {
    local what=$1
    shift
    if "$@" >said 2>&1; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL $what"
        head -n 20 said
    fi
}

# block FILE: the block of the page that begins with "# FILE". Without FILE, the first in ```sh.
block() {
    awk -v name="${1:-}" '
        /^```/ { if (inside) inside = 0; else { inside = 1; first = 1; is_sh = /sh$/; wanted = 0; next } }
        inside && first { first = 0; wanted = name != "" ? $0 == "# " name : is_sh && !done++ }
        inside && wanted' "$page"
}

# step NAME: what stands under "run: |" of that step.
step() {
    awk -v name="$1" '
        /^ *- / { here = index($0, "- name: " name) > 0 }
        here && /run: \|/ { match($0, /^ */); depth = RLENGTH; running = 1; next }
        running { match($0, /^ */); if (RLENGTH <= depth) exit; print substr($0, depth + 3) }'
}

# items KEY: the list under KEY, an item a line.
items() {
    awk -v key="$1:" '
        $1 == key { match($0, /^ */); depth = RLENGTH; inside = 1; next }
        inside { match($0, /^ */); if (RLENGTH <= depth) exit; sub(/^ *- /, ""); print }'
}

value() { sed -n "s/^ *$1: //p"; }

# article FAMILY [EDIT]
article() {
    local i
    for i in {1..90}; do printf '%s%d ' "$1" "$i"; done
    [ $# -lt 2 ] || for i in {1..8}; do printf '%s%d ' "$2" "$i"; done
    echo
}

# ends STATUS COMMANDS: as a runner has them, in a shell that ends with the first that fails.
ends() {
    rm -f copies.* "$work/summary.md"
    GITHUB_STEP_SUMMARY=$work/summary.md bash -eo pipefail -c "$2" >log 2>&1
    [ $? -eq "$1" ] || { cat log; return 1; }
}

git init -q "$work/repository" && cd "$work/repository" || exit 2
mkdir -p articles/wire
article ferry >articles/a.txt
article ferry storm >articles/wire/b.txt
article garden >articles/c.txt
git add articles

# ---- a baseline ----------------------------------------------------------------------------------

holds "the page says how to begin" [ -n "$(block)" ]
holds "it works" ends 0 "$(block)"
holds "the baseline is in the index" git ls-files --error-unmatch .newsdup-baseline

github=$(block .github/workflows/copies.yml)
gitlab=$(block .gitlab-ci.yml)
hook=$(block .pre-commit-config.yaml | value entry)
check=$(step "check for copies" <<<"$github")
script=$(items script <<<"$gitlab")
for what in github gitlab hook check script; do holds "the page has the $what" [ -n "${!what}" ]; done
holds "scripts are shell" bash -nc "$check$script$(step 'install newsdup' <<<"$github" | sed 's/\${{[^}]*}}/address/')"

# reports: what each recipe hands on, which must be there whatever the status.
sarif=$(value sarif_file <<<"$github")
quality=$(value codequality <<<"$gitlab") junit=$(value junit <<<"$gitlab")

run_all() { # STATUS FILE...
    local status=$1 report
    shift
    holds "GitHub ends with $status" ends "$status" "$check"
    for report in "$sarif" "$work/summary.md"; do holds "GitHub has $report" [ -s "$report" ]; done
    cp log github.log
    holds "GitLab ends with $status" ends "$status" "$script"
    for report in "$quality" "$junit"; do holds "GitLab has $report" [ -s "$report" ]; done
    holds "pre-commit ends with $status" ends "$status" "$hook $*"
}

run_all 0 articles/wire/b.txt articles/c.txt
article garden fog >articles/wire/d.txt
run_all 1 articles/wire/d.txt
holds "GitHub marks the file" grep -q '^::warning file=articles/\(wire/d\|c\).txt,title=ND002' github.log
holds "the hook names the article of the folder" grep -q 'articles/wire/d.txt .* articles/c.txt' log
holds "the status of the page is right when there is no baseline" ends 2 \
    "$(sed 's/\.newsdup-baseline/missing/' <<<"$script")"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
