/*
 * posting.c - sorting: postings come by partition of their keys. Most keys are held by one article, and where
 * no other shard may hold them too, these are dropped first: a bit for each of some hashes of keys tells which
 * were met, another which were met again, so that few lone keys are left, and no others lost. What is left of
 * a partition is sorted by itself, in parallel and in the cache, by as many bits as it takes to tell its
 * postings apart, in two passes, or four where it is large; what is still out of order is so little that
 * insertion finishes it. A partition in which keys agree in those bits by design is left to a plain radix sort
 * of all bits. The number of passes is even, so that nothing is copied back.
 */
#include "sketch/posting.h"

#include <stdatomic.h>

#include "base/error.h"

#define DIGIT_BITS_MAX 11
#define PLAIN_BITS 8
#define FEW 48            /* sorted by insertion alone */
#define FILTER_BITS_A_KEY 8

_Static_assert(64 % (2 * PLAIN_BITS) == 0, "a plain sort of all bits has an even number of passes");

void nd_partitions_take_back(nd_partitions *partitions, uint32_t article) {
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        nd_buf           *of = &partitions->of[p];
        const nd_posting *postings = (const nd_posting *)of->data;
        while (of->size && postings[of->size / sizeof *postings - 1].article == article) of->size -= sizeof *postings;
    }
}

void nd_partitions_free(nd_partitions *partitions) {
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) nd_buf_free(&partitions->of[p]);
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

/* Drops postings whose key no other has; some stay. *count becomes how many are left. */
static int drop_lone(nd_posting *part, size_t *count, nd_buf *work) {
    uint64_t hashes = 64;
    size_t   kept = 0;
    while (hashes < FILTER_BITS_A_KEY * *count) hashes *= 2;
    int status = nd_zeros(work, hashes / 64, sizeof(struct met), NULL);
    if (status) return status;
    struct met *filter = (struct met *)work->data;
    for (size_t i = 0; i < *count; i++) {
        uint64_t    hash = nd_posting_key(&part[i]) & (hashes - 1), bit = UINT64_C(1) << hash % 64;
        struct met *met = &filter[hash / 64];
        met->again |= met->once & bit;
        met->once |= bit;
    }
    for (size_t i = 0; i < *count; i++) {
        uint64_t hash = nd_posting_key(&part[i]) & (hashes - 1);
        part[kept] = part[i];
        kept += filter[hash / 64].again >> hash % 64 & 1;
    }
    *count = kept;
    return ND_OK;
}

/* ---- all partitions --------------------------------------------------------------------------- */

struct sealing {
    nd_partitions *partitions;
    nd_keeping     keeping;
    nd_buf        *work; /* [worker] */
    atomic_int     status;
};

static int seal_one(nd_buf *of, nd_keeping keeping, nd_buf *work) {
    nd_posting *part = (nd_posting *)of->data;
    size_t      count = of->size / sizeof *part;
    int         status = keeping == ND_KEEP_SHARED ? drop_lone(part, &count, work) : ND_OK;
    of->size = count * sizeof *part;
    work->size = 0;
    if (!status) status = nd_buf_reserve(work, of->size, NULL);
    if (!status) sort_part(part, (nd_posting *)work->data, count);
    return status;
}

static void seal_some(void *context, unsigned worker, size_t begin, size_t end) {
    struct sealing *sealing = context;
    for (size_t p = begin; p < end; p++) {
        int status = seal_one(&sealing->partitions->of[p], sealing->keeping, &sealing->work[worker]);
        if (status) atomic_store(&sealing->status, status);
    }
}

/* What has been moved is given back, so that there is little more memory in use than before. */
static int join(nd_partitions *partitions, nd_buf *out, uint64_t ends[ND_PARTITIONS], nd_error *error) {
    size_t size = 0;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) size += partitions->of[p].size;
    int status = nd_buf_reserve(out, size, error);
    for (uint32_t p = 0; p < ND_PARTITIONS && !status; p++) {
        status = nd_buf_append(out, partitions->of[p].data, partitions->of[p].size, error);
        ends[p] = out->size / sizeof(nd_posting);
        nd_buf_free(&partitions->of[p]);
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
    for (unsigned i = 0; i < jobs; i++) nd_buf_free(&sealing.work[i]);
    nd_release(sealing.work);
    return atomic_load(&sealing.status) ? nd_fail_memory(error) : join(partitions, out, ends, error);
}
