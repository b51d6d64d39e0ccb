/*
 * completions_bash.c - a function for bash 4. Bash takes `--name=VALUE` and `FMT:FILE` apart at = and :,
 * which then are words of their own, unless COMP_WORDBREAKS was changed; both ways are understood. The
 * table becomes two nested `case`: what the command's options are, and what may follow the word before.
 */
#include "cli/completions.h"

static const char head[] =
    "# bash completion of newsdup, written by newsdup from its tables of commands and options.\n"
    "\n"
    "_newsdup() {\n"
    "    local verb=cluster options kind=operand words= prefix= at=$((COMP_CWORD - 1)) before\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} commands='";

static const char after_commands[] =
    "'\n"
    "    case $word in\n"
    "    = | :) at=$COMP_CWORD word= ;;\n"
    "    --*=*) prefix=${word%%=*}= word=${word#*=} ;;\n"
    "    esac\n"
    "    before=${COMP_WORDS[at]}\n"
    "    [[ $before != = ]] || before=${COMP_WORDS[at - 1]}\n"
    "    [[ ! $prefix ]] || before=${prefix%=}\n"
    "    case $COMP_CWORD:${COMP_WORDS[1]} in\n"
    "    1:*) ;;\n"
    "    *:";

static const char after_names[] =
    ") verb=${COMP_WORDS[1]} ;;\n"
    "    esac\n"
    "    case $verb in\n";

static const char tail[] =
    "    esac\n"
    "    if [[ \" ${COMP_WORDS[*]:1:COMP_CWORD-1} \" == *' -- '* ]]; then\n"
    "        kind=files\n"
    "    elif [[ $before == : ]]; then\n"
    "        kind=files\n"
    "    elif [[ $kind == target && $word == *:* ]]; then\n"
    "        prefix=$prefix${word%%:*}: word=${word#*:} kind=files\n"
    "    elif [[ $kind == operand && $word == -* ]]; then\n"
    "        kind=words words=$options\n"
    "    elif [[ $kind == operand && $COMP_CWORD -eq 1 ]]; then\n"
    "        kind=first\n"
    "    fi\n"
    "    case $kind in\n"
    "    words | target) mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\") ;;\n"
    "    first) mapfile -t COMPREPLY < <(compgen -W \"$commands\" -- \"$word\"; compgen -f -- \"$word\") ;;\n"
    "    files | operand) mapfile -t COMPREPLY < <(compgen -f -- \"$word\") ;;\n"
    "    folders) mapfile -t COMPREPLY < <(compgen -d -- \"$word\") ;;\n"
    "    none) COMPREPLY=() ;;\n"
    "    esac\n"
    "    [[ $kind == words || $kind == target ]] || compopt -o filenames 2>/dev/null\n"
    "    COMPREPLY=(\"${COMPREPLY[@]/#/$prefix}\")\n"
    "}\n"
    "complete -F _newsdup newsdup\n";

static void put_names(const struct flag *flag, const char *between) {
    if (flag->letter) printf("-%c%s", flag->letter, between);
    printf("--%s", flag->name);
}

/* What follows the option. */
static void put_value(const struct flag *flag) {
    static const char *const kinds[] = {[VALUE_FREE] = "none", [VALUE_WORDS] = "words",
                                        [VALUE_TARGET] = "target", [VALUE_FILE] = "files",
                                        [VALUE_FOLDER] = "folders"};
    enum value_kind kind = completions_value(flag);
    if (kind == VALUE_NONE) return;
    fputs("        ", stdout);
    put_names(flag, " | ");
    printf(") kind=%s", kinds[kind]);
    if (kind == VALUE_WORDS || kind == VALUE_TARGET) {
        fputs(" words='", stdout);
        completions_put_words(flag);
        putchar('\'');
    }
    puts(" ;;");
}

static void put_command(const struct command *command) {
    const char *before = "";
    printf("    %s)\n        options='", command->name);
    for (const struct flag *flag = flags; flag->name; flag++) {
        if (!flag_applies(flag, command->name)) continue;
        fputs(before, stdout);
        put_names(flag, " ");
        before = " ";
    }
    puts("'\n        case $before in");
    for (const struct flag *flag = flags; flag->name; flag++)
        if (flag_applies(flag, command->name)) put_value(flag);
    if (completions_takes_command(command))
        puts("        *) [[ $word == -* ]] || kind=words words=$commands ;;");
    puts("        esac ;;");
}

void completions_bash(void) {
    fputs(head, stdout);
    completions_put_commands(0, " ");
    fputs(after_commands, stdout);
    completions_put_commands(1, " | *:");
    fputs(after_names, stdout);
    for (const struct command *command = commands; command->name; command++)
        if (completions_know(command)) put_command(command);
    fputs(tail, stdout);
}
