/*
 * accept.c - a new baseline: the members of all clusters with a copy, as they are now. Not the copies alone, as
 * then another canonical would be new.
 */
#include <string.h>

#include "check/audit.h"

struct accepting {
    const nd_audit *audit;
    nd_error       *error;
    nd_buf          rows; /* nd_accepted */
    nd_buf          ids;  /* escaped; has room for all, and so stays where it is */
    uint64_t        kept; /* rows of the old baseline */
};

/* Takes over what an old row says of the article. */
static void keep_remark(struct accepting *a, nd_accepted *row) {
    const nd_accepted *old = (const nd_accepted *)a->audit->accepted.data;
    old = nd_accepted_find(old, a->audit->accepted.size / sizeof *old, row->id, row->digest);
    if (!old) return;
    row->remark = old->remark;
    a->kept++;
}

static int add_member(struct accepting *a, const nd_group *cluster, const nd_document *document) {
    size_t      begin = a->ids.size;
    nd_accepted row = {.group = ""};
    int         status = nd_accepted_escape(document->id, &a->ids, a->error);
    if (status) return status;
    memcpy(row.group, cluster->id, sizeof row.group);
    memcpy(row.digest, document->digest, sizeof row.digest);
    row.id = (nd_string){(const char *)a->ids.data + begin, a->ids.size - begin};
    keep_remark(a, &row);
    return nd_buf_append(&a->rows, &row, sizeof row, a->error);
}

/* Whether any article of the cluster, met at its canonical, is a copy. */
static int has_copy(const struct accepting *a, uint64_t canonical) {
    nd_document document;
    nd_copy     copy;
    for (uint64_t at = 0; nd_result_next_member(a->audit->result, canonical, &at, &document);)
        if (nd_audit_copy(a->audit, document.index, &copy)) return 1;
    return 0;
}

static int add_cluster(struct accepting *a, const nd_group *cluster) {
    nd_document document;
    int         status = ND_OK;
    if (!has_copy(a, cluster->canonical)) return ND_OK;
    for (uint64_t at = 0; !status && nd_result_next_member(a->audit->result, cluster->canonical, &at, &document);)
        if (!document.is_reference) status = add_member(a, cluster, &document);
    return status;
}

static int make_room(struct accepting *a) {
    nd_document document;
    size_t      most = 0;
    for (uint64_t at = 0; nd_result_next_document(a->audit->result, &at, &document);)
        if (document.cluster != ND_NONE) most += 2 * document.id.size;
    return nd_buf_reserve(&a->ids, most, a->error);
}

static int add_clusters(struct accepting *a) {
    nd_document document;
    nd_group    cluster;
    int         status = make_room(a);
    for (uint64_t at = 0; !status && nd_result_next_document(a->audit->result, &at, &document);) {
        if (document.cluster == ND_NONE) continue;
        nd_result_group(a->audit->result, document.cluster, &cluster);
        if (cluster.canonical == document.index) status = add_cluster(a, &cluster);
    }
    return status;
}

int nd_baseline_write(const nd_audit *audit, nd_sink_fn *sink, void *context, nd_baseline_change *change,
                      nd_error *error) {
    struct accepting a = {.audit = audit, .error = error};
    nd_buf           text = {0};
    int              status = add_clusters(&a);
    size_t           count = a.rows.size / sizeof(nd_accepted);
    if (!status) status = nd_accepted_print((nd_accepted *)a.rows.data, count, &text, error);
    if (!status) status = sink(context, text.data, text.size, error);
    *change = (nd_baseline_change){.lines = count, .added = count - a.kept};
    change->removed = audit->accepted.size / sizeof(nd_accepted) - a.kept;
    nd_buf_free(&a.rows);
    nd_buf_free(&a.ids);
    nd_buf_free(&text);
    return status;
}
