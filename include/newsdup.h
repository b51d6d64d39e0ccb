/*
 * newsdup.h - find near-duplicate news articles: the core, without I/O.
 *
 * Feed articles from memory, run, read the result:
 *
 *     nd_error error;
 *     nd_corpus *corpus = nd_corpus_new(NULL, &error);
 *     nd_article article = {.id = ..., .text = ...};
 *     nd_corpus_add(corpus, &article, &error);
 *     nd_result *result;
 *     nd_corpus_run(corpus, &result, &error);
 *     nd_document document;
 *     for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) ...
 *     nd_result_free(result);
 *     nd_corpus_free(corpus);
 *
 * Rules that hold for every function here:
 *   - Functions that can fail return ND_OK or a negative nd_status and describe the failure in the
 *     caller's nd_error, which may be NULL. Nothing prints, exits or aborts.
 *   - A returned pointer or nd_string is borrowed from the object it came from. A `T **out` is the
 *     caller's and has a `_free`, which accepts NULL.
 *   - No globals: any number of corpora may live side by side, one thread each.
 *   - The same articles and options give the same result for any number of jobs, and the same
 *     groups for any order of arrival.
 *
 * Files, folders, JSON and output formats are in newsdup_io.h.
 */
#ifndef NEWSDUP_H
#define NEWSDUP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#ifdef __GNUC__
#pragma GCC visibility push(default) /* what a shared library gives out */
#endif

#define ND_VERSION "0.1.0"

/* The version of the library that is linked, as "major.minor.patch". A shared library is named for its ABI,
 * which is major.minor before 1.0, then major: within one, functions and structures stay as they are. */
const char *nd_version(void);

/* ---- values ----------------------------------------------------------------------------------- */

/* Bytes that somebody else owns; not terminated by NUL, and may hold one. `data` is NULL where a
 * value is missing, as against empty. */
typedef struct nd_string {
    const char *data;
    size_t      size;
} nd_string;

typedef enum nd_status {
    ND_OK = 0,
    ND_ERROR_USAGE = -1,     /* an option or argument is outside what is allowed */
    ND_ERROR_MEMORY = -2,    /* the system has no more memory */
    ND_ERROR_IO = -3,        /* a file cannot be opened, read, written or renamed */
    ND_ERROR_FORMAT = -4,    /* data is not in the format it should be in */
    ND_ERROR_LIMIT = -5,     /* more than this version can hold; the message names the limit */
    ND_ERROR_CANCELLED = -6, /* the progress callback asked to stop */
    ND_ERROR_CLOSED = -7     /* the reader of our output has gone away (a closed pipe) */
} nd_status;

/* Owned by the caller; needs no initialisation: every failing call fills it, no other touches it. */
typedef struct nd_error {
    int32_t code;          /* an nd_status */
    char    message[1020]; /* one line of UTF-8, terminated, without a newline: what and where */
} nd_error;

/* How article A relates to article B. */
typedef enum nd_relation {
    ND_UNRELATED = 0,
    ND_IDENTICAL,       /* the same words */
    ND_NEAR_DUPLICATE,  /* copies: each mostly found in the other */
    ND_EXCERPT,         /* most of A is in B, which holds much more */
    ND_EXTENDED,        /* A holds most of B and much more */
    ND_SHARES_PASSAGES, /* verbatim quotes or background in common; not a copy */
    ND_TEMPLATE         /* the same form stating other facts; refused as a copy */
} nd_relation;

/* The part an article plays in its group; all but the first two name its relation to the canonical. */
typedef enum nd_role {
    ND_ROLE_UNIQUE = 0,
    ND_ROLE_CANONICAL,
    ND_ROLE_IDENTICAL,
    ND_ROLE_NEAR_DUPLICATE,
    ND_ROLE_EXCERPT,
    ND_ROLE_EXTENDED,
    ND_ROLE_SHARES_PASSAGES
} nd_role;

/* The name used in every output ("near-duplicate"); static, never NULL. */
const char *nd_relation_name(nd_relation relation);
const char *nd_role_name(nd_role role);

/* ---- memory ----------------------------------------------------------------------------------- */

/*
 * All that the library holds it takes by these functions, which do what malloc, calloc, realloc and free do,
 * from any thread. A program that defines all four itself is linked with its own instead, as it may with operator
 * new in C++, and so says where the blocks lie. Not among them is what other libraries take to parse JSON and to
 * unpack.
 */
void *nd_allocate(size_t size);
void *nd_allocate_zeroed(size_t count, size_t size);
void *nd_reallocate(void *block, size_t size);
void  nd_release(void *block);

/* ---- options ---------------------------------------------------------------------------------- */

