/* corpus.h - the inside of nd_corpus that the stages write to files. */
#ifndef ND_CORPUS_H
#define ND_CORPUS_H

#include "sketch/shard.h"

/* Sorts the postings; more articles may be added afterwards, and then it must be sealed again. */
int             nd_corpus_seal(nd_corpus *corpus, nd_error *error);
const nd_shard *nd_corpus_shard(const nd_corpus *corpus);

#endif
