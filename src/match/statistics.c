/*
 * statistics.c - how many groups hold a key, and which keys are kept: those that are common, and page furniture
 * (furniture.c), which may be known from fewer groups. Partitions of the keys, then texts, are shared out among the
 * threads.
 *
 * Of the holders of a common key a sample is asked, the same for all keys of a block of furniture; so few texts are
 * measured, however many hold it. And a text is measured only where it may change what a key is: how many rows it
 * holds, and how long it is, tells what its page could be at most. Whoever links the texts that share a key is told of
 * each key that is not furniture on the way: at once where too few groups hold it, which is mostly so, and of the
 * others when they have been judged.
 * Cost: one pass over the postings, and one over the texts that are measured.
 */
#include "match/statistics.h"

#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "match/furniture.h"
#include "match/sample.h"

/* Where the holders of a row are among those of the part. */
struct range {
    uint64_t end;    /* they begin where those of the row before end */
    uint64_t judged; /* so many of them, the first, have pages that it is judged by */
};

/* What was counted in one partition of the keys. */
struct part {
    nd_buf rows;      /* nd_statistic */
    nd_buf holders;   /* uint32_t: texts that hold its key, row by row */
    nd_buf ranges;    /* struct range: [row] */
    size_t first_row; /* among those of all parts */
};

struct counting {
    const nd_population *population;
    nd_links            *links;    /* may be NULL */
    nd_postings         *postings; /* while keys are counted */
    struct part          parts[ND_PARTITIONS];
    uint32_t             first;      /* partition, of those at hand */
    nd_buf               rows;       /* of all parts: keys from ND_FURNITURE_GROUPS on */
    nd_text_rows         text_rows;  /* of these, by texts that are measured */
    nd_statistics        statistics; /* of them */
    _Atomic uint32_t    *related;    /* [text]: its keys that another group holds too, but for those of rows */
    nd_shared           *shared;     /* [text]: its keys of rows */
    uint8_t             *could_be;   /* [text]: ND_PAGE_... */
    uint8_t             *measured;   /* [text]: 1 if it may depend on its page what a key is */
    nd_page             *pages;      /* [text] */
    atomic_int           status;
};

/* Shares out the partitions, a few for each thread at a time. */
static int run_parts(struct counting *counting, nd_task_fn *task, nd_error *error) {
    nd_pool *pool = counting->population->pool;
    uint32_t most = ND_PARTITIONS_A_THREAD * nd_pool_jobs(pool);
    int      status = ND_OK;
    for (uint32_t next = 0; next < ND_PARTITIONS && !status; next += most) {
        size_t left = ND_PARTITIONS - next;
        counting->first = next;
        nd_pool_run(pool, left < most ? left : most, 1, task, counting);
        if (atomic_load(&counting->status)) status = nd_fail_memory(error);
        else if (counting->links) status = nd_links_collect(counting->links, error);
    }
    return status;
}

/* ---- common keys ------------------------------------------------------------------------------ */

struct reading {
    struct counting     *counting;
    const nd_collection *collection;
    const uint32_t      *groups;
    struct part         *part;
    unsigned             thread; /* to the links */
    nd_buf               met;    /* uint64_t: [group / 64] a bit if it was met in the bucket at hand; then none is */
};

/* Most buckets have two texts. */
static uint32_t count_groups(struct reading *reading, const nd_bucket *bucket) {
    uint64_t *met = (uint64_t *)reading->met.data;
    uint32_t  groups = 0;
    if (bucket->count == 2 && !reading->collection->has_references)
        return 1 + (reading->groups[bucket->texts[0]] != reading->groups[bucket->texts[1]]);
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

static int keep_row(struct part *part, const nd_bucket *bucket, uint32_t groups, nd_error *error) {
    nd_statistic row = {(uint32_t)bucket->key, (uint32_t)(bucket->key >> 32), groups << ND_MASK_BITS};
    int          status = nd_buf_append(&part->rows, &row, sizeof row, error);
    if (!status) status = nd_buf_append(&part->holders, bucket->texts, bucket->count * sizeof(uint32_t), error);
    struct range range = {part->holders.size / sizeof(uint32_t), 0};
    return status ? status : nd_buf_append(&part->ranges, &range, sizeof range, error);
}

/* Has fetched what is counted of texts that come soon. */
static void expect(const struct reading *reading, const uint32_t *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        __builtin_prefetch(&reading->groups[texts[i]]);
        __builtin_prefetch(&reading->counting->related[texts[i]], 1);
    }
}

