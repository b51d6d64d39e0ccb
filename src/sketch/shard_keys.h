/* shard_keys.h - the postings of a shard, as it grows. */
#ifndef ND_SHARD_KEYS_H
#define ND_SHARD_KEYS_H

#include "sketch/shard.h"

/* Posts the keys of an article, if it has tokens. None of them is there on failure. */
int nd_shard_post(nd_shard *shard, uint32_t article, const nd_shard_entry *entry, nd_error *error);

/* Makes the keys of all articles again, as they were before the shard was sealed. */
int nd_shard_unseal(nd_shard *shard, nd_error *error);

void nd_shard_free_keys(nd_shard *shard);

#endif
