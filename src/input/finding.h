/* finding.h - a problem with one record, found in a worker and told later, in the order of the input. */
#ifndef ND_FINDING_H
#define ND_FINDING_H

#include "newsdup_io.h"

/* The reason of an ND_PROBLEM_CHANGED while reading. */
#define ND_CHANGED "it changed while it was read"

/* {0} is none: `reason` is NULL. */
typedef struct nd_finding {
    nd_problem_kind kind;
    char           *reason; /* one line */
} nd_finding;

/* Notes a problem; the first one noted stays. ND_OK or ND_ERROR_MEMORY. */
int  nd_find(nd_finding *finding, nd_error *error, nd_problem_kind kind, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* Notes the first byte of the text that is not UTF-8, if there is one. */
int  nd_find_invalid_utf8(nd_finding *finding, nd_error *error, nd_string text);
void nd_finding_free(nd_finding *finding);

#endif
