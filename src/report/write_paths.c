/*
 * write_paths.c - the ids of the articles of each group, the canonical first, and an empty one between
 * groups: what `fdupes` prints, and what loops of the shell read. What stands between two ends of a
 * record is one id, whatever is in it; articles without an id would be an end of the group and are left
 * out.
 */
#include <string.h>

#include "report/escape.h"
#include "report/group_list.h"

static void end_record(const nd_write_options *options, nd_out *out) {
    if (options->null_ended)
        nd_put_end(out, '\0');
    else
        nd_put_newline(out);
}

/* As it is, so that xargs -0 finds the file; only a NUL, which no path has, cannot stand in it. */
static void put_bytes(nd_out *out, nd_string id) {
    for (const char *end; (end = memchr(id.data, '\0', id.size)); id.data = end + 1) {
        nd_put(out, id.data, (size_t)(end - id.data));
        nd_put_text(out, "\xEF\xBF\xBD");
        id.size -= (size_t)(end + 1 - id.data);
    }
    nd_put(out, id.data, id.size);
}

static void put_members(const nd_result *result, const nd_write_options *options, uint64_t canonical,
                        nd_out *out) {
    nd_document document;
    for (uint64_t at = 0; !out->status && nd_result_next_member(result, canonical, &at, &document);) {
        if (!document.id.size) continue;
        if (options->null_ended)
            put_bytes(out, document.id);
        else
            nd_put_path(out, document.id);
        end_record(options, out);
    }
}

static void put_group(const nd_result *result, const nd_write_options *options, const nd_group *group,
                      nd_out *out) {
    nd_document canonical;
    if (group->kind == ND_CLUSTER) {
        put_members(result, options, group->canonical, out);
        return;
    }
    for (uint64_t at = 0;
         !out->status && nd_result_next_cluster(result, group->index, &at, &canonical);)
        put_members(result, options, canonical.index, out);
}

void nd_write_paths(const nd_result *result, const nd_write_options *options, nd_out *out) {
    nd_group_list list;
    out->status = nd_group_list_make(result, options->copies_only, &list, out->error);
    if (out->status) return;
    for (size_t i = 0; !out->status && i < list.shown_count; i++) {
        if (i > 0) end_record(options, out);
        put_group(result, options, &list.shown[i]->group, out);
    }
    nd_group_list_free(&list);
}
