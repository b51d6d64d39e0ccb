/*
 * result_saved_groups.c - rows refer to other articles by id and to groups by digest; here these become indices.
 * Articles are sorted by story and cluster, so that a group is a stretch of them, and the order of everything is
 * made as it is for a result that was computed.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/introsort.h"
#include "result_saved.h"

static nd_string string_of(const nd_result *result, const nd_kept *kept) {
    if (!kept->is_there) return (nd_string){NULL, 0};
    return (nd_string){(const char *)result->strings + kept->begin, kept->size};
}

/* They end with a NUL. */
static const char *text_of(const nd_result *result, const nd_kept *kept) {
    return kept->is_there ? (const char *)result->strings + kept->begin : "";
}

static uint32_t draft_count(const nd_saving *s) {
    return (uint32_t)(s->drafts.size / sizeof(nd_draft));
}

static nd_draft *draft_at(const nd_saving *s, uint32_t index) {
    return (nd_draft *)s->drafts.data + index;
}

/* ---- strings ----------------------------------------------------------------------------------- */

static int place_standings(nd_saving *s) {
    nd_result *result = s->result;
    uint32_t   count = draft_count(s);
    result->standings = nd_allocate_zeroed(count + UINT64_C(1), sizeof *result->standings);
    if (!result->standings) return nd_fail_memory(s->error);
    result->strings = s->strings.data;
    s->strings = (nd_buf){0};
    for (uint32_t i = 0; i < count; i++) {
        const nd_draft *draft = draft_at(s, i);
        nd_standing    *standing = &result->standings[i];
        *standing = draft->standing;
        for (int field = 0; field < ND_FIELDS; field++)
            standing->fields[field] = string_of(result, &draft->fields[field]);
        standing->rule = text_of(result, &draft->rule);
        standing->cluster = standing->story = standing->entry = standing->canonical = standing->via = ND_NO_INDEX;
    }
    result->summary.articles = count;
    result->options_line = s->options.is_there ? text_of(result, &s->options) : NULL;
    return ND_OK;
}

/* ---- references -------------------------------------------------------------------------------- */

struct named {
    nd_string name;
    uint32_t  article;
};

static int by_name(const void *left, const void *right) {
    const struct named *a = left, *b = right;
    int                 order = nd_string_compare(a->name, b->name);
    return order ? order : a->article < b->article ? -1 : a->article > b->article;
}

static uint32_t article_of(const struct named *names, uint32_t count, nd_string name) {
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (nd_string_compare(names[middle].name, name) < 0) low = middle + 1;
        else high = middle;
    }
    return low < count && !nd_string_compare(names[low].name, name) ? names[low].article : ND_NO_INDEX;
}

static int fail_reference(const nd_saving *s, uint64_t line) {
    return nd_fail(s->error, ND_ERROR_FORMAT,
                   "line %" PRIu64 " of the result: it refers to an article that is not in it", line);
}

static int refer(const nd_saving *s, const struct named *names, const nd_kept *kept, uint32_t *out) {
    if (!kept->is_there) return 1;
    *out = article_of(names, draft_count(s), string_of(s->result, kept));
    return *out != ND_NO_INDEX;
}

static int link_articles(nd_saving *s, const struct named *names) {
    for (uint32_t i = 0; i < draft_count(s); i++) {
        const nd_draft *draft = draft_at(s, i);
        nd_standing    *standing = &s->result->standings[i];
        if (!refer(s, names, &draft->canonical, &standing->canonical) ||
            !refer(s, names, &draft->via, &standing->via))
            return fail_reference(s, draft->line);
    }
    return ND_OK;
}

static int link_pairs(nd_saving *s, const struct named *names) {
    const nd_pair_draft *drafts = (const nd_pair_draft *)s->pairs.data;
    int                  status = ND_OK;
    for (size_t i = 0; i < s->pairs.size / sizeof *drafts && !status; i++) {
        nd_pair_record record = drafts[i].record;
        record.a = article_of(names, draft_count(s), string_of(s->result, &drafts[i].a));
        record.b = article_of(names, draft_count(s), string_of(s->result, &drafts[i].b));
        record.note = text_of(s->result, &drafts[i].note);
        if (record.a == ND_NO_INDEX || record.b == ND_NO_INDEX) return fail_reference(s, drafts[i].line);
        status = nd_buf_append(&s->result->pairs, &record, sizeof record, s->error);
    }
    return status;
}

static int link_all(nd_saving *s) {
    uint32_t      count = draft_count(s);
    struct named *names = nd_allocate((count + UINT64_C(1)) * sizeof *names);
    if (!names) return nd_fail_memory(s->error);
    for (uint32_t i = 0; i < count; i++) {
        names[i] = (struct named){string_of(s->result, &draft_at(s, i)->name), i};
        if (!names[i].name.data) names[i].name = (nd_string){"", 0};
    }
    nd_sort(names, count, sizeof *names, by_name);
    int status = link_articles(s, names);
    if (!status) status = link_pairs(s, names);
    nd_release(names);
    return status;
}

/* ---- groups ------------------------------------------------------------------------------------ */

