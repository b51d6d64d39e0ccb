/*
 * posting.c - postings come by partition of their keys, packed. Most keys are held by one article, and where
 * no other shard may hold them too, these are dropped before sorting: a bit for each of some hashes of keys tells
 * which were met, another which were met again, so that few lone keys are left, and no others lost. What is left of
 * a partition is unpacked and sorted by itself, in parallel and in the cache. Then lone keys stand alone, and
 * are left out as the others are put where the packed ones were. Postings that several threads have made are put
 * in the order of their articles as they are unpacked.
 */
#include "sketch/posting.h"

#include <stdatomic.h>

#include "base/error.h"
#include "sketch/radix.h"

#define FILTER_BITS_A_KEY 8
#define AHEAD 16 /* postings */
#define FIRST_BYTES ((size_t)2 << 10)
#define MAPPED_BYTES ((size_t)160 << 10) /* blocks of this size are mapped by themselves, and moved by the page table */

void nd_partitions_free(nd_partitions *partitions) {
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) nd_buf_free(&partitions->of[p].words);
}

/* Partitions grow all at once. If each left blocks of all sizes behind in the heap, these would be as much as the
 * postings of many articles; room that is mapped takes no memory before it is used. */
int nd_partition_grow(nd_partition *of, nd_error *error) {
    nd_buf *words = &of->words;
    size_t  extra = 2 * sizeof(uint64_t);
    if (!words->capacity) extra = FIRST_BYTES;
    else if (words->capacity < MAPPED_BYTES) extra = MAPPED_BYTES - words->size;
    return nd_buf_reserve(words, extra, error);
}

int nd_partition_reserve(nd_partition *of, size_t size, nd_error *error) {
    return size > FIRST_BYTES ? nd_buf_reserve(&of->words, size, error) : ND_OK;
}

/* ---- packed ----------------------------------------------------------------------------------- */

#define NO_ARTICLE UINT64_MAX

/* A posting of a list, and the words behind it. */
struct cursor {
    const uint64_t *words;
    size_t          count, at;
    uint64_t        word, article; /* NO_ARTICLE: at the end */
};

/* One partition of all lists. */
struct group {
    uint64_t       partition;
    struct cursor *cursors; /* [list] */
    size_t         count, words;
};

static inline int is_far(uint64_t word) {
    return word >> ND_PARTITION_KEY_BITS == ND_PARTITION_FAR;
}

static inline void pass_posting(struct cursor *cursor) {
    if (cursor->at == cursor->count) {
        cursor->article = NO_ARTICLE;
        return;
    }
    cursor->word = cursor->words[cursor->at++];
    if (is_far(cursor->word)) cursor->article = cursor->words[cursor->at++];
    else cursor->article += cursor->word >> ND_PARTITION_KEY_BITS;
}

static struct cursor first_posting(const nd_partition *of) {
    struct cursor cursor = {(const uint64_t *)of->words.data, of->words.size / sizeof(uint64_t), 0, 0, 0};
    pass_posting(&cursor);
    return cursor;
}

/* The cursor that is at the first article, and the article at which the next one is; NULL if all are at the end. */
static struct cursor *first_cursor(const struct group *group, uint64_t *second) {
    struct cursor *first = &group->cursors[0];
    *second = NO_ARTICLE;
    for (size_t i = 1; i < group->count; i++) {
        struct cursor *cursor = &group->cursors[i];
        if (cursor->article < first->article) {
            *second = first->article;
            first = cursor;
        } else if (cursor->article < *second) *second = cursor->article;
    }
    return first->article == NO_ARTICLE ? NULL : first;
}

/* It is rare enough to look for them from the beginning. */
void nd_partitions_take_back(nd_partitions *partitions, uint32_t article) {
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        nd_partition *of = &partitions->of[p];
        struct cursor cursor = first_posting(of);
        of->article = 0;
        of->words.size = 0;
        for (; cursor.article < article; pass_posting(&cursor)) {
            of->article = (uint32_t)cursor.article;
            of->words.size = cursor.at * sizeof *cursor.words;
        }
    }
}

/* ---- lone keys -------------------------------------------------------------------------------- */

/* Of 64 hashes: those that were met, and those that were met again. */
struct met {
    uint64_t once, again;
};

/* Keys are hashes: any of their bits will do, but for those of the partition. */
struct filter {
    struct met *met;
    uint64_t    mask;
    size_t      most; /* postings whose hash was met again, at most */
};

/* The filter of a large partition lies beyond the nearest cache. */
static inline void expect(const struct met *met) {
#ifdef __GNUC__
    __builtin_prefetch(met, 1);
#else
    (void)met;
#endif
}

