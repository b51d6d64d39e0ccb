/* date.h - when an article was published, from what is written in the field. */
#ifndef ND_DATE_H
#define ND_DATE_H

#include "newsdup.h"

/*
 * Seconds since 1970 UTC, or ND_NO_TIME when the text is none of
 *
 *     2024-05-01   2024-05-01T10:30   2024-05-01 10:30:15.25Z   2024-05-01T10:30:15+05:30
 *     1714559415   1714559415.25 (seconds, 9 or 10 digits)      1714559415000 (milliseconds, 12 or 13)
 *     Wed, 01 May 2024 10:30:15 +0200   1 May 24 10:30 EST      (RFC 822 and its successors)
 *     26-FEB-1987 15:01:01.79           (Reuters-21578)
 *
 * with blanks around it. Without a zone it is UTC; fractions of a second are dropped. Does not depend
 * on the locale or on TZ.
 */
int64_t nd_date_parse(const char *text, size_t size);

#endif
