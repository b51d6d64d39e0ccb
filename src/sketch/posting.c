/*
 * posting.c - postings come packed, by partitions of their keys small enough to be sorted in the cache, each by itself;
 * one that has grown too large for it is first divided by the next bits of its keys. Most keys are held by one
 * article, and where no other shard may hold them too, these are left out before sorting: a bit for each of some hashes
 * of keys tells which were met, another which were met again, so that few lone keys are left, and no others lost.
 * Cost: some 6 ns a posting, however many there are.
 */
#include "sketch/posting.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "sketch/radix.h"

#define FILTER_HASHES_A_KEY 8
#define CACHED_BYTES ((size_t)2 << 20) /* of a part that is sorted, with its filter, mostly in the cache */
#define FIRST_BYTES ((size_t)1 << 10)
#define MAPPED_BYTES (((size_t)256 << 10) - 64) /* such blocks are mapped by themselves, a power of two with what is
                                                 * put before them, and moved by the page table */

_Static_assert(8 * ND_PACKED_BYTES >= 32, "an article's number fits");
_Static_assert(ND_PACKED_BYTES <= sizeof(uint64_t), "two are written, and one read, within ND_PART_ROOM");

void nd_parts_free(nd_parts *parts) {
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) nd_buf_free(&parts->of[p].packed);
}

/* Parts grow all at once. If each left blocks of all sizes behind in the heap, these would be as much as the
 * postings of many articles; room that is mapped takes no memory before it is used. */
int nd_part_grow(nd_part *part, nd_error *error) {
    nd_buf *packed = &part->packed;
    size_t  extra = ND_PART_ROOM;
    if (!packed->capacity) extra = FIRST_BYTES;
    else if (packed->capacity < MAPPED_BYTES) extra = MAPPED_BYTES - packed->size;
    return nd_buf_reserve(packed, extra, error);
}

/* ---- packed ----------------------------------------------------------------------------------- */

#define PACKED_MASK ((UINT64_C(1) << 8 * ND_PACKED_BYTES) - 1)
#define KEY_MASK ((UINT64_C(1) << ND_PACKED_KEY_BITS) - 1)

/* A posting of a part. */
struct cursor {
    const uint8_t *next, *end;
    uint64_t       packed;
    uint32_t       article;
};

static struct cursor cursor_of(const nd_part *part) {
    return (struct cursor){part->packed.data, part->packed.data + part->packed.size, 0, 0};
}

/* Returns 0 at the end. */
static inline int take_posting(struct cursor *cursor) {
    if (cursor->next == cursor->end) return 0;
    cursor->packed = nd_load64(cursor->next) & PACKED_MASK;
    uint32_t step = (uint32_t)(cursor->packed >> ND_PACKED_KEY_BITS);
    cursor->next += ND_PACKED_BYTES;
    cursor->article += step;
    if (step < ND_STEP_FAR) return 1;
    cursor->article = (uint32_t)nd_load64(cursor->next);
    cursor->next += ND_PACKED_BYTES;
    return 1;
}

/* It is rare enough to look for them from the beginning. */
void nd_parts_take_back(nd_parts *parts, uint32_t article) {
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        nd_part      *part = &parts->of[p];
        struct cursor cursor = cursor_of(part);
        part->article = 0;
        part->packed.size = 0;
        while (take_posting(&cursor) && cursor.article < article) {
            part->article = cursor.article;
            part->packed.size = (size_t)(cursor.next - part->packed.data);
        }
    }
}

/* ---- lone keys -------------------------------------------------------------------------------- */

#define HASHES_A_WORD 32

/* Of each hash two bits: it was met, and it was met again. Keys are hashes: any of their bits will do. */
struct filter {
    uint64_t *met;
    uint64_t  mask;
    size_t    most; /* postings whose hash was met again, at most */
};

