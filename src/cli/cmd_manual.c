/*
 * cmd_manual.c - the manual page, in the macros of man(7): chapters from manual.c, commands and options
 * from the tables that run them. `make man` writes it; it is no command of the help, as man(1) shows it.
 */
#include <string.h>

#include "cli/command.h"
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

static void put_chapters(const struct chapter *chapter) {
    for (; chapter->heading; chapter++) {
        printf(".SH %s\n", chapter->heading);
        for (const char *text = chapter->text; *text;) {
            const char *end = strstr(text, "\n\n");
            size_t      size = end ? (size_t)(end - text) : strlen(text);
            put_paragraph(text, size, text == chapter->text);
            text += size + (end ? 2 : 0);
        }
    }
}

/* ---- from the tables -------------------------------------------------------------------------- */

static void put_front(void) {
    printf(".\\\" Written by newsdup from its tables of commands and options.\n"
           ".TH NEWSDUP 1 \"%s\" \"newsdup %s\" \"User Commands\"\n"
           ".SH NAME\nnewsdup \\- find near\\-duplicate news articles, and the stories they tell\n"
           ".SH SYNOPSIS\n.nf\n",
           MANUAL_DATE, nd_version());
    for (const struct command *command = commands; command->name; command++) {
        if (!command->line) continue;
        const char *format = command == commands ? "\\fBnewsdup\\fP [\\fB%s\\fP] " : "\\fBnewsdup %s\\fP ";
        printf(format, command->name);
        put_line(command->operands, strlen(command->operands));
    }
    puts(".fi");
}

/* Lines that were ended for the help: those that begin with blanks stay as they are, others are filled. */
static void put_about(const char *about) {
    int is_literal = 0;
    for (const char *line = about; *line; line = strchr(line, '\n') + 1) {
        if (is_literal != (*line == ' ')) puts(is_literal ? ".fi" : ".nf");
        is_literal = *line == ' ';
        put_line(line, strcspn(line, "\n"));
    }
}

static void put_commands(void) {
    puts(".SH COMMANDS\nA first argument that is not a command is a PATH to cluster.");
    for (const struct command *command = commands; command->name; command++) {
        if (!command->line && !command->about) continue;
        printf(".TP\n.B %s\n", command->name);
        if (command->line) put_line(command->line, strlen(command->line));
        else puts("one step of a run, for schedulers");
        if (!command->about) continue;
        puts(".IP");
        put_about(command->about);
    }
}

static void put_default(const struct flag *flag) {
    struct settings defaults;
    char            verb[32] = "cluster", value[512];
    if (flag->verbs) snprintf(verb, sizeof verb, "%.*s", (int)strcspn(flag->verbs, " "), flag->verbs);
    settings_init(&defaults, verb);
    flag_value(flag, &defaults, value, sizeof value);
    if (!value[0]) return;
    fputs(".br\nDefault:\n.BR ", stdout);
    put_text(value, strlen(value));
    puts(" .");
}

static void put_option(const struct flag *flag) {
    fputs(".TP\n.BR ", stdout);
    if (flag->letter) printf("\\-%c \", \" ", flag->letter);
    fputs("\\-\\-", stdout);
    put_text(flag->name, strlen(flag->name));
    if (flag->argument) printf(" \" \\fI%s\\fP\"", flag->argument);
    putchar('\n');
    put_line(flag->about, strlen(flag->about));
    put_default(flag);
    if (!flag->verbs) return;
    fputs(".br\nCommands: ", stdout);
    for (const char *at = flag->verbs; *at; at++) fputs(*at == ' ' ? ", " : (char[2]){*at, 0}, stdout);
    puts(".");
}

int cmd_manual(const struct settings *settings) {
    (void)settings;
    put_front();
    put_chapters(chapters_before);
    put_commands();
    puts(".SH OPTIONS\nA long option is written out, as \\-\\-name VALUE or \\-\\-name=VALUE; letters may stand\n"
         "together. After \\-\\- every argument is a PATH.");
    for (const struct flag *flag = flags; flag->name; flag++) put_option(flag);
    put_chapters(chapters_after);
    return output_finish_stdout();
}