/* Whole copies of each other are not linked, unless scopes tell them apart. */
static int take_bucket(void *context, const nd_bucket *bucket, nd_error *error) {
    struct reading *reading = context;
    nd_links       *links = reading->counting->links;
    expect(reading, bucket->texts, bucket->gathered);
    uint32_t groups = count_groups(reading, bucket);
    if (groups >= ND_FURNITURE_GROUPS) return keep_row(reading->part, bucket, groups, error);
    for (size_t i = 0; i < bucket->count && groups > 1; i++) count_related(reading->counting, bucket->texts[i]);
    if (!links || (groups < 2 && !reading->collection->scopes.of)) return ND_OK;
    return nd_links_add(links, reading->thread, bucket, error);
}

static void count_parts(void *context, unsigned worker, size_t begin, size_t end) {
    struct counting *counting = context;
    struct reading   reading = {.counting = counting,
                                .collection = counting->population->collection,
                                .groups = counting->population->groups};
    int status = nd_zeros(&reading.met, reading.collection->text_count / 64 + 1, sizeof(uint64_t), NULL);
    reading.thread = worker;
    for (size_t i = begin; i < end && !status; i++) {
        uint32_t partition = counting->first + (uint32_t)i;
        reading.part = &counting->parts[partition];
        status = nd_postings_group(counting->postings, worker, partition, take_bucket, &reading, NULL);
    }
    if (status) atomic_store(&counting->status, status);
    nd_buf_free(&reading.met);
}

