/*
 * flags.h - THE table of options. The parser, both helps, the manual, the completions of shells and the
 * line of options in the output read it; an option is a row there and a field here, and nothing else.
 */
#ifndef FLAGS_H
#define FLAGS_H

#include <stddef.h>

#include "newsdup.h"
#include "newsdup_io.h"

enum colour_mode { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };
enum group_level { LEVEL_STORIES, LEVEL_COPIES };
enum reply_format { REPLY_TEXT, REPLY_JSON }; /* of explain and tune */
enum progress_mode { PROGRESS_AUTO, PROGRESS_PLAIN, PROGRESS_NONE };
enum help_kind { HELP_NONE, HELP_SHORT, HELP_LONG };

struct shard {
    uint32_t number, count;
};

#define OUTPUTS_MAX 8

/* What to write, and where to. */
struct target {
    int         format; /* an nd_format; of explain and tune a reply_format */
    const char *name;   /* of the format; NULL where there is no choice */
    const char *file;   /* NULL: not said; --output or standard output */
};

/* At least one: the default stands first until another is given. */
struct targets {
    struct target items[OUTPUTS_MAX];
    int           count, is_given;
};

/* What a flag was given, each time; NULL after the last. */
#define LIST_MAX 64
struct list {
    const char *items[LIST_MAX + 1];
    int         count;
};

/* All that the command line said, and the defaults for what it did not. */
struct settings {
    const char    *verb;
    nd_options     run;
    struct targets targets;
    int            level;
    int            input_format; /* an nd_input_format */
    int            colour;
    int            quiet, verbose, strict, stats;
    int            null; /* of lists, read and written */
    int            with_text;
    int            progress;            /* a progress_mode */
    int            annotate, removable; /* of dedup */
    const char    *removed;             /* NULL: nowhere */
    uint32_t       most[ND_GATES];      /* of check, by nd_gate_kind; ND_NO_LIMIT: no such gate */
    const char    *baseline;            /* NULL: none */
    int            update_baseline;
    struct list    against;
    const char    *root; /* NULL: the folder given */
    int            help, version;
    const char    *output; /* of the first target without a file; NULL: standard output */
    const char    *tmpdir;
    struct list    include, exclude;
    const char    *map;        /* NULL: the usual names */
    uint64_t       max_size;   /* 0: off */
    uint64_t       memory;     /* 0: no bound */
    uint32_t       samples;    /* of tune */
    const char    *labels;     /* NULL: none */
    const char    *files_from; /* NULL: operands only */
    struct shard   shard;
    uint32_t       round;
    const char    *in, *out;
    char         **operands; /* borrowed from argv */
    int            operand_count;
};

enum flag_kind {
    FLAG_SWITCH, /* int: set to 1 */
    FLAG_HELP,   /* int: HELP_SHORT by its letter, HELP_LONG by its name */
    FLAG_COUNT,  /* uint32_t in [least, most] */
    FLAG_LIMIT,  /* uint32_t; ND_NO_LIMIT until it is given */
    FLAG_PERCENT, /* the same in hundredths of a percent, at most 100% */
    FLAG_SHARE,  /* double in (0, 1] */
    FLAG_CHOICE, /* int: the value of a choice; the first is the default */
    FLAG_SIZE,   /* uint64_t: bytes, with k, M or G; at least 1 */
    FLAG_STRING, /* const char * */
    FLAG_LIST,   /* struct list; may be given again */
    FLAG_SHARD,  /* struct shard: I/N with I < N */
    FLAG_TARGET  /* struct targets: one more of them, the name of a choice or NAME:FILE */
};

/* What decides about groups is told in the header of the output. */
enum flag_method {
    METHOD_NOT = 0,
    METHOD,
    METHOD_IF_ON /* an int or uint32_t, told unless it is 0 */
};

struct choice {
    const char *name;
    int         value;
};

struct flag {
    char                 letter; /* 0: none */
    const char          *name;
    const char          *argument; /* its name in the help; NULL: takes none */
    const char          *verbs;    /* names with spaces between; NULL: all */
    const char          *help;     /* one line */
    const char          *about;    /* a paragraph: what it means, its range, an example; for help and manual */
    enum flag_kind       kind;
    size_t               field; /* offset in struct settings */
    uint32_t             least, most;
    const char          *zero;    /* the word for a value of 0 (FLAG_COUNT, FLAG_SHARE, FLAG_SIZE), or NULL */
    const struct choice *choices; /* ends with a NULL name */
    enum flag_method     is_method;
};

/* Ends with a NULL name. */
extern const struct flag flags[];

struct target target_of(const struct choice *choice, const char *file);

/* The defaults for a verb. */
void settings_init(struct settings *settings, const char *verb);

/* Whether the verb is one of these, names with spaces between; NULL are all. */
int verbs_have(const char *verbs, const char *verb);
int flag_applies(const struct flag *flag, const char *verb);

/* The row of a long name (`size` bytes) or of a letter for this verb, or NULL. */
const struct flag *flag_by_name(const char *verb, const char *name, size_t size);
const struct flag *flag_by_letter(const char *verb, char letter);

/* Writes what the settings hold for this flag as it would be given on the command line; "" where it is
 * a switch or has no value. Returns `text`. */
const char *flag_value(const struct flag *flag, const struct settings *settings, char *text, size_t size);

/* The options that decide about groups, as a command line that repeats them. */
void flags_method_line(const struct settings *settings, char *line, size_t size);

#endif
