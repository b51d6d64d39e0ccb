/* repair.h - the text of an article as it is printed: well-formed UTF-8, so that offsets are those of what one sees. */
#ifndef ND_REPAIR_H
#define ND_REPAIR_H

#include "base/buf.h"
#include "input/finding.h"

/* Replaces what is not UTF-8 in the text, which is then held by `into`, by U+FFFD, and says in the article whether
 * that was done here or before. `finding` is what the reader told: without one, the text is taken for well-formed.
 * ND_OK or a negative status. */
int nd_repair(nd_article *article, const nd_finding *finding, nd_buf *into, nd_error *error);

#endif
