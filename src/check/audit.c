/*
 * audit.c - which articles are copies, and which of these the baseline does not accept: a function of the
 * result and of the text of a baseline, and of nothing else.
 *
 * A cluster at a time: its members are marked as references or accepted; one is found that stands for it; and
 * of those with the very same words all but the first are identical, whatever they are to the canonical. Cost: a
 * search in the baseline for each member, and a sort of each cluster.
 */
#include <string.h>

#include "base/error.h"
#include "base/introsort.h"
#include "check/audit.h"
#include "check/gates.h"

/* The lower, the sooner it is what others are compared with. */
enum rank { STANDS, REFERENCE, ACCEPTED, OTHER };

struct member {
    nd_document document;
    uint64_t    first; /* member with the same words that is first; itself if there is none */
    uint64_t    place; /* in the cluster */
    enum rank   rank;
};

struct counting {
    nd_audit *audit;
    nd_error *error;
    nd_buf    clusters; /* nd_group */
    uint64_t  canonical; /* of the cluster at hand */
    nd_buf    members;  /* struct member, of the cluster at hand */
    nd_buf    order;    /* struct member *, of the same */
    nd_buf    id;       /* escaped */
};

/* ---- the members of a cluster ------------------------------------------------------------------ */

static int is_accepted(struct counting *c, const nd_document *document, int *out) {
    const nd_accepted *rows = (const nd_accepted *)c->audit->accepted.data;
    size_t             count = c->audit->accepted.size / sizeof *rows;
    *out = 0;
    if (!count) return ND_OK;
    c->id.size = 0;
    int status = nd_accepted_escape(document->id, &c->id, c->error);
    if (status) return status;
    nd_string id = {(const char *)c->id.data, c->id.size};
    *out = nd_accepted_find(rows, count, id, document->digest) != NULL;
    return ND_OK;
}

static int list_members(struct counting *c, const nd_group *cluster) {
    struct member member = {.place = 0};
    int           status = ND_OK, accepted = 0;
    c->members.size = 0;
    c->canonical = cluster->canonical;
    for (uint64_t at = 0; !status && nd_result_next_member(c->audit->result, cluster->canonical, &at, &member.document);
         member.place++) {
        status = is_accepted(c, &member.document, &accepted);
        member.first = member.place;
        member.rank = member.document.is_reference ? REFERENCE : accepted ? ACCEPTED : OTHER;
        if (member.rank == ACCEPTED) c->audit->summary.accepted_articles++;
        if (!status) status = nd_buf_append(&c->members, &member, sizeof member, c->error);
    }
    return status;
}

/* The canonical comes first: it stands unless only others are known. */
static struct member *choose_stand(struct member *members, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (members[i].rank != OTHER) return &members[i];
    return members;
}

