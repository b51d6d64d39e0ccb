/* test_masks.c - which words are masked, and that ranges made once say the same as the keys each time. */
#include "made.h"
#include "match/groups.h"
#include "match/statistics.h"

enum { TAIL = 20, TEXTS = 1100, OWN = 60, FOOTER = 24, WORDS = OWN + FOOTER };

struct counted {
    struct made  *made;
    uint32_t     *groups;
    nd_buf        rows, index;
    uint8_t       holds[TEXTS];
    nd_statistics statistics;
};

/* `count` articles of their own words, of which all but every fifth have a footer; some have it twice, and every third
 * another. */
static struct counted *count_over(unsigned count) {
    struct counted *counted = calloc(1, sizeof *counted);
    counted->made = made_new(2);
    for (unsigned i = 0; i < count; i++) {
        struct writing *text = calloc(1, sizeof *text);
        if (i % 7 == 3) say_words(text, "shared", 0, FOOTER);
        say_own(text, i, OWN);
        if (i % 5 != 4) say_words(text, "shared", 0, FOOTER);
        if (i % 3 == 1) say_words(text, "other", 0, FOOTER);
        made_add(counted->made, text->text);
        free(text);
    }
    const nd_collection *c = made_ready(counted->made, 0);
    counted->groups = nd_groups_new(count, NULL);
    nd_population population = {c, counted->groups, counted->made->pool};
    assert_int_equal(nd_statistics_count(&population, &counted->rows, counted->holds, NULL, NULL), ND_OK);
    counted->statistics = (nd_statistics){.keys = (const nd_statistic *)counted->rows.data,
                                          .count = counted->rows.size / sizeof(nd_statistic),
                                          .holds = counted->holds};
    assert_int_equal(nd_statistics_index(&counted->statistics, &counted->index, NULL), ND_OK);
    assert_true(counted->statistics.count > 0);
    return counted;
}

static void drop(struct counted *counted) {
    nd_buf_free(&counted->rows);
    nd_buf_free(&counted->index);
    free(counted->groups);
    made_free(counted->made);
    free(counted);
}

static int mask(nd_masker *masker, const struct counted *counted, uint32_t text, const uint8_t **out) {
    return nd_masker_mask(masker, &counted->statistics, &counted->made->collection, text, out, NULL);
}

static void the_words_of_a_footer_are_masked_and_no_others(void **state) {
    (void)state;
    struct counted *counted = count_over(20);
    nd_masker       masker = {0};
    const uint8_t  *masks;
    uint32_t        masked = 0;
    assert_int_equal(mask(&masker, counted, counted->made->collection.text_of[0], &masks), ND_OK);
    assert_non_null(masks);
    for (uint32_t i = 0; i < WORDS; i++) {
        assert_true(nd_mask_at(masks, i) == 0 || i >= OWN);
        masked += nd_mask_at(masks, i) != 0;
    }
    assert_true(masked >= FOOTER - 2 * 7); /* the ends of a passage may lie outside its keys */
    nd_masker_free(&masker);
    drop(counted);
}

static void a_text_without_common_keys_has_no_masks(void **state) {
    (void)state;
    struct counted *counted = count_over(20);
    nd_masker       masker = {0};
    const uint8_t  *masks = counted->holds;
    assert_int_equal(nd_masker_mask(&masker, NULL, &counted->made->collection, 0, &masks, NULL), ND_OK);
    assert_null(masks);
    masks = counted->holds;
    assert_int_equal(mask(&masker, counted, counted->made->collection.text_of[4], &masks), ND_OK);
    assert_null(masks);
    nd_masker_free(&masker);
    drop(counted);
}

static nd_population population_of(const struct counted *counted, nd_pool *pool) {
    return (nd_population){&counted->made->collection, counted->groups, pool};
}

/* Fails unless the masks say of each text what its keys say. */
static void compare(struct counted *counted, const nd_masks *made) {
    nd_masker anew = {0}, once = {0};
    for (uint32_t text = 0; text < counted->made->collection.text_count; text++) {
        const uint8_t *expected, *masks;
        counted->statistics.masks = NULL;
        assert_int_equal(mask(&anew, counted, text, &expected), ND_OK);
        counted->statistics.masks = made;
        assert_int_equal(mask(&once, counted, text, &masks), ND_OK);
        assert_int_equal(!masks, !expected);
        if (masks)
            assert_memory_equal(masks, expected, nd_collection_tokens(&counted->made->collection, text).count / 4 + 1);
    }
    counted->statistics.masks = NULL;
    nd_masker_free(&anew);
    nd_masker_free(&once);
}

