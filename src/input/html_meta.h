/* html_meta.h - title, address, date, outlet and language of a page, from its head. */
#ifndef ND_HTML_META_H
#define ND_HTML_META_H

#include "input/html_blocks.h"
#include "input/reader.h"

/* {0} is ready. */
typedef struct nd_html_meta {
    nd_buf    text; /* holds the fields that are given out */
    nd_string body; /* the text of the article in JSON-LD as it stands there; {NULL, 0}: none */
} nd_html_meta;

/* Where the text of a page came from, as in nd_fields.sources. */
#define ND_TEXT_OF_PAGE ND_FIELDS_FROM_PAGE
#define ND_TEXT_OF_JSON_LD (ND_FIELDS_FROM_PAGE + 1)

/* The name of a source from ND_FIELDS_FROM_PAGE on; static. */
const char *nd_html_meta_source(size_t source);

/* Fills the fields of *out but id and text, borrowed from `meta` and `parser`, whose object is the JSON-LD. What is
 * missing is {NULL, 0}; the outlet is then the host of the address. Where they came from is in parser->fields. ND_OK
 * or a negative status. */
int  nd_html_meta_read(nd_html_meta *meta, const nd_html_blocks *blocks, nd_parser *parser, nd_article *out,
                       nd_error *error);
void nd_html_meta_free(nd_html_meta *meta);

#endif
