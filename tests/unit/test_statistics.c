/* test_statistics.c - keys that many groups hold, and which of them are page furniture. */
#include "linking.h"
#include "match/groups.h"
#include "match/statistics.h"

enum { MOST = 20 };

struct counted {
    struct made  *made;
    nd_buf        rows, index;
    uint8_t       holds[MOST];
    nd_statistics statistics;
};

/* No more articles: they are counted over groups of successive texts, so many a group. */
static void count_all(struct counted *counted, unsigned group) {
    uint32_t             groups[MOST];
    const nd_collection *c = made_ready(counted->made, 0);
    for (unsigned i = 0; i < c->text_count; i++) groups[i] = i / group * group;
    nd_population population = {c, groups, counted->made->pool};
    assert_int_equal(nd_statistics_count(&population, &counted->rows, counted->holds, NULL, NULL), ND_OK);
    counted->statistics.keys = (const nd_statistic *)counted->rows.data;
    counted->statistics.count = counted->rows.size / sizeof(nd_statistic);
    assert_int_equal(nd_statistics_index(&counted->statistics, &counted->index, NULL), ND_OK);
}

/* An article of `own` words, the same `shared` as others have, and `behind` more of its own. */
static void add_page(struct made *made, unsigned number, unsigned own, unsigned shared, unsigned behind) {
    struct writing *text = calloc(1, sizeof *text);
    say_own(text, number, own);
    say(text, "\n");
    say_words(text, "shared", 0, shared);
    say_own(text, MOST + number, behind);
    made_add(made, text->text);
    free(text);
}

/* `count` articles of `own` words and, at their end, the same `shared`, counted over groups of `group`. */
static struct counted count_over(unsigned count, unsigned own, unsigned shared, unsigned group) {
    struct counted counted = {.made = made_new(2)};
    for (unsigned i = 0; i < count; i++) add_page(counted.made, i, own, shared, 0);
    count_all(&counted, group);
    return counted;
}

static struct counted count_before(unsigned count, unsigned own, unsigned shared, unsigned behind) {
    struct counted counted = {.made = made_new(2)};
    for (unsigned i = 0; i < count; i++) add_page(counted.made, i, own, shared, behind);
    count_all(&counted, 1);
    return counted;
}

static void drop(struct counted *counted) {
    nd_buf_free(&counted->rows);
    nd_buf_free(&counted->index);
    made_free(counted->made);
}

/* The masks of all common keys together; fails if they differ. */
static uint32_t mask_of_all(const struct counted *counted) {
    uint32_t mask = counted->statistics.count ? nd_statistic_mask(&counted->statistics.keys[0]) : 0;
    for (uint64_t i = 0; i < counted->statistics.count; i++)
        assert_int_equal(nd_statistic_mask(&counted->statistics.keys[i]), mask);
    return mask;
}

static void a_footer_of_eight_groups_is_furniture(void **state) {
    (void)state;
    struct counted counted = count_over(8, 60, 24, 1);
    assert_int_equal(mask_of_all(&counted), ND_MASK_COMMON | ND_MASK_FURNITURE);
    drop(&counted);
}

static void a_story_that_eight_print_is_common_but_no_furniture(void **state) {
    (void)state;
    struct counted counted = count_over(8, 20, 80, 1);
    assert_int_equal(mask_of_all(&counted), ND_MASK_COMMON);
    drop(&counted);
}

static void what_seven_groups_hold_is_not_common(void **state) {
    (void)state;
    struct counted counted = count_over(7, 20, 80, 1);
    assert_int_equal(counted.statistics.count, 0);
    for (unsigned i = 0; i < 7; i++) assert_int_equal(counted.holds[i], 0);
    drop(&counted);
}

static void what_stands_behind_the_articles_of_three_groups_is_furniture(void **state) {
    (void)state;
    struct counted counted = count_over(2, 60, 24, 1);
    assert_int_equal(counted.statistics.count, 0);
    drop(&counted);
    counted = count_over(3, 60, 90, 1);
    assert_int_equal(mask_of_all(&counted), ND_MASK_COMMON | ND_MASK_FURNITURE);
    for (unsigned i = 0; i < 3; i++) assert_int_equal(counted.holds[i], 1);
    drop(&counted);
}

