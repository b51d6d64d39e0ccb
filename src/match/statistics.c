/*
 * statistics.c - which of the keys that several groups hold are kept: those that are common, and page furniture
 * (furniture.c), which may be known from fewer groups. Partitions of the keys, then texts, are shared out among the
 * threads.
 *
 * Of the holders of a common key a sample is asked, the same for all keys of a block of furniture; so few texts are
 * measured, however many hold it. And a text is measured only where it may change what a key is: how many rows it
 * holds, and how long it is, tells what its page could be at most, and its last words tell more. Whoever links texts
 * that share a key is told of each key that is not furniture: of those of few groups when they are counted, of others
 * when they have been judged. Cost: counting (key_counts.c), and one pass over the texts that are measured.
 */
#include "match/statistics.h"

#include <string.h>

#include "base/error.h"
#include "match/key_counts.h"
#include "match/partitions.h"

struct judging {
    const nd_population *population;
    nd_links            *links; /* may be NULL */
    nd_key_counts       *counts;
    nd_text_rows         text_rows;  /* by texts that are measured */
    nd_statistics        statistics; /* of all rows */
    nd_shared           *shared;     /* [text]: its keys of rows */
    uint8_t             *could_be;   /* [text]: ND_PAGE_... */
    uint8_t             *wanted;     /* [text]: ND_WANTED... if it may depend on its page what a key is */
    nd_page             *pages;      /* [text] */
};

/* ---- whose pages are measured ----------------------------------------------------------------- */

/* Every text that holds a row is counted, but only those are listed that are measured. */
static void count_shared(nd_shared *shared, const nd_statistic *row) {
    if (nd_statistic_groups(row) < ND_COMMON_GROUPS) shared->other++;
    else shared->common++;
}

/* Counts the rows of each text. Who may hold one twice, a menu for narrow screens and wide ones, has a page that could
 * be anything. */
static void count_rows(struct judging *judging) {
    for (uint32_t p = 0; p < ND_PARTITIONS; p++)
        for (nd_key_row row = {.next = 0}; nd_key_row_next(judging->counts, p, &row);)
            for (size_t i = 0; i < row.count; i++) {
                count_shared(&judging->shared[row.texts[i]], row.statistic);
                if (row.is_repeated) judging->could_be[row.texts[i]] = ND_PAGE_FRAMED | ND_PAGE_MOSTLY;
            }
}

/* Keys of a text that others hold, too. */
static uint32_t count_related(const struct judging *judging, uint32_t text) {
    nd_shared shared = judging->shared[text];
    return judging->counts->related[text] + shared.common + shared.other;
}

/* What the page of each text could be. */
static void bound_pages(struct judging *judging) {
    const nd_collection *collection = judging->population->collection;
    for (uint32_t i = 0; i < collection->text_count; i++)
        judging->could_be[i] |= nd_page_could_be(judging->shared[i], nd_collection_tokens(collection, i).count,
                                                 count_related(judging, i));
}

static uint8_t how_wanted(uint8_t could_be) {
    if (could_be & ND_PAGE_MOSTLY) return ND_WANTED;
    return could_be ? ND_WANTED_BY_TAIL : 0;
}

/* Has those pages measured by which a row could be furniture or not. */
static void want_pages(struct judging *judging) {
    const uint8_t *could_be = judging->could_be;
    for (uint32_t p = 0; p < ND_PARTITIONS; p++)
        for (nd_key_row row = {.next = 0}; nd_key_row_next(judging->counts, p, &row);) {
            if (!nd_furniture_is_open(nd_statistic_groups(row.statistic), could_be, row.texts, row.judged)) continue;
            for (size_t i = 0; i < row.judged; i++)
                judging->wanted[row.texts[i]] = how_wanted(could_be[row.texts[i]]);
        }
}

/* Lists the rows that each text holds which is measured. */
static int list_text_rows(struct judging *judging, nd_error *error) {
    nd_text_rows *texts = &judging->text_rows;
    uint64_t      total = 0;
    for (uint32_t i = 0; i < judging->population->collection->text_count; i++) {
        texts->ends[i] = total; /* where they begin, until they are listed */
        if (judging->wanted[i]) total += UINT64_C(1) * judging->shared[i].common + judging->shared[i].other;
    }
    texts->rows = nd_allocate((total + 1) * sizeof *texts->rows);
    if (!texts->rows) return nd_fail_memory(error);
    for (uint32_t p = 0; p < ND_PARTITIONS; p++)
        for (nd_key_row row = {.next = 0}; nd_key_row_next(judging->counts, p, &row);)
            for (size_t i = 0; i < row.count; i++)
                if (judging->wanted[row.texts[i]]) texts->rows[texts->ends[row.texts[i]]++] = row.number;
    return ND_OK;
}

