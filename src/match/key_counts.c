/*
 * key_counts.c - a walk over the postings of passages, partitions shared out among the threads. What a thread counts of
 * the texts it counts for itself, in a byte each: of many texts all of that is in the cache, and no two threads write
 * to the same line. Cost: one pass over the postings.
 */
#include "match/key_counts.h"

#include "base/error.h"
#include "match/partitions.h"
#include "match/sample.h"

/* What one thread does. */
struct reading {
    const nd_population *population;
    nd_links            *links; /* may be NULL */
    unsigned             thread;
    nd_counted           counted; /* of the partition at hand */
    uint8_t             *related; /* [text]: what it has counted of nd_key_counts.related, but for whole 256s */
    nd_buf               full;    /* uint32_t: texts that have 256 more, each as often as that was so */
    nd_buf               met;     /* uint64_t: [group / 64] a bit if it was met in the bucket at hand; then none is */
    char                 apart[ND_APART];
};

struct counting {
    nd_key_counts  *counts;
    nd_postings    *postings;
    struct reading *readings; /* [thread] */
};

/* ---- a bucket --------------------------------------------------------------------------------- */

/* Most buckets have two texts. */
static uint32_t count_groups(struct reading *reading, const nd_bucket *bucket) {
    const nd_collection *collection = reading->population->collection;
    const uint32_t      *groups = reading->population->groups;
    uint64_t            *met = (uint64_t *)reading->met.data;
    uint32_t             count = 0;
    if (bucket->count == 2 && !collection->has_references)
        return 1 + (groups[bucket->texts[0]] != groups[bucket->texts[1]]);
    for (size_t i = 0; i < bucket->count; i++) {
        uint32_t group = groups[bucket->texts[i]];
        uint64_t bit = UINT64_C(1) << group % 64;
        if (!nd_collection_is_counted(collection, bucket->texts[i])) continue;
        count += !(met[group / 64] & bit);
        met[group / 64] |= bit;
    }
    for (size_t i = 0; i < bucket->count; i++) met[groups[bucket->texts[i]] / 64] = 0;
    return count;
}

static int count_related(struct reading *reading, const nd_bucket *bucket, nd_error *error) {
    int status = ND_OK;
    for (size_t i = 0; i < bucket->count && !status; i++)
        if (++reading->related[bucket->texts[i]] == 0)
            status = nd_buf_append(&reading->full, &bucket->texts[i], sizeof *bucket->texts, error);
    return status;
}

static int keep_row(nd_counted *counted, const nd_bucket *bucket, uint32_t groups, nd_error *error) {
    nd_statistic row = {(uint32_t)bucket->key, (uint32_t)(bucket->key >> 32), groups << ND_MASK_BITS};
    int          status = nd_buf_append(&counted->rows, &row, sizeof row, error);
    if (!status) status = nd_buf_append(&counted->texts, bucket->texts, bucket->count * sizeof(uint32_t), error);
    nd_holders holders = {counted->texts.size / sizeof(uint32_t), 0, (uint32_t)bucket->is_repeated};
    return status ? status : nd_buf_append(&counted->holders, &holders, sizeof holders, error);
}

/* Has fetched what is counted of texts that come soon. */
static void expect(const struct reading *reading, const uint32_t *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        __builtin_prefetch(&reading->population->groups[texts[i]]);
        __builtin_prefetch(&reading->related[texts[i]], 1);
    }
}

/* Whole copies of each other are not linked, unless scopes tell them apart. */
static int take_bucket(void *context, const nd_bucket *bucket, nd_error *error) {
    struct reading *reading = context;
    expect(reading, bucket->texts, bucket->gathered);
    uint32_t groups = count_groups(reading, bucket);
    int      status = ND_OK, are_linked = groups > 1 || reading->population->collection->scopes.of;
    if (groups >= ND_FURNITURE_GROUPS) return keep_row(&reading->counted, bucket, groups, error);
    if (groups > 1) status = count_related(reading, bucket, error);
    if (status || !reading->links || !are_linked) return status;
    return nd_links_add(reading->links, reading->thread, bucket, error);
}

/* Puts those holders of each row first by whose pages it is judged. */
static void choose_judged(const nd_collection *collection, nd_counted *counted) {
    const nd_statistic *rows = (const nd_statistic *)counted->rows.data;
    nd_holders         *holders = (nd_holders *)counted->holders.data;
    uint32_t           *texts = (uint32_t *)counted->texts.data;
    uint64_t            begin = 0;
    for (size_t i = 0; i < counted->rows.size / sizeof *rows; begin = holders[i++].end)
        holders[i].judged = (uint32_t)nd_sample_put_first(collection, nd_statistic_groups(&rows[i]), texts + begin,
                                                          (size_t)(holders[i].end - begin));
}

