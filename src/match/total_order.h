/*
 * total_order.h - the one order of articles that does not depend on how they came: by digest, id, metadata, arrival.
 */
#ifndef ND_TOTAL_ORDER_H
#define ND_TOTAL_ORDER_H

#include "match/collection.h"

/* Lists all articles of a collection, which are numbered by arrival, each under the first half of its digest. *out is
 * yours to release, also on failure. */
int nd_total_order_list(const nd_collection *collection, nd_posting **out, nd_error *error);

#endif
