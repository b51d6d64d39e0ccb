/* charset.h - the bytes of a text or a page, in whatever encoding, as UTF-8. */
#ifndef ND_CHARSET_H
#define ND_CHARSET_H

#include "base/buf.h"
#include "input/finding.h"

/*
 * *out is `bytes`, or what is behind a byte order mark, where that is UTF-8 or nearly so; else it is in `into`,
 * which is emptied first. `label` is the encoding that the text says it has, or {NULL, 0}. In this order: a byte
 * order mark, UTF-16 by its bytes, well-formed UTF-8, the label, detection from 200 bytes on that are not
 * ASCII, Windows-1252. UTF-8 that was taken for Windows-1252 and made UTF-8 again is turned back. What the encoding
 * has no character for is U+FFFD, and noted as ND_PROBLEM_INVALID_UTF8. ND_OK or a negative status.
 */
int nd_charset_to_utf8(nd_string bytes, nd_string label, nd_buf *into, nd_string *out, nd_finding *finding,
                       nd_error *error);

/* Is it UTF-16 without a byte order mark, by its zero bytes or, of East Asia, by its characters: "LE" or "BE"; or
 * NULL. */
const char *nd_charset_utf16_order(nd_string bytes);

/* The code point of a byte in Windows-1252 as browsers have it: the five bytes without a character are controls. */
uint32_t nd_charset_windows_1252(uint8_t byte);

#endif
