/*
 * tar.c - the header of a member carries the sum of its bytes in octal digits, this place itself taken for blanks
 * (POSIX, pax). No mark tells more: the oldest kind has none, and an article may be about "ustar".
 */
#include "input/tar.h"

int nd_tar_begins(const uint8_t *header, size_t size) {
    enum { SUM = 148, SUM_END = 156 };
    unsigned told = 0, sum = 0;
    if (size < ND_TAR_BLOCK) return 0;
    for (size_t i = SUM; i < SUM_END; i++) {
        if (header[i] >= '0' && header[i] <= '7') told = 8 * told + header[i] - '0';
        else if (header[i] != ' ' && header[i] != '\0') return 0;
    }
    for (size_t i = 0; i < ND_TAR_BLOCK; i++) sum += i >= SUM && i < SUM_END ? ' ' : header[i];
    return sum == told;
}

int nd_tar_ends(const uint8_t *data, size_t size) {
    if (size < ND_TAR_BLOCK) return 0;
    for (size_t i = 0; i < ND_TAR_BLOCK; i++)
        if (data[i]) return 0;
    return 1;
}
