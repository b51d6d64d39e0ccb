/*
 * standing.c - the names of these members are fixed (docs/formats.md).
 */
#include "report/standing.h"

#include "report/escape.h"
#include "report/number.h"

static void put_string(nd_out *out, const char *name, nd_string value) {
    nd_put_text(out, name);
    nd_put_json(out, value);
}

/* Figures about the article it is compared with: null where there is none. */
static void put_figure(nd_out *out, const char *name, const nd_row *row, double share) {
    nd_put_text(out, name);
    if (row->is_compared)
        nd_put_share(out, share);
    else
        nd_put_text(out, "null");
}

void nd_put_json_standing(const nd_row *row, nd_out *out) {
    const nd_document *document = &row->document;
    nd_put_json_id(out, document->id);
    put_string(out, ",\"cluster\":", row->cluster);
    put_string(out, ",\"story\":", row->story);
    nd_put_text(out, ",\"role\":");
    nd_put_json_text(out, nd_role_name(document->role));
    nd_put_text(out, ",\"rule\":");
    nd_put_json_text(out, document->rule);
    put_string(out, ",\"canonical\":", row->canonical);
    put_string(out, ",\"via\":", row->via);
    put_figure(out, ",\"coverage\":", row, document->coverage);
    put_figure(out, ",\"canonical_coverage\":", row, document->canonical_coverage);
    put_figure(out, ",\"jaccard\":", row, document->jaccard);
}
