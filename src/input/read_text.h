/* read_text.h - a text file is an article. */
#ifndef ND_READ_TEXT_H
#define ND_READ_TEXT_H

#include "input/reader.h"

/* The bytes are the text, made UTF-8 where they are not, but for front matter, which has its fields. A file without
 * words is told of, and so are bytes that have no meaning in its encoding. */
int nd_read_text(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding,
                 nd_error *error);

#endif
