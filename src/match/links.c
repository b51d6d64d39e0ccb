/*
 * links.c - links within a bucket. The order of a large bucket is by a hash of key and text, so
 * that different keys of the same texts link them differently, and the union of the chains is well
 * connected; with one fixed order recall falls by half.
 *
 * The more texts there are, the more often two of them meet in a phrase that others have, too. So in round 1 a key of
 * three groups or more links two long texts only if they share another key. It is enough where only two groups hold it,
 * as damage may leave no other; where many do, as a chain would have linked others by the next key; for a short text,
 * which has few keys; and for a text with whole copies, of which each key may have chosen another.
 *
 * Texts that share one key mostly share a hundred. So most repeats are not listed in the first place, as a small table
 * has what was found lately; the rest is dropped whenever the list has doubled, so that it never takes more than about
 * twice the room of what is found. As the list is sorted in the end, who found what shows nowhere.
 */
#include "match/links.h"

#include "base/error.h"
#include "base/introsort.h"
#include "match/sort.h"
#include "match/verify.h"

/* Most buckets have two or three texts, in whatever order, and digests are fetched only for those of one group. */
#define SMALL_BUCKET 8
_Static_assert(SMALL_BUCKET <= ND_DENSE_BUCKET, "all of a small bucket are linked");

#define RECENT_BITS 16 /* candidates of one thread that are known without a search */
#define KEYS_ASKED 2   /* of two long texts, in round 1 */
#define LONG_HALVES (2 * 200)

/* What was found lately. */
struct recent {
    nd_candidate candidate; /* 0: none */
    uint32_t     times;     /* that it was listed since it came here */
};

/* What one thread finds. */
struct finding {
    const nd_collection *collection;
    const uint32_t      *groups;
    nd_buf               found;   /* nd_candidate, each for as many keys as are asked for, or a few more times */
    nd_buf               holders; /* struct holder */
    struct recent       *recent;  /* at the place of their hash */
};

struct nd_links {
    nd_population   population;
    struct finding *findings; /* [thread] */
    unsigned        threads;
    nd_buf          all;    /* nd_candidate */
    size_t          sorted; /* how long the list was when it had no needless repeats */
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

static uint32_t keys_asked(const uint32_t *groups) {
    return groups ? KEYS_ASKED : 1;
}

/* What a key says that so many groups hold, all of which it links: as much as one key, or enough. */
static uint32_t worth_of(size_t groups) {
    return groups > 2 ? 1 : KEYS_ASKED;
}

/* Lists a pair as often as a key is worth, and all in all about as often as is asked. */
static int link(struct finding *finding, uint32_t a, uint32_t b, uint32_t worth, nd_error *error) {
    nd_candidate   candidate = a < b ? ND_CANDIDATE(a, b) : ND_CANDIDATE(b, a);
    struct recent *recent = &finding->recent[nd_spread64(candidate) >> (64 - RECENT_BITS)];
    int            status = ND_OK;
    if (recent->candidate != candidate) *recent = (struct recent){candidate, 0};
    for (; worth && recent->times < keys_asked(finding->groups) && !status; worth--, recent->times++)
        status = nd_buf_append(&finding->found, &candidate, sizeof candidate, error);
    return status;
}

/* Links two of many, which other keys would link otherwise. */
static int link_surely(struct finding *finding, uint32_t a, uint32_t b, nd_error *error) {
    return link(finding, a, b, KEYS_ASKED, error);
}

static int is_allowed(const struct finding *finding, const struct holder *a, const struct holder *b) {
    return !nd_scopes_refuse(&finding->collection->scopes, a->text, b->text);
}

/* In round 0 what scopes refuse is looked at too: statistics are about words. */
static int is_wanted(const struct finding *finding, const struct holder *a, const struct holder *b) {
    return !finding->groups || is_allowed(finding, a, b);
}

static int link_all(struct finding *finding, const struct holder *holders, size_t count, nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && !status; j++)
            if (is_wanted(finding, &holders[i], &holders[j]))
                status = link(finding, holders[i].text, holders[j].text, worth_of(count), error);
    return status;
}

static int link_chain(struct finding *finding, const struct holder *holders, size_t count, nd_error *error) {
    int status = ND_OK;
    for (size_t i = 1; i < count && !status; i++)
        if (is_wanted(finding, &holders[i - 1], &holders[i]))
            status = link_surely(finding, holders[i - 1].text, holders[i].text, error);
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
            status = link_surely(finding, holders[i].text, holders[i % undated].text, error);
    return status;
}

