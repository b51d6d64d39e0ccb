/*
 * standing.h - what became of an article, as JSON: the same members in every row and object that tells it.
 */
#ifndef ND_STANDING_H
#define ND_STANDING_H

#include "report/row.h"

/* The members id to jaccard, without the braces around them. What is missing is null. */
void nd_put_json_standing(const nd_row *row, nd_out *out);

#endif
