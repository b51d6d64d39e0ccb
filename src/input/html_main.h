/* html_main.h - which blocks of a page are the article. */
#ifndef ND_HTML_MAIN_H
#define ND_HTML_MAIN_H

#include "input/html_blocks.h"

/* {0} is ready. */
typedef struct nd_html_main {
    nd_buf sums; /* what each element holds */
    nd_buf kept; /* uint8_t for each block: 1 if it is the article's */
} nd_html_main;

/* Sets `kept` for each of the blocks. ND_OK or a negative status. */
int  nd_html_main_find(nd_html_main *main, const nd_html_blocks *blocks, nd_error *error);
void nd_html_main_free(nd_html_main *main);

#endif
