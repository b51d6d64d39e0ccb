/*
 * result.h - the inside of nd_result: the standing of each article, groups over them, evidence.
 */
#ifndef ND_RESULT_H
#define ND_RESULT_H

#include "engine.h"
#include "outcome.h"

#define ND_NO_INDEX UINT32_MAX /* no article, group or entry */

/* Where an article stands. Indices of articles are positions in the order of arrival. */
typedef struct nd_standing {
    nd_string   fields[ND_FIELDS]; /* into nd_result.strings or .ids */
    uint64_t    source;
    int64_t     time;
    uint64_t    digest[2];
    uint32_t    halves;
    int         is_reference;
    nd_role     role;
    const char *rule;
    uint32_t    cluster, story; /* numbers of groups, or ND_NO_INDEX */
    uint32_t    entry;          /* in nd_result.entries, or ND_NO_INDEX */
    uint32_t    canonical, via; /* articles, or ND_NO_INDEX */
    uint32_t    coverage, canonical_coverage, jaccard; /* of ND_WHOLE */
    uint32_t    figures_changed;
    uint32_t    shared_passages, shared_halves;
    uint32_t    passage_count;
    uint64_t    passages; /* first, in nd_result.passages */
    uint32_t    difference_count;
    uint64_t    differences; /* first, in nd_result.differences */
} nd_standing;

/* A cluster, or a single article, within a story. */
typedef struct nd_entry {
    uint32_t begin, end; /* in nd_result.members */
    uint32_t canonical;  /* article */
} nd_entry;

typedef struct nd_group_record {
    nd_group_kind kind;
    uint64_t      digest; /* upper half of the smallest */
    uint32_t      size, copies, canonical;
    uint32_t      entry_begin, entry_end; /* a story's entries */
} nd_group_record;

typedef struct nd_pair_record {
    uint32_t    a, b; /* articles, A before B by id */
    nd_verified verdict; /* of A and B */
    const char *note;
} nd_pair_record;

struct nd_result {
    nd_summary summary;
    nd_standing *standings; /* [article] */
    uint8_t   *strings; /* the fields of all articles; of a saved result also rules and notes */
    const char *options_line; /* of a saved result, in strings; or NULL */
    nd_buf     ids;     /* of articles whose id was taken */
    nd_buf     passages; /* nd_passage */
    nd_buf     differences; /* nd_difference */
    nd_buf     members;  /* uint32_t: articles, entry by entry */
    nd_buf     entries;  /* nd_entry, story by story */
    nd_buf     groups;   /* nd_group_record: stories and clusters */
    nd_buf     order;    /* uint32_t: stories, largest first */
    nd_buf     pairs;    /* nd_pair_record */
};

/* Makes the result of an engine that has gathered all rounds. */
int nd_result_make(nd_result **out, const nd_engine *engine, nd_error *error);
/* The same from an outcome that was found already. */
int nd_result_make_of(nd_result **out, const nd_engine *engine, const nd_outcome *outcome, nd_error *error);

/* The steps of it, in order. result_standings.c: standings. */
int nd_result_add_standings(nd_result *result, const nd_engine *engine, nd_error *error);
/* Sets *out to whether two ids have the same hash, which costs less to find out than their order. */
int nd_result_may_repeat_ids(const nd_collection *collection, int *out, nd_error *error);
/* Numbers ids that repeat. */
int nd_result_make_ids_unique(nd_result *result, const nd_collection *collection, nd_error *error);
/* result_groups.c: entries, groups and canonicals. */
int nd_result_add_groups(nd_result *result, const nd_engine *engine, const nd_outcome *outcome, nd_error *error);
/* result_canonicals.c: the canonical of each entry; the rest of it is there. */
int nd_result_choose_canonicals(nd_result *result, const nd_engine *engine, nd_error *error);
/* result_evidence.c: roles, coverage and passages. */
int nd_result_add_evidence(nd_result *result, const nd_engine *engine, const nd_outcome *outcome, nd_error *error);
/* result_roundups.c: the rule of articles that roundups keep unique. */
void nd_result_name_roundups(nd_result *result, const nd_engine *engine, const nd_outcome *outcome);
/* result_pairs.c. Why a verified pair of texts is not in one cluster, or refused; or "". Static. */
const char *nd_result_note(const nd_engine *engine, const nd_outcome *outcome, const nd_verified *pair);
int nd_result_add_pairs(nd_result *result, const nd_engine *engine, const nd_outcome *outcome, nd_error *error);

/* result_order.c: members by role and id, entries and stories by size. */
int nd_result_sort(nd_result *result, nd_error *error);

#endif
