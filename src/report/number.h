/*
 * number.h - numbers as text. The locale has no say: a decimal point is a point.
 */
#ifndef ND_NUMBER_H
#define ND_NUMBER_H

#include "report/writer.h"

/* The number of decimal digits of a count, at least 1. */
unsigned nd_count_digits(uint64_t count);

void nd_put_count(nd_out *out, uint64_t count);

/* "5 articles", "1 article": with an s unless it is one. */
void nd_put_counted(nd_out *out, uint64_t count, const char *noun);

/* A share in ten thousandths, which is what is told of it: only all of it is 10000, and only none of it 0.
 * What is not in [0, 1] is brought to the nearer end, and what is not a number to 0. */
unsigned nd_share_parts(double share);

/* The same with at most 4 decimals and no trailing zeros: 0.95, 1, 0. */
void nd_put_share(nd_out *out, double share);

/* The same as a whole percentage: 95%. Only all of it is 100%, and only none of it 0%. */
void nd_put_percent(nd_out *out, double share);

/* A number of hundredths, without zeros at the end: 250 is 2.5. */
void nd_put_hundredths(nd_out *out, uint64_t hundredths);

#endif
