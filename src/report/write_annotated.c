/*
 * write_annotated.c - a line of the corpus with what became of its article. The member stands in front of the
 * others, because there it fits whatever the reader forgives further on; all other bytes are those of the
 * line. One that is there from an earlier run is taken out: of two with one name every parser takes another.
 */
#include "base/error.h"
#include "report/escape.h"
#include "report/member.h"
#include "report/number.h"
#include "report/row.h"
#include "report/standing.h"

/* Copies belong to the article that stands for its cluster. */
static uint64_t copies_of(const nd_row *row) {
    int stands_for = row->cluster.data && row->groups[0].canonical == row->document.index;
    return stands_for ? row->groups[0].copies : 0;
}

static void put_member(const nd_row *row, nd_out *out) {
    nd_put_text(out, "\"newsdup\":{");
    nd_put_json_standing(row, out);
    nd_put_text(out, ",\"copies\":");
    nd_put_count(out, copies_of(row));
    nd_put_text(out, "}");
}

static void put_line(const nd_row *row, nd_string line, size_t start, nd_out *out) {
    size_t cut[2] = {line.size, line.size};
    nd_member_find(line, "newsdup", cut);
    size_t next = nd_member_pass_blanks(line, cut[0] == start + 1 ? cut[1] : start + 1);
    nd_put(out, line.data, start + 1);
    put_member(row, out);
    if (next == line.size || line.data[next] != '}') nd_put_text(out, ",");
    nd_put(out, line.data + start + 1, cut[0] - (start + 1));
    nd_put(out, line.data + cut[1], line.size - cut[1]);
}

void nd_write_annotated(const nd_result *result, uint64_t document, nd_string line, nd_out *out) {
    nd_row row;
    if (!nd_row_next(result, &document, &row)) {
        out->status = nd_fail(out->error, ND_ERROR_USAGE, "there is no such article");
        return;
    }
    size_t start = line.data ? nd_member_pass_blanks(line, 0) : 0;
    if (!line.data) {
        nd_put_text(out, "{");
        put_member(&row, out);
        nd_put_text(out, "}");
        nd_put_newline(out);
    } else if (start == line.size || line.data[start] != '{') {
        out->status = nd_fail(out->error, ND_ERROR_FORMAT, "not a JSON object");
    } else {
        put_line(&row, line, start, out);
    }
}
