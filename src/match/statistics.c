/*
 * statistics.c - which keys are common, and which of these are page furniture.
 *
 * Furniture (navigation, newsletter boxes, agency footers) is the minor part of the pages that hold it,
 * and what else is on them is their own; a story printed by many is the major part of its holders. So a
 * common key is furniture if for the median of its holders the common part is less than half of the text.
 * The common part is what lies between common keys that are near each other: in copies with many small
 * changes keys are common here and there all over the text, and all of it counts as common; furniture
 * stands in blocks. No word lists and no sites are needed. Partitions of the keys, then texts, are shared
 * out among the threads and joined in order. Cost: one pass over the postings, and one over the texts that
 * hold a common key.
 */
#include "match/statistics.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "base/introsort.h"
#include "match/postings.h"

#define NEAR_TOKENS 32 /* between two common keys of one block, at most */

/* Furniture takes less than this share of its median holder, in percent. A block that a thousand groups
 * hold is no story, however much of them it is: none is printed in so many versions that differ. */
#define MINOR_PERCENT 50
#define MANY_GROUPS 1000
#define MANY_PERCENT 90

/* What was counted in one partition of the keys. */
struct part {
    nd_buf rows;    /* nd_statistic */
    nd_buf holders; /* uint32_t: texts that hold a common key, row by row */
    nd_buf ends;    /* uint64_t: [row] where its holders end */
};

struct counting {
    const nd_population *population;
    struct part          parts[ND_PARTITIONS];
    nd_statistics        statistics; /* of the rows of all parts */
    nd_buf               filter;
    uint8_t             *percent;    /* [text]: share of its common part */
    atomic_int           status;
};

/* ---- common keys ------------------------------------------------------------------------------ */

struct reading {
    const nd_collection *collection;
    const uint32_t      *groups;
    struct part         *part;
    nd_buf               numbers; /* uint32_t: working space */
};

static int count_groups(struct reading *reading, const nd_bucket *bucket, uint32_t *groups, nd_error *error) {
    reading->numbers.size = 0;
    *groups = 0;
    int status = nd_buf_reserve(&reading->numbers, bucket->count * sizeof(uint32_t), error);
    if (status) return status;
    uint32_t *numbers = (uint32_t *)reading->numbers.data;
    size_t    count = 0;
    for (size_t i = 0; i < bucket->count; i++)
        if (nd_collection_is_counted(reading->collection, bucket->texts[i]))
            numbers[count++] = reading->groups[bucket->texts[i]];
    nd_sort(numbers, count, sizeof *numbers, nd_by_number);
    for (size_t i = 0; i < count; i++) *groups += i == 0 || numbers[i] != numbers[i - 1];
    return ND_OK;
}

/* Whether a text has the words of one before it that is counted like it. */
static int is_repeated(const nd_collection *collection, uint32_t text) {
    uint32_t other = text;
    while (nd_collection_repeats(collection, other))
        if (nd_collection_is_counted(collection, --other) == nd_collection_is_counted(collection, text)) return 1;
    return 0;
}

/* Identical texts, which scopes tell apart, are counted once. */
static int add_holders(struct reading *reading, const nd_bucket *bucket, nd_error *error) {
    nd_buf *holders = &reading->part->holders;
    int     status = ND_OK;
    if (!reading->collection->scopes.of)
        return nd_buf_append(holders, bucket->texts, bucket->count * sizeof(uint32_t), error);
    for (size_t i = 0; i < bucket->count && !status; i++)
        if (!is_repeated(reading->collection, bucket->texts[i]))
            status = nd_buf_append(holders, &bucket->texts[i], sizeof(uint32_t), error);
    return status;
}

static int keep_common(void *context, const nd_bucket *bucket, nd_error *error) {
    struct reading *reading = context;
    struct part    *part = reading->part;
    uint32_t        groups;
    if (bucket->count < ND_COMMON_GROUPS) return ND_OK;
    int status = count_groups(reading, bucket, &groups, error);
    if (status || groups < ND_COMMON_GROUPS) return status;
    nd_statistic row = {(uint32_t)bucket->key, (uint32_t)(bucket->key >> 32), groups << 2 | ND_MASK_COMMON};
    status = nd_buf_append(&part->rows, &row, sizeof row, error);
    if (!status) status = add_holders(reading, bucket, error);
    uint64_t end = part->holders.size / sizeof(uint32_t);
    return status ? status : nd_buf_append(&part->ends, &end, sizeof end, error);
}

static void count_parts(void *context, unsigned worker, size_t begin, size_t end) {
    struct counting *counting = context;
    struct reading   reading = {.collection = counting->population->collection,
                                .groups = counting->population->groups};
    int              status = ND_OK;
    (void)worker;
    for (size_t p = begin; p < end && !status; p++) {
        reading.part = &counting->parts[p];
        status = nd_postings_group(counting->population->collection, ND_KEYS_PASSAGES, (uint32_t)p, keep_common,
                                   &reading, NULL);
    }
    if (status) atomic_store(&counting->status, status);
    nd_buf_free(&reading.numbers);
}

