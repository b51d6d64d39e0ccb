/* charset_label.h - the encoding that a page or a header says a text has. */
#ifndef ND_CHARSET_LABEL_H
#define ND_CHARSET_LABEL_H

#include "newsdup.h"

#define ND_CHARSET_NAME_BYTES 40

/* The encoding that a page names in a <meta> near its beginning, or in an XML declaration, as it stands there; or
 * {NULL, 0}. */
nd_string nd_charset_label(nd_string page);

/* Puts the name that iconv(3) has for the label into `name`; empty if the label is none, or UTF-8 or UTF-16, which
 * are known by their bytes. */
void nd_charset_name(nd_string label, char name[ND_CHARSET_NAME_BYTES]);

#endif
