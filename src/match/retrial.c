/*
 * retrial.c - a pair holds what it measures and not what it says, so pairs are aligned again: the same code on the
 * same tables gives the same alignment, and then other rules are asked. Cost: that of verifying these pairs.
 */
#include "match/retrial.h"

#include <stdatomic.h>

#include "base/error.h"

#define PAIRS_AT_A_TIME 4096 /* between two reports of progress */

struct juror {
    nd_examiner examiner;
    nd_trace    trace;
};

struct retrial {
    const nd_judge *judge;
    nd_verified    *pairs;
    nd_facts_share *facts;  /* may be NULL */
    struct juror   *jurors; /* [worker] */
    atomic_int      status;
};

static int retry_pair(const struct retrial *retrial, struct juror *juror, size_t i) {
    nd_verified *pair = &retrial->pairs[i], old = *pair;
    nd_alignment alignment;
    juror->trace.facts = (nd_facts_share){0};
    int status = nd_examine(&juror->examiner, retrial->judge, old.a, old.b, &alignment, pair, NULL);
    pair->round = old.round;
    pair->jaccard = old.jaccard;
    if (retrial->facts) retrial->facts[i] = juror->trace.facts;
    return status;
}

static void retry_piece(void *context, unsigned worker, size_t begin, size_t end) {
    struct retrial *retrial = context;
    for (size_t i = begin; i < end && !atomic_load(&retrial->status); i++) {
        int status = retry_pair(retrial, &retrial->jurors[worker], i);
        if (status) atomic_store(&retrial->status, status);
    }
}

static int retry_all(struct retrial *retrial, size_t count, nd_error *error) {
    const nd_judge *judge = retrial->judge;
    for (size_t done = 0; done < count; done += PAIRS_AT_A_TIME) {
        size_t now = count - done < PAIRS_AT_A_TIME ? count - done : PAIRS_AT_A_TIME;
        nd_pool_run(judge->pool, now, 32, retry_piece, retrial);
        if (atomic_load(&retrial->status)) return nd_fail_memory(error);
        retrial->pairs += now;
        if (retrial->facts) retrial->facts += now;
        if (judge->progress && judge->progress(judge->progress_context, "verify", done + now, count))
            return nd_fail(error, ND_ERROR_CANCELLED, "cancelled");
    }
    return ND_OK;
}

int nd_retry(const nd_judge *judge, nd_verified *pairs, size_t count, nd_facts_share *facts, nd_error *error) {
    unsigned       jobs = nd_pool_jobs(judge->pool);
    nd_judge       own = *judge;
    struct retrial retrial = {.judge = &own, .pairs = pairs, .facts = facts};
    own.with_jaccard = 0;
    retrial.jurors = nd_allocate_zeroed(jobs, sizeof *retrial.jurors);
    if (!retrial.jurors) return nd_fail_memory(error);
    for (unsigned i = 0; i < jobs; i++) retrial.jurors[i].examiner.trace = &retrial.jurors[i].trace;
    int status = retry_all(&retrial, count, error);
    for (unsigned i = 0; i < jobs; i++) nd_examiner_free(&retrial.jurors[i].examiner);
    nd_release(retrial.jurors);
    return status;
}
