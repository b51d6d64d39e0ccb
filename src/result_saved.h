/*
 * result_saved.h - the rows of a saved result as they come: what is known of an article or a pair while others
 * that it refers to may still follow.
 */
#ifndef ND_RESULT_SAVED_H
#define ND_RESULT_SAVED_H

#include "result.h"
#include "saved_row.h"

/* Bytes in nd_saving.strings, which may move; is_there 0: missing. */
typedef struct nd_kept {
    size_t begin, size;
    int    is_there;
} nd_kept;

/* An article: its standing, but for strings and for what refers to other articles. */
typedef struct nd_draft {
    nd_standing standing;
    nd_kept     fields[ND_FIELDS], rule, name; /* name: the id as JSON has it, which others refer to */
    nd_kept     canonical, via;
    uint64_t    cluster, story; /* digests */
    uint64_t    line;
    int         in_cluster, in_story, is_main;
} nd_draft;

typedef struct nd_pair_draft {
    nd_pair_record record;
    nd_kept        a, b, note;
    uint64_t       line;
} nd_pair_draft;

typedef struct nd_saving {
    nd_result *result; /* being made */
    nd_buf     strings, drafts, pairs; /* bytes, nd_draft, nd_pair_draft */
    nd_buf     scratch;
    nd_kept    options;
    uint64_t   articles; /* that the summary tells of */
    uint64_t   line;     /* at hand, from 1 */
    int        has_header, has_summary;
    nd_error  *error;
} nd_saving;

/* Takes one row in (result_saved.c). */
int nd_saving_take(nd_saving *saving, nd_string line);

/* When all are in: strings, references, groups and their order (result_saved_groups.c). */
int nd_saving_finish(nd_saving *saving);

#endif
