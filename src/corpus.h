/* corpus.h - the inside of nd_corpus that the stages write to files. */
#ifndef ND_CORPUS_H
#define ND_CORPUS_H

#include "engine.h"

/* Sorts the postings, for files; more articles may be added afterwards, and then it must be sealed again. */
int             nd_corpus_seal(nd_corpus *corpus, nd_error *error);
const nd_shard *nd_corpus_shard(const nd_corpus *corpus);

/* An engine over the articles of a corpus, from which it borrows, and the view that it reads them by. It
 * must stay where it is. Zero it first. */
typedef struct nd_gathered {
    nd_shard_view view;
    nd_engine     engine;
    nd_proofs     proofs[ND_ROUNDS];
} nd_gathered;

/* Goes through all rounds. nd_gathered_close must follow, also on failure. */
int  nd_corpus_gather(nd_corpus *corpus, nd_gathered *out, nd_error *error);
void nd_gathered_close(nd_gathered *gathered);

#endif