struct part {
    uint64_t story, cluster;
    uint32_t article;
    int      in_cluster;
};

static int by_group(const void *left, const void *right) {
    const struct part *x = left, *y = right;
    if (x->story != y->story) return x->story < y->story ? -1 : 1;
    if (x->in_cluster != y->in_cluster) return x->in_cluster > y->in_cluster ? -1 : 1;
    if (x->cluster != y->cluster) return x->cluster < y->cluster ? -1 : 1;
    return x->article < y->article ? -1 : x->article > y->article;
}

static int is_one_entry(const struct part *x, const struct part *y) {
    return x->story == y->story && x->in_cluster && y->in_cluster && x->cluster == y->cluster;
}

static uint32_t group_count(const nd_saving *s) {
    return (uint32_t)(s->result->groups.size / sizeof(nd_group_record));
}

static int fail_group(const nd_saving *s, char kind, uint64_t digest, const char *what) {
    return nd_fail(s->error, ND_ERROR_FORMAT, "the result is damaged: %c-%016" PRIx64 " %s", kind, digest, what);
}

static int add_group(nd_saving *s, const nd_group_record *group) {
    if (group->kind == ND_CLUSTER) s->result->summary.clusters++, s->result->summary.copies += group->copies;
    else s->result->summary.stories++;
    return nd_buf_append(&s->result->groups, group, sizeof *group, s->error);
}

static int add_members(nd_saving *s, const struct part *parts, uint32_t count, uint32_t cluster, uint32_t story) {
    int status = ND_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        nd_standing *standing = &s->result->standings[parts[i].article];
        standing->cluster = cluster;
        standing->story = story;
        status = nd_buf_append(&s->result->members, &parts[i].article, sizeof parts[i].article, s->error);
    }
    return status;
}

/* A cluster, or a single article, of the story. */
static int add_entry(nd_saving *s, const struct part *parts, uint32_t count, uint32_t story) {
    nd_entry entry = {.begin = (uint32_t)(s->result->members.size / sizeof(uint32_t))};
    uint32_t cluster = ND_NO_INDEX, main = 0;
    int      status = ND_OK;
    while (count > 1 && main < count && draft_at(s, parts[main].article)->standing.role != ND_ROLE_CANONICAL) main++;
    if (main == count) return fail_group(s, 'c', parts->cluster, "has no canonical");
    entry.end = entry.begin + count;
    entry.canonical = parts[main].article;
    if (parts->in_cluster) {
        nd_group_record group = {.kind = ND_CLUSTER, .digest = parts->cluster, .size = count, .copies = count - 1,
                                 .canonical = entry.canonical};
        cluster = group_count(s);
        status = add_group(s, &group);
    }
    if (!status) status = add_members(s, parts, count, cluster, story);
    return status ? status : nd_buf_append(&s->result->entries, &entry, sizeof entry, s->error);
}

static int add_story(nd_saving *s, const struct part *parts, uint32_t count) {
    uint32_t        story = group_count(s), main = 0;
    uint64_t        copies = s->result->summary.copies;
    nd_group_record group = {.kind = ND_STORY, .digest = parts->story, .size = count,
                             .entry_begin = (uint32_t)(s->result->entries.size / sizeof(nd_entry))};
    while (main < count && !draft_at(s, parts[main].article)->is_main) main++;
    if (main == count) return fail_group(s, 's', parts->story, "has no main article");
    group.canonical = parts[main].article;
    int status = add_group(s, &group);
    for (uint32_t begin = 0, end; begin < count && !status; begin = end) {
        for (end = begin + 1; end < count && is_one_entry(&parts[begin], &parts[end]);) end++;
        status = add_entry(s, parts + begin, end - begin, story);
    }
    if (status) return status;
    nd_group_record *stored = (nd_group_record *)s->result->groups.data + story;
    stored->entry_end = (uint32_t)(s->result->entries.size / sizeof(nd_entry));
    stored->copies = (uint32_t)(s->result->summary.copies - copies);
    return nd_buf_append(&s->result->order, &story, sizeof story, s->error);
}

static int group_articles(nd_saving *s) {
    uint32_t     count = 0;
    struct part *parts = nd_allocate((draft_count(s) + UINT64_C(1)) * sizeof *parts);
    if (!parts) return nd_fail_memory(s->error);
    for (uint32_t i = 0; i < draft_count(s); i++) {
        const nd_draft *draft = draft_at(s, i);
        if (draft->in_story) parts[count++] = (struct part){draft->story, draft->cluster, i, draft->in_cluster};
    }
    nd_sort(parts, count, sizeof *parts, by_group);
    int status = ND_OK;
    for (uint32_t begin = 0, end; begin < count && !status; begin = end) {
        for (end = begin + 1; end < count && parts[end].story == parts[begin].story;) end++;
        status = add_story(s, parts + begin, end - begin);
    }
    nd_release(parts);
    return status;
}

int nd_saving_finish(nd_saving *s) {
    int status = place_standings(s);
    if (!status) status = link_all(s);
    if (!status) status = group_articles(s);
    return status ? status : nd_result_sort(s->result, s->error);
}