/* By its keys such a page could be framed, not mostly shared: its last words are read first, and have one or not. */
static void what_stands_almost_at_the_end_of_three_long_articles_is_furniture(void **state) {
    (void)state;
    struct counted counted = count_before(3, 1000, 20, 20);
    assert_int_equal(mask_of_all(&counted), ND_MASK_COMMON | ND_MASK_FURNITURE);
    drop(&counted);
    counted = count_before(3, 1000, 20, 40);
    assert_int_equal(counted.statistics.count, 0);
    drop(&counted);
}

/* None of it is among the last words. */
static void a_story_before_words_of_each_own_is_no_furniture(void **state) {
    (void)state;
    struct counted counted = count_before(8, 20, 90, 60);
    assert_int_equal(mask_of_all(&counted), ND_MASK_COMMON);
    drop(&counted);
}

/* Its keys are few, but it is two thirds of the page; none of it is among the last words. */
static void a_refrain_that_is_most_of_its_pages_is_no_furniture(void **state) {
    (void)state;
    struct counted counted = {.made = made_new(1)};
    for (unsigned i = 0; i < 8; i++) {
        struct writing *text = calloc(1, sizeof *text);
        say_own(text, i, 150);
        for (unsigned times = 0; times < 20; times++) say_words(text, "shared", 0, 24);
        say_own(text, MOST + i, 70);
        made_add(counted.made, text->text);
        free(text);
    }
    count_all(&counted, 1);
    assert_int_equal(mask_of_all(&counted), ND_MASK_COMMON);
    drop(&counted);
}

/* Pages of a site, each with an article and the same block, so many times; and so often elsewhere, without it, each
 * article, or half of it where the block stands twice. */
static uint64_t count_beside(unsigned pages, unsigned elsewhere, unsigned times) {
    struct counted counted = {.made = made_new(1)};
    for (unsigned i = 0; i < pages * (1 + elsewhere); i++) {
        struct writing *text = calloc(1, sizeof *text);
        say_own(text, i % pages, i < pages ? 60 : 60 / times);
        for (unsigned k = 0; i < pages && k < times; k++) say_words(text, "shared", 0, 24);
        if (i >= pages) say_own(text, 100 + i, 10);
        made_add(counted.made, text->text);
        free(text);
    }
    count_all(&counted, 1);
    uint64_t rows = counted.statistics.count;
    drop(&counted);
    return rows;
}

/* Whether one other group has it, or several. */
static void a_block_behind_articles_that_others_print_is_no_furniture(void **state) {
    (void)state;
    assert_true(count_beside(3, 0, 1) > 0);
    assert_true(count_beside(6, 0, 1) > 0);
    assert_int_equal(count_beside(3, 1, 1), 0);
    assert_int_equal(count_beside(6, 2, 1), 0);
}

/* A menu for wide screens and one for narrow ones: by its keys alone, such a page would not be read. */
static void a_block_that_stands_twice_is_furniture_of_pages_that_quote_others(void **state) {
    (void)state;
    assert_true(count_beside(3, 1, 2) > 0);
    assert_true(count_beside(6, 1, 2) > 0);
}

static void groups_are_counted_and_not_texts(void **state) {
    (void)state;
    struct counted counted = count_over(4, 60, 24, 2);
    assert_int_equal(counted.statistics.count, 0);
    drop(&counted);
    counted = count_over(16, 60, 24, 2);
    assert_int_equal(mask_of_all(&counted), ND_MASK_COMMON | ND_MASK_FURNITURE);
    for (uint64_t i = 0; i < counted.statistics.count; i++)
        assert_int_equal(nd_statistic_groups(&counted.statistics.keys[i]), 8);
    drop(&counted);
}

static void rows_are_sorted_by_key_and_looked_up_by_it(void **state) {
    (void)state;
    struct counted counted = count_over(9, 60, 60, 1);
    const uint64_t next = UINT64_C(1) << (64 - ND_KEY_BITS);
    uint64_t       before = 0;
    assert_true(counted.statistics.count > 4);
    for (uint64_t i = 0; i < counted.statistics.count; i++) {
        const nd_statistic *row = &counted.statistics.keys[i];
        uint64_t            key = nd_statistic_key(row);
        assert_true(i == 0 || key > before);
        assert_int_equal(nd_statistics_mask(&counted.statistics, key), nd_statistic_mask(row));
        assert_int_equal(nd_statistics_mask(&counted.statistics, key + next), 0);
        assert_int_equal(nd_statistics_mask(&counted.statistics, key - next), 0);
        before = key;
    }
    counted.statistics.count = 0;
    assert_int_equal(nd_statistics_mask(&counted.statistics, before), 0);
    drop(&counted);
}

