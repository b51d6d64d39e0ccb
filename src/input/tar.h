/* tar.h - what a block of a tar is. */
#ifndef ND_TAR_H
#define ND_TAR_H

#include "newsdup.h"

#define ND_TAR_BLOCK ((size_t)512)

/* Is the first block the header of a member? */
int nd_tar_begins(const uint8_t *data, size_t size);

/* Is the first block empty, as the last ones of a tar are, and the first of a tar that holds nothing? */
int nd_tar_ends(const uint8_t *data, size_t size);

#endif
