/*
 * newsdup_io.h - readers and writers for newsdup.h: files, folders and streams in, formats out.
 *
 * The rules of newsdup.h hold here too. A reader finds articles, feeds them to a corpus and keeps a
 * reference to where each text came from, so that a writer can quote it afterwards.
 */
#ifndef NEWSDUP_IO_H
#define NEWSDUP_IO_H

#include "newsdup.h"

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default) /* what a shared library gives out */
#endif

/* ---- reading ---------------------------------------------------------------------------------- */

typedef enum nd_input_format {
    ND_INPUT_AUTO = 0, /* by content first, then by extension */
    ND_INPUT_TEXT,     /* a file is an article; its path is the id */
    ND_INPUT_JSON,     /* a file is one JSON object, or an array of them */
    ND_INPUT_JSONL,    /* a line is one JSON object */
    ND_INPUT_CSV,      /* a row is an article, the first row names the columns; separated by , ; or tab */
    ND_INPUT_HTML,     /* a file is a page, its main text the article */
    ND_INPUT_WARC      /* a web archive (WARC, WET): a page or text in it is an article, its address the id */
} nd_input_format;

/* What was wrong with one record or file. The run goes on. */
typedef enum nd_problem_kind {
    ND_PROBLEM_UNREADABLE,   /* a path that was asked for, or found, cannot be read */
    ND_PROBLEM_BAD_RECORD,   /* not the format it should be; skipped */
    ND_PROBLEM_NO_TEXT,      /* a record without text; skipped */
    ND_PROBLEM_EMPTY,        /* a file without any words; kept as a stub */
    ND_PROBLEM_INVALID_UTF8, /* bytes that are not UTF-8; kept, they separate words */
    ND_PROBLEM_OVER_SIZE,    /* longer than max_article_bytes: skipped, as was asked */
    ND_PROBLEM_CHANGED       /* a file changed while it was read, or before it could be quoted; kept */
} nd_problem_kind;
#define ND_PROBLEM_KINDS 7

/* `place` is "path", "path:line" or "path#n" (the n-th of an array or a web archive); `reason` is one line without a
 * newline. Called from the thread that reads, in the order of the input. */
typedef void nd_problem_fn(void *context, nd_problem_kind kind, const char *place, const char *reason);

typedef struct nd_read_options {
    nd_input_format format;
    unsigned        jobs;      /* threads that parse; that of the corpus */
    int             keep_text; /* nonzero: nd_reader_text will be called; pipes are spooled for it */
    const char     *tmpdir;    /* for the spool; NULL: $TMPDIR, or else /tmp */
    uint64_t        max_record_bytes; /* a longer record is skipped and reported; below 2^31 */
    uint64_t        max_article_bytes; /* longer records are left out; 0: none are */
    /* Globs for what is found in folders, the list ending with NULL; NULL: none. They are matched against the
     * path below the folder that was added, or if there is no '/' in them against the name; * does not cross
     * a '/', the component ** does. A folder that matches stands for all that is in it. */
    const char *const *include; /* only files that one of these matches */
    const char *const *exclude; /* and that none of these does */
    /* Where fields are, as "text=story.body,date=when": names in a record with dots between, of id, url, title,
     * date, text, lang and outlet. A field that is named here is looked for there only. NULL: the usual names. */
    const char     *map;
    /* The ids of files are their paths as they were given, without this folder and a '/' in front; of a path that
     * does not begin with it, the whole. NULL: the paths below the folders that were added. */
    const char     *root;
    uint32_t        shard, shards;    /* keep only records whose number modulo shards is shard */
    nd_problem_fn  *problem;          /* may be NULL */
    void           *problem_context;
    nd_progress_fn *progress;         /* of the stage "read", in bytes; may be NULL */
    void           *progress_context;
} nd_read_options;

void nd_read_options_init(nd_read_options *options);

/* Whether nd_read_options.root has this path below it, as both are written: no file is looked at. */
int nd_path_is_below(const char *path, const char *root);

typedef struct nd_reader nd_reader;

/* A reader of nothing yet. `options` is copied; NULL: the defaults. NULL on failure. */
nd_reader *nd_reader_new(const nd_read_options *options, nd_error *error);
void       nd_reader_free(nd_reader *reader);

