/* whole.h - the bytes of a record, in whatever encoding, as an article whose text is well-formed UTF-8. */
#ifndef ND_WHOLE_H
#define ND_WHOLE_H

#include "input/reader.h"

/* An nd_parse_fn around parser->parse. Where that wants UTF-8 and the record is in another encoding, it is given what
 * the record is in UTF-8. What is not UTF-8 in the text after all becomes U+FFFD, so that offsets in it are those of
 * what is printed, and the article says whether that was done, here or by the reader. */
int nd_whole_article(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error);

#endif