static int count_keys(struct counting *counting, nd_error *error) {
    const nd_population *population = counting->population;
    counting->postings =
        nd_postings_new(population->collection, ND_KEYS_PASSAGES, nd_pool_jobs(population->pool), error);
    int status = counting->postings ? run_parts(counting, count_parts, error) : ND_ERROR_MEMORY;
    nd_postings_free(counting->postings);
    return status;
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

/* ---- whose pages are measured ----------------------------------------------------------------- */

/* Every text that holds a row is counted, but only those are listed that are measured. */
static void count_shared(nd_shared *shared, const nd_statistic *row) {
    if (nd_statistic_groups(row) < ND_COMMON_GROUPS) shared->other++;
    else shared->common++;
}

/* Chooses by whose pages each row is judged, and counts the rows of each text. */
static void choose_pages(struct counting *counting, const struct part *part) {
    const nd_statistic *rows = (const nd_statistic *)counting->rows.data + part->first_row;
    struct range       *ranges = (struct range *)part->ranges.data;
    uint32_t           *holders = (uint32_t *)part->holders.data;
    for (size_t i = 0, begin = 0; i < part->ranges.size / sizeof *ranges; begin = ranges[i++].end) {
        ranges[i].judged = nd_sample_put_first(counting->population->collection, nd_statistic_groups(&rows[i]),
                                               holders + begin, ranges[i].end - begin);
        for (uint64_t k = begin; k < ranges[i].end; k++) count_shared(&counting->shared[holders[k]], &rows[i]);
    }
}

/* What the page of each text could be. */
static void bound_pages(struct counting *counting) {
    const nd_collection *collection = counting->population->collection;
    for (uint32_t i = 0; i < collection->text_count; i++) {
        nd_shared shared = counting->shared[i];
        counting->could_be[i] = nd_page_could_be(shared, nd_collection_tokens(collection, i).count,
                                                 counting->related[i] + shared.common + shared.other);
    }
}

/* Has those pages measured by which a row could be furniture or not. */
static void want_pages(struct counting *counting, const struct part *part) {
    const nd_statistic *rows = (const nd_statistic *)counting->rows.data + part->first_row;
    const struct range *ranges = (const struct range *)part->ranges.data;
    const uint32_t     *holders = (const uint32_t *)part->holders.data;
    for (size_t i = 0, begin = 0; i < part->ranges.size / sizeof *ranges; begin = ranges[i++].end) {
        if (!nd_furniture_is_open(nd_statistic_groups(&rows[i]), counting->could_be, holders + begin, ranges[i].judged))
            continue;
        for (uint64_t k = begin; k < begin + ranges[i].judged; k++)
            counting->measured[holders[k]] = counting->could_be[holders[k]] != 0;
    }
}

/* Lists the rows that a part's texts hold, each where the list of its text goes on. */
static void list_rows(const struct counting *counting, const struct part *part) {
    const struct range *ranges = (const struct range *)part->ranges.data;
    const uint32_t     *holders = (const uint32_t *)part->holders.data;
    const nd_text_rows *texts = &counting->text_rows;
    uint64_t            at = 0;
    for (size_t i = 0; i < part->ranges.size / sizeof *ranges; i++)
        for (; at < ranges[i].end; at++)
            if (counting->measured[holders[at]])
                texts->rows[texts->ends[holders[at]]++] = (uint32_t)(part->first_row + i);
}

/* Turns the holders of each row into the rows of each text that is measured. */
static int list_text_rows(struct counting *counting, nd_error *error) {
    nd_text_rows *texts = &counting->text_rows;
    uint64_t      total = 0;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) choose_pages(counting, &counting->parts[p]);
    bound_pages(counting);
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) want_pages(counting, &counting->parts[p]);
    for (uint32_t i = 0; i < counting->population->collection->text_count; i++) {
        texts->ends[i] = total; /* where they begin, until they are listed */
        if (counting->measured[i]) total += UINT64_C(1) * counting->shared[i].common + counting->shared[i].other;
    }
    texts->rows = nd_allocate((total + 1) * sizeof *texts->rows);
    if (!texts->rows) return nd_fail_memory(error);
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) list_rows(counting, &counting->parts[p]);
    return ND_OK;
}

static int measure_page(void *context, const nd_found *found) {
    struct counting *counting = context;
    uint32_t         number = found->number;
    nd_shared        shared = counting->shared[number];
    counting->pages[number] = nd_page_measure(counting->statistics.keys, found->keys, found->count, found->text.count,
                                              counting->related[number] + shared.common + shared.other);
    return ND_OK;
}

static int measure_pages(struct counting *counting, nd_error *error) {
    const nd_search search = {.population = counting->population, .statistics = &counting->statistics,
                              .text_rows = &counting->text_rows, .wanted = counting->measured,
                              .visit = measure_page, .context = counting};
    return nd_common_search(&search, error);
}

/* ---- which are kept --------------------------------------------------------------------------- */

/* Gives a row its masks. Those that are no furniture link their texts. */
static int judge_row(const struct counting *counting, unsigned thread, nd_statistic *row, const nd_bucket *holders,
                     size_t judged) {
    uint32_t groups = nd_statistic_groups(row);
    if (groups >= ND_COMMON_GROUPS) row->groups_and_mask |= ND_MASK_COMMON;
    if (nd_furniture_judge(groups, counting->pages, holders->texts, judged))
        row->groups_and_mask |= ND_MASK_COMMON | ND_MASK_FURNITURE;
    else if (counting->links) return nd_links_add(counting->links, thread, holders, NULL);
    return ND_OK;
}

static int judge_part(const struct counting *counting, unsigned thread, const struct part *part) {
    nd_statistic       *rows = (nd_statistic *)counting->rows.data + part->first_row;
    const struct range *ranges = (const struct range *)part->ranges.data;
    const uint32_t     *holders = (const uint32_t *)part->holders.data;
    int                 status = ND_OK;
    for (size_t i = 0, begin = 0; i < part->ranges.size / sizeof *ranges && !status; begin = ranges[i++].end) {
        nd_bucket bucket = {.key = nd_statistic_key(&rows[i]), .texts = holders + begin,
                            .count = ranges[i].end - begin};
        status = judge_row(counting, thread, &rows[i], &bucket, ranges[i].judged);
    }
    return status;
}

