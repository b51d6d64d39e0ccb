/*
 * candidates.c - links within a bucket. The order of a large bucket is by a hash of key and text, so
 * that different keys of the same texts link them differently, and the union of the chains is well
 * connected; with one fixed order recall falls by half.
 *
 * Texts that share one key mostly share a hundred. So most repeats are not listed in the first place, as a small table
 * has what was found lately; the rest is dropped whenever the list has doubled, so that it never takes more than about
 * twice the room of what is found. Partitions are gone through a few at a time, one for each thread; as the list is
 * sorted in the end, who took which shows nowhere.
 */
#include "match/candidates.h"

#include <stdatomic.h>

#include "base/error.h"
#include "base/introsort.h"
#include "match/postings.h"

/* Most buckets have two or three texts, in whatever order, and digests are fetched only for those of one group. */
#define SMALL_BUCKET 8
_Static_assert(SMALL_BUCKET <= ND_DENSE_BUCKET, "all of a small bucket are linked");

#define RECENT_BITS 16 /* candidates of one thread that are known without a search */

struct finding {
    const nd_collection *collection;
    const uint32_t      *groups;
    const nd_statistics *statistics;
    nd_buf               found;   /* nd_candidate */
    nd_buf               holders; /* struct holder */
    nd_candidate        *recent;  /* found before, at the place of their hash; 0: free */
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
    return nd_mix64_pair(key, nd_collection_digest(finding->collection, text)[0]);
}

static uint32_t group_of(const struct finding *finding, uint32_t text) {
    return finding->groups ? finding->groups[text] : text;
}

static int comes_first(const struct finding *finding, uint64_t key, uint32_t a, uint32_t b) {
    uint64_t x = place_in_order(finding, key, a), y = place_in_order(finding, key, b);
    return x != y ? x < y : a < b;
}

static int are_one_group(const struct finding *finding, const nd_bucket *bucket) {
    for (size_t i = 1; i < bucket->count; i++)
        if (group_of(finding, bucket->texts[i]) != group_of(finding, bucket->texts[0])) return 0;
    return 1;
}

/* Links the texts of a small bucket, one for each group. */
static int link_few(struct finding *finding, const nd_bucket *bucket, nd_error *error) {
    uint32_t kept[SMALL_BUCKET];
    size_t   count = 0;
    int      status = ND_OK;
    if (are_one_group(finding, bucket)) return ND_OK;
    for (size_t i = 0, at; i < bucket->count; i++) {
        uint32_t text = bucket->texts[i], group = group_of(finding, text);
        for (at = 0; at < count && group_of(finding, kept[at]) != group;) at++;
        if (at == count) kept[count++] = text;
        else if (comes_first(finding, bucket->key, text, kept[at])) kept[at] = text;
    }
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i && !status; j++) status = link(finding, kept[i], kept[j], error);
    return status;
}

static int link_bucket(void *context, const nd_bucket *bucket, nd_error *error) {
    struct finding *finding = context;
    if (bucket->count < 2) return ND_OK;
    int is_scoped = finding->collection->scopes.of != NULL;
    if (finding->statistics && nd_statistics_mask(finding->statistics, bucket->key) & ND_MASK_FURNITURE) return ND_OK;
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

/* ---- partitions ------------------------------------------------------------------------------- */

struct search {
    struct finding *findings; /* [place among those at hand] */
    int             family;
    nd_share        share;
    uint32_t        first; /* partition of the first */
    atomic_int      status;
};

static void search_partitions(void *context, unsigned worker, size_t begin, size_t end) {
    struct search *search = context;
    (void)worker;
    for (size_t i = begin; i < end; i++) {
        struct finding *finding = &search->findings[i];
        uint32_t        partition = search->first + (uint32_t)i * search->share.shards;
        int status = nd_postings_group(finding->collection, search->family, partition, link_bucket, finding, NULL);
        if (status) atomic_store(&search->status, status);
    }
}

static void drop_repeats(nd_buf *out) {
    nd_candidate *candidates = (nd_candidate *)out->data;
    out->size = nd_candidates_sort(candidates, out->size / sizeof *candidates) * sizeof *candidates;
}

/* Takes over what was found; *sorted is how long the list was when it had no repeats. */
static int collect(struct search *search, size_t count, size_t *sorted, nd_buf *out, nd_error *error) {
    int status = atomic_load(&search->status) ? nd_fail_memory(error) : ND_OK;
    for (size_t i = 0; i < count && !status; i++) {
        nd_buf *found = &search->findings[i].found;
        status = nd_buf_append(out, found->data, found->size, error);
        found->size = 0;
        if (out->size < 2 * *sorted) continue;
        drop_repeats(out);
        *sorted = out->size;
    }
    return status;
}

static int search_all(struct search *search, nd_pool *pool, nd_buf *out, nd_error *error) {
    uint32_t jobs = nd_pool_jobs(pool), step = search->share.shards;
    size_t   sorted = 0;
    int      status = ND_OK;
    for (uint64_t next = search->share.shard; next < ND_PARTITIONS && !status; next += (uint64_t)jobs * step) {
        size_t left = (ND_PARTITIONS - next + step - 1) / step, count = left < jobs ? left : jobs;
        search->first = (uint32_t)next;
        nd_pool_run(pool, count, 1, search_partitions, search);
        status = collect(search, count, &sorted, out, error);
    }
    if (!status) drop_repeats(out);
    return status;
}

static int open_findings(struct search *search, const nd_population *population, const nd_statistics *statistics,
                         nd_error *error) {
    unsigned jobs = nd_pool_jobs(population->pool);
    search->findings = nd_allocate_zeroed(jobs, sizeof *search->findings);
    if (!search->findings) return nd_fail_memory(error);
    for (unsigned i = 0; i < jobs; i++) {
        nd_candidate *recent = nd_allocate_zeroed((size_t)1 << RECENT_BITS, sizeof *recent);
        if (!recent) return nd_fail_memory(error);
        search->findings[i] = (struct finding){.collection = population->collection, .groups = population->groups,
                                               .statistics = statistics, .recent = recent};
    }
    return ND_OK;
}

static void close_findings(struct search *search, unsigned jobs) {
    for (unsigned i = 0; search->findings && i < jobs; i++) {
        nd_buf_free(&search->findings[i].found);
        nd_buf_free(&search->findings[i].holders);
        nd_release(search->findings[i].recent);
    }
    nd_release(search->findings);
}

int nd_candidates_find(const nd_population *population, const nd_statistics *statistics, nd_share share, nd_buf *out,
                       nd_error *error) {
    struct search search = {.family = population->groups ? ND_KEYS_PASSAGES : ND_KEYS_BANDS, .share = share};
    int           status = open_findings(&search, population, statistics, error);
    if (!status) status = search_all(&search, population->pool, out, error);
    close_findings(&search, nd_pool_jobs(population->pool));
    return status;
}
