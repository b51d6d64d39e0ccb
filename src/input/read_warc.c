/*
 * read_warc.c - a record is unwrapped from outside in: its own head, that of HTTP, chunks and compression of the
 * body; what is left is a file like any other, and goes to the reader for such files. What was cut out of the stream
 * (warc_cut.c) because it is damaged comes here too, and is told of.
 */
#include "input/read_warc.h"

#include <string.h>

#include "base/error.h"
#include "input/head.h"
#include "input/http.h"
#include "input/warc.h"

void nd_read_warc_free(nd_parser *parser) {
    nd_buf_free(&parser->body);
    nd_buf_free(&parser->body_too);
}

static int tell(nd_finding *finding, nd_error *error, const char *reason) {
    int status = nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "%s", reason);
    return status ? status : 1;
}

/* The record's head, and what follows it in *content. */
static const char *open_record(nd_string bytes, nd_warc_head *head, nd_string *content) {
    size_t      size = nd_head_size(bytes, 0);
    const char *reason = nd_warc_head_read((nd_string){bytes.data, size ? size : bytes.size}, head);
    if (reason) return reason;
    if (!size) return "the head of the record does not end";
    *content = (nd_string){bytes.data + size, bytes.size - size};
    return content->size == head->length ? NULL : "the record is not as long as its Content-Length says: damaged";
}

/* Takes what HTTP has put around the page off *content, and tells its type. ND_OK, 1 with a finding, or a status. */
static int open_http(nd_parser *parser, const nd_warc_head *head, nd_string *content, nd_string *type,
                     nd_finding *finding, nd_error *error) {
    nd_http_head http;
    const char  *reason = "the record has no head of HTTP";
    size_t       size = nd_head_size(*content, 0);
    nd_http_room room = {parser->body, parser->body_too};
    nd_string    body = {content->data + size, content->size - size};
    if (!nd_http_head_read((nd_string){content->data, size}, &http)) return tell(finding, error, reason);
    room.one.ceiling = room.other.ceiling = (size_t)parser->most;
    int status = nd_http_body(&http, body, head->is_truncated, &room, content, &reason);
    parser->body = room.one;
    parser->body_too = room.other;
    *type = http.type;
    if (status < 0) return nd_fail_memory(error);
    return status ? tell(finding, error, reason) : ND_OK;
}

int nd_read_warc(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error) {
    nd_warc_head head;
    nd_string    content, type;
    const char  *reason = open_record(bytes, &head, &content);
    if (reason) return tell(finding, error, reason);
    type = head.content_type;
    int status = ND_OK;
    if (nd_warc_is_http(&head)) status = open_http(parser, &head, &content, &type, finding, error);
    if (status) return status;
    nd_parse_fn *parse = !type.size || nd_warc_page_type(type) ? parser->html : parser->text;
    if (nd_head_is(head.type, "conversion") && !type.size) parse = parser->text;
    parser->label = nd_head_parameter(type, "charset");
    status = parse(parser, content, out, finding, error);
    parser->label = (nd_string){NULL, 0};
    if (status) return status;
    if (head.uri.size) {
        out->url = head.uri;
        parser->fields.sources[ND_FIELD_URL] = ND_FIELDS_FROM_ARCHIVE;
    } else if (!out->id.size) {
        out->id = head.id;
    }
    nd_fields_complete(&parser->fields, out);
    return ND_OK;
}