/* Adds a file, a folder (searched in the order of its names), or "-" for standard input, which is
 * JSON Lines unless the options say otherwise. The ids of articles in a folder are paths below it; a
 * file named by itself has the path that was given. ND_ERROR_IO if the path does not exist or may
 * not be read, ND_ERROR_USAGE for a second "-". Nothing is read yet. */
int nd_reader_add(nd_reader *reader, const char *path, nd_error *error);

/* The next article: 1 and *out, borrowed until the next call; 0 at the end; or a negative status.
 * Records that cannot be used are reported to `problem` and passed over. */
int nd_reader_next(nd_reader *reader, nd_article *out, nd_error *error);

/* Feeds all that is left to the corpus, parsed in the corpus's threads. */
int nd_reader_feed(nd_reader *reader, nd_corpus *corpus, nd_error *error);

/* How much was read. */
typedef struct nd_read_counts {
    uint64_t records, articles, bytes;
    uint64_t other_files;    /* in folders: names that are no articles */
    uint64_t excluded_files, excluded_folders; /* in folders, by nd_read_options.exclude; the latter not entered */
    uint64_t files_not_included;               /* in folders, by nd_read_options.include */
    uint64_t repeated_files; /* reached by a second path, and not read again */
    uint64_t other_records;  /* in web archives: requests, pictures, errors; not among `records` */
    uint64_t paired_files;   /* pages beside a JSON file of the same name, which was read instead */
    uint64_t late_pages;     /* that were read too: in a stream, before the JSON file came */
    uint64_t problems[ND_PROBLEM_KINDS];
} nd_read_counts;

void nd_reader_counts(const nd_reader *reader, nd_read_counts *out);

/* Where a field of articles came from. Static, or borrowed from the reader. */
typedef struct nd_field_source {
    const char *field; /* id, url, title, date, text, lang or outlet */
    const char *name;  /* that it had in the records */
    uint64_t    articles;
} nd_field_source;

/* The index-th of them, fields in this order, names in the order of preference: 1, or 0 when there are no more. */
int nd_reader_field(const nd_reader *reader, size_t index, nd_field_source *out);

/* 1 if the file at this path, whatever other names it has, is one of those read so far; else 0. */
int nd_reader_has_read(const nd_reader *reader, const char *path);

/* The text of an article read before, by its `source`: read again from its file or the spool.
 * Borrowed until the next call. ND_ERROR_IO if the file is gone or has changed. Needs keep_text. */
int nd_reader_text(nd_reader *reader, uint64_t source, nd_string *out, nd_error *error);

/* Where a record lies. */
typedef enum nd_origin_kind {
    ND_ORIGIN_LINE, /* it is a line of its file */
    ND_ORIGIN_FILE, /* it is the whole file */
    ND_ORIGIN_PART  /* it is a part that is no line, as an element of an array */
} nd_origin_kind;

typedef struct nd_origin {
    const char    *path; /* of the file; "-": standard input. Borrowed until more is read */
    nd_origin_kind kind;
    int            is_lost; /* nonzero: a line over max_record_bytes, of which nothing was kept */
} nd_origin;

/* Where a record comes from: that of an article by its `source`, or any of all nd_read_counts.records, which
 * are numbered from 0 in the order of the input, articles or not. Nothing is read. Needs keep_text. */
int nd_reader_origin(const nd_reader *reader, uint64_t source, nd_origin *out, nd_error *error);

/* The bytes of the record as they stand in its file: a line with the blanks around the object and its
 * newline, if it has one. Borrowed until the next call. Fails as nd_reader_text does, or with ND_ERROR_LIMIT
 * if the record is lost. Needs keep_text. */
int nd_reader_record(nd_reader *reader, uint64_t source, nd_string *out, nd_error *error);

/* Where output goes. Returns ND_OK or a negative status; ND_ERROR_CLOSED ends the writing quietly. */
typedef int nd_sink_fn(void *context, const void *data, size_t size, nd_error *error);

/* ---- checking --------------------------------------------------------------------------------- */

/*
 * Which articles of a result are copies that should not be there. A copy is an article of a cluster that is
 * neither a reference nor the one that stands for it: the canonical, or if the baseline accepts others of the
 * cluster and not it, the first of them. It is new unless the baseline has its digest with its id. So of m
 * members of which a are references or accepted, m - max(a, 1) are new, whichever is the canonical.
 */