/* Pairs that metadata refuses. What is not known refuses nothing. */
typedef enum nd_across {
    ND_ACROSS_ALL = 0,
    ND_ACROSS_OUTLET, /* two articles of one outlet are not related */
    ND_ACROSS_LANG    /* two articles of one language are not related */
} nd_across;

/* Called from the thread that runs, with the name of the stage ("candidates", "statistics", "verify"; of a
 * reader "read") and how many pairs, or bytes, are done out of how many (0: not known). Return nonzero to
 * cancel. */
typedef int nd_progress_fn(void *context, const char *stage, uint64_t done, uint64_t total);

/* Fill with nd_options_init, then change fields: a field added later has its default. */
typedef struct nd_options {
    double          near_duplicate_coverage; /* coverage both ways of a near-duplicate; (0, 1] */
    double          excerpt_coverage;        /* coverage one way of an excerpt; (0, 1], or 0: off */
    uint32_t        passage_words;           /* shared words that make a story; 0: no stories */
    uint32_t        min_words;               /* shorter articles are stubs and stay unique */
    int             across;                  /* an nd_across */
    uint32_t        within_days;             /* pairs published more days (UTC) apart are refused; 0: none are */
    uint32_t        jobs;                    /* threads; 0: one for each processor */
    const char     *keep;                    /* ordered rules that choose the canonical */
    int             without_pairs;           /* nonzero: nd_result_next_pair gives none; saves time */
    int             with_differences;        /* nonzero: nd_result_next_difference gives them; takes memory */
    int             all_pairs;               /* nonzero: keep every related pair of groups over 64 too */
    nd_progress_fn *progress;                /* may be NULL */
    void           *progress_context;
} nd_options;

void nd_options_init(nd_options *options);

/* ND_OK, or ND_ERROR_USAGE with the option, as the program names it, and its range. nd_corpus_new calls
 * it too. */
int nd_options_check(const nd_options *options, nd_error *error);

/* ---- articles in ------------------------------------------------------------------------------ */

#define ND_NO_TIME INT64_MIN

/* One article as it is fed. Only `text` matters for what is a copy; the rest identifies, ranks and is
 * handed back. Missing fields are {NULL, 0}. Text is UTF-8; invalid bytes separate words. */
typedef struct nd_article {
    nd_string id;     /* equal ids are told apart as id#2, id#3 in the result */
    nd_string text;
    nd_string title;  /* when it repeats as the first line of the text, that line is ignored */
    nd_string url;
    nd_string date;   /* as it was found */
    nd_string lang;
    nd_string outlet;
    int64_t   time;   /* publication, seconds since 1970 UTC, or ND_NO_TIME */
    uint64_t  source; /* the caller's own number, handed back in nd_document */
    int       is_repaired; /* nonzero: bytes of the text that were not UTF-8 are U+FFFD by now; counted as such */
} nd_article;

typedef struct nd_corpus nd_corpus;

/* An empty corpus. `options` is copied; NULL: the defaults. NULL on failure. */
nd_corpus *nd_corpus_new(const nd_options *options, nd_error *error);
void       nd_corpus_free(nd_corpus *corpus);

/* Adds one article; nothing of it is referred to afterwards. At most 2^32 - 2 articles. The corpus is as
 * it was on failure. */
int nd_corpus_add(nd_corpus *corpus, const nd_article *article, nd_error *error);

/* Gives article `index` of a batch. Called from `jobs` threads at once; `worker` < jobs numbers the
 * thread, so that each may have its own buffers. What *out refers to must stay valid until the same
 * worker is called again. Returns ND_OK, 1 to leave the article out, or a negative nd_status, which
 * ends nd_corpus_add_batch with it, and describes it in *error. */
typedef int nd_fetch_fn(void *context, size_t index, unsigned worker, nd_article *out,
                        nd_error *error);

/* Adds `count` articles in the order of their index, fetched and read in parallel. On failure those before
 * the first that failed are in, and no other: nd_corpus_size tells how many. */
int nd_corpus_add_batch(nd_corpus *corpus, size_t count, nd_fetch_fn *fetch, void *context,
                        nd_error *error);

/* Articles added from now on are references: what the others are checked against. Two references are never
 * related, though an article that is none may tie both; the canonical of a cluster is a reference if there is
 * one in it; what is common is counted among references. Without an article after it changes nothing. */
void nd_corpus_begin_references(nd_corpus *corpus);

/* The number of threads that will call a fetch function. */
unsigned nd_corpus_jobs(const nd_corpus *corpus);

/* Articles added so far. */
uint64_t nd_corpus_size(const nd_corpus *corpus);

