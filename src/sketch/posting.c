/*
 * posting.c - postings come packed, by parts of their keys small enough to be sorted in the cache, each by
 * itself and in parallel; one that has grown too large for it is first divided by the next bits of its keys. Most
 * keys are held by one article, and where no other shard may hold them too, these are dropped before sorting: a bit
 * for each of some hashes of keys tells which were met, another which were met again, so that few lone keys are
 * left, and no others lost. What is left of a part is unpacked and sorted; then lone keys stand alone, and are left
 * out. Parts are joined in order: one that is done before its turn has come waits where the packed postings were.
 * Cost: some 7 ns a posting, however many there are.
 */
#include "sketch/posting.h"

#include <pthread.h>
#include <string.h>

#include "base/error.h"
#include "sketch/radix.h"

#define FILTER_HASHES_A_KEY 8
#define CACHED_BYTES ((size_t)2 << 20) /* of a part that is sorted, with its filter, mostly in the cache */
#define FIRST_BYTES ((size_t)1 << 10)
#define MAPPED_BYTES ((size_t)160 << 10) /* such blocks are mapped by themselves, and moved by the page table */
#define PARTS_A_PARTITION (ND_PARTS / ND_PARTITIONS)

_Static_assert(ND_PART_BITS >= ND_PARTITION_BITS, "a part lies in one partition");
_Static_assert(8 * ND_PACKED_BYTES >= 32, "an article's number fits");
_Static_assert(ND_PACKED_BYTES <= sizeof(uint64_t), "two are written, and one read, within ND_PART_ROOM");

void nd_parts_free(nd_parts *parts) {
    for (uint32_t p = 0; p < ND_PARTS; p++) nd_buf_free(&parts->of[p].packed);
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
#define KEY_MASK ((UINT64_C(1) << ND_PART_KEY_BITS) - 1)

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
    uint32_t step = (uint32_t)(cursor->packed >> ND_PART_KEY_BITS);
    cursor->next += ND_PACKED_BYTES;
    cursor->article += step;
    if (step < ND_STEP_FAR) return 1;
    cursor->article = (uint32_t)nd_load64(cursor->next);
    cursor->next += ND_PACKED_BYTES;
    return 1;
}