static int by_words(const void *left, const void *right) {
    const struct member *a = *(struct member *const *)left, *b = *(struct member *const *)right;
    int                  order = memcmp(a->document.digest, b->document.digest, sizeof a->document.digest);
    if (order) return order;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

static int find_identical(struct counting *c, struct member *members, size_t count) {
    c->order.size = 0;
    int status = nd_buf_reserve(&c->order, count * sizeof(struct member *), c->error);
    if (status) return status;
    struct member **order = (struct member **)(void *)c->order.data;
    for (size_t i = 0; i < count; i++) order[i] = &members[i];
    nd_sort(order, count, sizeof *order, by_words);
    for (size_t i = 1; i < count; i++)
        if (!memcmp(order[i]->document.digest, order[i - 1]->document.digest, sizeof order[i]->document.digest))
            order[i]->first = order[i - 1]->first;
    return ND_OK;
}

/* ---- copies ------------------------------------------------------------------------------------ */

static nd_relation relation_of(nd_role role) {
    switch (role) {
    case ND_ROLE_IDENTICAL: return ND_IDENTICAL;
    case ND_ROLE_EXCERPT: return ND_EXCERPT;
    case ND_ROLE_EXTENDED: return ND_EXTENDED;
    default: return ND_NEAR_DUPLICATE;
    }
}

static nd_relation turned(nd_relation relation) {
    if (relation == ND_EXCERPT) return ND_EXTENDED;
    return relation == ND_EXTENDED ? ND_EXCERPT : relation;
}

/* The result compares all with the canonical, which is itself a copy where another stands for the cluster. */
static void compare(nd_copy *copy, uint64_t canonical, const struct member *member, const struct member *stand) {
    const nd_document *document = &member->document;
    if (document->index != canonical) {
        copy->other = document->via != ND_NONE ? document->via : document->canonical;
        copy->relation = relation_of(document->role);
        copy->coverage = document->coverage;
        copy->other_coverage = document->canonical_coverage;
        return;
    }
    int is_tied = stand->document.via != ND_NONE;
    copy->other = is_tied ? stand->document.via : stand->document.index;
    copy->relation = turned(relation_of(stand->document.role));
    copy->coverage = stand->document.canonical_coverage;
    copy->other_coverage = stand->document.coverage;
}

static int add_copy(struct counting *c, const struct member *member, const struct member *stand) {
    nd_audit            *audit = c->audit;
    const struct member *members = (const struct member *)c->members.data;
    nd_copy              copy = {.article = member->document.index, .stands = stand->document.index,
                                 .is_new = member->rank == OTHER};
    if (member->first != member->place) {
        copy.other = members[member->first].document.index;
        copy.relation = ND_IDENTICAL;
        copy.coverage = copy.other_coverage = 1;
    } else {
        compare(&copy, c->canonical, member, stand);
    }
    audit->copy_of[copy.article] = audit->summary.copies++;
    audit->summary.new_copies += (uint64_t)copy.is_new;
    audit->summary.identical += copy.relation == ND_IDENTICAL;
    return nd_buf_append(&audit->copies, &copy, sizeof copy, c->error);
}

static int audit_cluster(struct counting *c, const nd_group *cluster) {
    uint64_t before = c->audit->summary.copies;
    int      status = list_members(c, cluster);
    if (status) return status;
    struct member *members = (struct member *)c->members.data;
    size_t         count = c->members.size / sizeof *members;
    struct member *stand = choose_stand(members, count);
    enum rank      rank = stand->rank;
    stand->rank = STANDS;
    status = find_identical(c, members, count);
    for (size_t i = 0; i < count && !status; i++)
        if (&members[i] != stand && members[i].rank != REFERENCE) status = add_copy(c, &members[i], stand);
    stand->rank = rank;
    if (c->audit->summary.copies > before && cluster->size > c->audit->summary.largest_cluster)
        c->audit->summary.largest_cluster = cluster->size;
    return status;
}

/* ---- all clusters ------------------------------------------------------------------------------ */

static int by_size(const void *left, const void *right) {
    const nd_group *a = left, *b = right;
    if (a->size != b->size) return a->size > b->size ? -1 : 1;
    return strcmp(a->id, b->id);
}

/* A cluster is met at its canonical. */
static int list_clusters(struct counting *c) {
    nd_document document;
    nd_group    cluster;
    int         status = ND_OK;
    for (uint64_t at = 0; !status && nd_result_next_document(c->audit->result, &at, &document);) {
        c->audit->summary.references += (uint64_t)(document.is_reference != 0);
        c->audit->copy_of[document.index] = ND_NONE;
        if (document.cluster == ND_NONE) continue;
        nd_result_group(c->audit->result, document.cluster, &cluster);
        if (cluster.canonical == document.index)
            status = nd_buf_append(&c->clusters, &cluster, sizeof cluster, c->error);
    }
    return status;
}

static int audit_all(struct counting *c) {
    int       status = list_clusters(c);
    nd_group *clusters = (nd_group *)c->clusters.data;
    size_t    count = c->clusters.size / sizeof *clusters;
    if (count) nd_sort(clusters, count, sizeof *clusters, by_size);
    for (size_t i = 0; i < count && !status; i++) status = audit_cluster(c, &clusters[i]);
    nd_buf_free(&c->clusters);
    nd_buf_free(&c->members);
    nd_buf_free(&c->order);
    nd_buf_free(&c->id);
    return status;
}

static int take_baseline(nd_audit *audit, const nd_audit_options *options, nd_error *error) {
    if (!options->baseline.data) return ND_OK;
    audit->summary.has_baseline = 1;
    int status = nd_buf_append(&audit->baseline, options->baseline.data, options->baseline.size, error);
    if (status) return status;
    nd_string text = {(const char *)audit->baseline.data, audit->baseline.size};
    status = nd_accepted_parse(text, options->baseline_name ? options->baseline_name : "baseline", &audit->accepted,
                               error);
    nd_accepted *rows = (nd_accepted *)audit->accepted.data;
    audit->accepted.size = nd_accepted_sort(rows, audit->accepted.size / sizeof *rows) * sizeof *rows;
    return status;
}

static int fill(nd_audit *audit, const nd_audit_options *options, nd_error *error) {
    struct counting counting = {.audit = audit, .error = error};
    nd_summary      sum;
    nd_result_summary(audit->result, &sum);
    audit->copy_of = nd_allocate((sum.articles + 1) * sizeof *audit->copy_of);
    int status = audit->copy_of ? take_baseline(audit, options, error) : nd_fail_memory(error);
    if (!status) status = audit_all(&counting);
    audit->summary.articles = sum.articles - audit->summary.references;
    audit->summary.stale_lines = audit->accepted.size / sizeof(nd_accepted) - audit->summary.accepted_articles;
    return status;
}

static void take_gates(nd_audit *audit, const nd_audit_options *options) {
    nd_gate gate;
    int     is_any = 0;
    memcpy(audit->most, options->most, sizeof audit->most);
    for (int i = 0; i < ND_GATES; i++) is_any |= audit->most[i] != ND_NO_LIMIT;
    if (!is_any) audit->most[audit->summary.has_baseline ? ND_GATE_NEW : ND_GATE_COPIES] = 0;
    audit->summary.is_passed = 1;
    for (uint64_t at = 0; nd_audit_next_gate(audit, &at, &gate);) audit->summary.is_passed &= gate.is_passed;
}

/* ---- the public interface ---------------------------------------------------------------------- */

void nd_audit_options_init(nd_audit_options *options) {
    memset(options, 0, sizeof *options);
    for (int i = 0; i < ND_GATES; i++) options->most[i] = ND_NO_LIMIT;
}

int nd_audit_new(const nd_result *result, const nd_audit_options *options, nd_audit **out, nd_error *error) {
    nd_audit_options defaults;
    nd_audit_options_init(&defaults);
    if (!options) options = &defaults;
    nd_audit *audit = *out = nd_allocate_zeroed(1, sizeof *audit);
    if (!audit) return nd_fail_memory(error);
    audit->result = result;
    int status = fill(audit, options, error);
    if (!status) take_gates(audit, options);
    if (!status) return ND_OK;
    nd_audit_free(audit);
    *out = NULL;
    return status;
}

void nd_audit_free(nd_audit *audit) {
    if (!audit) return;
    nd_buf_free(&audit->baseline);
    nd_buf_free(&audit->accepted);
    nd_buf_free(&audit->copies);
    nd_release(audit->copy_of);
    nd_release(audit);
}

void nd_audit_summarize(const nd_audit *audit, nd_audit_summary *out) {
    *out = audit->summary;
}

int nd_audit_next_gate(const nd_audit *audit, uint64_t *position, nd_gate *out) {
    while (*position < ND_GATES) {
        nd_gate_kind kind = (nd_gate_kind)(*position)++;
        if (audit->most[kind] == ND_NO_LIMIT) continue;
        *out = nd_gate_make(kind, audit->most[kind], &audit->summary);
        return 1;
    }
    return 0;
}

int nd_audit_next_copy(const nd_audit *audit, uint64_t *position, nd_copy *out) {
    if (*position >= audit->summary.copies) return 0;
    *out = ((const nd_copy *)audit->copies.data)[(*position)++];
    return 1;
}

int nd_audit_copy(const nd_audit *audit, uint64_t document, nd_copy *out) {
    uint64_t place = audit->copy_of[document];
    return place != ND_NONE && nd_audit_next_copy(audit, &place, out);
}
