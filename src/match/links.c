/*
 * links.c - of up to ND_DENSE_BUCKET texts that hold a key all are linked with all; of more, each with the next. Their
 * order is by a hash of key and text, so that different keys of the same texts link them differently, and the union of
 * these chains is well connected; with one fixed order recall falls by half.
 *
 * The more texts there are, the more often two of them meet in a phrase that others have, too. So in round 1 a key of
 * three groups or more links two long texts only if they share another key, or if one of them shares a few with a
 * third: many versions of a story, each rewritten throughout, share few keys two by two, but strangers seldom two. One
 * key is enough where only two groups hold it, as damage may leave no other; where many do, as a chain would have
 * linked others by the next key; for a short text, which has few keys; and for a text with whole copies, of which each
 * key may have chosen another. In round 0, and where scopes or references decide what is compared, any key is enough.
 *
 * Texts that share one key mostly share a hundred. So most repeats are not listed in the first place, as a small table
 * has what was found lately. The rest is dropped when the lists of the threads are brought together: in the end, and
 * before that whenever they have doubled and are heavy beside the texts, so that they never take more than about twice
 * the room of what is found, or what is light. As what is brought together is sorted, who found what shows nowhere.
 */
#include "match/links.h"

#include "base/error.h"
#include "base/introsort.h"
#include "base/pages.h"
#include "match/sort.h"
#include "match/verify.h"

/* Most buckets have two or three texts. These are linked without being sorted, as the same pairs come of any order, and
 * digests are fetched only where two are of one group. */
#define SMALL_BUCKET 8
_Static_assert(SMALL_BUCKET <= ND_DENSE_BUCKET, "all of a small bucket are linked");

#define RECENT_BITS 16 /* candidates of one thread that are known without a search */
#define MANY_TEXTS (1u << RECENT_BITS >> 4) /* of so many the table is filled all over */
#define LONG_HALVES (2 * 200) /* a long text has as many halves of words */

#define LIGHT_BYTES 128 /* of a list, for each text: little beside its words and the keys given back meanwhile */

/* Of a pair so many keys are listed at most. Two or more, but fewer than these, are a few. */
#define KEYS_LISTED 5

/* What was found lately. */
struct recent {
    nd_candidate candidate; /* 0: none */
    uint32_t     keys;      /* how often it was listed since it came here */
    uint32_t     is_sure;   /* 1: among the sure, too */
};

/* What one thread finds. */
struct finding {
    const nd_collection *collection;
    const uint32_t      *groups;
    uint32_t             most;    /* keys that are listed of a pair; 1: one is enough */
    nd_buf               found;   /* nd_candidate: each for every key, up to `most` */
    nd_buf               sure;    /* nd_candidate: of these, those that the one key they share is enough for */
    nd_buf               holders; /* struct holder */
    struct recent       *recent;  /* at the place of their hash */
    char                 apart[ND_APART];
};

/* What all threads have found. */
struct list {
    nd_buf candidates; /* nd_candidate */
    size_t sorted;     /* its size in bytes when it was sorted last, and had no needless repeats */
    size_t most;       /* how often one is listed, at most */
};