static inline uint64_t *word_of(const struct filter *filter, uint64_t packed, unsigned *shift) {
    uint64_t hash = packed & filter->mask;
    *shift = 2 * (unsigned)(hash % HASHES_A_WORD);
    return &filter->met[hash / HASHES_A_WORD];
}

/* The number of an article that was far is taken for a key; at worst a lone one is kept. */
static void meet_all(struct filter *filter, const nd_buf *packed) {
    size_t again = 0;
    for (size_t at = 0; at < packed->size; at += ND_PACKED_BYTES) {
        unsigned  shift;
        uint64_t *word = word_of(filter, nd_load64(packed->data + at), &shift), is_met = *word >> shift & 1;
        *word |= (is_met + 1) << shift;
        again += is_met;
    }
    filter->most = 2 * again; /* they, and perhaps as many that were first */
}

static int make_filter(const nd_buf *packed, nd_buf *room, struct filter *out) {
    uint64_t hashes = HASHES_A_WORD;
    while (hashes < FILTER_HASHES_A_KEY * (packed->size / ND_PACKED_BYTES)) hashes *= 2;
    int status = nd_zeros(room, hashes / HASHES_A_WORD, sizeof *out->met, NULL);
    if (status) return status;
    *out = (struct filter){(uint64_t *)room->data, hashes - 1, 0};
    meet_all(out, packed);
    return ND_OK;
}

static inline size_t is_met_again(const struct filter *filter, uint64_t packed) {
    unsigned shift;
    uint64_t word = *word_of(filter, packed, &shift);
    return word >> shift >> 1 & 1;
}

/* Unpacks the postings of a part, but for those that the filter knows to be lone, and of articles without a name. They
 * come in the order of articles, in which names lie in memory. *out has room for one more than are left, whose number
 * is returned. */
static size_t unpack(const nd_part *part, uint64_t number, const struct filter *filter, const uint32_t *names,
                     nd_posting *out) {
    const uint64_t upper = number << ND_PACKED_KEY_BITS;
    struct cursor  cursor = cursor_of(part);
    size_t         kept = 0;
    while (take_posting(&cursor)) {
        uint64_t key = (upper | (cursor.packed & KEY_MASK)) << ND_KEY_DROPPED;
        uint32_t name = names ? names[cursor.article] : cursor.article;
        out[kept] = (nd_posting){(uint32_t)key, (uint32_t)(key >> 32), name};
        kept += (filter ? is_met_again(filter, cursor.packed) : 1) & (name != ND_NO_NAME);
    }
    return kept;
}

/* ---- sorting ---------------------------------------------------------------------------------- */

/* Appends the postings of a part to those that are sorted, in order. Its keys differ below the bit `top`. */
static int sort_whole(const nd_part *part, uint32_t number, unsigned top, int without_lone, nd_sorting *sorting) {
    nd_buf       *out = &sorting->sorted, *spare = &sorting->spare;
    size_t        count = part->packed.size / ND_PACKED_BYTES;
    struct filter filter = {.most = count};
    int           status = without_lone ? make_filter(&part->packed, spare, &filter) : ND_OK;
    if (filter.most < count) count = filter.most;
    if (!status) status = nd_buf_reserve(out, (count + 1) * sizeof(nd_posting), NULL);
    if (status) return status;
    nd_posting *postings = (nd_posting *)(out->data + out->size);
    count = unpack(part, number, without_lone ? &filter : NULL, sorting->names, postings);
    spare->size = 0;
    status = nd_buf_reserve(spare, count * sizeof *postings, NULL);
    if (status) return status;
    nd_radix_sort(postings, (nd_posting *)spare->data, count, top);
    out->size += count * sizeof *postings;
    return ND_OK;
}