static void texts_that_hold_a_common_key_are_marked(void **state) {
    (void)state;
    struct made *made = made_new(1);
    for (unsigned i = 0; i < 10; i++) {
        struct writing *text = calloc(1, sizeof *text);
        say_own(text, i, 60);
        if (i < 8) say_words(text, "footer", 0, 24);
        made_add(made, text->text);
        free(text);
    }
    const nd_collection *c = made_ready(made, 0);
    uint32_t            *groups = nd_groups_new(10, NULL);
    uint8_t              holds[10];
    nd_buf               rows = {0};
    nd_population population = {c, groups, made->pool};
    assert_int_equal(nd_statistics_count(&population, &rows, holds, NULL, NULL), ND_OK);
    for (uint32_t i = 0; i < 10; i++) assert_int_equal(holds[i], nd_collection_article(c, i) < 8);
    free(groups);
    nd_buf_free(&rows);
    made_free(made);
}

static int count_with_links(const nd_population *population, uint8_t *holds, nd_buf *rows) {
    nd_links *links;
    int       status = nd_links_open(&links, population, NULL);
    if (!status) status = nd_statistics_count(population, rows, holds, links, NULL);
    nd_links_free(links);
    return status;
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    struct counted       counted = count_over(8, 60, 24, 1);
    const nd_collection *c = &counted.made->collection;
    uint32_t            *groups = nd_groups_new(8, NULL);
    nd_population        population = {c, groups, counted.made->pool};
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_buf rows = {0};
        fail_allocation_after(calls);
        int status = count_with_links(&population, counted.holds, &rows);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_buf_free(&rows);
    }
    free(groups);
    drop(&counted);
}

static void threads_count_the_same(void **state) {
    (void)state;
    struct counted counted = count_over(20, 60, 24, 1);
    uint32_t      *groups = nd_groups_new(20, NULL);
    nd_pool       *pool = nd_pool_new(3, NULL);
    nd_population  population = {&counted.made->collection, groups, pool};
    nd_buf         rows = {0};
    uint8_t        holds[20];
    assert_int_equal(nd_statistics_count(&population, &rows, holds, NULL, NULL), ND_OK);
    assert_true(rows.size > 0);
    assert_int_equal(rows.size, counted.rows.size);
    assert_memory_equal(rows.data, counted.rows.data, rows.size);
    assert_memory_equal(holds, counted.holds, 20);
    nd_pool_free(pool);
    nd_buf_free(&rows);
    free(groups);
    drop(&counted);
}

/* What is no reference has the footer, and other words or those of a reference, in a shard of their own order. */
static struct counted count_references(unsigned references, unsigned others) {
    struct counted counted = {.made = made_new(1)};
    uint32_t       groups[MOST];
    for (unsigned i = 0; i < others + references; i++) {
        struct writing *text = calloc(1, sizeof *text);
        int             is_other = i < others;
        if (is_other && i % 2) say_own(text, i / 2 % references, 60);
        else say_own(text, is_other ? 100 : i - others, is_other ? 4 + i : 60); /* mostly footer, and of each other */
        say(text, "\n");
        say_words(text, "shared", 0, 24);
        made_add(counted.made, text->text);
        free(text);
    }
    made_seal(counted.made);
    counted.made->views[0].others = others;
    const nd_options     options = {.min_words = 1};
    const nd_collection *c = &counted.made->collection;
    assert_int_equal(nd_collection_open(&counted.made->collection, counted.made->views, 1, &options, NULL), ND_OK);
    for (unsigned i = 0; i < others + references; i++) groups[i] = i;
    nd_population population = {c, groups, counted.made->pool};
    assert_int_equal(nd_statistics_count(&population, &counted.rows, counted.holds, NULL, NULL), ND_OK);
    counted.statistics.keys = (const nd_statistic *)counted.rows.data;
    counted.statistics.count = counted.rows.size / sizeof(nd_statistic);
    return counted;
}

static void statistics_are_those_of_the_references(void **state) {
    (void)state;
    for (unsigned references = 2; references <= 8; references++) {
        struct counted alone = count_references(references, 0), beside = count_references(references, 12);
        assert_int_equal(beside.rows.size, alone.rows.size);
        if (alone.rows.size) assert_memory_equal(beside.rows.data, alone.rows.data, alone.rows.size);
        assert_true((references >= 3) == (alone.rows.size > 0));
        drop(&alone);
        drop(&beside);
    }
}

