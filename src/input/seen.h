/*
 * seen.h - files and folders that were come upon before, by whatever path.
 *
 * A file that is read twice is a copy of itself, and a folder that is entered twice may never end.
 */
#ifndef ND_SEEN_H
#define ND_SEEN_H

#include "newsdup.h"

typedef struct nd_identity {
    uint64_t device, inode;
    uint64_t used;
} nd_identity;

/* {0} is an empty set. */
typedef struct nd_seen {
    nd_identity *slots; /* open addressing; capacity a power of two */
    size_t       count, capacity;
} nd_seen;

/* 1 the first time, then 0; or ND_ERROR_MEMORY. */
int  nd_seen_mark(nd_seen *seen, uint64_t device, uint64_t inode, nd_error *error);
/* 1 if it was marked before, else 0. */
int  nd_seen_has(const nd_seen *seen, uint64_t device, uint64_t inode);
void nd_seen_free(nd_seen *seen);

#endif