/* In round 0, each reference with the next: what is found among them does not depend on what is not. */
static int link_references(struct finding *finding, const struct holder *holders, size_t count, nd_error *error) {
    const nd_scope *scopes = finding->collection->scopes.of;
    size_t          last = count;
    int             status = ND_OK;
    for (size_t i = 0; i < count && !status && !finding->groups; i++) {
        if (!scopes[holders[i].text].is_reference) continue;
        if (last < count) status = link_surely(finding, holders[last].text, holders[i].text, error);
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
    return link_surely(finding, holder->text, (*other)->text, error);
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
        for (size_t j = 0; j < i && !status; j++) status = link(finding, kept[i], kept[j], worth_of(count), error);
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
    if (count <= ND_DENSE_BUCKET) return link_all(finding, holders, count, error);
    nd_sort(holders, count, sizeof *holders, by_order);
    status = link_chain(finding, holders, count, error);
    if (is_scoped && !status) status = link_references(finding, holders, count, error);
    return is_scoped && !status ? link_allowed(finding, holders, count, error) : status;
}

/* ---- the list --------------------------------------------------------------------------------- */

static void drop_repeats(nd_links *links) {
    nd_candidate *all = (nd_candidate *)links->all.data;
    size_t        count = links->all.size / sizeof *all, asked = keys_asked(links->population.groups), kept = 0;
    nd_sort64(all, count);
    for (size_t i = 0; i < count; i++)
        if (kept < asked || all[kept - asked] != all[i]) all[kept++] = all[i];
    links->all.size = links->sorted = kept * sizeof *all;
}

int nd_links_collect(nd_links *links, nd_error *error) {
    int status = ND_OK;
    for (unsigned i = 0; i < links->threads && !status; i++) {
        nd_buf *found = &links->findings[i].found;
        status = nd_buf_append(&links->all, found->data, found->size, error);
        found->size = 0;
        if (links->all.size >= 2 * links->sorted) drop_repeats(links);
    }
    return status;
}

/* Marks the texts that have whole copies. */
static uint8_t *mark_copied(const nd_population *population, nd_error *error) {
    uint32_t texts = population->collection->text_count;
    uint8_t *copied = nd_allocate_zeroed(texts + UINT64_C(1), 1);
    for (uint32_t i = 0; copied && i < texts; i++)
        if (population->groups[i] != i) copied[i] = copied[population->groups[i]] = 1;
    if (!copied) nd_fail_memory(error);
    return copied;
}

static int is_one_key_enough(const nd_collection *collection, const uint8_t *copied, uint32_t a, uint32_t b) {
    return copied[a] || copied[b] || nd_collection_halves(collection, a) < LONG_HALVES ||
           nd_collection_halves(collection, b) < LONG_HALVES;
}

/* Leaves each pair once, if it is there for enough keys. */
static int keep_linked(nd_links *links, nd_error *error) {
    nd_candidate *all = (nd_candidate *)links->all.data;
    size_t        count = links->all.size / sizeof *all, kept = 0;
    uint8_t      *copied = mark_copied(&links->population, error);
    if (!copied) return ND_ERROR_MEMORY;
    for (size_t i = 0, next; i < count; i = next) {
        uint32_t a = nd_candidate_a(all[i]), b = nd_candidate_b(all[i]);
        next = i + 1;
        while (next < count && all[next] == all[i]) next++;
        if (next - i == KEYS_ASKED || is_one_key_enough(links->population.collection, copied, a, b))
            all[kept++] = all[i];
    }
    links->all.size = kept * sizeof *all;
    nd_release(copied);
    return ND_OK;
}

int nd_links_take(nd_links *links, nd_buf *out, nd_error *error) {
    drop_repeats(links);
    int status = links->population.groups ? keep_linked(links, error) : ND_OK;
    nd_buf_free(out);
    *out = links->all;
    links->all = (nd_buf){0};
    return status;
}

int nd_links_open(nd_links **out, const nd_population *population, nd_error *error) {
    unsigned  threads = nd_pool_jobs(population->pool);
    nd_links *links = *out = nd_allocate_zeroed(1, sizeof *links);
    if (!links) return nd_fail_memory(error);
    links->population = *population;
    links->findings = nd_allocate_zeroed(threads, sizeof *links->findings);
    if (!links->findings) return nd_fail_memory(error);
    for (links->threads = 0; links->threads < threads; links->threads++) {
        struct recent *recent = nd_allocate_zeroed((size_t)1 << RECENT_BITS, sizeof *recent);
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