/* All partitions have about as many rows: room for those of the one before, and an eighth more. */
static int reserve_like(nd_buf *buf, const nd_buf *before) {
    return nd_buf_reserve(buf, before->size + before->size / 8, NULL);
}

static int count_partition(void *context, unsigned worker, uint32_t partition) {
    const struct counting *counting = context;
    struct reading        *reading = &counting->readings[worker];
    const nd_counted       before = reading->counted;
    nd_counted            *counted = &reading->counted;
    *counted = (nd_counted){.first = 0};
    int status = reserve_like(&counted->rows, &before.rows);
    if (!status) status = reserve_like(&counted->holders, &before.holders);
    if (!status) status = reserve_like(&counted->texts, &before.texts);
    if (!status) status = nd_postings_group(counting->postings, worker, partition, take_bucket, reading, NULL);
    if (!status) choose_judged(reading->population->collection, counted);
    counting->counts->partitions[partition] = *counted;
    return status;
}

/* ---- all of them ------------------------------------------------------------------------------ */

/* Joins the rows of the partitions, which are in the order of the keys. */
static int join_rows(nd_key_counts *counts, nd_error *error) {
    int status = ND_OK;
    for (uint32_t p = 0; p < ND_PARTITIONS && !status; p++) {
        nd_counted *counted = &counts->partitions[p];
        counted->first = counts->rows.size / sizeof(nd_statistic);
        status = nd_buf_append(&counts->rows, counted->rows.data, counted->rows.size, error);
        nd_buf_free(&counted->rows);
    }
    return status;
}

static void add_related(const struct reading *reading, uint32_t *related) {
    const uint32_t *full = (const uint32_t *)reading->full.data;
    for (uint32_t text = 0; text < reading->population->collection->text_count; text++)
        related[text] += reading->related[text];
    for (size_t i = 0; i < reading->full.size / sizeof *full; i++) related[full[i]] += UINT8_MAX + 1;
}

static int open_reading(struct reading *reading, const nd_population *population, nd_links *links, unsigned thread,
                        nd_error *error) {
    uint32_t texts = population->collection->text_count;
    *reading = (struct reading){.population = population, .links = links, .thread = thread};
    reading->related = nd_allocate_zeroed(texts + UINT64_C(1), sizeof *reading->related);
    if (!reading->related) return nd_fail_memory(error);
    return nd_zeros(&reading->met, texts / 64 + UINT64_C(1), sizeof(uint64_t), error);
}

static void close_reading(struct reading *reading) {
    nd_release(reading->related);
    nd_buf_free(&reading->full);
    nd_buf_free(&reading->met);
}

static int count_all(struct counting *counting, const nd_population *population, nd_links *links, nd_error *error) {
    nd_key_counts *counts = counting->counts;
    unsigned       jobs = nd_pool_jobs(population->pool);
    int            status = ND_OK;
    for (unsigned i = 0; i < jobs && !status; i++)
        status = open_reading(&counting->readings[i], population, links, i, error);
    nd_partition_loop loop = {population->pool, ND_WHOLE_SHARE, links, counting->postings, count_partition, counting};
    if (!status) status = nd_partitions_run(&loop, error);
    if (!status) status = join_rows(counts, error);
    for (unsigned i = 0; i < jobs && !status; i++) add_related(&counting->readings[i], counts->related);
    for (unsigned i = 0; i < jobs; i++) close_reading(&counting->readings[i]);
    return status;
}

nd_key_counts *nd_key_counts_new(const nd_population *population, nd_links *links, nd_error *error) {
    unsigned        jobs = nd_pool_jobs(population->pool);
    uint32_t        texts = population->collection->text_count;
    nd_key_counts  *counts = nd_allocate_zeroed(1, sizeof *counts);
    struct counting counting = {.counts = counts};
    int             status = ND_OK;
    if (counts) counts->related = nd_allocate_zeroed(texts + UINT64_C(1), sizeof *counts->related);
    counting.readings = nd_allocate_zeroed(jobs, sizeof *counting.readings);
    counting.postings = nd_postings_new(population->collection, ND_KEYS_PASSAGES, jobs, error);
    if (!counts || !counts->related || !counting.readings || !counting.postings) status = nd_fail_memory(error);
    if (!status) status = count_all(&counting, population, links, error);
    nd_release(counting.readings);
    nd_postings_free(counting.postings);
    if (!status) return counts;
    nd_key_counts_free(counts);
    return NULL;
}

void nd_key_counts_free(nd_key_counts *counts) {
    if (!counts) return;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        nd_buf_free(&counts->partitions[p].rows);
        nd_buf_free(&counts->partitions[p].holders);
        nd_buf_free(&counts->partitions[p].texts);
    }
    nd_buf_free(&counts->rows);
    nd_release(counts->related);
    nd_release(counts);
}
