/*
 * cmd_manual.c - the manual pages, in the macros of man(7): chapters from manual.c, commands and options from
 * the tables that run them. newsdup(1) has what holds for all commands, and a line for each option; a command
 * that has something to say has a page of its own, with all that is known of its options. `make man` writes
 * the pages that `newsdup manual list` names; it is no command of the help, as man(1) shows them.
 */
#include <ctype.h>
#include <string.h>

#include "cli/command.h"
#include "cli/log.h"
#include "cli/manual.h"
#include "cli/output.h"

/* ---- text as roff wants it -------------------------------------------------------------------- */

/* Characters as they are typed, not set; no line may begin as a request does. */
static void put_text(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '.' && (i == 0 || text[i - 1] == '\n')) fputs("\\&", stdout);
        switch (text[i]) {
        case '\\': fputs("\\e", stdout); break;
        case '-': fputs("\\-", stdout); break;
        case '\'': fputs("\\(aq", stdout); break;
        case '^': fputs("\\(ha", stdout); break;
        case '~': fputs("\\(ti", stdout); break;
        default: putchar(text[i]);
        }
    }
}

static void put_line(const char *text, size_t size) {
    put_text(text, size);
    putchar('\n');
}

/* As it stands, without the two blanks that every line begins with. */
static void put_literal(const char *text, size_t size) {
    puts(".PP\n.RS 4\n.nf");
    for (size_t at = 0, end; at < size; at = end + 1) {
        const char *newline = memchr(text + at, '\n', size - at);
        end = newline ? (size_t)(newline - text) : size;
        put_line(text + at + 2, end - at - 2);
    }
    puts(".fi\n.RE");
}

static void put_paragraph(const char *text, size_t size, int is_first) {
    const char *newline = memchr(text, '\n', size);
    if (!strncmp(text, "  ", 2)) {
        put_literal(text, size);
    } else if (newline && newline[-1] == ':') {
        fputs(".TP\n.B ", stdout);
        put_line(text, (size_t)(newline - 1 - text));
        put_line(newline + 1, size - (size_t)(newline + 1 - text));
    } else {
        if (!is_first) puts(".PP");
        put_line(text, size);
    }
}

/* ---- chapters --------------------------------------------------------------------------------- */

static void put_chapters(const struct chapter *chapter, const char *page) {
    for (; chapter->heading; chapter++) {
        if (!verbs_have(chapter->pages, page)) continue;
        printf(".SH %s\n", chapter->heading);
        for (const char *text = chapter->text; *text;) {
            const char *end = strstr(text, "\n\n");
            size_t      size = end ? (size_t)(end - text) : strlen(text);
            put_paragraph(text, size, text == chapter->text);
            text += size + (end ? 2 : 0);
        }
    }
}

/* What a page calls itself: NEWSDUP or NEWSDUP-CLUSTER. */
static void put_title(const char *verb) {
    fputs(".\\\" Written by newsdup from its tables of commands and options.\n.TH NEWSDUP", stdout);
    if (verb) fputs("\\-", stdout);
    for (const char *at = verb ? verb : ""; *at; at++) putchar(toupper((unsigned char)*at));
    printf(" 1 \"%s\" \"newsdup %s\" \"User Commands\"\n.SH NAME\n", MANUAL_DATE, nd_version());
}

/* Commands with a page, all but the one that it is on, and the page of formats. */
static void put_see_also(const struct command *here) {
    puts(".SH SEE ALSO");
    if (here) puts(".BR newsdup (1),");
    for (const struct command *command = commands; command->name; command++)
        if (command->about && command != here) printf(".BR newsdup\\-%s (1),\n", command->name);
    puts(".BR newsdup\\-formats (5)");
}

/* ---- from the tables -------------------------------------------------------------------------- */

static const char *line_of(const struct command *command) {
    return command->line ? command->line : "one step of a run, for schedulers";
}

static void put_synopsis(const struct command *command) {
    const char *format = command == commands ? "\\fBnewsdup\\fP [\\fB%s\\fP] " : "\\fBnewsdup %s\\fP ";
    printf(format, command->name);
    put_line(command->operands, strlen(command->operands));
}

/* Lines that were ended for the help: those that begin with blanks stay as they are, others are filled. */
static void put_about(const char *about) {
    int is_literal = 0;
    for (const char *line = about; *line; line = strchr(line, '\n') + 1) {
        if (is_literal != (*line == ' ')) puts(is_literal ? ".fi" : ".nf");
        is_literal = *line == ' ';
        put_line(line, strcspn(line, "\n"));
    }
    if (is_literal) puts(".fi");
}

