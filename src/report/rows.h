/* rows.h - all articles of a result as rows, one after another. */
#ifndef ND_ROWS_H
#define ND_ROWS_H

#include "report/row.h"

/* Puts one row. Called from several threads at once, each with an `out` of its own; it must not read texts again
 * then, which is for one thread. */
typedef void nd_put_row_fn(const nd_result *result, const nd_write_options *options, const nd_row *row, nd_out *out);

/* Puts the rows of all articles, in the order of arrival, made by options->jobs threads if these can be had, and
 * there are no texts. */
void nd_put_rows(const nd_result *result, const nd_write_options *options, nd_put_row_fn *put, nd_out *out);

#endif
