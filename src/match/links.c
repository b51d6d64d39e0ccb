/*
 * links.c - links within a bucket. The order of a large bucket is by a hash of key and text, so
 * that different keys of the same texts link them differently, and the union of the chains is well
 * connected; with one fixed order recall falls by half.
 *
 * Texts that share one key mostly share a hundred. So most repeats are not listed in the first place, as a small table
 * has what was found lately; the rest is dropped whenever the list has doubled, so that it never takes more than about
 * twice the room of what is found. As the list is sorted in the end, who found what shows nowhere.
 */
#include "match/links.h"

#include "base/error.h"
#include "base/introsort.h"
#include "match/verify.h"

/* Most buckets have two or three texts, in whatever order, and digests are fetched only for those of one group. */
#define SMALL_BUCKET 8
_Static_assert(SMALL_BUCKET <= ND_DENSE_BUCKET, "all of a small bucket are linked");

#define RECENT_BITS 16 /* candidates of one thread that are known without a search */

/* What one thread finds. */
struct finding {
    const nd_collection *collection;
    const uint32_t      *groups;
    nd_buf               found;   /* nd_candidate */
    nd_buf               holders; /* struct holder */
    nd_candidate        *recent;  /* found before, at the place of their hash; 0: free */
};

struct nd_links {
    struct finding *findings; /* [thread] */
    unsigned        threads;
    nd_buf          all;    /* nd_candidate */
    size_t          sorted; /* how long the list was when it had no repeats */
};

struct holder {
    uint64_t order;
    int64_t  day; /* of its scope */
    uint32_t text, group;
};

static int by_group(const void *left, const void *right) {
    const struct holder *a = left, *b = right;
    if (a->group != b->group) return a->group < b->group ? -1 : 1;
    if (a->order != b->order) return a->order < b->order ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text;
}

static int by_order(const void *left, const void *right) {
    const struct holder *a = left, *b = right;
    if (a->order != b->order) return a->order < b->order ? -1 : 1;
    return a->text < b->text ? -1 : a->text > b->text;
}

/* By day, those that are not known first. */
static int by_day(const void *left, const void *right) {
    const struct holder *a = left, *b = right;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return by_order(left, right);
}

static int link(struct finding *finding, uint32_t a, uint32_t b, nd_error *error) {
    nd_candidate  candidate = a < b ? ND_CANDIDATE(a, b) : ND_CANDIDATE(b, a);
    nd_candidate *recent = &finding->recent[nd_spread64(candidate) >> (64 - RECENT_BITS)];
    if (*recent == candidate) return ND_OK;
    *recent = candidate;
    return nd_buf_append(&finding->found, &candidate, sizeof candidate, error);
}

static int is_allowed(const struct finding *finding, const struct holder *a, const struct holder *b) {
    return !nd_scopes_refuse(&finding->collection->scopes, a->text, b->text);
}

/* In round 0 what scopes refuse is looked at too: statistics are about words. */
static int is_wanted(const struct finding *finding, const struct holder *a, const struct holder *b) {
    return !finding->groups || is_allowed(finding, a, b);
}

/* Every holder with `reach` after it; all with all if that is how many there are. */
static int link_holders(struct finding *finding, const struct holder *holders, size_t count, size_t reach,
                        nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && j - i <= reach && !status; j++)
            if (is_wanted(finding, &holders[i], &holders[j]))
                status = link(finding, holders[i].text, holders[j].text, error);
    return status;
}

/* ---- scopes ----------------------------------------------------------------------------------- */

/* Who knows no day may be a copy of anybody: each of the others is linked with one such. */
static int link_undated(struct finding *finding, const struct holder *holders, size_t count, nd_error *error) {
    size_t undated = 0;
    int    status = ND_OK;
    while (undated < count && holders[undated].day == ND_NO_DAY) undated++;
    for (size_t i = undated; undated && i < count && !status; i++)
        if (is_allowed(finding, &holders[i], &holders[i % undated]))
            status = link(finding, holders[i].text, holders[i % undated].text, error);
    return status;
}

/* In round 0, each reference with the next: what is found among them does not depend on what is not. */
static int link_references(struct finding *finding, const struct holder *holders, size_t count, nd_error *error) {
    const nd_scope *scopes = finding->collection->scopes.of;
    size_t          last = count;
    int             status = ND_OK;
    for (size_t i = 0; i < count && !status && !finding->groups; i++) {
        if (!scopes[holders[i].text].is_reference) continue;
        if (last < count) status = link(finding, holders[last].text, holders[i].text, error);
        last = i;
    }
    return status;
}

/* Links a holder with `other`, the last of another field before it or the first behind it, if there is one and
 * it is near enough. `beside` is the holder next to it on that side. */
static int link_other(struct finding *finding, const struct holder *holder, const struct holder *beside,
                      const struct holder **other, nd_error *error) {
    const nd_scope *scopes = finding->collection->scopes.of;
    if (!nd_scope_shares_kind(&scopes[holder->text], &scopes[beside->text])) *other = beside;
    if (!*other || !is_allowed(finding, holder, *other)) return ND_OK;
    return link(finding, holder->text, (*other)->text, error);
}

/* Links each holder of a large bucket with the nearest on both sides that it may be a copy of. In the order of
 * days these are the nearest of another field, or there is none: all beyond are further away. */
