/*
 * labels.c - lines are read before the articles are, so that a wrong file is found out at once, and ids are looked
 * up when there is a result. A line that cannot be used is told with its number and passed over. A pair that is
 * labelled twice would count twice, so its first label is taken.
 */
#include "cli/labels.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES 65536

static int refuse(nd_error *error, nd_status code, const char *file, const char *what) {
    snprintf(error->message, sizeof error->message, "--labels '%s': %s", file, what);
    error->code = code;
    return code;
}

static void tell(struct labels *labels, struct log *log, size_t line, const char *reason) {
    char place[1024];
    snprintf(place, sizeof place, "%s:%zu", labels->file, line);
    labels->bad++;
    log_problem(log, ND_PROBLEM_BAD_RECORD, place, reason);
}

/* ---- lines ------------------------------------------------------------------------------------ */

static int read_all(struct labels *labels, FILE *from, size_t *size, nd_error *error) {
    size_t room = 0, got;
    *size = 0;
    do {
        if (room - *size < BLOCK_BYTES) {
            char *more = realloc(labels->bytes, room = 2 * room + BLOCK_BYTES);
            if (!more) return refuse(error, ND_ERROR_MEMORY, labels->file, "out of memory");
            labels->bytes = more;
        }
        errno = 0;
        got = fread(labels->bytes + *size, 1, BLOCK_BYTES, from);
        *size += got;
    } while (got > 0);
    return ferror(from) ? refuse(error, ND_ERROR_IO, labels->file, strerror(errno)) : ND_OK;
}

static int is_word(nd_string text, const char *word) {
    return text.size == strlen(word) && !memcmp(text.data, word, text.size);
}

static nd_string cut_column(nd_string *rest) {
    const char *tab = rest->size ? memchr(rest->data, '\t', rest->size) : NULL;
    nd_string   column = {rest->data, tab ? (size_t)(tab - rest->data) : rest->size};
    size_t      used = column.size + (tab != NULL);
    *rest = (nd_string){rest->data + used, rest->size - used};
    return column;
}

static nd_string last_column(nd_string rest) {
    nd_string column = {rest.data, 0};
    while (rest.size) column = cut_column(&rest);
    return column;
}

static void read_line(struct labels *labels, nd_string line, size_t number, struct log *log) {
    struct label_row row = {.line = number};
    row.ids[0] = cut_column(&line);
    row.ids[1] = cut_column(&line);
    nd_string label = last_column(line);
    if (number == 1 && is_word(label, "label")) return;
    if (!row.ids[0].size || !row.ids[1].size || !label.size) {
        tell(labels, log, number, "not a label: two ids and 1, 0 or ?, with tabs between");
        return;
    }
    if (label.size != 1 || !strchr("10?", label.data[0])) {
        tell(labels, log, number, "the last column is the label: 1, 0 or ?");
        return;
    }
    row.kind = label.data[0] == '?' ? -1 : label.data[0] - '0';
    labels->rows[labels->row_count++] = row;
}

/* A carriage return before the newline belongs to it. Empty lines say nothing. */
static int read_lines(struct labels *labels, size_t size, struct log *log, nd_error *error) {
    size_t lines = 1, number = 0;
    for (size_t i = 0; i < size; i++) lines += labels->bytes[i] == '\n';
    labels->rows = malloc(lines * sizeof *labels->rows);
    if (!labels->rows) return refuse(error, ND_ERROR_MEMORY, labels->file, "out of memory");
    for (const char *at = labels->bytes, *end = at + size, *stop; at < end; at = stop + 1) {
        stop = memchr(at, '\n', (size_t)(end - at));
        if (!stop) stop = end;
        nd_string line = {at, (size_t)(stop - at)};
        if (line.size && line.data[line.size - 1] == '\r') line.size--;
        number++;
        if (line.size) read_line(labels, line, number, log);
    }
    return ND_OK;
}

