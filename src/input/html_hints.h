/* html_hints.h - what the authors of a page call its parts: words of class, id, role and itemprop. */
#ifndef ND_HTML_HINTS_H
#define ND_HTML_HINTS_H

#include "newsdup.h"

enum {
    ND_HINT_FURNITURE = 1, /* navigation, comments, sharing, advertisements, captions, lists of other articles */
    ND_HINT_BODY = 2,      /* the text of the article */
    ND_HINT_HIDDEN = 4     /* not shown */
};

/* The hints in a start tag's attributes. */
uint32_t nd_html_hints(nd_string attributes);

#endif
