/* json_value.h - a JSON value as json-c has it, within bounds. */
#ifndef ND_JSON_VALUE_H
#define ND_JSON_VALUE_H

#include "input/reader.h"

/* Would the value take no more memory than any article needs? */
int nd_json_value_fits(nd_string bytes);

/* The JSON value that `bytes` begin with, nested no deeper than 64 levels, as parser->object in the place of what was
 * there, and parser->parsed: ND_OK; 1 when there is none, or it does not fit; or a negative status. */
int nd_json_value(nd_parser *parser, nd_string bytes, nd_error *error);

/* Frees tokener and object. */
void nd_json_value_free(nd_parser *parser);

#endif
