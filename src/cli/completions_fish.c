/*
 * completions_fish.c - a line of `complete` for each row of the table, with the commands that have it as its
 * condition.
 */
#include "cli/completions.h"

static const char head[] =
    "# fish completion of newsdup, written by newsdup from its tables of commands and options.\n"
    "\n"
    "# Whether the command of the line is one of these; the one that is not named is cluster.\n"
    "function __newsdup_is\n"
    "    set -l words (commandline -opc)\n"
    "    set -l verb cluster\n"
    "    if set -q words[2]; and contains -- $words[2] ";

static const char after_commands[] =
    "\n"
    "        set verb $words[2]\n"
    "    end\n"
    "    contains -- $verb $argv\n"
    "end\n"
    "\n"
    "function __newsdup_is_first\n"
    "    test (count (commandline -opc)) -eq 1\n"
    "end\n"
    "\n";

static const char special[] = "'\\";

static void put_value(const struct flag *flag) {
    switch (completions_value(flag)) {
    case VALUE_NONE: break;
    case VALUE_FREE: fputs(" -x", stdout); break;
    case VALUE_FILE: fputs(" -r -F", stdout); break;
    case VALUE_FOLDER: fputs(" -x -a '(__fish_complete_directories)'", stdout); break;
    case VALUE_WORDS:
    case VALUE_TARGET:
        fputs(" -x -a '", stdout);
        completions_put_words(flag);
        putchar('\'');
        break;
    }
}

static void put_option(const struct flag *flag) {
    fputs("complete -c newsdup", stdout);
    if (flag->verbs) printf(" -n '__newsdup_is %s'", flag->verbs);
    if (flag->letter) printf(" -s %c", flag->letter);
    printf(" -l %s", flag->name);
    put_value(flag);
    fputs(" -d '", stdout);
    completions_put_escaped(flag->help, special);
    puts("'");
}

void completions_fish(void) {
    fputs(head, stdout);
    completions_put_commands(1, " ");
    fputs(after_commands, stdout);
    for (const struct command *command = commands; command->name; command++) {
        if (!command->line) continue;
        printf("complete -c newsdup -n __newsdup_is_first -a %s -d '", command->name);
        completions_put_escaped(command->line, special);
        puts("'");
        if (!completions_takes_command(command)) continue;
        printf("complete -c newsdup -n '__newsdup_is %s' -x -a '", command->name);
        completions_put_commands(0, " ");
        puts("'");
    }
    for (const struct flag *flag = flags; flag->name; flag++) put_option(flag);
}