/* ---- results out ------------------------------------------------------------------------------ */

typedef struct nd_result nd_result;

/* Finds the copies and stories among the articles added so far. The result stands alone: the corpus
 * may be freed before it. */
int  nd_corpus_run(nd_corpus *corpus, nd_result **out, nd_error *error);
void nd_result_free(nd_result *result);

#define ND_NONE UINT64_MAX

/* An article in the result. Coverage is the share of its words that lie in passages found in the other
 * article; two characters of a script without spaces count as a word. */
typedef struct nd_document {
    uint64_t    index; /* position in the order of arrival, from 0 */
    uint64_t    source;
    nd_string   id;
    nd_string   title, url, date, lang, outlet;
    int64_t     time;
    uint8_t     digest[16]; /* of the normalised text: equal for identical articles */
    uint32_t    words;
    nd_role     role;
    const char *rule;               /* why it has this role; one line, static */
    uint64_t    cluster;            /* group of copies, for nd_result_group; or ND_NONE */
    uint64_t    story;              /* group of clusters; or ND_NONE */
    uint64_t    canonical;          /* index of the article it is compared with; or ND_NONE */
    uint64_t    via;                /* index of the member that ties it in, when not the canonical */
    double      coverage;           /* share of this article found in `via`, or else `canonical` */
    double      canonical_coverage; /* the reverse */
    double      jaccard;            /* of the sets of 5-word shingles */
    uint32_t    passages;           /* shared passages of 8 words or more that count for a story */
    uint32_t    passage_words;      /* equal words in them */
    uint32_t    passage_count;      /* how many nd_result_next_passage gives, the longest */
    uint32_t    figures_changed;    /* numbers replaced by other numbers at the same place */
    int         is_reference;       /* added after nd_corpus_begin_references */
} nd_document;

/* A passage that two articles share, as half-open byte ranges of their texts: equal words, but for a few
 * replaced, dropped or added between them. */
typedef struct nd_passage {
    uint64_t at[2]; /* in this article */
    uint64_t in[2]; /* in the other one */
    uint32_t words;
    uint32_t story_words; /* equal words of it that count for a story: not what many articles hold */
} nd_passage;

/* Words of an article that stand as others in the other one, as half-open byte ranges of their texts; an empty
 * range where they were added or dropped. */
typedef struct nd_difference {
    uint64_t at[2], in[2];
} nd_difference;

typedef enum nd_group_kind { ND_CLUSTER, ND_STORY } nd_group_kind;

typedef struct nd_group {
    uint64_t      index;
    nd_group_kind kind;
    char          id[24];    /* "c-" or "s-" and 16 hex digits: the smallest digest in it */
    uint64_t      size;      /* articles */
    uint64_t      copies;    /* articles that deduplication would remove */
    uint64_t      canonical; /* index of the article that stands for it */
} nd_group;

/* A verified pair, A before B by id. */
typedef struct nd_pair {
    uint64_t    a, b; /* indices of documents */
    nd_relation relation; /* of A to B */
    double      coverage_a, coverage_b, jaccard;
    uint32_t    passages;
    uint32_t    longest_passage_words;
    uint32_t    figures_changed;
    const char *note; /* why the pair did not end in one cluster, or ""; static */
} nd_pair;

typedef struct nd_summary {
    uint64_t articles, stories, clusters, copies;
    uint64_t stubs;         /* articles shorter than min_words, and walls: what one outlet shows under many titles */
    uint64_t invalid_utf8;  /* articles with bytes that are not UTF-8 */
    uint64_t repeated_ids;  /* articles whose id was taken: told apart as id#2 */
    uint64_t unscoped;      /* articles that lack the field of across, or the time for within_days */
    uint64_t verifications; /* different pairs that were aligned */
    uint64_t copy_pairs;    /* of these, copies */
    double   expected_recall; /* estimated: the share of copies so alike that share a key; needs pairs */
    double   near_duplicate_coverage, excerpt_coverage; /* the thresholds, as in nd_options */
} nd_summary;

void nd_result_summary(const nd_result *result, nd_summary *out);

/* Random access; `index` must be below nd_summary.articles. */
void nd_result_document(const nd_result *result, uint64_t index, nd_document *out);
/* `index` is nd_document.cluster or .story. */
void nd_result_group(const nd_result *result, uint64_t index, nd_group *out);

/* Iterators. The position is the caller's and starts at 0; each call fills *out, moves the position
 * on and returns 1, or returns 0 at the end. */

/* In the order of arrival. */
int nd_result_next_document(const nd_result *result, uint64_t *position, nd_document *out);
/* Largest first, then by id. */
int nd_result_next_story(const nd_result *result, uint64_t *position, nd_group *out);
/* The clusters and single articles of a story, by their canonical: that of the story first, then
 * largest first. Iterate a single's or a cluster's members with nd_result_next_member. */
