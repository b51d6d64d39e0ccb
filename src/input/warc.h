/*
 * warc.h - a record of a web archive: WARC (ISO 28500, versions 0.17 to 1.1), and WET, which is WARC that holds texts.
 *
 * A record is a head, an empty line, as many bytes as the head says, and two empty lines.
 */
#ifndef ND_WARC_H
#define ND_WARC_H

#include "newsdup.h"

/* A head of more bytes is none, and neither is one of HTTP within a record. */
#define ND_WARC_HEAD_BYTES ((size_t)1 << 16)

typedef struct nd_warc_head {
    nd_string type, uri, id, content_type; /* borrowed; {NULL, 0}: not there. uri and id without < and > */
    uint64_t  length;                      /* of what follows */
    int       is_truncated;                /* the crawler has not kept all of it */
} nd_warc_head;

/* Does a record begin here? The first ND_WARC_MARK_BYTES tell. */
#define ND_WARC_MARK_BYTES 12
int nd_warc_begins(const uint8_t *data, size_t size);

/* The first place from `from` on at which a record begins, on a line of its own unless `anywhere`; or `size`. */
size_t nd_warc_find(const uint8_t *data, size_t size, size_t from, int anywhere);

/* `head` up to its empty line. NULL, or why it is no head, one line, static. */
const char *nd_warc_head_read(nd_string head, nd_warc_head *out);

/*
 * May the record be an article? 1: a response, resource or conversion (the text of a page) that is HTML or plain
 * text, of the web, not an error or another page's address, nor what a site has for machines, as robots.txt. 0: not;
 * -1: more of it has to be seen. `content` is the beginning of what follows the head.
 */
int nd_warc_may_be_article(const nd_warc_head *head, nd_string content);

/* Does what follows the head begin with a head of HTTP? */
int nd_warc_is_http(const nd_warc_head *head);

/* Is the type of a content HTML: 1; plain text: 0; neither: -1. */
int nd_warc_page_type(nd_string content_type);

#endif
