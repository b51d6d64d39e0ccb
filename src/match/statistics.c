/*
 * statistics.c - how many groups hold a key, and which keys are kept: those that are common, and page furniture
 * (furniture.c), which may be known from fewer groups. Partitions of the keys, then texts, are shared out among the
 * threads and joined in order. Cost: one pass over the postings, and one over the texts that hold a key of
 * ND_FURNITURE_GROUPS or more.
 */
#include "match/statistics.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "match/furniture.h"
#include "match/postings.h"

#define TEXTS_AT_ONCE 512

/* What was counted in one partition of the keys. */
struct part {
    nd_buf rows;      /* nd_statistic */
    nd_buf holders;   /* uint32_t: texts that hold its key, row by row */
    nd_buf ends;      /* uint64_t: [row] where its holders end */
    size_t first_row; /* among those of all parts */
};

struct counting {
    const nd_population *population;
    struct part          parts[ND_PARTITIONS];
    nd_buf               rows;       /* of all parts: keys from ND_FURNITURE_GROUPS on */
    nd_held              held;       /* of these */
    nd_statistics        statistics; /* of them */
    _Atomic uint32_t    *related;    /* [text]: its keys that another group holds too */
    const nd_common     *shared;     /* where the keys stand that these rows are of */
    nd_page             *pages;      /* [text] */
    atomic_int           status;
};

/* ---- common keys ------------------------------------------------------------------------------ */

struct reading {
    struct counting     *counting;
    const nd_collection *collection;
    const uint32_t      *groups;
    struct part         *part;
    nd_buf               met; /* uint64_t: [group / 64] a bit if it was met in the bucket at hand; else none is set */
};

static uint32_t count_groups(struct reading *reading, const nd_bucket *bucket) {
    uint64_t *met = (uint64_t *)reading->met.data;
    uint32_t  groups = 0;
    for (size_t i = 0; i < bucket->count; i++) {
        uint32_t group = reading->groups[bucket->texts[i]];
        uint64_t bit = UINT64_C(1) << group % 64;
        if (!nd_collection_is_counted(reading->collection, bucket->texts[i])) continue;
        groups += !(met[group / 64] & bit);
        met[group / 64] |= bit;
    }
    for (size_t i = 0; i < bucket->count; i++) met[reading->groups[bucket->texts[i]] / 64] = 0;
    return groups;
}

/* A thread that is alone need not be told from others. */
static void count_related(struct counting *counting, uint32_t text) {
    _Atomic uint32_t *related = &counting->related[text];
    if (nd_pool_jobs(counting->population->pool) > 1) atomic_fetch_add_explicit(related, 1, memory_order_relaxed);
    else atomic_store_explicit(related, atomic_load_explicit(related, memory_order_relaxed) + 1, memory_order_relaxed);
}

static int keep_shared(void *context, const nd_bucket *bucket, nd_error *error) {
    struct reading *reading = context;
    struct part    *part = reading->part;
    uint32_t        groups = count_groups(reading, bucket);
    if (groups < 2) return ND_OK;
    for (size_t i = 0; i < bucket->count; i++) count_related(reading->counting, bucket->texts[i]);
    if (groups < ND_FURNITURE_GROUPS) return ND_OK;
    nd_statistic row = {(uint32_t)bucket->key, (uint32_t)(bucket->key >> 32), groups << 2};
    int          status = nd_buf_append(&part->rows, &row, sizeof row, error);
    if (!status) status = nd_buf_append(&part->holders, bucket->texts, bucket->count * sizeof(uint32_t), error);
    uint64_t end = part->holders.size / sizeof(uint32_t);
    return status ? status : nd_buf_append(&part->ends, &end, sizeof end, error);
}

static void count_parts(void *context, unsigned worker, size_t begin, size_t end) {
    struct counting *counting = context;
    struct reading   reading = {.counting = counting,
                                .collection = counting->population->collection,
                                .groups = counting->population->groups};
    int status = nd_zeros(&reading.met, reading.collection->text_count / 64 + 1, sizeof(uint64_t), NULL);
    (void)worker;
    for (size_t p = begin; p < end && !status; p++) {
        reading.part = &counting->parts[p];
        status = nd_postings_group(counting->population->collection, ND_KEYS_PASSAGES, (uint32_t)p, keep_shared,
                                   &reading, NULL);
    }
    if (status) atomic_store(&counting->status, status);
    nd_buf_free(&reading.met);
}

