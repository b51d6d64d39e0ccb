/*
 * proofs.h - the passages of related pairs, as the round saw them that judged them last, so that who reports them
 * need not align the texts again.
 */
#ifndef ND_PROOFS_H
#define ND_PROOFS_H

#include "base/buf.h"
#include "match/chain.h"
#include "match/pair.h"

/* Of one round. Zero it before its first use. */
typedef struct nd_proofs {
    nd_buf pairs; /* uint64_t: nd_verified_key, rising */
    nd_buf ends;  /* uint64_t: [pair] where its spans end */
    nd_buf spans; /* nd_span */
} nd_proofs;

/* Adds a pair; its key is greater than those before. */
int nd_proofs_add(nd_proofs *proofs, uint64_t pair, const nd_span *spans, uint32_t count, nd_error *error);

/* Its passages, by a_begin, and how many; borrowed until another is added. NULL if the pair is not there. */
const nd_span *nd_proofs_find(const nd_proofs *proofs, uint64_t pair, uint32_t *count);

void nd_proofs_free(nd_proofs *proofs);

#endif
