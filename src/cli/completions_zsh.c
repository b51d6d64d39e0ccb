/*
 * completions_zsh.c - a function for zsh's completion system: the command is taken off the line, and what
 * is left is described to _arguments.
 */
#include <string.h>

#include "cli/completions.h"

static const char head[] =
    "#compdef newsdup\n"
    "# zsh completion of newsdup, written by newsdup from its tables of commands and options.\n"
    "\n"
    "# A format, which may go to a file of its own.\n"
    "_newsdup_target() {\n"
    "  if compset -P '*:'; then _files; else compadd -- \"$@\"; fi\n"
    "}\n"
    "\n"
    "_newsdup_first() {\n"
    "  _alternative 'commands:command:_newsdup_commands' 'files:PATH:_files'\n"
    "}\n"
    "\n"
    "_newsdup_commands() {\n"
    "  local -a commands\n"
    "  commands=(\n";

static const char after_commands[] =
    "  )\n"
    "  _describe -t commands command commands\n"
    "}\n"
    "\n"
    "_newsdup() {\n"
    "  local verb=cluster first=_files\n"
    "  if (( CURRENT == 2 )); then\n"
    "    first=_newsdup_first\n"
    "  elif [[ $words[2] == (";

static const char after_names[] =
    ") ]]; then\n"
    "    verb=$words[2]\n"
    "    shift words\n"
    "    (( CURRENT-- ))\n"
    "  fi\n"
    "  case $verb in\n";

static const char tail[] =
    "  esac\n"
    "}\n"
    "\n"
    "_newsdup \"$@\"\n";

/* The action behind an argument, in single quotes that are open. */
static void put_action(const struct flag *flag) {
    switch (completions_value(flag)) {
    case VALUE_WORDS:
        putchar('(');
        completions_put_words(flag);
        putchar(')');
        break;
    case VALUE_TARGET:
        fputs(" _newsdup_target ", stdout);
        completions_put_words(flag);
        break;
    case VALUE_FILE: fputs("_files", stdout); break;
    case VALUE_FOLDER: fputs("_directories", stdout); break;
    case VALUE_NONE:
    case VALUE_FREE: break;
    }
}

/* '(-o --output)'{-o+,--output=}'[write to FILE]:FILE:_files' */
static void put_option(const struct flag *flag) {
    int         is_repeatable = completions_is_repeatable(flag);
    const char *equals = flag->argument ? "=" : "", *plus = flag->argument ? "+" : "";
    fputs("        ", stdout);
    if (is_repeatable) fputs("'*'", stdout);
    else if (flag->letter) printf("'(-%c --%s)'", flag->letter, flag->name);
    else printf("'(--%s)'", flag->name);
    if (flag->letter) printf("{-%c%s,--%s%s}", flag->letter, plus, flag->name, equals);
    else printf("--%s%s", flag->name, equals);
    fputs("'[", stdout);
    completions_put_escaped(flag->help, "[]\\");
    putchar(']');
    if (flag->argument) {
        printf(":%.*s:", (int)strcspn(flag->argument, "[,:"), flag->argument);
        put_action(flag);
    }
    puts("' \\");
}

static void put_command(const struct command *command) {
    printf("    (%s)\n      _arguments -s -S \\\n", command->name);
    for (const struct flag *flag = flags; flag->name; flag++)
        if (flag_applies(flag, command->name)) put_option(flag);
    puts(completions_takes_command(command) ? "        '1:command:_newsdup_commands' ;;"
                                            : "        \"1:PATH:$first\" '*:PATH:_files' ;;");
}

void completions_zsh(void) {
    fputs(head, stdout);
    for (const struct command *command = commands; command->name; command++) {
        if (!command->line) continue;
        printf("    '%s:", command->name);
        completions_put_escaped(command->line, ":\\");
        puts("'");
    }
    fputs(after_commands, stdout);
    completions_put_commands(1, "|");
    fputs(after_names, stdout);
    for (const struct command *command = commands; command->name; command++)
        if (completions_know(command)) put_command(command);
    fputs(tail, stdout);
}
