#!/bin/bash
# completions.sh - the completions of bash, zsh and fish are made from the tables that run the program.
# bash's is called as bash calls it, with a command line taken apart; fish is asked what it would propose,
# zsh whether it takes the function for newsdup. A shell that is not there is told.
set -u
cd "$(dirname "$0")/.." || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
passed=0 failed=0

tell() { # tell STATUS WHAT WHY
    if [ "$1" = 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAIL  %s\n%s\n' "$2" "${3:-}"
    fi
}

for shell in bash zsh fish; do
    "$NEWSDUP" completions $shell >"$scratch/$shell" || tell 1 "newsdup completions $shell"
done
verbs=$("$NEWSDUP" help | sed -nE 's/^  ([a-z]+) +[a-z].*/\1/p')
[ "$(wc -w <<<"$verbs")" -ge 6 ]
tell $? "the help lists the commands" "$verbs"

# The names of the options of a command, as its help has them.
options_of() { "$NEWSDUP" help "$1" | grep -oE '^  (-.,|   ) --[a-z-]+' | grep -oE -- '--[a-z-]+' | sort; }

# ---- bash ---------------------------------------------------------------------------------------

# proposals WORD...: what is proposed where the last one stands, sorted.
proposals() {
    local COMP_WORDS=(newsdup "$@") COMP_CWORD=$# COMPREPLY=()
    (cd "$scratch/folder" && _newsdup && printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd ' ')
}

expect() { # expect PROPOSALS WORD...
    local wanted=$1 found
    shift
    found=$(proposals "$@")
    [ "$found" = "$wanted" ]
    tell $? "bash: newsdup $*" "proposed: $found
instead:  $wanted"
}

mkdir -p "$scratch/folder/news" && touch "$scratch/folder/north.jsonl" "$scratch/folder/a b.txt"
# shellcheck source=/dev/null
source "$scratch/bash"
[ "$(complete -p newsdup)" = 'complete -F _newsdup newsdup' ]
tell $? "bash has a function for newsdup"
expect "dedup" ded
found=$(printf '%s\n' $verbs "a b.txt" news north.jsonl | sort | paste -sd ' ')
expect "$found" ""
expect "news north.jsonl" n
expect "news north.jsonl" pairs n
expect "a b.txt" dedup "a "
expect "copies stories" --level ""
expect "stories" cluster --level = s
expect "--level=stories" --level=s
expect "csv" -f c
expect "html jsonl tsv" pairs -f ""
expect "jsonl" pairs --format = j
expect "north.jsonl" -f jsonl : nor
expect "jsonl:north.jsonl" -f jsonl:nor
expect "north.jsonl" --format = jsonl : nor
expect "news" --tmpdir n
expect "north.jsonl" dedup --removed nor
expect "off" --excerpt o
expect "" --threshold n
expect "--removable --removed" dedup --remov
expect "" pairs --remov
expect "--shard" stage --sh
expect "north.jsonl" -- nor
expect "" -- --lev
expect "dedup" help d
for verb in $verbs; do
    found=$(proposals "$verb" -- | tr ' ' '\n')
    [ "$found" = "$(options_of "$verb")" ]
    tell $? "bash: all options of $verb" "$found"
done

# ---- zsh and fish -------------------------------------------------------------------------------

if command -v zsh >/dev/null; then
    why=$(zsh -f -n "$scratch/zsh" 2>&1)
    tell $? "zsh takes the file" "$why"
    mkdir "$scratch/functions" && cp "$scratch/zsh" "$scratch/functions/_newsdup"
    why=$(cd "$scratch" && zsh -f -c 'fpath=($PWD/functions $fpath); autoload -Uz compinit
        compinit -D -u && [[ $_comps[newsdup] == _newsdup ]]' 2>&1)
    tell $? "zsh has a function for newsdup" "$why"
else
    echo "SKIP no zsh to check its completion with"
fi
for verb in $verbs; do
    missing=$(options_of "$verb" | while read -r option; do
        sed -n "/^    ($verb)/,/;;/p" "$scratch/zsh" | grep -qE -- "$option(=?'|[=}])" || echo "$option"
    done)
    [ -z "$missing" ]
    tell $? "zsh: all options of $verb" "$missing"
done

fish_proposals() { # what fish proposes for a command line, without descriptions
    (cd "$scratch/folder" && HOME=$scratch XDG_CONFIG_HOME=$scratch XDG_DATA_HOME=$scratch \
        fish --no-config -c "source $scratch/fish; complete -C '$1'" 2>&1 | cut -f 1 | sort | paste -sd ' ')
}

expect_fish() { # expect_fish PROPOSALS LINE
    local found
    found=$(fish_proposals "$2")
    [ "$found" = "$1" ]
    tell $? "fish: $2" "proposed: $found
instead:  $1"
}

if command -v fish >/dev/null; then
    expect_fish "dedup" "newsdup ded"
    expect_fish "copies stories" "newsdup --level "
    expect_fish "html jsonl tsv" "newsdup pairs -f "
    expect_fish "north.jsonl" "newsdup dedup --removed nor"
    expect_fish "--removable --removed" "newsdup dedup --remov"
    expect_fish "" "newsdup pairs --remov"
    expect_fish "dedup" "newsdup help d"
    for verb in $verbs; do
        found=$(fish_proposals "newsdup $verb --" | tr ' ' '\n')
        [ "$found" = "$(options_of "$verb")" ]
        tell $? "fish: all options of $verb" "$found"
    done
else
    echo "SKIP no fish to check its completion with"
fi

! "$NEWSDUP" completions tcsh 2>"$scratch/said" && grep -q 'bash, zsh or fish' "$scratch/said"
tell $? "another shell is refused"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