/* ---- links on the way ------------------------------------------------------------------------- */

enum { PAGES = 90 };

/* Pages of one footer, of which every third shares a story with some others, and every tenth repeats another; the last
 * `references` are references, and the first others have an outlet each or none. */
static struct made *make_pages(unsigned references, nd_across across) {
    struct made     *made = made_new(references ? 1 : 2);
    const nd_options options = {.min_words = 1, .across = across};
    for (unsigned i = 0; i < PAGES; i++) {
        struct writing *text = calloc(1, sizeof *text);
        char            id[20], outlet[20];
        snprintf(id, sizeof id, "%04u", i);
        snprintf(outlet, sizeof outlet, "outlet%u", i % 4);
        if (i % 3 == 0) say_words(text, "story", i % 5 * 60, i % 5 * 60 + 60);
        say_own(text, i % 10 == 9 ? i - 1 : i, 60);
        if (i % 10 == 9) say(text, "again ");
        say_words(text, "footer", 0, i % 3 == 1 ? 0 : 24);
        nd_article article = {.id = {id, strlen(id)}, .text = {text->text, text->size}, .time = ND_NO_TIME,
                              .outlet = {outlet, strlen(outlet)}};
        made_put_article(made, i % made->shard_count, i, &article);
        free(text);
    }
    made_seal(made);
    if (references) made->views[0].others = PAGES - references;
    assert_int_equal(nd_collection_open(&made->collection, made->views, made->shard_count, &options, NULL), ND_OK);
    return made;
}

/* Texts of successive articles in groups of two, as whole copies would be. */
static void group_pages(const nd_collection *c, uint32_t *groups) {
    for (uint32_t i = 0; i < c->article_count; i++) {
        uint32_t first = c->text_of[i / 2 * 2], text = c->text_of[i];
        groups[text] = i % 10 == 9 ? (first < text ? first : text) : text;
        if (i % 10 == 9) groups[first] = groups[text];
    }
}

/* The links that counting leaves on the way, and those of a walk with the statistics. */
static size_t compare_links(struct made *made, unsigned jobs) {
    uint32_t      groups[PAGES];
    uint8_t       holds[PAGES];
    nd_pool      *pool = nd_pool_new(jobs, NULL);
    nd_population population = {&made->collection, groups, pool};
    nd_buf        rows = {0}, index = {0}, on_the_way = {0}, walked = {0};
    nd_links     *links;
    group_pages(&made->collection, groups);
    assert_int_equal(nd_links_open(&links, &population, NULL), ND_OK);
    assert_int_equal(nd_statistics_count(&population, &rows, holds, links, NULL), ND_OK);
    assert_int_equal(nd_links_take(links, &on_the_way, NULL), ND_OK);
    nd_links_free(links);
    nd_statistics statistics = {.keys = (const nd_statistic *)rows.data,
                                .count = rows.size / sizeof(nd_statistic), .holds = holds};
    assert_true(statistics.count > 0);
    assert_int_equal(nd_statistics_index(&statistics, &index, NULL), ND_OK);
    size_t size = link_passages(&population, &statistics, &walked) * sizeof(nd_candidate);
    assert_int_equal(on_the_way.size, size);
    if (size) assert_memory_equal(on_the_way.data, walked.data, size);
    nd_buf *bufs[] = {&rows, &index, &on_the_way, &walked};
    for (int i = 0; i < 4; i++) nd_buf_free(bufs[i]);
    nd_pool_free(pool);
    return size / sizeof(nd_candidate);
}

static void links_on_the_way_are_those_of_a_walk(void **state) {
    (void)state;
    for (unsigned jobs = 1; jobs <= 3; jobs += 2) {
        struct made *plain = make_pages(0, ND_ACROSS_ALL), *scoped = make_pages(0, ND_ACROSS_OUTLET);
        struct made *referred = make_pages(40, ND_ACROSS_ALL);
        assert_true(compare_links(plain, jobs) > PAGES / 2);
        assert_true(compare_links(scoped, jobs) > PAGES / 2);
        assert_true(compare_links(referred, jobs) > PAGES / 2);
        made_free(plain);
        made_free(scoped);
        made_free(referred);
    }
}

