/*
 * result_groups.c - texts become articles again: stories, their clusters and single articles. Who stands for
 * each is chosen when all are listed, as that takes by far the longest and can be shared out.
 */

#include "base/bytes.h"
#include "base/error.h"
#include "base/introsort.h"
#include "match/groups.h"
#include "result.h"

struct grouping {
    nd_result        *result;
    const nd_engine  *engine;
    const nd_outcome *outcome;
    nd_error         *error;
};

/* ---- entries and groups ----------------------------------------------------------------------- */

static uint32_t count_articles(const struct grouping *g, const uint32_t *texts, uint32_t count) {
    uint32_t articles = 0;
    for (uint32_t i = 0; i < count; i++) articles += nd_collection_weight(&g->engine->collection, texts[i]);
    return articles;
}

static int add_members(struct grouping *g, const uint32_t *texts, uint32_t count, uint32_t cluster, uint32_t story) {
    const nd_collection *collection = &g->engine->collection;
    uint32_t             entry = (uint32_t)(g->result->entries.size / sizeof(nd_entry));
    int                  status = ND_OK;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t at = collection->first[texts[i]]; at < collection->first[texts[i] + 1] && !status; at++) {
            uint32_t   article = collection->ordered[at];
            nd_standing *standing = &g->result->standings[article];
            standing->cluster = cluster;
            standing->story = story;
            standing->entry = entry;
            status = nd_buf_append(&g->result->members, &article, sizeof article, g->error);
        }
    return status;
}

/* The upper half of the digest of a group's smallest text. Where scopes keep articles of the same words apart,
 * a group without the first of them has another number instead. */
static uint64_t name_of(const nd_collection *collection, uint32_t text) {
    uint64_t digest = nd_collection_digest(collection, text)[0], before = 0;
    while (nd_collection_repeats(collection, text - (uint32_t)before)) before++;
    return before ? nd_mix64_pair(digest, before) : digest;
}

static int add_group(struct grouping *g, const nd_group_record *group) {
    if (group->kind == ND_CLUSTER) g->result->summary.clusters++;
    else g->result->summary.stories++;
    return nd_buf_append(&g->result->groups, group, sizeof *group, g->error);
}

static uint32_t group_count(const struct grouping *g) {
    return (uint32_t)(g->result->groups.size / sizeof(nd_group_record));
}

/* One cluster, or single text, of the story: its members, and its group if it has several articles. */
static int add_entry(struct grouping *g, const uint32_t *texts, uint32_t count, uint32_t story) {
    uint32_t articles = count_articles(g, texts, count), cluster = ND_NO_INDEX;
    uint32_t begin = (uint32_t)(g->result->members.size / sizeof(uint32_t));
    int      status = ND_OK;
    if (articles > 1) {
        nd_group_record group = {.kind = ND_CLUSTER, .size = articles, .copies = articles - 1};
        group.digest = name_of(&g->engine->collection, texts[0]);
        cluster = group_count(g);
        g->result->summary.copies += articles - 1;
        status = add_group(g, &group);
    }
    if (!status) status = add_members(g, texts, count, cluster, story);
    nd_entry entry = {begin, begin + articles, ND_NO_INDEX};
    return status ? status : nd_buf_append(&g->result->entries, &entry, sizeof entry, g->error);
}

/* A text and what it is sorted by within its story: the main cluster first, then by cluster. */
struct part {
    uint32_t after_main, cluster, text;
};

static int by_cluster(const void *left, const void *right) {
    const struct part *x = left, *y = right;
    if (x->after_main != y->after_main) return x->after_main < y->after_main ? -1 : 1;
    if (x->cluster != y->cluster) return x->cluster < y->cluster ? -1 : 1;
    return x->text < y->text ? -1 : x->text > y->text;
}

static int sort_story(const struct grouping *g, uint32_t *texts, uint32_t count) {
    struct part *parts = nd_allocate(count * sizeof *parts);
    if (!parts) return nd_fail_memory(g->error);
    uint32_t main = g->outcome->mains[g->outcome->stories[texts[0]]];
    for (uint32_t i = 0; i < count; i++) {
        uint32_t cluster = g->outcome->clusters[texts[i]];
        parts[i] = (struct part){cluster != main, cluster, texts[i]};
    }
    nd_sort(parts, count, sizeof *parts, by_cluster);
    for (uint32_t i = 0; i < count; i++) texts[i] = parts[i].text;
    nd_release(parts);
    return ND_OK;
}

static uint32_t smallest(const uint32_t *texts, uint32_t count) {
    uint32_t least = texts[0];
    for (uint32_t i = 1; i < count; i++)
        if (texts[i] < least) least = texts[i];
    return least;
}

/* `texts` are those of one story; alone, and printed once, a text is no story. */
static int add_story(struct grouping *g, uint32_t *texts, uint32_t count) {
    const nd_collection *collection = &g->engine->collection;
    uint32_t             articles = count_articles(g, texts, count), story = group_count(g);
    uint64_t             copies = g->result->summary.copies;
    if (articles < 2 || nd_collection_is_stub(collection, texts[0])) return ND_OK;
    nd_group_record group = {.kind = ND_STORY, .size = articles,
                             .digest = name_of(collection, smallest(texts, count)),
                             .entry_begin = (uint32_t)(g->result->entries.size / sizeof(nd_entry))};
    int status = sort_story(g, texts, count);
    if (!status) status = add_group(g, &group);
    for (uint32_t begin = 0, end; begin < count && !status; begin = end) {
        for (end = begin; end < count && g->outcome->clusters[texts[end]] == g->outcome->clusters[texts[begin]];) end++;
        status = add_entry(g, texts + begin, end - begin, story);
    }
    if (status) return status;
    nd_group_record *stored = (nd_group_record *)g->result->groups.data + story;
    stored->entry_end = (uint32_t)(g->result->entries.size / sizeof(nd_entry));
    stored->copies = (uint32_t)(g->result->summary.copies - copies);
    return nd_buf_append(&g->result->order, &story, sizeof story, g->error);
}

static int add_stories(struct grouping *g, nd_error *error) {
    const uint32_t *stories = g->outcome->stories;
    nd_members      members;
    uint32_t        at = 0, first, count;
    int             status = nd_members_list(&members, stories, g->engine->collection.text_count, error);
    while (!status && (count = nd_members_next(&members, stories, &at, &first)))
        status = add_story(g, members.items + first, count);
    nd_members_free(&members);
    return status;
}

/* A cluster has the canonical of its entry, a story that of its first. */
static void name_canonicals(nd_result *result) {
    nd_group_record *groups = (nd_group_record *)result->groups.data;
    const nd_entry  *entries = (const nd_entry *)result->entries.data;
    for (size_t i = 0; i < result->entries.size / sizeof *entries; i++) {
        uint32_t cluster = result->standings[entries[i].canonical].cluster;
        if (cluster != ND_NO_INDEX) groups[cluster].canonical = entries[i].canonical;
    }
    for (size_t i = 0; i < result->groups.size / sizeof *groups; i++)
        if (groups[i].kind == ND_STORY) groups[i].canonical = entries[groups[i].entry_begin].canonical;
}

int nd_result_add_groups(nd_result *result, const nd_engine *engine, const nd_outcome *outcome, nd_error *error) {
    struct grouping g = {.result = result, .engine = engine, .outcome = outcome, .error = error};
    int             status = add_stories(&g, error);
    if (!status) status = nd_result_choose_canonicals(result, engine, error);
    if (!status) name_canonicals(result);
    return status;
}