int labels_read(struct labels *labels, const char *file, struct log *log, nd_error *error) {
    size_t size;
    FILE  *from = fopen(file, "rb");
    *labels = (struct labels){.file = file};
    if (!from) return refuse(error, ND_ERROR_IO, file, strerror(errno));
    int status = read_all(labels, from, &size, error);
    fclose(from);
    return status ? status : read_lines(labels, size, log, error);
}

/* ---- articles --------------------------------------------------------------------------------- */

struct named {
    nd_string id;
    uint64_t  index;
};

static int by_id(const void *left, const void *right) {
    const struct named *x = left, *y = right;
    int                 order = memcmp(x->id.data, y->id.data, x->id.size < y->id.size ? x->id.size : y->id.size);
    return order ? order : x->id.size < y->id.size ? -1 : x->id.size > y->id.size;
}

struct names {
    struct named *items;
    size_t        count;
};

static int list_names(struct names *names, const nd_result *result) {
    nd_summary  summary;
    nd_document document;
    nd_result_summary(result, &summary);
    names->count = 0;
    names->items = malloc((summary.articles + 1) * sizeof *names->items);
    if (!names->items) return ND_ERROR_MEMORY;
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);)
        names->items[names->count++] = (struct named){{document.id.data ? document.id.data : "", document.id.size},
                                                      document.index};
    if (names->count) qsort(names->items, names->count, sizeof *names->items, by_id);
    return ND_OK;
}

static int find_article(const struct names *names, struct labels *labels, const struct label_row *row, int side,
                        struct log *log, uint64_t *out) {
    char                reason[400];
    struct named        wanted = {row->ids[side], 0};
    const struct named *found = bsearch(&wanted, names->items, names->count, sizeof wanted, by_id);
    int                 shown = wanted.id.size < 300 ? (int)wanted.id.size : 300;
    if (found) *out = found->index;
    if (found) return 1;
    snprintf(reason, sizeof reason, "no article has the id '%.*s'", shown, wanted.id.data);
    tell(labels, log, row->line, reason);
    return 0;
}

/* A row whose articles are known. */
struct found {
    nd_label label; /* a < b */
    size_t   line;
};

static int by_pair(const void *left, const void *right) {
    const struct found *x = left, *y = right;
    if (x->label.a != y->label.a) return x->label.a < y->label.a ? -1 : 1;
    if (x->label.b != y->label.b) return x->label.b < y->label.b ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

static size_t find_rows(struct labels *labels, const struct names *names, struct found *out, struct log *log) {
    size_t count = 0;
    for (size_t i = 0; i < labels->row_count; i++) {
        const struct label_row *row = &labels->rows[i];
        uint64_t                a, b;
        if (!find_article(names, labels, row, 0, log, &a) || !find_article(names, labels, row, 1, log, &b)) continue;
        if (a == b) tell(labels, log, row->line, "both ids are of one article");
        else out[count++] = (struct found){{a < b ? a : b, a < b ? b : a, row->kind}, row->line};
    }
    return count;
}

int labels_find(struct labels *labels, const nd_result *result, struct log *log, nd_error *error) {
    struct names  names = {0};
    struct found *found = malloc((labels->row_count + 1) * sizeof *found);
    size_t        count = 0;
    labels->labels = malloc((labels->row_count + 1) * sizeof *labels->labels);
    int status = found && labels->labels ? list_names(&names, result) : ND_ERROR_MEMORY;
    if (status) refuse(error, ND_ERROR_MEMORY, labels->file, "out of memory");
    else count = find_rows(labels, &names, found, log);
    if (count) qsort(found, count, sizeof *found, by_pair);
    for (size_t i = 0; i < count; i++) {
        const nd_label *label = &found[i].label;
        if (i && label->a == found[i - 1].label.a && label->b == found[i - 1].label.b)
            tell(labels, log, found[i].line, "these two were labelled before");
        else labels->labels[labels->count++] = *label;
    }
    free(names.items);
    free(found);
    return status;
}

void labels_free(struct labels *labels) {
    free(labels->bytes);
    free(labels->rows);
    free(labels->labels);
    *labels = (struct labels){0};
}