static void furniture_links_nothing(void **state) {
    (void)state;
    struct made *made = make_sharing(400, 30);
    made_ready(made, 0);
    uint32_t           *groups = nd_groups_new(400, NULL);
    uint8_t             holds[400];
    nd_population       population = {&made->collection, groups, made->pool};
    const nd_statistics none = {.count = 0};
    nd_buf              rows = {0}, linked = {0}, all = {0};
    nd_links           *links;
    assert_int_equal(nd_links_open(&links, &population, NULL), ND_OK);
    assert_int_equal(nd_statistics_count(&population, &rows, holds, links, NULL), ND_OK);
    assert_int_equal(nd_links_take(links, &linked, NULL), ND_OK);
    assert_true(link_passages(&population, &none, &all) > 400);
    /* Few hold a key at the ends of what they share, where their own words mostly have the least hash. */
    assert_true(linked.size < all.size / 50);
    nd_buf *bufs[] = {&rows, &linked, &all};
    for (int i = 0; i < 3; i++) nd_buf_free(bufs[i]);
    nd_links_free(links);
    free(groups);
    made_free(made);
}

/* ---- a sample of the holders ------------------------------------------------------------------ */

enum { HOLDERS = 900 };

/* `holders` pages of which `whole` of a hundred are nothing but a text of 60 words that all hold, with some words of
 * their own; on the others it is the minor part. Articles come from the first on or from the last. */
static struct made *make_holders(unsigned holders, unsigned whole, int is_reversed) {
    struct made *made = made_new(1);
    for (unsigned i = 0; i < holders; i++) {
        struct writing *text = calloc(1, sizeof *text);
        unsigned        number = is_reversed ? holders - 1 - i : i;
        char            id[20];
        snprintf(id, sizeof id, "%04u", number);
        say_own(text, number, number % 100 < whole ? 4 : 90);
        say_words(text, "shared", 0, 60);
        say_words(text, "behind", 40 * number, 40 * number + (number % 100 < whole ? 4 : 40));
        made_put(made, 0, i, id, text->text);
        free(text);
    }
    made_ready(made, 1);
    return made;
}

static void count_holders(unsigned whole, int is_reversed, nd_buf *rows) {
    uint8_t       holds[HOLDERS];
    struct made  *made = make_holders(HOLDERS, whole, is_reversed);
    uint32_t     *groups = nd_groups_new(HOLDERS, NULL);
    nd_population population = {&made->collection, groups, made->pool};
    assert_int_equal(nd_statistics_count(&population, rows, holds, NULL, NULL), ND_OK);
    for (unsigned i = 0; i < HOLDERS; i++) assert_int_equal(holds[i], 1);
    free(groups);
    made_free(made);
}

/* The masks of the keys that most hold; all the same. */
static uint32_t mask_of_most(const nd_buf *buf) {
    const nd_statistic *rows = (const nd_statistic *)buf->data;
    uint32_t            mask = 0;
    for (size_t i = 0; i < buf->size / sizeof *rows; i++) {
        if (nd_statistic_groups(&rows[i]) < HOLDERS / 2) continue;
        assert_true(!mask || mask == nd_statistic_mask(&rows[i]));
        mask = nd_statistic_mask(&rows[i]);
    }
    return mask;
}

static void a_key_that_many_hold_is_judged_like_one_that_few_hold(void **state) {
    (void)state;
    const unsigned whole[] = {0, 25, 36, 38, 40, 60, 62, 64, 75, 100}; /* half is not told from .06 more or less */
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        nd_buf rows = {0};
        count_holders(whole[i], 0, &rows);
        assert_int_equal(mask_of_most(&rows), whole[i] < 50 ? ND_MASK_COMMON | ND_MASK_FURNITURE : ND_MASK_COMMON);
        nd_buf_free(&rows);
    }
}

/* Also where a sample may tell either. */
static void the_order_of_arrival_decides_nothing(void **state) {
    (void)state;
    for (unsigned whole = 40; whole <= 60; whole += 5) {
        nd_buf rows = {0}, reversed = {0};
        count_holders(whole, 0, &rows);
        count_holders(whole, 1, &reversed);
        assert_int_equal(rows.size, reversed.size);
        assert_memory_equal(rows.data, reversed.data, rows.size);
        nd_buf_free(&rows);
        nd_buf_free(&reversed);
    }
}