/* Divides a part by so many of the next bits of its keys. */
static int divide(const nd_part *part, unsigned bits, nd_parts *finer) {
    struct cursor cursor = cursor_of(part);
    int           status = ND_OK;
    for (uint32_t p = 0; p < 1u << bits; p++) finer->of[p].packed.size = finer->of[p].article = 0;
    while (!status && take_posting(&cursor)) {
        uint64_t key_bits = cursor.packed & KEY_MASK;
        status = nd_part_put(&finer->of[key_bits >> (ND_PACKED_KEY_BITS - bits)], key_bits, cursor.article, NULL);
    }
    return status;
}

static int sort_part(const nd_part *part, uint32_t number, int without_lone, nd_sorting *sorting) {
    unsigned top = 64 - ND_PARTITION_BITS, bits = 0;
    sorting->sorted.size = 0;
    while (bits < ND_PARTITION_BITS && part->packed.size >> bits > CACHED_BYTES) bits++;
    if (!bits) return sort_whole(part, number, top, without_lone, sorting);
    int status = divide(part, bits, &sorting->finer);
    for (uint32_t p = 0; p < 1u << bits && !status; p++)
        status = sort_whole(&sorting->finer.of[p], number, top - bits, without_lone, sorting);
    return status;
}

int nd_parts_sort(nd_parts *parts, uint32_t partition, int without_lone, nd_sorting *sorting, nd_error *error) {
    nd_part *part = &parts->of[partition];
    int      status = sort_part(part, partition, without_lone, sorting);
    part->packed.size = part->article = 0;
    return status ? nd_fail_memory(error) : ND_OK;
}

void nd_parts_trim(nd_parts *parts) {
    for (uint32_t p = 0; p < ND_PARTITIONS; p++)
        if (!parts->of[p].packed.size) nd_buf_free(&parts->of[p].packed);
}

void nd_sorting_free(nd_sorting *sorting) {
    nd_buf_free(&sorting->sorted);
    nd_buf_free(&sorting->spare);
    nd_parts_free(&sorting->finer);
}

/* ---- all parts -------------------------------------------------------------------------------- */

struct sealing {
    nd_parts   *parts;
    nd_posting *out;
    uint64_t   *ends;
    nd_sorting *sorting; /* [worker] */
    atomic_int  status;
};

static uint64_t count_postings(const nd_part *part) {
    struct cursor cursor = cursor_of(part);
    uint64_t      count = 0;
    while (take_posting(&cursor)) count++;
    return count;
}

static void seal_some(void *context, unsigned worker, size_t begin, size_t end) {
    struct sealing *sealing = context;
    nd_buf         *sorted = &sealing->sorting[worker].sorted;
    for (size_t i = begin; i < end; i++) {
        int status = nd_parts_sort(sealing->parts, (uint32_t)i, 0, &sealing->sorting[worker], NULL);
        if (status) atomic_store(&sealing->status, status);
        else if (sorted->size) memcpy(sealing->out + (i ? sealing->ends[i - 1] : 0), sorted->data, sorted->size);
    }
}

int nd_parts_seal(nd_parts *parts, nd_pool *pool, nd_buf *out, uint64_t ends[ND_PARTITIONS], nd_error *error) {
    unsigned       jobs = nd_pool_jobs(pool);
    struct sealing sealing = {.parts = parts, .ends = ends};
    uint64_t       count = 0;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) ends[p] = count += count_postings(&parts->of[p]);
    int status = nd_buf_reserve(out, count * sizeof(nd_posting), error);
    if (status) return status;
    out->size = count * sizeof(nd_posting);
    sealing.out = (nd_posting *)out->data;
    sealing.sorting = nd_allocate_zeroed(jobs, sizeof *sealing.sorting);
    if (!sealing.sorting) return nd_fail_memory(error);
    nd_pool_run(pool, ND_PARTITIONS, 1, seal_some, &sealing);
    nd_parts_trim(parts);
    for (unsigned i = 0; i < jobs; i++) nd_sorting_free(&sealing.sorting[i]);
    nd_release(sealing.sorting);
    return atomic_load(&sealing.status) ? nd_fail_memory(error) : ND_OK;
}