struct nd_links {
    nd_population   population;
    struct finding *findings; /* [thread] */
    unsigned        threads;
    struct list     found, sure;
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

/* Lists a pair once more, unless that was done often enough. It is sure if this key is enough by itself. */
static int link(struct finding *finding, uint32_t a, uint32_t b, int is_sure, nd_error *error) {
    nd_candidate   candidate = a < b ? ND_CANDIDATE(a, b) : ND_CANDIDATE(b, a);
    struct recent *recent = &finding->recent[nd_spread64(candidate) >> (64 - RECENT_BITS)];
    int            status = ND_OK;
    if (recent->candidate != candidate) *recent = (struct recent){candidate, 0, 0};
    if (recent->keys < finding->most) {
        recent->keys++;
        status = nd_buf_append(&finding->found, &candidate, sizeof candidate, error);
    }
    if (status || !is_sure || recent->is_sure || finding->most == 1) return status;
    recent->is_sure = 1;
    return nd_buf_append(&finding->sure, &candidate, sizeof candidate, error);
}

/* Links two neighbours in a chain. The next key that they share puts others beside them, so one has to be enough. */
static int link_surely(struct finding *finding, uint32_t a, uint32_t b, nd_error *error) {
    return link(finding, a, b, 1, error);
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
                status = link(finding, holders[i].text, holders[j].text, count == 2, error);
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
        for (size_t j = 0; j < i && !status; j++) status = link(finding, kept[i], kept[j], count == 2, error);
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

static void drop_repeats(struct list *list, nd_pool *pool) {
    nd_candidate *all = (nd_candidate *)list->candidates.data;
    size_t        count = list->candidates.size / sizeof *all, kept = 0;
    nd_sort64(all, count, pool);
    for (size_t i = 0; i < count; i++)
        if (kept < list->most || all[kept - list->most] != all[i]) all[kept++] = all[i];
    list->candidates.size = list->sorted = kept * sizeof *all;
}

/* What comes to an empty list is not copied. */
static int take_over(nd_buf *list, nd_buf *found, nd_error *error) {
    int status = ND_OK;
    if (list->size) {
        status = nd_buf_append(list, found->data, found->size, error);
    } else {
        nd_buf empty = *list;
        *list = *found;
        *found = empty;
    }
    found->size = 0;
    return status;
}

static int bring_together(nd_links *links, nd_error *error) {
    int status = ND_OK;
    for (unsigned i = 0; i < links->threads && !status; i++) {
        status = take_over(&links->found.candidates, &links->findings[i].found, error);
        if (!status) status = take_over(&links->sure.candidates, &links->findings[i].sure, error);
    }
    drop_repeats(&links->found, links->population.pool);
    drop_repeats(&links->sure, links->population.pool);
    return status;
}

/* Who is sure is found, too, so it is enough to look at these. */
int nd_links_collect(nd_links *links, nd_error *error) {
    size_t size = links->found.candidates.size;
    for (unsigned i = 0; i < links->threads; i++) size += links->findings[i].found.size;
    int is_light = size < LIGHT_BYTES * (size_t)links->population.collection->text_count;
    return is_light || size < 2 * links->found.sorted ? ND_OK : bring_together(links, error);
}

/* ---- how many keys it takes ------------------------------------------------------------------- */

/* How often the candidate at `at` is listed. */
static size_t count_keys(const nd_candidate *all, size_t count, size_t at) {
    size_t end = at + 1;
    while (end < count && all[end] == all[at]) end++;
    return end - at;
}

/* Marks the texts for which one key is enough. */
static void mark_by_one_key(const nd_links *links, uint8_t *by_one_key) {
    const nd_population *population = &links->population;
    const nd_candidate  *all = (const nd_candidate *)links->found.candidates.data;
    size_t               count = links->found.candidates.size / sizeof *all;
    for (uint32_t i = 0; i < population->collection->text_count; i++) {
        if (nd_collection_halves(population->collection, i) < LONG_HALVES) by_one_key[i] = 1;
        if (population->groups[i] != i) by_one_key[i] = by_one_key[population->groups[i]] = 1;
    }
    for (size_t i = 0, keys; i < count; i += keys) {
        uint32_t a = nd_candidate_a(all[i]), b = nd_candidate_b(all[i]);
        keys = count_keys(all, count, i);
        if (keys >= 2 && keys < KEYS_LISTED) by_one_key[a] = by_one_key[b] = 1;
    }
}

/* Leaves each candidate once, if it shares enough keys. */
static int keep_linked(nd_links *links, nd_error *error) {
    nd_candidate       *all = (nd_candidate *)links->found.candidates.data;
    const nd_candidate *sure = (const nd_candidate *)links->sure.candidates.data;
    const nd_candidate *end = sure + links->sure.candidates.size / sizeof *sure;
    size_t              count = links->found.candidates.size / sizeof *all, kept = 0;
    uint8_t            *by_one_key = nd_allocate_zeroed(links->population.collection->text_count + UINT64_C(1), 1);
    if (!by_one_key) return nd_fail_memory(error);
    mark_by_one_key(links, by_one_key);
    for (size_t i = 0, keys; i < count; i += keys) {
        nd_candidate candidate = all[i];
        keys = count_keys(all, count, i);
        while (sure < end && *sure < candidate) sure++;
        int is_enough = keys > 1 || (sure < end && *sure == candidate);
        if (is_enough || by_one_key[nd_candidate_a(candidate)] || by_one_key[nd_candidate_b(candidate)])
            all[kept++] = candidate;
    }
    links->found.candidates.size = kept * sizeof *all;
    nd_release(by_one_key);
    return ND_OK;
}

int nd_links_take(nd_links *links, nd_buf *out, nd_error *error) {
    int status = bring_together(links, error);
    if (!status && links->found.most > 1) status = keep_linked(links, error);
    nd_buf_free(out);
    *out = links->found.candidates;
    links->found.candidates = (nd_buf){0};
    return status;
}

int nd_links_open(nd_links **out, const nd_population *population, nd_error *error) {
    unsigned  threads = nd_pool_jobs(population->pool);
    nd_links *links = *out = nd_allocate_zeroed(1, sizeof *links);
    if (!links) return nd_fail_memory(error);
    links->population = *population;
    uint32_t most = population->groups && !population->collection->scopes.of ? KEYS_LISTED : 1;
    links->found.most = most;
    links->sure.most = 1;
    links->findings = nd_allocate_zeroed(threads, sizeof *links->findings);
    if (!links->findings) return nd_fail_memory(error);
    for (links->threads = 0; links->threads < threads; links->threads++) {
        const size_t   slots = (size_t)1 << RECENT_BITS;
        int            is_filled = population->collection->text_count >= MANY_TEXTS;
        struct recent *recent = is_filled ? nd_pages_zeroed(slots, sizeof *recent)
                                          : nd_allocate_zeroed(slots, sizeof *recent);
        if (!recent) return nd_fail_memory(error);
        links->findings[links->threads] = (struct finding){.collection = population->collection,
                                                           .groups = population->groups, .most = most,
                                                           .recent = recent};
    }
    return ND_OK;
}

void nd_links_free(nd_links *links) {
    if (!links) return;
    for (unsigned i = 0; i < links->threads; i++) {
        nd_buf_free(&links->findings[i].found);
        nd_buf_free(&links->findings[i].sure);
        nd_buf_free(&links->findings[i].holders);
        nd_release(links->findings[i].recent);
    }
    nd_release(links->findings);
    nd_buf_free(&links->found.candidates);
    nd_buf_free(&links->sure.candidates);
    nd_release(links);
}
