/* read_json.h - a JSON object is an article. */
#ifndef ND_READ_JSON_H
#define ND_READ_JSON_H

#include "input/reader.h"

/* The record must be one object, nested no deeper than 64 levels. */
int nd_read_json(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding,
                 nd_error *error);

/* Frees what nd_read_json left in the parser. */
void nd_read_json_free(nd_parser *parser);

#endif
