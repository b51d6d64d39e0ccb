/*
 * links.h - which texts of a bucket are worth aligning with which: a list of pairs, each of them once, however many
 * keys they share.
 */
#ifndef ND_LINKS_H
#define ND_LINKS_H

#include "match/population.h"
#include "match/postings.h"

/* Up to so many holders of a key are linked all with all. */
#define ND_DENSE_BUCKET 32

typedef struct nd_links nd_links;

/* A list for the population, which is borrowed: in round 0 every text stands for itself, later one for each group. To
 * be freed on failure, too. */
int  nd_links_open(nd_links **out, const nd_population *population, nd_error *error);
void nd_links_free(nd_links *links);

/* Links the texts of a bucket. Threads have numbers below the jobs of the population's pool, no two the same. */
int nd_links_add(nd_links *links, unsigned thread, const nd_bucket *bucket, nd_error *error);

/* Brings together what the threads have found, none of which may be at work, if it has become much; to be called now
 * and then. */
int nd_links_collect(nd_links *links, nd_error *error);

/* Moves what was found and is linked by enough keys to *out (nd_candidate), sorted and without repeats. */
int nd_links_take(nd_links *links, nd_buf *out, nd_error *error);

#endif