static int link_allowed(struct finding *finding, struct holder *holders, size_t count, nd_error *error) {
    const nd_scopes     *scopes = &finding->collection->scopes;
    const struct holder *other = NULL;
    int                  status = ND_OK;
    if (scopes->days) {
        for (size_t i = 0; i < count; i++) holders[i].day = scopes->of[holders[i].text].day;
        nd_sort(holders, count, sizeof *holders, by_day);
        status = link_undated(finding, holders, count, error);
    }
    for (size_t i = 1; i < count && !status; i++)
        status = link_other(finding, &holders[i], &holders[i - 1], &other, error);
    other = NULL;
    for (size_t i = count - 1; i-- > 0 && !status;)
        status = link_other(finding, &holders[i], &holders[i + 1], &other, error);
    return status;
}

/* ---- buckets ---------------------------------------------------------------------------------- */

/* One text for each group of whole copies: the first in the order of this key. */
static size_t keep_one_a_group(struct holder *holders, size_t count) {
    size_t kept = 0;
    nd_sort(holders, count, sizeof *holders, by_group);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || holders[i].group != holders[kept - 1].group) holders[kept++] = holders[i];
    return kept;
}

/* The digest, not the number: the order does not change when other texts come. */
static uint64_t place_in_order(const struct finding *finding, uint64_t key, uint32_t text) {
    return nd_mix64_pair(key, finding->collection->marks[text]);
}

static uint32_t group_of(const struct finding *finding, uint32_t text) {
    return finding->groups ? finding->groups[text] : text;
}

static int comes_first(const struct finding *finding, uint64_t key, uint32_t a, uint32_t b) {
    uint64_t x = place_in_order(finding, key, a), y = place_in_order(finding, key, b);
    return x != y ? x < y : a < b;
}

/* Links the texts of a small bucket, one for each group. */
static int link_few(struct finding *finding, const nd_bucket *bucket, nd_error *error) {
    uint32_t kept[SMALL_BUCKET], groups[SMALL_BUCKET];
    size_t   count = 0;
    int      status = ND_OK;
    for (size_t i = 0, at; i < bucket->count; i++) {
        uint32_t text = bucket->texts[i], group = group_of(finding, text);
        for (at = 0; at < count && groups[at] != group;) at++;
        if (at < count && comes_first(finding, bucket->key, kept[at], text)) continue;
        kept[at] = text;
        groups[at] = group;
        count += at == count;
    }
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i && !status; j++) status = link(finding, kept[i], kept[j], error);
    return status;
}

int nd_links_add(nd_links *links, unsigned thread, const nd_bucket *bucket, nd_error *error) {
    struct finding *finding = &links->findings[thread];
    int             is_scoped = finding->collection->scopes.of != NULL;
    if (bucket->count <= SMALL_BUCKET && !is_scoped) return link_few(finding, bucket, error);
    finding->holders.size = 0;
    int status = nd_buf_reserve(&finding->holders, bucket->count * sizeof(struct holder), error);
    if (status) return status;
    struct holder *holders = (struct holder *)finding->holders.data;
    for (size_t i = 0; i < bucket->count; i++) {
        uint32_t text = bucket->texts[i];
        holders[i] = (struct holder){.order = place_in_order(finding, bucket->key, text), .text = text,
                                     .group = group_of(finding, text)};
    }
    size_t count = finding->groups && !is_scoped ? keep_one_a_group(holders, bucket->count) : bucket->count;
    if (count <= ND_DENSE_BUCKET) return link_holders(finding, holders, count, count, error);
    nd_sort(holders, count, sizeof *holders, by_order);
    status = link_holders(finding, holders, count, 1, error);
    if (is_scoped && !status) status = link_references(finding, holders, count, error);
    return is_scoped && !status ? link_allowed(finding, holders, count, error) : status;
}

/* ---- the list --------------------------------------------------------------------------------- */

static void drop_repeats(nd_buf *list) {
    nd_candidate *candidates = (nd_candidate *)list->data;
    list->size = nd_candidates_sort(candidates, list->size / sizeof *candidates) * sizeof *candidates;
}

int nd_links_collect(nd_links *links, nd_error *error) {
    int status = ND_OK;
    for (unsigned i = 0; i < links->threads && !status; i++) {
        nd_buf *found = &links->findings[i].found;
        status = nd_buf_append(&links->all, found->data, found->size, error);
        found->size = 0;
        if (links->all.size < 2 * links->sorted) continue;
        drop_repeats(&links->all);
        links->sorted = links->all.size;
    }
    return status;
}

void nd_links_take(nd_links *links, nd_buf *out) {
    drop_repeats(&links->all);
    nd_buf_free(out);
    *out = links->all;
    links->all = (nd_buf){0};
}

int nd_links_open(nd_links **out, const nd_population *population, nd_error *error) {
    unsigned  threads = nd_pool_jobs(population->pool);
    nd_links *links = *out = nd_allocate_zeroed(1, sizeof *links);
    if (links) links->findings = nd_allocate_zeroed(threads, sizeof *links->findings);
    if (!links || !links->findings) return nd_fail_memory(error);
    for (links->threads = 0; links->threads < threads; links->threads++) {
        nd_candidate *recent = nd_allocate_zeroed((size_t)1 << RECENT_BITS, sizeof *recent);
        if (!recent) return nd_fail_memory(error);
        links->findings[links->threads] = (struct finding){.collection = population->collection,
                                                           .groups = population->groups, .recent = recent};
    }
    return ND_OK;
}

void nd_links_free(nd_links *links) {
    if (!links) return;
    for (unsigned i = 0; i < links->threads; i++) {
        nd_buf_free(&links->findings[i].found);
        nd_buf_free(&links->findings[i].holders);
        nd_release(links->findings[i].recent);
    }
    nd_release(links->findings);
    nd_buf_free(&links->all);
    nd_release(links);
}
