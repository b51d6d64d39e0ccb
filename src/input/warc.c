/*
 * warc.c - a crawl holds ten times as many bytes of requests, pictures, scripts and errors as of pages: what may be an
 * article is decided from the two heads, before anything is kept. What tools note about a crawl in the records
 * themselves has addresses that are none of the web (metadata:, urn:, dns:), and would be taken for articles.
 */
#include "input/warc.h"

#include <string.h>

#include "input/head.h"
#include "input/http.h"
#include "input/sniff.h"

#define SNIFFED_BYTES 2048

/* ---- where records begin ------------------------------------------------------------------------ */

int nd_warc_begins(const uint8_t *data, size_t size) {
    if (size < 9 || memcmp(data, "WARC/", 5)) return 0;
    size_t at = 5;
    if (data[at] < '0' || data[at] > '9' || data[at + 1] != '.') return 0;
    at += 2;
    size_t digits = at;
    while (at < size && at < digits + 2 && data[at] >= '0' && data[at] <= '9') at++;
    if (at == digits) return 0;
    if (at < size && data[at] == '\r') at++;
    return at < size && data[at] == '\n';
}

size_t nd_warc_find(const uint8_t *data, size_t size, size_t from, int anywhere) {
    for (size_t at = from; at < size; at++) {
        const uint8_t *found = memchr(data + at, 'W', size - at);
        if (!found) return size;
        at = (size_t)(found - data);
        if ((anywhere || at == 0 || data[at - 1] == '\n') && nd_warc_begins(found, size - at)) return at;
    }
    return size;
}

/* ---- the head ----------------------------------------------------------------------------------- */

static nd_string without_brackets(nd_string text) {
    if (text.size > 1 && *text.data == '<' && text.data[text.size - 1] == '>')
        return (nd_string){text.data + 1, text.size - 2};
    return text;
}

const char *nd_warc_head_read(nd_string head, nd_warc_head *out) {
    nd_string name, value, length = {NULL, 0};
    int       found;
    *out = (nd_warc_head){.length = 0};
    if (!nd_warc_begins((const uint8_t *)head.data, head.size)) return "no record of a web archive begins here";
    const char *newline = memchr(head.data, '\n', head.size);
    size_t      at = (size_t)(newline - head.data) + 1;
    head = (nd_string){head.data + at, head.size - at};
    while ((found = nd_head_next(&head, &name, &value)) > 0) {
        if (nd_head_is(name, "warc-type")) out->type = value;
        else if (nd_head_is(name, "warc-target-uri")) out->uri = without_brackets(value);
        else if (nd_head_is(name, "warc-record-id")) out->id = without_brackets(value);
        else if (nd_head_is(name, "content-type")) out->content_type = value;
        else if (nd_head_is(name, "warc-truncated")) out->is_truncated = 1;
        else if (nd_head_is(name, "content-length")) length = value;
    }
    if (found < 0) return "a line in the head of the record has no colon";
    if (!out->type.size) return "the record has no WARC-Type";
    if (!length.data) return "the record has no Content-Length";
    return nd_head_number(length, &out->length) ? NULL : "the Content-Length of the record is no length";
}

/* ---- what may be an article --------------------------------------------------------------------- */

int nd_warc_page_type(nd_string content_type) {
    nd_string type = nd_head_word(&content_type);
    if (nd_head_is(type, "text/html") || nd_head_is(type, "application/xhtml+xml")) return 1;
    return nd_head_is(type, "text/plain") ? 0 : -1;
}

static int is_of_the_web(nd_string uri) {
    static const char *const schemes[] = {"http://", "https://", "ftp://", "file://"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (nd_head_begins(uri, schemes[i])) return 1;
    return uri.size == 0;
}

/* Does the path of the address end with something that sites have for machines? */
static int is_for_machines(nd_string uri) {
    static const char *const names[] = {"/robots.txt", "/ads.txt", "/app-ads.txt", "/security.txt", "/humans.txt"};
    const char              *query = uri.size ? memchr(uri.data, '?', uri.size) : NULL;
    if (query) uri.size = (size_t)(query - uri.data);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = strlen(names[i]);
        if (uri.size > size && nd_head_is((nd_string){uri.data + uri.size - size, size}, names[i])) return 1;
    }
    return 0;
}

int nd_warc_is_http(const nd_warc_head *head) {
    if (!nd_head_is(head->type, "response")) return 0;
    nd_string type = head->content_type, word = nd_head_word(&type);
    if (word.size) return nd_head_is(word, "application/http");
    return nd_head_begins(head->uri, "http"); /* the oldest writers say nothing */
}

/* A page is known by its beginning where the server has not said what it is. */
static int begins_page(const nd_http_head *http, nd_string body, int is_all) {
    if (http->coding.size) return 0;
    if (body.size < SNIFFED_BYTES && !is_all) return -1;
    if (http->is_chunked) {
        const char *newline = body.size ? memchr(body.data, '\n', body.size) : NULL;
        if (newline) body = (nd_string){newline + 1, body.size - (size_t)(newline - body.data) - 1};
    }
    return nd_sniff_html((const uint8_t *)body.data, body.size);
}

static int may_be_page(const nd_warc_head *head, nd_string content) {
    nd_http_head http;
    int          is_all = content.size >= head->length;
    size_t       size = nd_head_size(content, 0);
    if (!size) return is_all || content.size >= ND_WARC_HEAD_BYTES ? 0 : -1;
    if (!nd_http_head_read((nd_string){content.data, size}, &http)) return 0;
    if (http.status != 200 && http.status != 203) return 0;
    if (http.type.size) return nd_warc_page_type(http.type) >= 0;
    return begins_page(&http, (nd_string){content.data + size, content.size - size}, is_all);
}

int nd_warc_may_be_article(const nd_warc_head *head, nd_string content) {
    int is_response = nd_head_is(head->type, "response");
    int is_conversion = nd_head_is(head->type, "conversion");
    if (!is_response && !is_conversion && !nd_head_is(head->type, "resource")) return 0;
    if (!is_conversion && (!is_of_the_web(head->uri) || is_for_machines(head->uri))) return 0;
    if (nd_warc_is_http(head)) return may_be_page(head, content);
    if (is_conversion && !head->content_type.size) return 1;
    return nd_warc_page_type(head->content_type) >= 0;
}
