/* manual.h - the parts of the manual that no table has, as running text. */
#ifndef MANUAL_H
#define MANUAL_H

/* The day of the last change, as manuals show it. */
#define MANUAL_DATE "2026-11-22"

/* Paragraphs are parted by an empty line. One whose first line begins with two blanks is shown as it stands;
 * one that begins with "WORDS:" and a newline explains these words. */
struct chapter {
    const char *heading;
    const char *pages; /* names of commands with spaces between, "newsdup": that of the program; NULL: all */
    const char *text;
};

/* Before the commands and options, and after them. Both end with a NULL heading. */
extern const struct chapter chapters_before[], chapters_after[];

#endif
