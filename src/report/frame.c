/*
 * frame.c - what the rows between are to be read with: the version and the options that made them, and
 * at the end the counts, without which a file is cut. Nothing here depends on time, threads or machine.
 */
#include "report/frame.h"

#include "report/escape.h"
#include "report/number.h"

void nd_put_json_header(nd_out *out, const nd_write_options *options) {
    nd_put_text(out, "{\"type\":\"header\",\"newsdup\":");
    nd_put_json_text(out, ND_VERSION);
    nd_put_text(out, ",\"options\":");
    nd_put_json_text(out, options->options_line);
    nd_put_text(out, "}");
    nd_put_newline(out);
}

static void put_member(nd_out *out, const char *name, uint64_t count) {
    nd_put_text(out, name);
    nd_put_count(out, count);
}

/* null: it is off. */
static void put_threshold(nd_out *out, const char *name, double share) {
    nd_put_text(out, name);
    if (share > 0) nd_put_share(out, share);
    else nd_put_text(out, "null");
}

void nd_put_json_summary(nd_out *out, const nd_summary *summary) {
    put_member(out, "{\"type\":\"summary\",\"articles\":", summary->articles);
    put_member(out, ",\"stories\":", summary->stories);
    put_member(out, ",\"clusters\":", summary->clusters);
    put_member(out, ",\"copies\":", summary->copies);
    put_member(out, ",\"stubs\":", summary->stubs);
    put_member(out, ",\"invalid_utf8\":", summary->invalid_utf8);
    put_member(out, ",\"repeated_ids\":", summary->repeated_ids);
    put_threshold(out, ",\"threshold\":", summary->near_duplicate_coverage);
    put_threshold(out, ",\"excerpt\":", summary->excerpt_coverage);
    nd_put_text(out, "}");
    nd_put_newline(out);
}