typedef enum nd_gate_kind {
    ND_GATE_COPIES,
    ND_GATE_NEW,       /* new copies */
    ND_GATE_RATIO,     /* copies in the articles that are no references; its limit in 1/100 of a percent */
    ND_GATE_CLUSTER,   /* articles in the largest cluster that has a copy */
    ND_GATE_IDENTICAL  /* copies with the very words of another article */
} nd_gate_kind;
#define ND_GATES    5
#define ND_NO_LIMIT UINT32_MAX

typedef struct nd_audit_options {
    uint32_t    most[ND_GATES]; /* that passes; ND_NO_LIMIT: no such gate. Without any, no new copy passes */
    nd_string   baseline;       /* the text of a baseline; {NULL, 0}: none */
    const char *baseline_name;  /* told in errors */
} nd_audit_options;

void nd_audit_options_init(nd_audit_options *options);

typedef struct nd_audit nd_audit;

/* ND_ERROR_FORMAT if the baseline is none. The result must stay; the text of the baseline need not. */
int  nd_audit_new(const nd_result *result, const nd_audit_options *options, nd_audit **out, nd_error *error);
void nd_audit_free(nd_audit *audit);

typedef struct nd_audit_summary {
    uint64_t articles, references; /* that are none; that are */
    uint64_t copies, new_copies, identical, largest_cluster;
    uint64_t accepted_articles;    /* that are in a cluster and that the baseline has */
    uint64_t stale_lines;          /* of the baseline: no article in a cluster is theirs */
    int      has_baseline, is_passed;
} nd_audit_summary;

void nd_audit_summarize(const nd_audit *audit, nd_audit_summary *out);

typedef struct nd_gate {
    nd_gate_kind kind;
    const char  *name; /* "max-copies"; static */
    uint32_t     most;
    uint64_t     count, of; /* of: articles, for ND_GATE_RATIO; else 0 */
    int          is_passed;
} nd_gate;

/* The gates that were asked for; iterates as a result does. */
int nd_audit_next_gate(const nd_audit *audit, uint64_t *position, nd_gate *out);

typedef struct nd_copy {
    uint64_t    article, stands; /* indices of documents: the copy, and what stands for its cluster */
    uint64_t    other;           /* what it is compared with: mostly `stands`; what follows is about them */
    nd_relation relation;        /* of the copy to `other` */
    double      coverage, other_coverage;
    int         is_new;
} nd_copy;

/* The copies, those of the largest cluster first, as nd_result_next_member has them. */
int nd_audit_next_copy(const nd_audit *audit, uint64_t *position, nd_copy *out);
/* 1 and *out if this document is a copy, else 0. */
int nd_audit_copy(const nd_audit *audit, uint64_t document, nd_copy *out);

/* How a new baseline differs. */
typedef struct nd_baseline_change {
    uint64_t lines, added, removed;
} nd_baseline_change;

/* Writes a baseline that accepts all articles of clusters with a copy, but the references. Remarks are kept. */
int nd_baseline_write(const nd_audit *audit, nd_sink_fn *sink, void *context, nd_baseline_change *change,
                      nd_error *error);

/* ---- writing ---------------------------------------------------------------------------------- */

typedef enum nd_format {
    ND_FORMAT_TEXT,      /* groups for people */
    ND_FORMAT_JSONL,     /* header, one row an article, summary */
    ND_FORMAT_PAIRS_TSV, /* verified pairs, with a header line */
    ND_FORMAT_PAIRS_JSONL,
    ND_FORMAT_TSV,  /* one row an article, with a header line */
    ND_FORMAT_CSV,  /* the same as RFC 4180 has it */
    ND_FORMAT_PATHS, /* ids only, a line each, an empty one between groups */
    ND_FORMAT_HTML,  /* a page that needs nothing else, with texts, pairs and differences where there are any */
    /* Reports of an audit. Articles are told by the file they come from, if `texts` knows it. */
    ND_FORMAT_CHECK,    /* clusters with new copies, and the gates, for people */
    ND_FORMAT_GITHUB,   /* annotations: commands of a workflow, one a line */
    ND_FORMAT_MARKDOWN, /* tables, for the summary of a job */
    ND_FORMAT_SARIF,    /* SARIF 2.1.0 */
    ND_FORMAT_JUNIT,    /* JUnit XML: a test case for each gate and each copy */
    ND_FORMAT_GITLAB    /* GitLab code quality */
} nd_format;
#define ND_FORMATS 14