/* Makes the masks of texts that are wanted; returns whether a second thread had a part in it. */
static int make_and_compare(struct counted *counted, const uint8_t *wanted, nd_pool *pool) {
    nd_masks      made = {0};
    nd_population population = population_of(counted, pool);
    assert_int_equal(nd_masks_make(&made, &population, &counted->statistics, wanted, NULL), ND_OK);
    for (uint32_t text = 0; text < TEXTS; text++) assert_int_equal(made.at[text] != 0, wanted[text]);
    compare(counted, &made);
    int is_shared = 0;
    for (unsigned i = 1; i < made.list_count; i++) is_shared |= made.lists[i].size > 0;
    nd_masks_free(&made);
    return is_shared;
}

/* Texts of several pieces, by one thread and by three; all that hold a key, and some of them. */
static void ranges_made_once_say_the_same(void **state) {
    (void)state;
    struct counted *counted = count_over(TEXTS);
    nd_pool        *alone = nd_pool_new(1, NULL), *three = nd_pool_new(3, NULL);
    uint8_t         wanted[TEXTS];
    for (unsigned i = 0; i < TEXTS; i++) wanted[i] = counted->holds[i] && i % 4 == 1;
    make_and_compare(counted, wanted, alone);
    make_and_compare(counted, counted->holds, alone);
    for (int trial = 0; trial < 100 && !make_and_compare(counted, counted->holds, three);) trial++;
    nd_pool_free(alone);
    nd_pool_free(three);
    drop(counted);
}

/* Keys of either kind and of both, wherever they meet. */
static void ranges_end_where_either_mask_does(void **state) {
    (void)state;
    struct counted *counted = count_over(TEXTS);
    nd_statistic   *rows = (nd_statistic *)counted->rows.data;
    uint64_t        chance = 8;
    for (int trial = 0; trial < 20; trial++) {
        for (uint64_t i = 0; i < counted->statistics.count; i++) {
            uint32_t kinds = 1 + draw(&chance, ND_MASK_COMMON | ND_MASK_FURNITURE);
            rows[i].groups_and_mask = rows[i].groups_and_mask >> ND_MASK_BITS << ND_MASK_BITS | kinds;
        }
        make_and_compare(counted, counted->holds, counted->made->pool);
    }
    drop(counted);
}

struct listing {
    nd_buf keys[TEXTS]; /* nd_common_key: of each text */
};

static int list_keys(void *context, const nd_found *found) {
    struct listing *listing = context;
    return nd_buf_append(&listing->keys[found->number], found->keys, found->count * sizeof *found->keys, NULL);
}

static void list_all(struct counted *counted, unsigned jobs, const nd_text_rows *text_rows, const uint8_t *wanted,
                     struct listing *out) {
    nd_pool        *pool = nd_pool_new(jobs, NULL);
    nd_population   population = population_of(counted, pool);
    const nd_search search = {.population = &population, .statistics = &counted->statistics, .text_rows = text_rows,
                              .wanted = wanted, .tail = TAIL, .visit = list_keys, .context = out};
    memset(out, 0, sizeof *out);
    assert_int_equal(nd_common_search(&search, NULL), ND_OK);
    nd_pool_free(pool);
}

static void free_listing(struct listing *listing) {
    for (unsigned i = 0; i < TEXTS; i++) nd_buf_free(&listing->keys[i]);
}

/* The rows that were found in each text. */
static nd_text_rows list_rows(const struct counted *counted, const struct listing *found) {
    uint64_t     rows = counted->statistics.count, total = 0;
    nd_text_rows known = {calloc(TEXTS * rows, sizeof *known.rows), calloc(TEXTS, sizeof *known.ends)};
    for (unsigned text = 0; text < TEXTS; text++) {
        const nd_common_key *keys = (const nd_common_key *)found->keys[text].data;
        for (uint32_t row = 0; row < rows; row++) {
            size_t i = 0, count = found->keys[text].size / sizeof *keys;
            while (i < count && keys[i].row != row) i++;
            if (i < count) known.rows[total++] = row;
        }
        known.ends[text] = total;
    }
    return known;
}

