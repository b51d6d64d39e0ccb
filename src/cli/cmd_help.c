/*
 * cmd_help.c - both helps, from the table of flags and that of commands: what is not there cannot be
 * promised here. Defaults are those that the settings really hold.
 */
#include <string.h>

#include "cli/command.h"
#include "cli/log.h"
#include "cli/output.h"

#define HELP_COLUMNS 79 /* of a terminal of 80 */
#define FLAG_COLUMNS 27
#define ABOUT_INDENT 8

static const char more[] =
    "PATH is a file, a folder, or - for standard input, which is JSON Lines unless\n"
    "-F says otherwise and is read when no PATH is given. A folder is searched for\n"
    ".txt, .md, .html, .json, .jsonl, .csv, .tsv and .warc files, compressed ones\n"
    "too. Nothing that is read is ever changed.\n"
    "\n"
    "Exit status: 0 done; 1 from check, if a gate failed, and from explain, if the\n"
    "answer is no; 2 wrong usage, a path that is missing or cannot be read, a write\n"
    "error, or with --strict a record that was skipped or a file that changed.\n";

void help_put_usage(FILE *file) {
    fputs("Usage: newsdup [COMMAND] [OPTION]... [PATH|-]...\n\n", file);
    for (const struct command *command = commands; command->name; command++)
        if (command->line) fprintf(file, "  %-9s %s\n", command->name, command->line);
    fputs("\nA first argument that is not a command is a PATH to cluster.\n"
          "'newsdup help COMMAND' tells more.\n",
          file);
}

/* Goes on after column `column` and breaks at spaces; further lines begin after `indent` blanks. */
static void put_wrapped(const char *text, size_t column, size_t indent) {
    for (const char *word = text; *word;) {
        size_t size = strcspn(word, " "), blank = column > indent;
        if (column + blank + size > HELP_COLUMNS && blank) {
            putchar('\n');
            column = 0;
            blank = 0;
        }
        if (column < indent) blank = indent - column;
        printf("%*s%.*s", (int)blank, "", (int)size, word);
        column += blank + size;
        word += size + strspn(word + size, " ");
    }
    putchar('\n');
}

static void put_flag(const struct flag *flag, const struct settings *defaults, int is_long) {
    char left[64], value[512], help[1024], letter[5] = "    ";
    if (flag->letter) snprintf(letter, sizeof letter, "-%c, ", flag->letter);
    snprintf(left, sizeof left, "%s--%s%s%s", letter, flag->name, flag->argument ? " " : "",
             flag->argument ? flag->argument : "");
    flag_value(flag, defaults, value, sizeof value);
    snprintf(help, sizeof help, value[0] ? "%s [%s]" : "%s", flag->help, value);
    put_wrapped(help, (size_t)printf("  %s", left), FLAG_COLUMNS);
    if (!is_long) return;
    put_wrapped(flag->about, 0, ABOUT_INDENT);
    putchar('\n');
}

static void put_flags(const char *verb, int is_long) {
    struct settings defaults;
    settings_init(&defaults, verb);
    for (const struct flag *flag = flags; flag->name; flag++)
        if (flag_applies(flag, verb)) put_flag(flag, &defaults, is_long);
}

static void put_command(const struct command *command, int is_long) {
    printf("Usage: newsdup %s %s\n", command->name, command->operands);
    if (is_long && command->about) printf("\n%s", command->about);
    puts("\nOptions [default]:");
    put_flags(command->name, is_long);
    if (is_long) fputs(more, stdout);
}

static void put_program(const struct command *command, int is_long) {
    printf("newsdup %s - finds near-duplicate news articles, and the stories they tell\n\n", nd_version());
    help_put_usage(stdout);
    printf("\nOptions of %s [default]:\n", command->name);
    put_flags(command->name, is_long);
    if (is_long) fputs(more, stdout);
}

int help_show(const struct settings *settings, int is_named) {
    const struct command *command = command_by_name(settings->verb);
    if (is_named)
        put_command(command, settings->help != HELP_SHORT);
    else
        put_program(command, settings->help != HELP_SHORT);
    return output_finish_stdout();
}

int cmd_help(const struct settings *settings) {
    if (settings->operand_count > 1) {
        log_error("help takes one COMMAND");
        return EXIT_TROUBLE;
    }
    struct settings about = *settings;
    const char     *name = settings->operand_count ? settings->operands[0] : commands[0].name;
    if (!command_by_name(name)) {
        log_error("help: there is no command '%s'; newsdup --help lists them", name);
        return EXIT_TROUBLE;
    }
    about.verb = name;
    return help_show(&about, settings->operand_count > 0);
}
