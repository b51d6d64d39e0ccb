/* http.h - what a server sent: its head, and the body as it was before it was sent. */
#ifndef ND_HTTP_H
#define ND_HTTP_H

#include "base/buf.h"

typedef struct nd_http_head {
    unsigned  status;   /* 200: here it is */
    nd_string type;     /* "text/html; charset=utf-8", as it stands; {NULL, 0}: not told */
    nd_string coding;   /* "gzip, br": of the body, the last first to be undone; {NULL, 0}: none */
    int       is_chunked;
} nd_http_head;

/* `head` up to its empty line. 1; 0: it is no head of HTTP. Borrows from it. */
int nd_http_head_read(nd_string head, nd_http_head *out);

/* Two that take turns; their ceilings are set by the caller. */
typedef struct nd_http_room {
    nd_buf one, other;
} nd_http_room;

void nd_http_room_free(nd_http_room *room);

/*
 * The body without chunks and compression (gzip, deflate, zstd), borrowed from `body` or `room`. What is named there
 * and is not so has been undone by whoever kept it, and is taken as it stands. `is_cut`: the body is known to end
 * early, and gives what there is of it. ND_OK, ND_ERROR_MEMORY; or 1 with *reason, one line, static.
 */
int nd_http_body(const nd_http_head *head, nd_string body, int is_cut, nd_http_room *room, nd_string *out,
                 const char **reason);

#endif