static void meet_some(struct filter *filter, const uint64_t *words, size_t count) {
    size_t again = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t    hash = words[i] & filter->mask, bit = UINT64_C(1) << hash % 64;
        struct met *met = &filter->met[hash / 64];
        expect(&filter->met[(words[i + AHEAD < count ? i + AHEAD : i] & filter->mask) / 64]);
        again += (met->once & bit) != 0;
        met->again |= met->once & bit;
        met->once |= bit;
        i += (size_t)is_far(words[i]);
    }
    filter->most += 2 * again; /* it, and perhaps the one that was first */
}

static int meet_all(const struct group *group, nd_buf *work, struct filter *out) {
    uint64_t hashes = 64;
    while (hashes < FILTER_BITS_A_KEY * group->words) hashes *= 2;
    int status = nd_zeros(work, hashes / 64, sizeof(struct met), NULL);
    if (status) return status;
    *out = (struct filter){(struct met *)work->data, hashes - 1, 0};
    for (size_t i = 0; i < group->count; i++) meet_some(out, group->cursors[i].words, group->cursors[i].count);
    return ND_OK;
}

static inline size_t is_met_again(const struct filter *filter, uint64_t word) {
    uint64_t hash = word & filter->mask;
    return filter->met[hash / 64].again >> hash % 64 & 1;
}

/* Unpacks the postings of a partition in the order of their articles, but for those that the filter knows to be lone.
 * *out has room for one more than are left, whose number is returned. */
static size_t unpack(struct group *group, const struct filter *filter, nd_posting *out) {
    const uint64_t mask = UINT64_MAX >> ND_PARTITION_BITS, upper = group->partition << ND_PARTITION_KEY_BITS;
    size_t         kept = 0;
    uint64_t       end; /* the article at which another list goes on */
    for (struct cursor *next; (next = first_cursor(group, &end)) != NULL;) {
        struct cursor cursor = *next;
        for (; cursor.article < end; pass_posting(&cursor)) {
            uint64_t key = (cursor.word & mask) | upper;
            out[kept] = (nd_posting){(uint32_t)key, (uint32_t)(key >> 32), (uint32_t)cursor.article};
            kept += filter ? is_met_again(filter, cursor.word) : 1;
        }
        *next = cursor;
    }
    return kept;
}

/* Copies those whose key another has; *out has room for all. Returns how many. */
static size_t copy_shared(const nd_posting *sorted, size_t count, nd_posting *out) {
    size_t kept = 0;
    int    is_shared = 0; /* with the one before */
    for (size_t i = 0; i < count; i++) {
        int is_next = i + 1 < count && nd_posting_key(&sorted[i]) == nd_posting_key(&sorted[i + 1]);
        out[kept] = sorted[i];
        kept += (size_t)(is_shared | is_next);
        is_shared = is_next;
    }
    return kept;
}

/* ---- all partitions --------------------------------------------------------------------------- */

/* Of one thread. */
struct work {
    nd_buf part, spare; /* the filter lies in `spare` before it is needed for sorting */
    nd_buf cursors;
};

struct sorting {
    nd_partitions    *lists;
    size_t            list_count;
    const nd_sealing *how;
    struct work      *work; /* [worker] */
    atomic_int        status;
};

static int open_group(const struct sorting *sorting, uint32_t partition, nd_buf *cursors, struct group *out) {
    size_t size = sorting->list_count * sizeof *out->cursors;
    cursors->size = 0;
    int status = nd_buf_reserve(cursors, size, NULL);
    *out = (struct group){partition, (struct cursor *)cursors->data, sorting->list_count, 0};
    for (size_t i = 0; i < out->count && !status; i++) {
        out->cursors[i] = first_posting(&sorting->lists[i].of[partition]);
        out->words += out->cursors[i].count;
    }
    return status;
}

/* Of the postings of a group those that are kept, sorted, in work->part. */
static int sort_group(struct group *group, nd_keeping keeping, struct work *work, size_t *count) {
    struct filter filter = {.most = group->words};
    int           is_filtered = keeping == ND_KEEP_SHARED;
    int           status = is_filtered ? meet_all(group, &work->spare, &filter) : ND_OK;
    size_t        most = filter.most < group->words ? filter.most : group->words;
    work->part.size = 0;
    if (!status) status = nd_buf_reserve(&work->part, (most + 1) * sizeof(nd_posting), NULL);
    if (status) return status;
    nd_posting *part = (nd_posting *)work->part.data;
    *count = unpack(group, is_filtered ? &filter : NULL, part);
    work->spare.size = 0;
    status = nd_buf_reserve(&work->spare, *count * sizeof *part, NULL);
    if (!status) nd_radix_sort(part, (nd_posting *)work->spare.data, *count);
    return status;
}

