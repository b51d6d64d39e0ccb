/*
 * reader.h - what a format is: a function that makes an article out of the bytes of one record.
 *
 * Each thread has a parser of its own, with the memory that it uses again for record after record.
 */
#ifndef ND_READER_H
#define ND_READER_H

#include "base/buf.h"
#include "input/fields.h"
#include "input/finding.h"

struct json_object;
struct json_tokener;
struct nd_html_page;

/* Fills *out, borrowed from `bytes` and `parser`; an id only if the record has one. Returns ND_OK; 1
 * when this is no article, with the reason in *finding; or a negative status. *finding may also tell
 * of an article that was kept. */
typedef struct nd_parser nd_parser;
typedef int nd_parse_fn(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding,
                        nd_error *error);

/* {0} is a parser; what formats put into it lasts until the next record. */
struct nd_parser {
    nd_buf               file; /* a file that was read for this record */
    nd_buf               id;   /* an id that was put together */
    nd_buf               packed;
    nd_buf               body, body_too; /* of a page, without what it was sent in */
    uint64_t             most;  /* bytes that it may have */
    nd_string            label; /* the encoding that was told beside the record, or {NULL, 0} */
    nd_parse_fn         *parse; /* what makes an article of the record */
    int                  wants_utf8; /* it leaves encodings to others */
    nd_parse_fn         *html, *text; /* what makes an article of a page or text that is wrapped in a record */
    nd_buf               utf8;      /* the record, if it is in another encoding */
    nd_buf               repaired;  /* the text, if some of it was not UTF-8 */
    nd_buf               unescaped; /* strings of the record */
    nd_string            header;    /* of the table that the record is a row of, */
    char                 separator; /* and what divides it */
    nd_fields            fields;
    struct json_tokener *tokener;
    struct json_object  *object;
    size_t               parsed; /* bytes of the record, to the end of the object or the first that is wrong */
    struct nd_html_page *page;       /* that was taken apart */
    void                *compressor; /* ZSTD_CCtx */
};

#endif
