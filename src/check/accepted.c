/*
 * accepted.c - fields of a line are divided by tabs: group, digest, id, and a remark if there is one. Ids are
 * compared as they are escaped, which takes no memory and gives the same answer. A merge of two branches may
 * leave a line twice, or lines in any order; both mean the same as what is written here.
 */
#include "check/accepted.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/introsort.h"

#define DIGEST_DIGITS 32

static const char heading[] = "# newsdup baseline 1: accepted copies; group, digest, id, remark\n";
static const char digits[] = "0123456789abcdef";

static int compare(nd_string a, nd_string b) {
    size_t shorter = a.size < b.size ? a.size : b.size;
    int    order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    if (order) return order;
    return a.size < b.size ? -1 : a.size > b.size;
}

/* ---- reading ----------------------------------------------------------------------------------- */

/* Takes what stands before the next tab off the line. */
static nd_string take_field(nd_string *line) {
    const char *tab = line->size ? memchr(line->data, '\t', line->size) : NULL;
    nd_string   field = {line->data, tab ? (size_t)(tab - line->data) : line->size};
    size_t      taken = field.size + (tab != NULL);
    *line = (nd_string){line->data + taken, line->size - taken};
    return field;
}

static int digit_value(char digit) {
    const char *found = digit ? strchr(digits, digit) : NULL;
    return found ? (int)(found - digits) : -1;
}

static int read_digest(nd_string text, uint8_t digest[16]) {
    if (text.size != DIGEST_DIGITS) return 0;
    for (size_t i = 0; i < 16; i++) {
        int high = digit_value(text.data[2 * i]), low = digit_value(text.data[2 * i + 1]);
        if (high < 0 || low < 0) return 0;
        digest[i] = (uint8_t)(high << 4 | low);
    }
    return 1;
}

/* What is wrong with the line, or NULL and *out. */
static const char *read_line(nd_string line, nd_accepted *out) {
    nd_string group = take_field(&line), digest = take_field(&line);
    memset(out, 0, sizeof *out);
    if (group.size < 3 || group.size >= sizeof out->group || memcmp(group.data, "c-", 2))
        return "a line begins with the id of a cluster, as c-0123456789abcdef";
    memcpy(out->group, group.data, group.size);
    if (!read_digest(digest, out->digest)) return "behind the first tab stand 32 hexadecimal digits";
    out->id = take_field(&line);
    if (!out->id.size) return "behind the second tab stands the id of an article";
    out->remark = line;
    return NULL;
}

int nd_accepted_parse(nd_string text, const char *name, nd_buf *out, nd_error *error) {
    size_t number = 0;
    int    status = ND_OK;
    if (text.size >= 3 && !memcmp(text.data, "\xEF\xBB\xBF", 3)) text = (nd_string){text.data + 3, text.size - 3};
    while (text.size && !status) {
        const char *end = memchr(text.data, '\n', text.size);
        nd_string   line = {text.data, end ? (size_t)(end - text.data) : text.size};
        size_t      taken = line.size + (end != NULL);
        nd_accepted row;
        number++;
        text = (nd_string){text.data + taken, text.size - taken};
        if (line.size && line.data[line.size - 1] == '\r') line.size--;
        if (!line.size || line.data[0] == '#') continue;
        const char *wrong = read_line(line, &row);
        status = wrong ? nd_fail(error, ND_ERROR_FORMAT, "%s:%zu: no line of a baseline: %s", name, number, wrong)
                       : nd_buf_append(out, &row, sizeof row, error);
    }
    return status;
}

/* ---- looking up -------------------------------------------------------------------------------- */

static int by_article(const void *left, const void *right) {
    const nd_accepted *a = left, *b = right;
    int                order = compare(a->id, b->id);
    return order ? order : memcmp(a->digest, b->digest, sizeof a->digest);
}

/* The greatest remark first, so that it does not matter which line came first. */
static int by_article_and_remark(const void *left, const void *right) {
    int order = by_article(left, right);
    return order ? order : compare(((const nd_accepted *)right)->remark, ((const nd_accepted *)left)->remark);
}

size_t nd_accepted_sort(nd_accepted *rows, size_t count) {
    size_t kept = 0;
    if (count) nd_sort(rows, count, sizeof *rows, by_article_and_remark);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || by_article(&rows[i], &rows[kept - 1])) rows[kept++] = rows[i];
    return kept;
}

const nd_accepted *nd_accepted_find(const nd_accepted *rows, size_t count, nd_string id, const uint8_t digest[16]) {
    nd_accepted key = {.id = id};
    memcpy(key.digest, digest, sizeof key.digest);
    return count ? bsearch(&key, rows, count, sizeof key, by_article) : NULL;
}

/* ---- writing ----------------------------------------------------------------------------------- */

int nd_accepted_escape(nd_string id, nd_buf *out, nd_error *error) {
    static const char named[] = "\\\t\n\r", letters[] = "\\tnr";
    int               status = ND_OK;
    for (size_t i = 0; i < id.size && !status; i++) {
        const char *found = id.data[i] ? strchr(named, id.data[i]) : NULL;
        char        escape[2] = {'\\', found ? letters[found - named] : 0};
        status = found ? nd_buf_append(out, escape, 2, error) : nd_buf_append(out, &id.data[i], 1, error);
    }
    return status;
}

static int by_line(const void *left, const void *right) {
    const nd_accepted *a = left, *b = right;
    int                order = strcmp(a->group, b->group);
    if (!order) order = memcmp(a->digest, b->digest, sizeof a->digest);
    return order ? order : compare(a->id, b->id);
}

static int print_row(const nd_accepted *row, nd_buf *out, nd_error *error) {
    char digest[DIGEST_DIGITS + 2] = "\t";
    for (size_t i = 0; i < 16; i++) {
        digest[1 + 2 * i] = digits[row->digest[i] >> 4];
        digest[2 + 2 * i] = digits[row->digest[i] & 15];
    }
    digest[1 + DIGEST_DIGITS] = '\t';
    int status = nd_buf_append(out, row->group, strlen(row->group), error);
    if (!status) status = nd_buf_append(out, digest, sizeof digest, error);
    if (!status) status = nd_buf_append(out, row->id.data, row->id.size, error);
    if (!status && row->remark.size) status = nd_buf_append(out, "\t", 1, error);
    if (!status) status = nd_buf_append(out, row->remark.data, row->remark.size, error);
    return status ? status : nd_buf_append(out, "\n", 1, error);
}

int nd_accepted_print(nd_accepted *rows, size_t count, nd_buf *out, nd_error *error) {
    int status = nd_buf_append(out, heading, sizeof heading - 1, error);
    if (count) nd_sort(rows, count, sizeof *rows, by_line);
    for (size_t i = 0; i < count && !status; i++) status = print_row(&rows[i], out, error);
    return status;
}