/* Joins the rows of the parts, which are in the order of the keys, and marks who holds one. */
static int join_parts(struct counting *counting, nd_buf *rows, uint8_t *holds, nd_error *error) {
    int status = ND_OK;
    for (uint32_t p = 0; p < ND_PARTITIONS && !status; p++) {
        const struct part *part = &counting->parts[p];
        const uint32_t    *holders = (const uint32_t *)part->holders.data;
        for (size_t i = 0; i < part->holders.size / sizeof *holders; i++) holds[holders[i]] = 1;
        status = nd_buf_append(rows, part->rows.data, part->rows.size, error);
    }
    counting->statistics = (nd_statistics){.keys = (const nd_statistic *)rows->data,
                                           .count = rows->size / sizeof(nd_statistic), .holds = holds};
    return status ? status : nd_statistics_filter(&counting->statistics, &counting->filter, error);
}

/* ---- the common part of a text ---------------------------------------------------------------- */

static uint8_t common_percent(const nd_common_key *keys, uint64_t count, uint32_t tokens) {
    uint32_t common = 0, end = 0;
    for (uint64_t i = 0; i < count; i++) {
        uint32_t begin = keys[i].token;
        if (end && begin <= end + NEAR_TOKENS) begin = end;
        end = keys[i].token + ND_PASSAGE_SHINGLE;
        common += end - begin;
    }
    return (uint8_t)(UINT64_C(100) * common / tokens);
}

static void measure_texts(struct counting *counting, const nd_common *common) {
    const nd_collection *collection = counting->population->collection;
    const nd_common_key *keys = (const nd_common_key *)common->keys.data;
    for (uint32_t i = 0; i < collection->text_count; i++) {
        uint64_t begin = i ? common->ends[i - 1] : 0, count = common->ends[i] - begin;
        uint32_t tokens = nd_collection_tokens(collection, i).count;
        if (count) counting->percent[i] = common_percent(keys + begin, count, tokens);
    }
}

static uint32_t median_percent(const struct counting *counting, const uint32_t *texts, size_t count) {
    const nd_collection *collection = counting->population->collection;
    size_t               at[101] = {0}, below = 0, all = 0;
    for (size_t i = 0; i < count; i++) {
        if (!nd_collection_is_counted(collection, texts[i])) continue;
        at[counting->percent[texts[i]]]++;
        all++;
    }
    for (uint32_t percent = 0; percent <= 100; percent++) {
        below += at[percent];
        if (2 * below > all) return percent;
    }
    return 100;
}

/* Returns how many rows the part has; `rows` are its own. */
static size_t judge_part(const struct counting *counting, const struct part *part, nd_statistic *rows) {
    const uint32_t *holders = (const uint32_t *)part->holders.data;
    const uint64_t *ends = (const uint64_t *)part->ends.data;
    size_t          count = part->ends.size / sizeof *ends;
    for (size_t i = 0; i < count; i++) {
        uint64_t begin = i ? ends[i - 1] : 0;
        uint32_t percent = median_percent(counting, holders + begin, (size_t)(ends[i] - begin));
        uint32_t most = rows[i].groups_and_mask >> 2 >= MANY_GROUPS ? MANY_PERCENT : MINOR_PERCENT;
        if (percent < most) rows[i].groups_and_mask |= ND_MASK_FURNITURE;
    }
    return count;
}

/* Each step reads what the one before has frozen. */
static int run_steps(struct counting *counting, nd_buf *rows, uint8_t *holds, nd_common *common,
                     nd_error *error) {
    const nd_population *population = counting->population;
    uint32_t             texts = population->collection->text_count;
    memset(holds, 0, texts);
    nd_pool_run(population->pool, ND_PARTITIONS, 1, count_parts, counting);
    if (atomic_load(&counting->status)) return nd_fail_memory(error);
    int    status = join_parts(counting, rows, holds, error);
    if (!status) status = nd_common_find(common, population, &counting->statistics, error);
    if (status) return status;
    measure_texts(counting, common);
    nd_statistic *row = (nd_statistic *)rows->data;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) row += judge_part(counting, &counting->parts[p], row);
    return ND_OK;
}

int nd_statistics_count(const nd_population *population, nd_buf *out, uint8_t *holds, nd_common *common,
                        nd_error *error) {
    struct counting *counting = nd_allocate_zeroed(1, sizeof *counting);
    nd_common        own = {.ends = NULL};
    if (!counting) return nd_fail_memory(error);
    counting->population = population;
    counting->percent = nd_allocate_zeroed(population->collection->text_count + UINT64_C(1), 1);
    int status = counting->percent ? ND_OK : nd_fail_memory(error);
    if (!status) status = run_steps(counting, out, holds, common ? common : &own, error);
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        nd_buf_free(&counting->parts[p].rows);
        nd_buf_free(&counting->parts[p].holders);
        nd_buf_free(&counting->parts[p].ends);
    }
    nd_buf_free(&counting->filter);
    nd_common_free(&own);
    nd_release(counting->percent);
    nd_release(counting);
    return status;
}
