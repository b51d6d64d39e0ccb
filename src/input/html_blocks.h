/*
 * html_blocks.h - a page of HTML as a flat list of blocks of text, and the elements they stand in.
 *
 * A block is what stands between the edges of two block elements: a paragraph, a heading, a cell. Elements
 * come in the order of the page, an element before all that is in it; so a sum over what an element holds is
 * one pass from the last to the first, whatever the depth.
 */
#ifndef ND_HTML_BLOCKS_H
#define ND_HTML_BLOCKS_H

#include "base/buf.h"
#include "input/html_scan.h"

typedef struct nd_html_element {
    uint32_t parent; /* the first element is the page, and its own parent */
    uint8_t  tag;    /* nd_tag */
    uint8_t  hints;  /* ND_HINT_... */
} nd_html_element;

typedef struct nd_html_block {
    uint32_t element;
    size_t   at, size;   /* in `text`: UTF-8, references resolved, blanks collapsed, a newline for each <br> */
    size_t   link_bytes; /* of these, in links */
} nd_html_block;

/* {0} is ready for a page. */
typedef struct nd_html_blocks {
    nd_buf text, elements, blocks; /* bytes; nd_html_element; nd_html_block */
    nd_buf facts; /* nd_html_token: start tags of meta, link, html and time; contents of title and JSON-LD */
    nd_buf stack; /* of elements that are open */
} nd_html_blocks;

/* More is no page of an article, and would take more memory than one needs. */
#define ND_HTML_MOST_ELEMENTS 1000000

/* Takes the page apart; what was in `out` before is forgotten, its memory used again. The tokens in `facts` refer
 * to `page`. ND_OK; 1 when there are more than ND_HTML_MOST_ELEMENTS; or a negative status. */
int  nd_html_blocks_read(nd_html_blocks *out, nd_string page, nd_error *error);
void nd_html_blocks_free(nd_html_blocks *blocks);

#endif
