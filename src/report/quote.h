/*
 * quote.h - the first words of a passage.
 */
#ifndef ND_QUOTE_H
#define ND_QUOTE_H

#include "report/writer.h"

/* Puts the passage in quotation marks, cut after at most 8 words and 50 columns, at a space where there
 * is one in the second half. White space is collapsed; a cut is told by " ...". */
void nd_put_quote(nd_out *out, nd_string passage);

#endif
