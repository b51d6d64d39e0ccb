/* html_entities.h - character references of HTML to UTF-8. */
#ifndef ND_HTML_ENTITIES_H
#define ND_HTML_ENTITIES_H

#include "base/buf.h"

/* The reference at the start of `text`, which begins with '&': how many bytes it takes, and its code point;
 * 0 when it is none. A number that is no character is U+FFFD; 128 to 159 are those of Windows-1252. */
size_t nd_html_entity(nd_string text, uint32_t *code_point);

/* Appends `text` with its references resolved. */
int nd_html_decode(nd_string text, nd_buf *into, nd_error *error);

#endif