/* Joins the rows of the parts, which are in the order of the keys. */
static int join_parts(struct counting *counting, nd_error *error) {
    int status = ND_OK;
    for (uint32_t p = 0; p < ND_PARTITIONS && !status; p++) {
        struct part *part = &counting->parts[p];
        part->first_row = counting->rows.size / sizeof(nd_statistic);
        status = nd_buf_append(&counting->rows, part->rows.data, part->rows.size, error);
    }
    counting->statistics = (nd_statistics){.keys = (const nd_statistic *)counting->rows.data,
                                           .count = counting->rows.size / sizeof(nd_statistic)};
    return status;
}

/* Lists the rows that a part's texts hold, each where the list of its text goes on; returns the row after the last. */
static uint32_t list_rows(nd_held *held, const struct part *part, uint32_t row) {
    const uint32_t *holders = (const uint32_t *)part->holders.data;
    const uint64_t *ends = (const uint64_t *)part->ends.data;
    uint64_t        at = 0;
    for (size_t i = 0; i < part->ends.size / sizeof *ends; i++, row++)
        for (; at < ends[i]; at++) held->rows[held->ends[holders[at]]++] = row;
    return row;
}

/* Turns the holders of each row into the rows of each text. */
static int list_held(struct counting *counting, nd_error *error) {
    nd_held *held = &counting->held;
    uint64_t total = 0;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        const nd_buf   *buf = &counting->parts[p].holders;
        const uint32_t *holders = (const uint32_t *)buf->data;
        for (size_t i = 0; i < buf->size / sizeof *holders; i++) held->ends[holders[i]]++;
    }
    for (uint32_t i = 0; i < counting->population->collection->text_count; i++) {
        uint64_t count = held->ends[i];
        held->ends[i] = total;
        total += count;
    }
    held->rows = nd_allocate((total + 1) * sizeof *held->rows);
    if (!held->rows) return nd_fail_memory(error);
    for (uint32_t p = 0, row = 0; p < ND_PARTITIONS; p++) row = list_rows(held, &counting->parts[p], row);
    return ND_OK;
}

/* ---- which are kept --------------------------------------------------------------------------- */

static void measure_pages(void *context, unsigned worker, size_t begin, size_t end) {
    struct counting     *counting = context;
    const nd_common_key *keys = (const nd_common_key *)counting->shared->keys.data;
    const uint64_t      *ends = counting->shared->ends;
    (void)worker;
    for (size_t i = begin; i < end; i++) {
        uint64_t first = i ? ends[i - 1] : 0;
        if (first == ends[i]) continue;
        uint32_t tokens = nd_collection_tokens(counting->population->collection, (uint32_t)i).count;
        counting->pages[i] = nd_page_measure(counting->statistics.keys, keys + first, ends[i] - first, tokens,
                                             counting->related[i]);
    }
}

/* Whether a text has the words of one before it that is counted like it. */
static int is_repeated(const nd_collection *collection, uint32_t text) {
    uint32_t other = text;
    while (nd_collection_repeats(collection, other))
        if (nd_collection_is_counted(collection, --other) == nd_collection_is_counted(collection, text)) return 1;
    return 0;
}

/* Puts those in front that are counted: identical texts, which scopes tell apart, once. Returns how many. */
static size_t put_counted_first(const nd_collection *collection, uint32_t *holders, size_t count) {
    size_t counted = 0;
    if (!collection->scopes.of) return count;
    for (size_t i = 0; i < count; i++) {
        uint32_t text = holders[i];
        if (!nd_collection_is_counted(collection, text) || is_repeated(collection, text)) continue;
        holders[i] = holders[counted];
        holders[counted++] = text;
    }
    return counted;
}

/* Gives each row its masks. */
static void judge_part(const struct counting *counting, const struct part *part) {
    nd_statistic   *rows = (nd_statistic *)counting->rows.data + part->first_row;
    const uint64_t *ends = (const uint64_t *)part->ends.data;
    for (size_t i = 0; i < part->ends.size / sizeof *ends; i++) {
        uint64_t  begin = i ? ends[i - 1] : 0;
        uint32_t *holders = (uint32_t *)part->holders.data + begin, groups = rows[i].groups_and_mask >> 2;
        size_t    count = (size_t)(ends[i] - begin);
        size_t    counted = put_counted_first(counting->population->collection, holders, count);
        if (nd_furniture_judge(groups, counting->pages, holders, counted))
            rows[i].groups_and_mask |= ND_MASK_COMMON | ND_MASK_FURNITURE;
        else if (groups >= ND_COMMON_GROUPS) rows[i].groups_and_mask |= ND_MASK_COMMON;
    }
}