/* Leaves them where the packed ones of the first list were. */
static int sort_one(const struct sorting *sorting, uint32_t partition, struct work *work) {
    nd_buf      *out = &sorting->lists[0].of[partition].words;
    nd_keeping   keeping = sorting->how->keeping;
    struct group group;
    size_t       count = 0;
    int          status = open_group(sorting, partition, &work->cursors, &group);
    if (!status) status = sort_group(&group, keeping, work, &count);
    for (size_t i = 1; i < sorting->list_count; i++) nd_buf_free(&sorting->lists[i].of[partition].words);
    out->size = 0;
    if (!status) status = nd_buf_reserve(out, count * sizeof(nd_posting), NULL);
    if (status) return status;
    const nd_posting *part = (const nd_posting *)work->part.data;
    if (keeping == ND_KEEP_SHARED) count = copy_shared(part, count, (nd_posting *)out->data);
    else if (count) memcpy(out->data, part, count * sizeof *part);
    out->size = count * sizeof *part;
    return nd_buf_trim(out, NULL);
}

/* How many partitions are sorted. */
static uint32_t sorted_count(const nd_sealing *how) {
    return (ND_PARTITIONS - how->first + how->step - 1) / how->step;
}

/* The last first: minima are small, so that the first partitions are the largest, and room to sort these is taken when
 * most of the others have given back theirs. */
static void sort_some(void *context, unsigned worker, size_t begin, size_t end) {
    struct sorting *sorting = context;
    for (size_t i = begin; i < end; i++) {
        uint32_t partition = sorting->how->first + (sorted_count(sorting->how) - 1 - (uint32_t)i) * sorting->how->step;
        int      status = sort_one(sorting, partition, &sorting->work[worker]);
        if (status) atomic_store(&sorting->status, status);
    }
}

int nd_partitions_sort(nd_partitions *lists, size_t count, const nd_sealing *how, nd_error *error) {
    unsigned       jobs = nd_pool_jobs(how->pool);
    struct sorting sorting = {.lists = lists, .list_count = count, .how = how};
    sorting.work = nd_allocate_zeroed(jobs, sizeof *sorting.work);
    if (!sorting.work) return nd_fail_memory(error);
    nd_pool_run(how->pool, sorted_count(how), 1, sort_some, &sorting);
    for (unsigned i = 0; i < jobs; i++) {
        nd_buf_free(&sorting.work[i].part);
        nd_buf_free(&sorting.work[i].spare);
        nd_buf_free(&sorting.work[i].cursors);
    }
    nd_release(sorting.work);
    return atomic_load(&sorting.status) ? nd_fail_memory(error) : ND_OK;
}

struct joining {
    nd_partitions  *sorted;
    nd_posting     *out;
    const uint64_t *ends;
};

/* What has been moved is given back, so that there is little more memory in use than before. */
static void join_some(void *context, unsigned worker, size_t begin, size_t end) {
    const struct joining *joining = context;
    (void)worker;
    for (size_t p = begin; p < end; p++) {
        nd_partition *of = &joining->sorted->of[p];
        if (of->words.size) memcpy(joining->out + (p ? joining->ends[p - 1] : 0), of->words.data, of->words.size);
        nd_buf_free(&of->words);
        of->article = 0;
    }
}

int nd_partitions_join(nd_partitions *sorted, nd_pool *pool, nd_buf *out, uint64_t ends[ND_PARTITIONS],
                       nd_error *error) {
    uint64_t count = 0;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++)
        ends[p] = count += sorted->of[p].words.size / sizeof(nd_posting);
    int status = nd_buf_reserve(out, count * sizeof(nd_posting), error);
    if (status) return status;
    struct joining joining = {sorted, (nd_posting *)out->data, ends};
    nd_pool_run(pool, ND_PARTITIONS, 1, join_some, &joining);
    out->size = count * sizeof(nd_posting);
    return ND_OK;
}

int nd_partitions_seal(nd_partitions *partitions, nd_keeping keeping, nd_pool *pool, nd_buf *out,
                       uint64_t ends[ND_PARTITIONS], nd_error *error) {
    const nd_sealing how = {keeping, pool, 0, 1};
    int              status = nd_partitions_sort(partitions, 1, &how, error);
    return status ? status : nd_partitions_join(partitions, pool, out, ends, error);
}
