/*
 * key_counts.h - how many groups hold a passage key, who holds those of several groups, and how many keys each text
 * shares with others.
 */
#ifndef ND_KEY_COUNTS_H
#define ND_KEY_COUNTS_H

#include "match/furniture.h"

/* Where the holders of a row are among those of its partition. */
typedef struct nd_holders {
    uint64_t end;         /* they begin where those of the row before end */
    uint32_t judged;      /* so many of them, the first, have pages that it is judged by (sample.h) */
    uint32_t is_repeated; /* as of nd_bucket */
} nd_holders;

/* The rows of one partition. */
typedef struct nd_counted {
    size_t first;   /* row, among those of all partitions */
    nd_buf rows;    /* nd_statistic; empty once they are among those */
    nd_buf holders; /* nd_holders: [row] */
    nd_buf texts;   /* uint32_t: the holders, row by row */
} nd_counted;

typedef struct nd_key_counts {
    nd_counted partitions[ND_PARTITIONS];
    nd_buf     rows;    /* nd_statistic: keys that ND_FURNITURE_GROUPS hold or more, sorted, without masks */
    uint32_t  *related; /* [text]: keys that another group holds, too, but for those of rows */
} nd_key_counts;

/* A row and its holders. */
typedef struct nd_key_row {
    size_t          next;   /* of its partition */
    uint32_t        number; /* of this one, among all */
    nd_statistic   *statistic;
    const uint32_t *texts;
    size_t          count;
    size_t          judged; /* so many of the texts, the first, as of nd_holders */
    int             is_repeated;
} nd_key_row;

/* Goes from row to row of a partition; {0} is before the first. Returns 0 behind the last. */
static inline int nd_key_row_next(const nd_key_counts *counts, uint32_t partition, nd_key_row *row) {
    const nd_counted *counted = &counts->partitions[partition];
    const nd_holders *holders = (const nd_holders *)counted->holders.data;
    size_t            at = row->next;
    if (at == counted->holders.size / sizeof *holders) return 0;
    uint64_t begin = at ? holders[at - 1].end : 0;
    row->next = at + 1;
    row->number = (uint32_t)(counted->first + at);
    row->statistic = (nd_statistic *)counts->rows.data + row->number;
    row->texts = (const uint32_t *)counted->texts.data + begin;
    row->count = (size_t)(holders[at].end - begin);
    row->judged = holders[at].judged;
    row->is_repeated = (int)holders[at].is_repeated;
    return 1;
}

/* Counts the passage keys of the population. Keys that are no rows are linked on the way, unless `links` is NULL. NULL
 * on failure. */
nd_key_counts *nd_key_counts_new(const nd_population *population, nd_links *links, nd_error *error);
void           nd_key_counts_free(nd_key_counts *counts);

#endif
