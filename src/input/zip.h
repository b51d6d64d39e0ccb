/* zip.h - how many members a zip says that it has, by the end of its list of them. */
#ifndef ND_ZIP_H
#define ND_ZIP_H

#include <stddef.h>
#include <stdint.h>

/* That end is in this many last bytes of the file, a comment behind it included. */
#define ND_ZIP_TAIL_BYTES ((size_t)22 + 65535)

/* Is a list of members what the file begins with, or a member? The first four bytes tell. */
int nd_zip_begins(const uint8_t *data, size_t size);

/* `tail` is the end of the file. 1; 0 when the number is not there: too many members for the field, or zero bytes only;
 * -1 when the list has no end: it is cut, or something follows. */
int nd_zip_members(const uint8_t *tail, size_t size, uint64_t *out);

#endif
