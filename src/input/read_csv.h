/* read_csv.h - a row of a table is an article; the columns are known by the names in its first row. */
#ifndef ND_READ_CSV_H
#define ND_READ_CSV_H

#include "input/reader.h"

/* Needs parser->header and parser->separator. A row must have as many fields as the header. */
int nd_read_csv(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error);

#endif