/* It is rare enough to look for them from the beginning. */
void nd_parts_take_back(nd_parts *parts, uint32_t article) {
    for (uint32_t p = 0; p < ND_PARTS; p++) {
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

/* Unpacks the postings of a part, but for those that the filter knows to be lone. *out has room for one more than
 * are left, whose number is returned. */
static size_t unpack(const nd_part *part, uint64_t number, const struct filter *filter, nd_posting *out) {
    const uint64_t upper = number << ND_PART_KEY_BITS;
    struct cursor  cursor = cursor_of(part);
    size_t         kept = 0;
    while (take_posting(&cursor)) {
        uint64_t key = (upper | (cursor.packed & KEY_MASK)) << ND_KEY_DROPPED;
        out[kept] = (nd_posting){(uint32_t)key, (uint32_t)(key >> 32), cursor.article};
        kept += filter ? is_met_again(filter, cursor.packed) : 1;
    }
    return kept;
}

/* Moves those whose key another has to the front, and returns how many. */
static size_t keep_shared(nd_posting *sorted, size_t count) {
    size_t kept = 0;
    int    is_shared = 0; /* with the one before */
    for (size_t i = 0; i < count; i++) {
        int is_next = i + 1 < count && nd_posting_key(&sorted[i]) == nd_posting_key(&sorted[i + 1]);
        sorted[kept] = sorted[i];
        kept += (size_t)(is_shared | is_next);
        is_shared = is_next;
    }
    return kept;
}

/* ---- all parts -------------------------------------------------------------------------------- */

/* Of one thread. */
struct work {
    nd_buf   sorted, spare; /* the filter lies in `spare` before it is needed for sorting */
    nd_parts finer;         /* of a part that was divided */
};

struct sealing {
    nd_parts       *parts;
    nd_keeping      keeping;
    nd_buf         *out;
    uint64_t       *ends;
    struct work    *work; /* [worker] */
    pthread_mutex_t lock; /* of what follows, and *out */
    uint32_t        turn; /* of the parts before all are there */
    uint8_t         is_sorted[ND_PARTS];
    int             status;
};

/* Appends those of a part that are kept to work->sorted, in order. Its keys differ below the bit `top`. */
static int sort_kept(const nd_part *part, uint32_t number, unsigned top, nd_keeping keeping, struct work *work) {
    size_t        count = part->packed.size / ND_PACKED_BYTES;
    struct filter filter = {.most = count};
    int           is_filtered = keeping == ND_KEEP_SHARED;
    int           status = is_filtered ? make_filter(&part->packed, &work->spare, &filter) : ND_OK;
    if (filter.most < count) count = filter.most;
    if (!status) status = nd_buf_reserve(&work->sorted, (count + 1) * sizeof(nd_posting), NULL);
    if (status) return status;
    nd_posting *postings = (nd_posting *)(work->sorted.data + work->sorted.size);
    count = unpack(part, number, is_filtered ? &filter : NULL, postings);
    work->spare.size = 0;
    status = nd_buf_reserve(&work->spare, count * sizeof *postings, NULL);
    if (status) return status;
    nd_radix_sort(postings, (nd_posting *)work->spare.data, count, top);
    if (is_filtered) count = keep_shared(postings, count);
    work->sorted.size += count * sizeof *postings;
    return ND_OK;
}

/* Divides a part by so many of the next bits of its keys. */
static int divide(const nd_part *part, unsigned bits, nd_parts *finer) {
    struct cursor cursor = cursor_of(part);
    int           status = ND_OK;
    for (uint32_t p = 0; p < 1u << bits; p++) finer->of[p].packed.size = finer->of[p].article = 0;
    while (!status && take_posting(&cursor)) {
        uint64_t key_bits = cursor.packed & KEY_MASK;
        status = nd_part_put(&finer->of[key_bits >> (ND_PART_KEY_BITS - bits)], key_bits, cursor.article, NULL);
    }
    return status;
}

/* Leaves those of a part that are kept, in order, in work->sorted. */
static int sort_part(const nd_part *part, uint32_t number, nd_keeping keeping, struct work *work) {
    unsigned top = 64 - ND_PART_BITS, bits = 0;
    work->sorted.size = 0;
    while (bits < ND_PART_BITS && part->packed.size >> bits > CACHED_BYTES) bits++;
    if (!bits) return sort_kept(part, number, top, keeping, work);
    int status = divide(part, bits, &work->finer);
    for (uint32_t p = 0; p < 1u << bits && !status; p++)
        status = sort_kept(&work->finer.of[p], number, top - bits, keeping, work);
    return status;
}

static int append_part(struct sealing *sealing, const nd_buf *sorted) {
    uint32_t number = sealing->turn++;
    int      status = nd_buf_append(sealing->out, sorted->data, sorted->size, NULL);
    nd_buf_free(&sealing->parts->of[number].packed);
    sealing->ends[number / PARTS_A_PARTITION] = sealing->out->size / sizeof(nd_posting);
    return status;
}

/* Appends the part if it is its turn, and those behind it that have been waiting. */
static int hand_in(struct sealing *sealing, uint32_t number, const nd_buf *sorted) {
    nd_buf *waiting = &sealing->parts->of[number].packed;
    int     status;
    if (number == sealing->turn) {
        status = append_part(sealing, sorted);
    } else {
        waiting->size = 0;
        status = nd_buf_append(waiting, sorted->data, sorted->size, NULL);
        sealing->is_sorted[number] = 1;
    }
    while (!status && sealing->turn < ND_PARTS && sealing->is_sorted[sealing->turn])
        status = append_part(sealing, &sealing->parts->of[sealing->turn].packed);
    return status;
}

static void seal_some(void *context, unsigned worker, size_t begin, size_t end) {
    struct sealing *sealing = context;
    struct work    *work = &sealing->work[worker];
    for (size_t i = begin; i < end; i++) {
        nd_part *part = &sealing->parts->of[i];
        int      status = sort_part(part, (uint32_t)i, sealing->keeping, work);
        part->article = 0;
        pthread_mutex_lock(&sealing->lock);
        if (!status) status = hand_in(sealing, (uint32_t)i, &work->sorted);
        if (status) sealing->status = status;
        pthread_mutex_unlock(&sealing->lock);
    }
}

int nd_parts_seal(nd_parts *parts, nd_keeping keeping, nd_pool *pool, nd_buf *out, uint64_t ends[ND_PARTITIONS],
                  nd_error *error) {
    unsigned       jobs = nd_pool_jobs(pool);
    struct sealing sealing = {.parts = parts, .keeping = keeping, .out = out, .ends = ends,
                              .lock = PTHREAD_MUTEX_INITIALIZER};
    sealing.work = nd_allocate_zeroed(jobs, sizeof *sealing.work);
    if (!sealing.work) return nd_fail_memory(error);
    nd_pool_run(pool, ND_PARTS, 1, seal_some, &sealing);
    for (unsigned i = 0; i < jobs; i++) {
        nd_buf_free(&sealing.work[i].sorted);
        nd_buf_free(&sealing.work[i].spare);
        nd_parts_free(&sealing.work[i].finer);
    }
    nd_release(sealing.work);
    return sealing.status ? nd_fail_memory(error) : ND_OK;
}
