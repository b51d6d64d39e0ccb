/*
 * rows.c - rows are made by several threads, some hundred to a piece, each piece in a buffer of its own; when the
 * pieces at hand are made, the calling thread sends them in their order. So the bytes are the same for any number
 * of threads, and no more than some megabytes are held. Texts are read again by one thread only, and rows with
 * texts made by one; so are all where no more threads can be had, as the run that they tell of is done.
 */
#include "report/rows.h"

#include "base/error.h"
#include "base/pool.h"

#define ROWS_A_PIECE 256
#define PIECES_A_JOB 8 /* are made before they are sent */

struct piece {
    nd_out   out;
    nd_error error;
};

struct making {
    const nd_result        *result;
    const nd_write_options *options;
    nd_put_row_fn          *put;
    struct piece           *pieces;
    uint64_t                first, rows; /* where the first piece begins, and how many there are in all */
};

static void make_some(void *context, unsigned worker, size_t begin, size_t end) {
    const struct making *making = context;
    nd_out              *out = &making->pieces[begin / ROWS_A_PIECE].out;
    nd_row               row;
    (void)worker;
    for (uint64_t at = making->first + begin; at < making->first + end && !out->status;) {
        if (!nd_row_next(making->result, &at, &row)) break;
        making->put(making->result, making->options, &row, out);
    }
}

static void put_pieces(struct making *making, nd_pool *pool, nd_out *out) {
    size_t pieces = (size_t)nd_pool_jobs(pool) * PIECES_A_JOB, most = pieces * ROWS_A_PIECE;
    for (size_t i = 0; i < pieces; i++) nd_out_start(&making->pieces[i].out, NULL, NULL, &making->pieces[i].error);
    for (; making->first < making->rows && !out->status; making->first += most) {
        uint64_t left = making->rows - making->first;
        nd_pool_run(pool, left < most ? (size_t)left : most, ROWS_A_PIECE, make_some, making);
        for (size_t i = 0; i < pieces; i++) nd_out_take(out, &making->pieces[i].out);
    }
    for (size_t i = 0; i < pieces; i++) nd_buf_free(&making->pieces[i].out.buf);
}

/* Returns 0, with nothing put, where the threads or their buffers are not to be had. */
static int put_by_threads(struct making *making, nd_out *out) {
    nd_pool *pool = nd_pool_new(making->options->jobs, NULL);
    if (!pool) return 0;
    making->pieces = nd_allocate_zeroed((size_t)nd_pool_jobs(pool) * PIECES_A_JOB, sizeof *making->pieces);
    int is_possible = making->pieces != NULL;
    if (is_possible) put_pieces(making, pool, out);
    nd_release(making->pieces);
    nd_pool_free(pool);
    return is_possible;
}

void nd_put_rows(const nd_result *result, const nd_write_options *options, nd_put_row_fn *put, nd_out *out) {
    struct making making = {.result = result, .options = options, .put = put};
    nd_summary    summary;
    nd_row        row;
    nd_result_summary(result, &summary);
    making.rows = summary.articles;
    int are_many = options->jobs > 1 && making.rows > ROWS_A_PIECE && !options->with_text && !out->status;
    if (are_many && put_by_threads(&making, out)) return;
    for (uint64_t at = 0; !out->status && nd_row_next(result, &at, &row);) put(result, options, &row, out);
}