typedef struct nd_write_options {
    nd_format   format;
    int         copies_only;  /* groups are clusters, not stories */
    int         colour;       /* nonzero: ANSI colours in text */
    int         null_ended;   /* nonzero: a NUL behind each id in paths, not a newline */
    int         with_text;    /* nonzero: rows of JSON Lines hold the texts of grouped articles */
    unsigned    jobs;         /* threads that make rows of JSON Lines without texts; 0: one */
    nd_reader  *texts;        /* quotes and texts come from here; NULL: there are none */
    const char *options_line; /* told in the JSON header; may be NULL */
    const nd_audit *audit;    /* of this result: what reports of copies tell; NULL: without baseline and gates */
    nd_problem_fn *problem;   /* a text that cannot be read again: the article's id, and why; may be NULL */
    void          *problem_context;
} nd_write_options;

void nd_write_options_init(nd_write_options *options);

/* Writes the whole result to the sink. */
int nd_result_write(const nd_result *result, const nd_write_options *options, nd_sink_fn *sink,
                    void *context, nd_error *error);

/* A result that was written as JSON Lines, from a reader of that file alone which keeps texts and has read
 * nothing yet. It is written in any format as it would have been then, with texts, pairs and differences if
 * they were saved (with_text): the reader is then nd_write_options.texts.
 * ND_ERROR_FORMAT if the file is cut, damaged, or no such result. */
int nd_result_load(nd_reader *reader, nd_result **out, nd_error *error);

/* The options that a loaded result was made with; NULL: not told, or not a loaded one. */
const char *nd_result_options_line(const nd_result *result);

/* Reads all articles of `reader` and finds those of a loaded result among them by their ids: the source of each
 * document is then that of this reader, which keeps texts, or ND_NONE where it is not found or two have its id. */
int nd_result_find_texts(nd_result *result, nd_reader *reader, nd_error *error);
/* Writes a line for each gate of the audit, as a report for people ends. */
int nd_gates_write(const nd_audit *audit, nd_sink_fn *sink, void *context, nd_error *error);

/* Writes one article, as `newsdup read` shows it, as a line of JSON. */
int nd_article_write(const nd_article *article, nd_sink_fn *sink, void *context, nd_error *error);

/* Writes a line that is a JSON object, as it stands, with what became of its article: a member "newsdup" in
 * front of the others, instead of one that it has. {NULL, 0}: an object with this member alone.
 * ND_ERROR_FORMAT if the line is no object; ND_ERROR_USAGE if there is no such document. */
int nd_result_annotate(const nd_result *result, uint64_t document, nd_string line, nd_sink_fn *sink,
                       void *context, nd_error *error);

/* Writes the name of a file as the format paths does: a line, or the very bytes with a NUL behind. */
int nd_path_write(const char *path, int null_ended, nd_sink_fn *sink, void *context, nd_error *error);

/* Why two articles are copies or not, or why one is where it is. */
typedef struct nd_explain_options {
    uint64_t   a, b;    /* indices of documents; b ND_NONE: a alone */
    int        json;    /* nonzero: one JSON object instead of text */
    int        alone;   /* nonzero: A and B are no corpus: groups are not told, and that no statistics are
                           used is */
    int        colour;  /* nonzero: ANSI colours in text, beside marks that say the same */
    unsigned   columns; /* of the terminal: passages side by side from 100 on; 0: no terminal */
    nd_reader *texts;   /* passages and figures come from here: a reader that keeps texts */
} nd_explain_options;

/* a is ND_NONE: to be set. */
void nd_explain_options_init(nd_explain_options *options);

/* Writes the explanation to the sink. ND_ERROR_USAGE if there are no such articles or a is b. */
int nd_explain_write(nd_explainer *explainer, const nd_explain_options *options, nd_sink_fn *sink,
                     void *context, nd_error *error);

/* ---- tuning ----------------------------------------------------------------------------------- */