/* Keys of the rows that each text is known to hold, and of any row. */
static void keys_that_a_text_is_known_to_hold_are_those_that_are_found(void **state) {
    (void)state;
    struct counted *counted = count_over(TEXTS);
    struct listing *found = malloc(sizeof *found), *known = malloc(sizeof *known);
    list_all(counted, 1, NULL, counted->holds, found);
    nd_text_rows text_rows = list_rows(counted, found);
    assert_true(text_rows.ends[TEXTS - 1] > TEXTS);
    for (unsigned jobs = 1; jobs <= 3; jobs += 2) {
        list_all(counted, jobs, &text_rows, counted->holds, known);
        for (unsigned i = 0; i < TEXTS; i++) {
            assert_int_equal(known->keys[i].size, found->keys[i].size);
            if (found->keys[i].size) assert_memory_equal(known->keys[i].data, found->keys[i].data, found->keys[i].size);
        }
        free_listing(known);
    }
    free_listing(found);
    free(text_rows.rows);
    free(text_rows.ends);
    free(found);
    free(known);
    drop(counted);
}

static int has_key_in_tail(const struct counted *counted, uint32_t number) {
    nd_buf  shingles = {0}, keys = {0};
    nd_text text = nd_collection_tokens(&counted->made->collection, number);
    text.tokens += text.count - TAIL;
    text.count = TAIL;
    assert_int_equal(nd_common_keys(&counted->statistics, text, &shingles, &keys, NULL), ND_OK);
    int found = keys.size > 0;
    nd_buf_free(&shingles);
    nd_buf_free(&keys);
    return found;
}

/* Some texts end in words of their own. */
static void a_text_that_is_wanted_by_its_tail_has_all_its_keys_or_none(void **state) {
    (void)state;
    struct counted *counted = count_over(TEXTS);
    struct listing *found = malloc(sizeof *found), *by_tail = malloc(sizeof *by_tail);
    uint8_t         wanted[TEXTS];
    size_t          passed_over = 0;
    list_all(counted, 1, NULL, counted->holds, found);
    nd_text_rows text_rows = list_rows(counted, found);
    for (unsigned i = 0; i < TEXTS; i++) wanted[i] = counted->holds[i] ? ND_WANTED_BY_TAIL : 0;
    list_all(counted, 1, &text_rows, wanted, by_tail);
    for (unsigned i = 0; i < TEXTS; i++) {
        int is_found = counted->holds[i] && has_key_in_tail(counted, i);
        passed_over += counted->holds[i] && !is_found;
        assert_int_equal(by_tail->keys[i].size, is_found ? found->keys[i].size : 0);
        if (is_found) assert_memory_equal(by_tail->keys[i].data, found->keys[i].data, found->keys[i].size);
    }
    assert_in_range(passed_over, 1, TEXTS / 2);
    free_listing(found);
    free_listing(by_tail);
    free(text_rows.rows);
    free(text_rows.ends);
    free(found);
    free(by_tail);
    drop(counted);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    struct counted *counted = count_over(20);
    nd_population   population = {&counted->made->collection, counted->groups, counted->made->pool};
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_masks made = {0};
        fail_allocation_after(calls);
        int status = nd_masks_make(&made, &population, &counted->statistics, counted->holds, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_masks_free(&made);
    }
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_masker      masker = {0};
        const uint8_t *masks;
        fail_allocation_after(calls);
        int status = mask(&masker, counted, population.collection->text_of[0], &masks);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_masker_free(&masker);
    }
    drop(counted);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_words_of_a_footer_are_masked_and_no_others),
        cmocka_unit_test(a_text_without_common_keys_has_no_masks),
        cmocka_unit_test(ranges_made_once_say_the_same),
        cmocka_unit_test(ranges_end_where_either_mask_does),
        cmocka_unit_test(keys_that_a_text_is_known_to_hold_are_those_that_are_found),
        cmocka_unit_test(a_text_that_is_wanted_by_its_tail_has_all_its_keys_or_none),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("masks", tests, NULL, NULL);
}