/* The masks of the keys of a footer that stands on `pages` pages, of a third of which it is the major part. Each is
 * printed by `outlets` outlets, which are told apart. If there are others, only these pages are references. */
static uint32_t mask_of_footer(unsigned pages, unsigned outlets, unsigned others) {
    struct made     *made = made_new(1);
    const nd_options options = {.min_words = 1, .across = others ? ND_ACROSS_ALL : ND_ACROSS_OUTLET};
    unsigned         count = others + pages * outlets;
    for (unsigned i = 0; i < count; i++) {
        struct writing *text = calloc(1, sizeof *text);
        char            id[20], outlet[20];
        snprintf(id, sizeof id, "%05u", i);
        snprintf(outlet, sizeof outlet, "outlet%u", i / pages);
        unsigned page = i < others ? pages + i : (i - others) % pages;
        say_own(text, page, (page + pages) % 3 ? 90 : 20);
        say_words(text, "footer", 0, 60);
        nd_article article = {.id = {id, strlen(id)}, .text = {text->text, text->size}, .time = ND_NO_TIME,
                              .outlet = {outlet, strlen(outlet)}};
        made_put_article(made, 0, i, &article);
        free(text);
    }
    made_seal(made);
    made->views[0].others = others;
    assert_int_equal(nd_collection_open(&made->collection, made->views, 1, &options, NULL), ND_OK);
    const nd_collection *c = &made->collection;
    uint32_t            *groups = nd_groups_new(c->text_count, NULL), mask = 0;
    uint8_t             *holds = calloc(c->text_count, 1);
    nd_population        population = {c, groups, made->pool};
    nd_buf               rows = {0};
    for (uint32_t i = 1; i < c->text_count; i++)
        if (nd_collection_repeats(c, i)) groups[i] = groups[i - 1];
    assert_int_equal(nd_statistics_count(&population, &rows, holds, NULL, NULL), ND_OK);
    const nd_statistic *row = (const nd_statistic *)rows.data;
    for (size_t i = 0; i < rows.size / sizeof *row; i++)
        if (nd_statistic_groups(&row[i]) >= pages) mask |= nd_statistic_mask(&row[i]);
    nd_buf_free(&rows);
    free(groups);
    free(holds);
    made_free(made);
    return mask;
}

/* However many repeat them, or stand beside them and are not asked. */
static void a_few_pages_that_are_asked_are_all_in_the_sample(void **state) {
    (void)state;
    for (unsigned pages = 8; pages <= 12; pages++) {
        assert_int_equal(mask_of_footer(pages, 1, 0), ND_MASK_COMMON | ND_MASK_FURNITURE);
        assert_int_equal(mask_of_footer(pages, 200, 0), ND_MASK_COMMON | ND_MASK_FURNITURE);
        assert_int_equal(mask_of_footer(pages, 1, 2000), ND_MASK_COMMON | ND_MASK_FURNITURE);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_footer_of_eight_groups_is_furniture),
        cmocka_unit_test(a_story_that_eight_print_is_common_but_no_furniture),
        cmocka_unit_test(what_seven_groups_hold_is_not_common),
        cmocka_unit_test(what_stands_behind_the_articles_of_three_groups_is_furniture),
        cmocka_unit_test(what_stands_almost_at_the_end_of_three_long_articles_is_furniture),
        cmocka_unit_test(a_story_before_words_of_each_own_is_no_furniture),
        cmocka_unit_test(a_refrain_that_is_most_of_its_pages_is_no_furniture),
        cmocka_unit_test(a_block_behind_articles_that_others_print_is_no_furniture),
        cmocka_unit_test(a_block_that_stands_twice_is_furniture_of_pages_that_quote_others),
        cmocka_unit_test(groups_are_counted_and_not_texts),
        cmocka_unit_test(statistics_are_those_of_the_references),
        cmocka_unit_test(rows_are_sorted_by_key_and_looked_up_by_it),
        cmocka_unit_test(texts_that_hold_a_common_key_are_marked),
        cmocka_unit_test(threads_count_the_same),
        cmocka_unit_test(links_on_the_way_are_those_of_a_walk),
        cmocka_unit_test(furniture_links_nothing),
        cmocka_unit_test(a_key_that_many_hold_is_judged_like_one_that_few_hold),
        cmocka_unit_test(the_order_of_arrival_decides_nothing),
        cmocka_unit_test(a_few_pages_that_are_asked_are_all_in_the_sample),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("statistics", tests, NULL, NULL);
}