/* The pairs of a run that lie near a threshold, to choose it by. The explainer must stay as long as it does. */
typedef struct nd_tuning nd_tuning;
int  nd_tuning_new(nd_explainer *explainer, nd_tuning **out, nd_error *error);
void nd_tuning_free(nd_tuning *tuning);

/* Counts are of verified pairs of different texts of which the threshold was asked. */
typedef struct nd_band {
    const char *name, *measure; /* the option, or "template", which is none; what is compared with it. Static */
    nd_unit     unit;
    int         is_off;    /* nonzero: nothing is compared with it, and the counts are 0 */
    double      threshold, width; /* to either side */
    double      lower, higher;    /* the threshold, moved by the width, within its range */
    uint64_t    below, above;     /* pairs within it; what equals the threshold is with those that meet it */
    uint64_t    changed_lower, changed_higher; /* pairs whose relation would be another with the threshold there */
} nd_band;
void nd_tuning_band(const nd_tuning *tuning, nd_threshold threshold, nd_band *out);

typedef struct nd_near_pair {
    uint64_t a, b;  /* documents, A before B by id: of a text that several have, the first */
    double   value; /* what is compared with the threshold */
} nd_near_pair;
/* The pairs on one side, the nearest first, then by digests; iterates as a result does. */
int nd_tuning_next_pair(const nd_tuning *tuning, nd_threshold threshold, int above, uint64_t *position,
                        nd_near_pair *out);

/* What somebody says of two documents: 1 copies, 0 not, -1 not to be scored. */
typedef struct nd_label {
    uint64_t a, b;
    int      kind;
} nd_label;

typedef struct nd_trial {
    uint64_t copies; /* labels of kind 1 */
    uint64_t right_pairs, wrong_pairs;   /* verified as copies, and labelled 1; labelled 0 */
    uint64_t right_groups, wrong_groups; /* in one cluster, likewise */
    uint64_t unlabelled;                 /* pairs in one cluster that no label speaks of */
} nd_trial;

/* Settings to try, rising, the present one among them; none where it is off. Iterates. */
int nd_tuning_next_setting(const nd_tuning *tuning, nd_threshold threshold, uint64_t *position, double *out);

/* Judges and groups the verified pairs with one threshold elsewhere. Each pair should be labelled once. */
int nd_tuning_try(nd_tuning *tuning, nd_threshold threshold, double setting, const nd_label *labels, size_t count,
                  nd_trial *out, nd_error *error);

typedef struct nd_tune_options {
    uint32_t        samples; /* pairs that are shown on each side of each threshold, at most */
    int             json, colour; /* these four as in nd_explain_options */
    unsigned        columns;
    nd_reader      *texts;
    const nd_label *labels; /* NULL: none, and no settings are tried */
    size_t          label_count;
} nd_tune_options;
void nd_tune_options_init(nd_tune_options *options);
int  nd_tune_write(nd_explainer *explainer, const nd_tune_options *options, nd_sink_fn *sink, void *context,
                   nd_error *error);

/* ---- stages as separate processes ------------------------------------------------------------- */

/*
 * The run of nd_corpus_run in steps that separate processes may take, on files in one folder
 * (docs/formats.md). In order: sketch by every shard; then for rounds 0, 1 and 2: pairs by every
 * shard, and cluster once. The last cluster gives the result, byte for byte that of the single run.
 * Every step may be repeated: files are written beside and renamed; SIGINT, SIGTERM and SIGHUP leave none
 * half-written. A file that is damaged, or of other articles or options, is refused with ND_ERROR_FORMAT.
 *
 * nd_stage_sketch takes the articles of one shard. With several shards, nd_article.source is the article's
 * place among those of all shards: it must rise in the order in which they are added (ND_ERROR_USAGE), and
 * no two shards may have the same. A reader's sources do both. With one shard they may be anything.
 */
int nd_stage_sketch(nd_corpus *corpus, uint32_t shard, uint32_t shards, const char *folder,
                    nd_error *error);
int nd_stage_pairs(const nd_options *options, uint32_t round, uint32_t shard, uint32_t shards,
                   const char *in, const char *out, nd_error *error);
/* *result is NULL after rounds 0 and 1. */
int nd_stage_cluster(const nd_options *options, uint32_t round, const char *in, const char *out,
                     nd_result **result, nd_error *error);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
#endif