static void judge_parts(void *context, unsigned worker, size_t begin, size_t end) {
    struct counting *counting = context;
    for (size_t i = begin; i < end; i++) {
        int status = judge_part(counting, worker, &counting->parts[counting->first + i]);
        if (status) atomic_store(&counting->status, status);
    }
}

/* Marks who holds a row that has masks. */
static void mark_holders(const struct counting *counting, const struct part *part, uint8_t *holds) {
    const nd_statistic *rows = (const nd_statistic *)counting->rows.data + part->first_row;
    const struct range *ranges = (const struct range *)part->ranges.data;
    const uint32_t     *holders = (const uint32_t *)part->holders.data;
    for (size_t i = 0, begin = 0; i < part->ranges.size / sizeof *ranges; begin = ranges[i++].end)
        for (uint64_t k = begin; k < ranges[i].end && nd_statistic_mask(&rows[i]); k++) holds[holders[k]] = 1;
}

static int keep_masked(const struct counting *counting, nd_buf *out, nd_error *error) {
    const nd_statistic *rows = (const nd_statistic *)counting->rows.data;
    int                 status = ND_OK;
    for (uint64_t i = 0; i < counting->statistics.count && !status; i++)
        if (nd_statistic_mask(&rows[i])) status = nd_buf_append(out, &rows[i], sizeof rows[i], error);
    return status;
}

/* Each step reads what the one before has frozen. */
static int run_steps(struct counting *counting, nd_buf *out, uint8_t *holds, nd_error *error) {
    int status = count_keys(counting, error);
    if (!status) status = join_parts(counting, error);
    if (!status) status = list_text_rows(counting, error);
    if (!status) status = measure_pages(counting, error);
    if (!status) status = run_parts(counting, judge_parts, error);
    if (status) return status;
    memset(holds, 0, counting->population->collection->text_count);
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) mark_holders(counting, &counting->parts[p], holds);
    return keep_masked(counting, out, error);
}

static struct counting *new_counting(const nd_population *population, nd_links *links) {
    size_t           texts = population->collection->text_count + (size_t)1;
    struct counting *counting = nd_allocate_zeroed(1, sizeof *counting);
    if (!counting) return NULL;
    counting->population = population;
    counting->links = links;
    counting->text_rows.ends = nd_allocate_zeroed(texts, sizeof *counting->text_rows.ends);
    counting->related = nd_allocate_zeroed(texts, sizeof *counting->related);
    counting->shared = nd_allocate_zeroed(texts, sizeof *counting->shared);
    counting->could_be = nd_allocate_zeroed(texts, sizeof *counting->could_be);
    counting->measured = nd_allocate_zeroed(texts, sizeof *counting->measured);
    counting->pages = nd_allocate_zeroed(texts, sizeof *counting->pages);
    return counting;
}

static void free_counting(struct counting *counting) {
    if (!counting) return;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++) {
        nd_buf_free(&counting->parts[p].rows);
        nd_buf_free(&counting->parts[p].holders);
        nd_buf_free(&counting->parts[p].ranges);
    }
    nd_buf_free(&counting->rows);
    nd_release(counting->text_rows.rows);
    nd_release(counting->text_rows.ends);
    nd_release(counting->related);
    nd_release(counting->shared);
    nd_release(counting->could_be);
    nd_release(counting->measured);
    nd_release(counting->pages);
    nd_release(counting);
}

int nd_statistics_count(const nd_population *population, nd_buf *out, uint8_t *holds, nd_links *links,
                        nd_error *error) {
    struct counting *counting = new_counting(population, links);
    int status = counting && counting->text_rows.ends && counting->related && counting->shared && counting->could_be &&
                         counting->measured && counting->pages
                     ? ND_OK
                     : nd_fail_memory(error);
    if (!status) status = run_steps(counting, out, holds, error);
    free_counting(counting);
    return status;
}