static void judge_parts(void *context, unsigned worker, size_t begin, size_t end) {
    const struct counting *counting = context;
    (void)worker;
    for (size_t p = begin; p < end; p++) judge_part(counting, &counting->parts[p]);
}

/* Marks who holds a row that has masks. */
static void mark_holders(const struct counting *counting, const struct part *part, uint8_t *holds) {
    const nd_statistic *rows = (const nd_statistic *)counting->rows.data + part->first_row;
    const uint64_t     *ends = (const uint64_t *)part->ends.data;
    const uint32_t     *holders = (const uint32_t *)part->holders.data;
    for (size_t i = 0; i < part->ends.size / sizeof *ends; i++)
        for (uint64_t k = i ? ends[i - 1] : 0; k < ends[i] && rows[i].groups_and_mask & 3; k++) holds[holders[k]] = 1;
}

/* Leaves the rows that have masks in *out, and in *common the keys of texts that are in one of them. */
static int keep_masked(const struct counting *counting, nd_buf *out, nd_common *common, nd_error *error) {
    const nd_statistic *rows = (const nd_statistic *)counting->rows.data;
    uint64_t            count = counting->statistics.count, kept = 0;
    nd_common_key      *keys = (nd_common_key *)common->keys.data;
    uint32_t           *places = nd_allocate((count + 1) * sizeof *places); /* [row]: in *out */
    int                 status = places ? ND_OK : nd_fail_memory(error);
    for (uint64_t i = 0; i < count && !status; i++) {
        places[i] = (uint32_t)(out->size / sizeof *rows);
        if (rows[i].groups_and_mask & 3) status = nd_buf_append(out, &rows[i], sizeof rows[i], error);
    }
    for (uint64_t text = 0, i = 0; !status && text < counting->population->collection->text_count; text++) {
        for (; i < common->ends[text]; i++)
            if (rows[keys[i].row].groups_and_mask & 3)
                keys[kept++] = (nd_common_key){keys[i].token, places[keys[i].row]};
        common->ends[text] = kept;
    }
    if (!status) common->keys.size = kept * sizeof *keys;
    nd_release(places);
    return status;
}

/* Each step reads what the one before has frozen. */
static int run_steps(struct counting *counting, nd_buf *out, uint8_t *holds, nd_common *common, nd_error *error) {
    const nd_population *population = counting->population;
    memset(holds, 0, population->collection->text_count);
    nd_pool_run(population->pool, ND_PARTITIONS, 1, count_parts, counting);
    if (atomic_load(&counting->status)) return nd_fail_memory(error);
    int status = join_parts(counting, error);
    if (!status) status = list_held(counting, error);
    if (!status) status = nd_common_find(common, population, &counting->statistics, &counting->held, error);
    if (status) return status;
    counting->shared = common;
    nd_pool_run(population->pool, population->collection->text_count, TEXTS_AT_ONCE, measure_pages, counting);
    nd_pool_run(population->pool, ND_PARTITIONS, 1, judge_parts, counting);
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) mark_holders(counting, &counting->parts[p], holds);
    return keep_masked(counting, out, common, error);
}

static struct counting *new_counting(const nd_population *population) {
    size_t           texts = population->collection->text_count + (size_t)1;
    struct counting *counting = nd_allocate_zeroed(1, sizeof *counting);
    if (!counting) return NULL;
    counting->population = population;
    counting->held.ends = nd_allocate_zeroed(texts, sizeof *counting->held.ends);
    counting->related = nd_allocate_zeroed(texts, sizeof *counting->related);
    counting->pages = nd_allocate_zeroed(texts, sizeof *counting->pages);
    return counting;
}

static void free_counting(struct counting *counting) {
    if (!counting) return;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        nd_buf_free(&counting->parts[p].rows);
        nd_buf_free(&counting->parts[p].holders);
        nd_buf_free(&counting->parts[p].ends);
    }
    nd_buf_free(&counting->rows);
    nd_release(counting->held.rows);
    nd_release(counting->held.ends);
    nd_release(counting->related);
    nd_release(counting->pages);
    nd_release(counting);
}

int nd_statistics_count(const nd_population *population, nd_buf *out, uint8_t *holds, nd_common *common,
                        nd_error *error) {
    struct counting *counting = new_counting(population);
    nd_common        own = {.ends = NULL};
    int              status = counting && counting->held.ends && counting->related && counting->pages
                                  ? ND_OK
                                  : nd_fail_memory(error);
    if (!status) status = run_steps(counting, out, holds, common ? common : &own, error);
    nd_common_free(&own);
    free_counting(counting);
    return status;
}
