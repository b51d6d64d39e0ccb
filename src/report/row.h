/*
 * row.h - an article with what its numbers stand for, as the formats with a row an article have it.
 */
#ifndef ND_ROW_H
#define ND_ROW_H

#include "report/writer.h"

/* A string without data is missing: there is no such group or article. Borrowed from the result, but
 * the ids of groups, which stand in the row itself: it is not to be copied. */
typedef struct nd_row {
    nd_document document;
    nd_group    groups[2]; /* cluster and story */
    nd_string   cluster, story, canonical, via;
    int         is_compared; /* 0: coverages and Jaccard are missing */
} nd_row;

/* The next article in the order of arrival: 1 and *out, or 0 at the end. */
int nd_row_next(const nd_result *result, uint64_t *position, nd_row *out);

/* The text of the article, read again: 1 and *text, borrowed until the next call; 0 where there is none or
 * it cannot be read, which is told to options->problem, or where memory ran out, which out->status then says. */
int nd_row_text(const nd_document *document, const nd_write_options *options, nd_out *out, nd_string *text);

#endif
