/*
 * posting.c - sorting: postings come by partition of their keys. Most keys are held by one article, and where
 * no other shard may hold them too, these are dropped first: a bit for each of some hashes of keys tells which
 * were met, another which were met again, so that few lone keys are left, and no others lost. What is left of
 * a partition is unpacked and sorted by itself, in parallel and in the cache, by as many bits as it takes to tell its
 * postings apart, in two passes, or four where it is large; what is still out of order is so little that
 * insertion finishes it. A partition in which keys agree in those bits by design is left to a plain radix sort
 * of all bits. The number of passes is even, so that nothing is copied back. Then lone keys stand alone, and
 * are left out as the others are put where the packed ones were.
 */
#include "sketch/posting.h"

#include <stdatomic.h>

#include "base/error.h"

#define DIGIT_BITS_MAX 11
#define PLAIN_BITS 8
#define FEW 48            /* sorted by insertion alone */
#define FILTER_BITS_A_KEY 8
#define FIRST_BYTES ((size_t)2 << 10)
#define MAPPED_BYTES ((size_t)160 << 10) /* blocks of this size are mapped by themselves, and moved by the page table */

_Static_assert(64 % (2 * PLAIN_BITS) == 0, "a plain sort of all bits has an even number of passes");

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

/* ---- packed ----------------------------------------------------------------------------------- */

/* A place among packed postings, and the article of the one before. */
struct place {
    size_t   at;
    uint32_t article;
};

static size_t word_count(const nd_partition *of) {
    return of->words.size / sizeof(uint64_t);
}

static inline int is_far(uint64_t word) {
    return word >> ND_PARTITION_KEY_BITS == ND_PARTITION_FAR;
}

/* Passes the posting at *place and returns its word; place->article becomes its article. */
static inline uint64_t pass_posting(const uint64_t *words, struct place *place) {
    uint64_t word = words[place->at++];
    if (is_far(word)) place->article = (uint32_t)words[place->at++];
    else place->article += (uint32_t)(word >> ND_PARTITION_KEY_BITS);
    return word;
}

/* It is rare enough to look for them from the beginning. */
void nd_partitions_take_back(nd_partitions *partitions, uint32_t article) {
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        nd_partition   *of = &partitions->of[p];
        const uint64_t *words = (const uint64_t *)of->words.data;
        struct place    place = {0, 0}, before = place;
        for (; place.at < word_count(of); before = place) {
            pass_posting(words, &place);
            if (place.article >= article) break;
        }
        of->words.size = before.at * sizeof *words;
        of->article = before.article;
    }
}

/* ---- sorting ---------------------------------------------------------------------------------- */

/* Some bits of a key: how far up they are, and how many. */
struct digit {
    unsigned shift, bits;
};

static size_t digit_of(const nd_posting *posting, struct digit digit) {
    return nd_posting_key(posting) >> digit.shift & ((1u << digit.bits) - 1);
}

/* One stable pass by a digit. */
static void scatter(const nd_posting *from, size_t count, struct digit digit, nd_posting *to) {
    size_t begins[1u << DIGIT_BITS_MAX], sum = 0;
    memset(begins, 0, sizeof *begins << digit.bits);
    for (size_t i = 0; i < count; i++) begins[digit_of(&from[i], digit)]++;
    for (size_t value = 0; value < (size_t)1 << digit.bits; value++) {
        size_t here = begins[value];
        begins[value] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++) to[begins[digit_of(&from[i], digit)]++] = from[i];
}

/* Two passes by digits of so many bits, the lower of which begins at `shift`. */
static void scatter_twice(nd_posting *part, nd_posting *spare, size_t count, struct digit digit) {
    scatter(part, count, digit, spare);
    scatter(spare, count, (struct digit){digit.shift + digit.bits, digit.bits}, part);
}

/* Returns 0 if it would take more than some steps an element. */
static int insertion_sort(nd_posting *postings, size_t count) {
    size_t budget = 8 * count;
    for (size_t i = 1; i < count; i++) {
        nd_posting moving = postings[i];
        size_t     at = i;
        for (; at > 0 && nd_posting_key(&postings[at - 1]) > nd_posting_key(&moving) && budget; at--, budget--)
            postings[at] = postings[at - 1];
        postings[at] = moving;
        if (!budget) return 0;
    }
    return 1;
}

/* Sorts a partition; `spare` is as large. */
static void sort_part(nd_posting *part, nd_posting *spare, size_t count) {
    unsigned bits = 2, top = 64 - ND_PARTITION_BITS;
    if (count < FEW && insertion_sort(part, count)) return;
    while (bits < 4 * DIGIT_BITS_MAX && count >> (bits - 2)) bits++; /* four times as many values as postings */
    if (bits <= 2 * DIGIT_BITS_MAX) {
        bits = (bits + 1) / 2;
        scatter_twice(part, spare, count, (struct digit){top - 2 * bits, bits});
    } else {
        bits = (bits + 3) / 4;
        scatter_twice(part, spare, count, (struct digit){top - 4 * bits, bits});
        scatter_twice(part, spare, count, (struct digit){top - 2 * bits, bits});
    }
    if (insertion_sort(part, count)) return;
    for (unsigned shift = 0; shift < 64; shift += 2 * PLAIN_BITS)
        scatter_twice(part, spare, count, (struct digit){shift, PLAIN_BITS});
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
    size_t      kept; /* postings whose hash was met again */
};

