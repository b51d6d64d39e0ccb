/*
 * completions.h - what the completions of every shell are made of: the commands that the help lists, their
 * options, and what may stand behind these.
 */
#ifndef COMPLETIONS_H
#define COMPLETIONS_H

#include "cli/command.h"

enum value_kind {
    VALUE_NONE,   /* the option takes none */
    VALUE_FREE,   /* nothing can be proposed */
    VALUE_WORDS,  /* one of some words, or the one that stands for a number */
    VALUE_TARGET, /* one of some words, which a colon and a file may follow */
    VALUE_FILE,
    VALUE_FOLDER
};

enum value_kind completions_value(const struct flag *flag);

/* Whether it may be given again. */
int completions_is_repeatable(const struct flag *flag);

/* Whether its options are completed: it is in the help, or has something to say. Only the former are
 * proposed. */
int completions_know(const struct command *command);

/* What stands behind the options of a command: names of commands, else files. */
int completions_takes_command(const struct command *command);

/* Prints the words of VALUE_WORDS and VALUE_TARGET. */
void completions_put_words(const struct flag *flag);

/* Prints the names of the commands that are proposed, or of all that are known, with `between` between. */
void completions_put_commands(int all, const char *between);

/* Prints a text that stands within single quotes, with a backslash before what is in `special`. Of fish the
 * quote is special itself; other shells have to leave the quotes for it. */
void completions_put_escaped(const char *text, const char *special);

/* Each prints the whole script. */
void completions_bash(void);
void completions_zsh(void);
void completions_fish(void);

#endif
