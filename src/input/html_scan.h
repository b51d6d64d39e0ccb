/*
 * html_scan.h - a page of HTML as tags and the text between them.
 *
 * The page is UTF-8, or anything else in which ASCII is ASCII. Nothing is copied or decoded here, and nothing
 * is refused: what is no tag is text.
 */
#ifndef ND_HTML_SCAN_H
#define ND_HTML_SCAN_H

#include "input/html_tags.h"
#include "newsdup.h"

typedef enum nd_html_kind {
    ND_HTML_TEXT,
    ND_HTML_OPEN, /* a start tag */
    ND_HTML_CLOSE /* an end tag */
} nd_html_kind;

typedef struct nd_html_token {
    nd_html_kind kind;
    nd_tag       tag;        /* of a text: of the element whose raw content it is, or ND_TAG_OTHER */
    nd_string    bytes;      /* the text as it stands; of a tag its attributes */
    nd_string    name;       /* of a tag, in whatever case */
} nd_html_token;

/* {.page = ...} is the beginning. */
typedef struct nd_html_scan {
    nd_string page;
    size_t    at;
    nd_tag    raw;      /* the element whose raw content comes next, or ND_TAG_OTHER */
    nd_string raw_name;
} nd_html_scan;

/* The next token: 1, or 0 at the end. Comments, declarations and a tag that the page ends in are passed. */
int nd_html_next(nd_html_scan *scan, nd_html_token *out);

/* The attribute at *at of a tag's attributes, and moves *at behind it: 1, or 0 when there is none. The value is
 * as it stands, without quotes. */
int nd_html_attribute(nd_string attributes, size_t *at, nd_string *name, nd_string *value);

/* Is `text` the word, which is in lower case? */
int nd_html_is(nd_string text, const char *word);

#endif