static int measure_page(void *context, const nd_found *found) {
    struct judging *judging = context;
    judging->pages[found->number] = nd_page_measure(judging->statistics.keys, found->keys, found->count,
                                                    found->text.count, count_related(judging, found->number));
    return ND_OK;
}

static int measure_pages(struct judging *judging, nd_error *error) {
    const nd_search search = {.population = judging->population, .statistics = &judging->statistics,
                              .text_rows = &judging->text_rows, .wanted = judging->wanted, .tail = ND_PAGE_TAIL,
                              .visit = measure_page, .context = judging};
    return nd_common_search(&search, error);
}

/* ---- which are kept --------------------------------------------------------------------------- */

/* Gives a row its masks. Those that are no furniture link their texts. */
static int judge_row(const struct judging *judging, unsigned thread, const nd_key_row *row) {
    nd_statistic *statistic = row->statistic;
    nd_bucket     holders = {.key = nd_statistic_key(statistic), .texts = row->texts, .count = row->count};
    uint32_t      groups = nd_statistic_groups(statistic);
    if (groups >= ND_COMMON_GROUPS) statistic->groups_and_mask |= ND_MASK_COMMON;
    if (nd_furniture_judge(groups, judging->pages, row->texts, row->judged))
        statistic->groups_and_mask |= ND_MASK_COMMON | ND_MASK_FURNITURE;
    if (!judging->links || nd_statistic_mask(statistic) & ND_MASK_FURNITURE) return ND_OK;
    return nd_links_add(judging->links, thread, &holders, NULL);
}

static int judge_partition(void *context, unsigned worker, uint32_t partition) {
    const struct judging *judging = context;
    int                   status = ND_OK;
    for (nd_key_row row = {.next = 0}; !status && nd_key_row_next(judging->counts, partition, &row);)
        status = judge_row(judging, worker, &row);
    return status;
}

/* Keeps the rows that have masks, and marks who holds one. */
static int keep_masked(const struct judging *judging, nd_buf *out, uint8_t *holds, nd_error *error) {
    int status = ND_OK;
    memset(holds, 0, judging->population->collection->text_count);
    for (uint32_t p = 0; p < ND_PARTITIONS; p++)
        for (nd_key_row row = {.next = 0}; !status && nd_key_row_next(judging->counts, p, &row);) {
            if (!nd_statistic_mask(row.statistic)) continue;
            for (size_t i = 0; i < row.count; i++) holds[row.texts[i]] = 1;
            status = nd_buf_append(out, row.statistic, sizeof *row.statistic, error);
        }
    return status;
}

/* Each step reads what the one before has frozen. */
static int run_steps(struct judging *judging, nd_error *error) {
    const nd_population *population = judging->population;
    judging->counts = nd_key_counts_new(population, judging->links, error);
    if (!judging->counts) return ND_ERROR_MEMORY;
    judging->statistics.keys = (const nd_statistic *)judging->counts->rows.data;
    judging->statistics.count = judging->counts->rows.size / sizeof(nd_statistic);
    count_rows(judging);
    bound_pages(judging);
    want_pages(judging);
    int status = list_text_rows(judging, error);
    if (!status) status = measure_pages(judging, error);
    if (status) return status;
    nd_partition_loop loop = {population->pool, ND_WHOLE_SHARE, judging->links, NULL, judge_partition, judging};
    return nd_partitions_run(&loop, error);
}

static int allocate(struct judging *judging, nd_error *error) {
    size_t texts = judging->population->collection->text_count + (size_t)1;
    judging->text_rows.ends = nd_allocate_zeroed(texts, sizeof *judging->text_rows.ends);
    judging->shared = nd_allocate_zeroed(texts, sizeof *judging->shared);
    judging->could_be = nd_allocate_zeroed(texts, sizeof *judging->could_be);
    judging->wanted = nd_allocate_zeroed(texts, sizeof *judging->wanted);
    judging->pages = nd_allocate_zeroed(texts, sizeof *judging->pages);
    int is_there = judging->text_rows.ends && judging->shared && judging->could_be && judging->wanted &&
                   judging->pages;
    return is_there ? ND_OK : nd_fail_memory(error);
}

static void release(struct judging *judging) {
    nd_key_counts_free(judging->counts);
    nd_release(judging->text_rows.rows);
    nd_release(judging->text_rows.ends);
    nd_release(judging->shared);
    nd_release(judging->could_be);
    nd_release(judging->wanted);
    nd_release(judging->pages);
}

int nd_statistics_count(const nd_population *population, nd_buf *out, uint8_t *holds, nd_links *links,
                        nd_error *error) {
    struct judging judging = {.population = population, .links = links};
    int            status = allocate(&judging, error);
    if (!status) status = run_steps(&judging, error);
    if (!status) status = keep_masked(&judging, out, holds, error);
    release(&judging);
    return status;
}
