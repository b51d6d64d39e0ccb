/*
 * read_csv.c - header and row are divided side by side, so that nothing has to be kept between rows: a header is
 * short beside what stands below it. A row with fewer or more fields than columns is refused, since nobody can
 * tell which field is which: mostly a separator or a newline in a text without quotation marks.
 */
#include "input/read_csv.h"

#include <string.h>

#include "input/table.h"

#define HEADER_SHOWN 160

/* Of a row that is refused: what was unescaped before is of no use any more, and there is room for one row. */
static size_t count_fields(nd_parser *parser, nd_string bytes) {
    nd_division row = {.bytes = bytes, .separator = parser->separator};
    nd_string   field;
    size_t      fields = 0;
    parser->unescaped.size = 0;
    while (nd_division_next(&row, &parser->unescaped, &field) > 0) fields++;
    return fields;
}

static int refuse_count(nd_parser *parser, nd_string bytes, nd_finding *finding, nd_error *error) {
    size_t fields = count_fields(parser, bytes), columns = count_fields(parser, parser->header);
    int    status = nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "%zu field%s where the header has %zu", fields,
                            fields == 1 ? "" : "s", columns);
    return status ? status : 1;
}

/* Offers each field under the name of its column. ND_OK; 1 with a finding. */
static int read_row(nd_parser *parser, nd_string bytes, nd_finding *finding, nd_error *error) {
    nd_division row = {.bytes = bytes, .separator = parser->separator};
    nd_division    header = {.bytes = parser->header, .separator = parser->separator};
    nd_string name, value;
    for (;;) {
        int has_name = nd_division_next(&header, &parser->unescaped, &name);
        int has_value = nd_division_next(&row, &parser->unescaped, &value);
        if (has_value < 0) {
            int status = nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "a quotation mark is not closed");
            return status ? status : 1;
        }
        if (has_name != has_value) return refuse_count(parser, bytes, finding, error);
        if (!has_name) return ND_OK;
        while (name.size && name.data[name.size - 1] == ' ') name.size--;
        while (name.size && name.data[0] == ' ') name.data++, name.size--;
        nd_fields_offer_column(&parser->fields, name, value);
    }
}

static int no_text(const nd_parser *parser, nd_finding *finding, nd_error *error) {
    const char *empty = parser->fields.empty;
    nd_string   header = parser->header;
    size_t      shown = header.size < HEADER_SHOWN ? header.size : HEADER_SHOWN;
    int         status;
    while (shown < header.size && shown && (header.data[shown] & 0xc0) == 0x80) shown--;
    if (empty) status = nd_find(finding, error, ND_PROBLEM_NO_TEXT, "\"%s\" is empty", empty);
    else status = nd_find(finding, error, ND_PROBLEM_NO_TEXT, "no column has the text; the header is: %.*s%s",
                          (int)shown, header.data, shown < header.size ? " ..." : "");
    return status ? status : 1;
}

int nd_read_csv(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error) {
    parser->unescaped.size = 0;
    int status = nd_buf_reserve(&parser->unescaped, bytes.size + parser->header.size, error);
    if (status) return status;
    nd_fields_begin(&parser->fields);
    status = read_row(parser, bytes, finding, error);
    if (status) return status;
    nd_fields_end(&parser->fields, out);
    if (!out->text.data) return no_text(parser, finding, error);
    return nd_find_invalid_utf8(finding, error, out->text);
}