static void put_commands(void) {
    puts(".SH COMMANDS\nA first argument that is not a command is a PATH to cluster.");
    for (const struct command *command = commands; command->name; command++) {
        if (!command->line && !command->about) continue;
        printf(".TP\n.B %s\n", command->name);
        put_text(line_of(command), strlen(line_of(command)));
        if (command->about) printf("; see\n.BR newsdup\\-%s (1)", command->name);
        putchar('\n');
    }
}

static void put_default(const struct flag *flag, const char *verb) {
    struct settings defaults;
    char            value[512];
    settings_init(&defaults, verb);
    flag_value(flag, &defaults, value, sizeof value);
    if (!value[0]) return;
    fputs(".br\nDefault:\n.BR ", stdout);
    put_text(value, strlen(value));
    puts(" .");
}

static void put_option(const struct flag *flag, const char *text, const char *verb) {
    fputs(".TP\n.BR ", stdout);
    if (flag->letter) printf("\\-%c \", \" ", flag->letter);
    fputs("\\-\\-", stdout);
    put_text(flag->name, strlen(flag->name));
    if (flag->argument) printf(" \" \\fI%s\\fP\"", flag->argument);
    putchar('\n');
    put_line(text, strlen(text));
    put_default(flag, verb);
}

static void put_options_heading(void) {
    puts(".SH OPTIONS\nA long option is written out, as \\-\\-name VALUE or \\-\\-name=VALUE;\n"
         "letters may stand together. After \\-\\- every argument is a PATH.");
}

/* A line for each row of the table, and the commands that have it. */
static void put_all_options(void) {
    char verb[32];
    put_options_heading();
    puts("The pages of the commands tell all about their options.");
    for (const struct flag *flag = flags; flag->name; flag++) {
        const char *verbs = flag->verbs ? flag->verbs : commands->name;
        snprintf(verb, sizeof verb, "%.*s", (int)strcspn(verbs, " "), verbs);
        put_option(flag, flag->help, verb);
        if (!flag->verbs) continue;
        fputs(".br\nCommands: ", stdout);
        for (const char *at = flag->verbs; *at; at++) fputs(*at == ' ' ? ", " : (char[2]){*at, 0}, stdout);
        puts(".");
    }
}

/* ---- pages ------------------------------------------------------------------------------------ */

static void put_program(void) {
    put_title(NULL);
    puts("newsdup \\- find near\\-duplicate news articles, and the stories they tell\n.SH SYNOPSIS\n.nf");
    for (const struct command *command = commands; command->name; command++)
        if (command->line) put_synopsis(command);
    puts(".fi");
    put_chapters(chapters_before, "newsdup");
    put_commands();
    put_all_options();
    put_chapters(chapters_after, "newsdup");
    put_see_also(NULL);
}

static void put_command(const struct command *command) {
    put_title(command->name);
    printf("newsdup\\-%s \\- ", command->name);
    put_line(line_of(command), strlen(line_of(command)));
    puts(".SH SYNOPSIS");
    put_synopsis(command);
    puts(".SH DESCRIPTION");
    put_about(command->about);
    put_chapters(chapters_before, command->name);
    put_options_heading();
    for (const struct flag *flag = flags; flag->name; flag++)
        if (flag_applies(flag, command->name)) put_option(flag, flag->about, command->name);
    put_chapters(chapters_after, command->name);
    put_see_also(command);
}

static void put_list(void) {
    puts("newsdup.1");
    for (const struct command *command = commands; command->name; command++)
        if (command->about) printf("newsdup-%s.1\n", command->name);
}

/* NULL if no command has this page. */
static const struct command *command_of_page(const char *page) {
    char name[80];
    for (const struct command *command = commands; command->name; command++) {
        snprintf(name, sizeof name, "newsdup-%s.1", command->name);
        if (command->about && !strcmp(name, page)) return command;
    }
    return NULL;
}

int cmd_manual(const struct settings *settings) {
    const char           *page = settings->operand_count == 1 ? settings->operands[0] : "";
    const struct command *command = command_of_page(page);
    if (command) {
        put_command(command);
    } else if (!strcmp(page, "newsdup.1")) {
        put_program();
    } else if (!strcmp(page, "list")) {
        put_list();
    } else {
        log_error("manual takes the name of a page, or list, which names them");
        return EXIT_TROUBLE;
    }
    return output_finish_stdout();
}