int nd_result_next_cluster(const nd_result *result, uint64_t story, uint64_t *position,
                           nd_document *canonical);
/* The articles of the cluster whose canonical this is: canonical first, then by role and id. */
int nd_result_next_member(const nd_result *result, uint64_t canonical, uint64_t *position,
                          nd_document *out);
/* The passages `document` shares with its `via` or canonical, at most 16, in the order of the text. */
int nd_result_next_passage(const nd_result *result, uint64_t document, uint64_t *position,
                           nd_passage *out);
/* What differs within these passages, in the order of the text; none unless options.with_differences. */
int nd_result_next_difference(const nd_result *result, uint64_t document, uint64_t *position,
                              nd_difference *out);
/* The verified pairs, by the ids of A and B. In a story of up to 64 articles these are all pairs, also
 * what is ND_UNRELATED; in larger ones, those with a canonical and with the nearest article, unless
 * options.all_pairs. */
int nd_result_next_pair(const nd_result *result, uint64_t *position, nd_pair *out);

/* ---- explanations ----------------------------------------------------------------------------- */

/* What decides about relations and can be moved: the options near_duplicate_coverage, excerpt_coverage and
 * passage_words, and the share of facts that may differ before two texts are one form. */
typedef enum nd_threshold {
    ND_THRESHOLD_COVERAGE,
    ND_THRESHOLD_EXCERPT,
    ND_THRESHOLD_PASSAGES,
    ND_THRESHOLD_TEMPLATE
} nd_threshold;
#define ND_THRESHOLDS 4

/* What a rule measures in. */
typedef enum nd_unit {
    ND_UNIT_SHARE, /* from 0 to 1; a threshold above 1 is one that is off */
    ND_UNIT_WORDS,
    ND_UNIT_COUNT
} nd_unit;

/* A rule that was asked of a pair. */
typedef struct nd_check {
    const char *rule; /* "coverage both ways"; static */
    nd_unit     unit;
    double      value, threshold;
    double      measured; /* as it was measured, where `value` is what it would be without damage; else the value */
    int         is_most; /* the threshold is the most that is allowed, not the least */
    int         is_met;
    int         decides; /* the relation rests on this one */
} nd_check;
#define ND_CHECKS_MAX 16

/* Two articles side by side, as the run judged them. The arrays are in the order of A's text. */
typedef struct nd_comparison {
    nd_pair              pair; /* A and B as they were asked for */
    int                  one_cluster; /* nonzero: they are in one */
    int                  was_aligned; /* nonzero: by the run too; else nothing pointed to the pair, and it is
                                         judged as the run would have done */
    uint32_t             words_a, words_b; /* that count: all but the furniture of pages */
    uint32_t             covered_a, covered_b; /* of these, in shared passages */
    uint32_t             check_count;
    nd_check             checks[ND_CHECKS_MAX]; /* in the order in which they were asked */
    const nd_passage    *passages;    /* all that are shared, `in` being B */
    const nd_difference *differences; /* within passages */
    const nd_difference *figures;     /* the numbers that changed, pair.figures_changed of them */
    const nd_difference *figures_for_words; /* where few words with figures stand as few without: facts that
                                               changed, if the dates are far apart */
    const nd_difference *names;             /* the names that changed */
    size_t               passage_count, difference_count, figure_count, figure_for_words_count, name_count;
} nd_comparison;

typedef struct nd_explainer nd_explainer;

/* Runs the corpus as nd_corpus_run does, and keeps what the run knew, so that any two of its articles can be
 * compared as the run compares them. The corpus must stay as it is until nd_explainer_free. */
int  nd_explainer_new(nd_corpus *corpus, nd_explainer **out, nd_error *error);
void nd_explainer_free(nd_explainer *explainer);

/* The result of that run; the indices below are those of its documents. */
const nd_result *nd_explainer_result(const nd_explainer *explainer);

/* Compares articles `a` and `b`, which are not the same. What *out refers to is borrowed until the next
 * comparison. */
int nd_explainer_compare(nd_explainer *explainer, uint64_t a, uint64_t b, nd_comparison *out,
                         nd_error *error);

/* The articles whose words the run aligned with those of `article`, the best covered first; one for each
 * text. Those with the same words are not among them. Iterates as those of a result do; negative on
 * failure. */
int nd_explainer_next_aligned(nd_explainer *explainer, uint64_t article, uint64_t *position, uint64_t *other,
                              nd_error *error);

#ifdef __GNUC__
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif
#endif