static int meet_all(const nd_partition *of, nd_buf *work, struct filter *out) {
    const uint64_t *words = (const uint64_t *)of->words.data;
    size_t          count = word_count(of);
    uint64_t        hashes = 64;
    while (hashes < FILTER_BITS_A_KEY * count) hashes *= 2;
    int status = nd_zeros(work, hashes / 64, sizeof(struct met), NULL);
    if (status) return status;
    *out = (struct filter){(struct met *)work->data, hashes - 1, 0};
    for (size_t i = 0; i < count; i++) {
        uint64_t    hash = words[i] & out->mask, bit = UINT64_C(1) << hash % 64;
        struct met *met = &out->met[hash / 64];
        uint64_t    again = met->once & bit, fresh = again & ~met->again;
        out->kept += (again >> hash % 64) + (fresh >> hash % 64); /* it, and the one that was first */
        met->again |= again;
        met->once |= bit;
        i += (size_t)is_far(words[i]);
    }
    return ND_OK;
}

static inline size_t is_met_again(const struct filter *filter, uint64_t word) {
    uint64_t hash = word & filter->mask;
    return filter->met[hash / 64].again >> hash % 64 & 1;
}

/* Unpacks the postings of a partition, but for those that the filter knows to be lone. *out has room for one more
 * than are left, whose number it returns. */
static size_t unpack(const nd_partition *of, uint64_t partition, const struct filter *filter, nd_posting *out) {
    const uint64_t *words = (const uint64_t *)of->words.data, mask = UINT64_MAX >> ND_PARTITION_BITS;
    size_t          kept = 0, count = word_count(of);
    for (struct place place = {0, 0}; place.at < count;) {
        uint64_t word = pass_posting(words, &place), key = (word & mask) | partition << ND_PARTITION_KEY_BITS;
        out[kept] = (nd_posting){(uint32_t)key, (uint32_t)(key >> 32), place.article};
        kept += filter ? is_met_again(filter, word) : 1;
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
};

struct sealing {
    nd_partitions *partitions;
    nd_keeping     keeping;
    struct work   *work; /* [worker] */
    atomic_int     status;
};

/* Leaves the postings of a partition sorted in the place of the packed ones. */
static int seal_one(nd_partition *of, uint64_t partition, nd_keeping keeping, struct work *work) {
    struct filter filter = {.kept = word_count(of)};
    int           status = keeping == ND_KEEP_SHARED ? meet_all(of, &work->spare, &filter) : ND_OK;
    work->part.size = 0;
    if (!status) status = nd_buf_reserve(&work->part, (filter.kept + 1) * sizeof(nd_posting), NULL);
    if (status) return status;
    nd_posting *part = (nd_posting *)work->part.data;
    size_t      count = unpack(of, partition, keeping == ND_KEEP_SHARED ? &filter : NULL, part);
    size_t      size = count * sizeof *part;
    work->spare.size = of->words.size = 0;
    status = nd_buf_reserve(&work->spare, size, NULL);
    if (!status) status = nd_buf_reserve(&of->words, size, NULL);
    if (status) return status;
    sort_part(part, (nd_posting *)work->spare.data, count);
    if (keeping == ND_KEEP_SHARED) size = copy_shared(part, count, (nd_posting *)of->words.data) * sizeof *part;
    else if (size) memcpy(of->words.data, part, size);
    of->words.size = size;
    return ND_OK;
}

static void seal_some(void *context, unsigned worker, size_t begin, size_t end) {
    struct sealing *sealing = context;
    for (size_t p = begin; p < end; p++) {
        int status = seal_one(&sealing->partitions->of[p], p, sealing->keeping, &sealing->work[worker]);
        if (status) atomic_store(&sealing->status, status);
    }
}

/* What has been moved is given back, so that there is little more memory in use than before. */
static int join(nd_partitions *partitions, nd_buf *out, uint64_t ends[ND_PARTITIONS], nd_error *error) {
    size_t size = 0;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) size += partitions->of[p].words.size;
    int status = nd_buf_reserve(out, size, error);
    for (uint32_t p = 0; p < ND_PARTITIONS && !status; p++) {
        nd_partition *of = &partitions->of[p];
        status = nd_buf_append(out, of->words.data, of->words.size, error);
        ends[p] = out->size / sizeof(nd_posting);
        nd_buf_free(&of->words);
        of->article = 0;
    }
    return status;
}

int nd_partitions_seal(nd_partitions *partitions, nd_keeping keeping, nd_pool *pool, nd_buf *out,
                       uint64_t ends[ND_PARTITIONS], nd_error *error) {
    unsigned       jobs = nd_pool_jobs(pool);
    struct sealing sealing = {.partitions = partitions, .keeping = keeping};
    sealing.work = nd_allocate_zeroed(jobs, sizeof *sealing.work);
    if (!sealing.work) return nd_fail_memory(error);
    nd_pool_run(pool, ND_PARTITIONS, 1, seal_some, &sealing);
    for (unsigned i = 0; i < jobs; i++) {
        nd_buf_free(&sealing.work[i].part);
        nd_buf_free(&sealing.work[i].spare);
    }
    nd_release(sealing.work);
    return atomic_load(&sealing.status) ? nd_fail_memory(error) : join(partitions, out, ends, error);
}
