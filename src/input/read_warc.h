/* read_warc.h - a page or a text in a record of a web archive is an article. */
#ifndef ND_READ_WARC_H
#define ND_READ_WARC_H

#include "input/reader.h"

/* The address is that of the record, and so is the id if there is none; all else is what parser->html or parser->text
 * makes of the page. The date of the record is when it was fetched, and is not used. */
int nd_read_warc(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error);

/* Frees what nd_read_warc left in the parser. */
void nd_read_warc_free(nd_parser *parser);

#endif
