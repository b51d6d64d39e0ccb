/*
 * fold.c - the generated table, and utf8proc for the few words it cannot answer.
 *
 * Calling utf8proc for every code point costs .07 to .14 GB/s; the table is some twenty times faster.
 * A word needs utf8proc only if it holds a code point that folds to several (a ligature), or may
 * compose with the one before it (text in NFD), or two marks whose order may be wrong.
 */
#include "text/fold.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "fold_table.inc"

/* A dotted capital I folds to i and a dot. */
static size_t drop_dot_of_i(uint8_t *word, size_t size) {
    size_t kept = 0;
    for (size_t i = 0; i < size;) {
        word[kept++] = word[i];
        i += word[i] == 'i' && i + 2 < size && word[i + 1] == 0xcc && word[i + 2] == 0x87 ? 3 : 1;
    }
    return kept;
}

/* Without utf8proc_map, which would allocate, and could fail, for each word. */
size_t nd_fold_complex(uint8_t *word, size_t size, size_t room) {
    utf8proc_int32_t        points[ND_FOLD_GROWTH * ND_FOLD_BYTES_MAX + 1];
    const utf8proc_ssize_t  most = ND_FOLD_GROWTH * ND_FOLD_BYTES_MAX;
    const utf8proc_option_t how =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    utf8proc_ssize_t count = utf8proc_decompose(word, (utf8proc_ssize_t)size, points, most, how);
    if (count < 0 || count > most) return size;
    utf8proc_ssize_t length = utf8proc_reencode(points, count, how);
    if (length < 0) return size;
    size_t fits = (size_t)length < room ? (size_t)length : room;
    memcpy(word, points, fits);
    return drop_dot_of_i(word, fits);
}

static uint32_t parse_version(const char *text) {
    uint32_t version = 0;
    for (int part = 0; part < 3; part++) {
        version = version << 8 | (uint32_t)strtoul(text, (char **)&text, 10);
        if (*text == '.') text++;
    }
    return version;
}

uint32_t nd_fold_unicode(void) {
    return parse_version(ND_FOLD_UNICODE);
}
