/*
 * cmd_completions.c - `newsdup completions bash`: what a shell needs to complete a command line, from the
 * tables of commands and options. It is no command of the help: `make install` puts the scripts where the
 * shells look for them.
 */
#include <stdio.h>
#include <string.h>

#include "cli/completions.h"
#include "cli/log.h"
#include "cli/output.h"

static int begins(const char *text, const char *with) {
    return !strncmp(text, with, strlen(with));
}

enum value_kind completions_value(const struct flag *flag) {
    if (!flag->argument) return VALUE_NONE;
    if (flag->choices) return flag->kind == FLAG_TARGET ? VALUE_TARGET : VALUE_WORDS;
    if (begins(flag->argument, "FILE") || begins(flag->argument, "PATH")) return VALUE_FILE;
    if (begins(flag->argument, "DIR")) return VALUE_FOLDER;
    return flag->zero ? VALUE_WORDS : VALUE_FREE;
}

int completions_is_repeatable(const struct flag *flag) {
    return flag->kind == FLAG_TARGET || flag->kind == FLAG_LIST;
}

int completions_know(const struct command *command) {
    return command->line || command->about;
}

int completions_takes_command(const struct command *command) {
    return strstr(command->operands, "COMMAND") != NULL;
}

void completions_put_words(const struct flag *flag) {
    if (!flag->choices) fputs(flag->zero, stdout);
    for (const struct choice *choice = flag->choices; choice && choice->name; choice++)
        printf("%s%s", choice == flag->choices ? "" : " ", choice->name);
}

void completions_put_commands(int all, const char *between) {
    const char *before = "";
    for (const struct command *command = commands; command->name; command++) {
        if (all ? !completions_know(command) : !command->line) continue;
        printf("%s%s", before, command->name);
        before = between;
    }
}

void completions_put_escaped(const char *text, const char *special) {
    for (; *text; text++) {
        if (strchr(special, *text))
            printf("\\%c", *text);
        else if (*text == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*text);
    }
}

int cmd_completions(const struct settings *settings) {
    static const struct {
        const char *shell;
        void (*put)(void);
    } scripts[] = {{"bash", completions_bash}, {"zsh", completions_zsh}, {"fish", completions_fish}};
    for (size_t i = 0; settings->operand_count == 1 && i < sizeof scripts / sizeof *scripts; i++) {
        if (strcmp(settings->operands[0], scripts[i].shell)) continue;
        scripts[i].put();
        return output_finish_stdout();
    }
    log_error("completions takes the name of a shell: bash, zsh or fish");
    return EXIT_TROUBLE;
}
