/* read_html.h - a page of HTML is an article. */
#ifndef ND_READ_HTML_H
#define ND_READ_HTML_H

#include "input/reader.h"

/* The text is the main text of the page, its paragraphs apart by an empty line. A page without one is told of, and
 * so is one whose encoding has not all of its characters. */
int nd_read_html(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error);

/* Frees what nd_read_html left in the parser. */
void nd_read_html_free(nd_parser *parser);

#endif
