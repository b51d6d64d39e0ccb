/* test_furniture.c - how shared keys divide a page, and what that tells of a key. */
#include "made.h"
#include "match/furniture.h"

/* ---- pages ------------------------------------------------------------------------------------ */

enum { SELDOM, SIX, COMMON, TOKENS = 200 };
#define IN_GROUPS(count) ((count) << ND_MASK_BITS)
static const nd_statistic rows[] = {
    [SELDOM] = {1, 0, IN_GROUPS(3u)}, [SIX] = {2, 0, IN_GROUPS(6u)}, [COMMON] = {3, 0, IN_GROUPS(8u)}};

/* The level of keys in 3 groups, in 6, and of common ones; and its bit. */
enum { OF_3 = 0, OF_6 = 3, OF_MANY = ND_LEVELS - 1 };
#define BIT(level) (1u << (level))

/* A page of 200 words with keys of `row` all over [0, head) and [tail, 200). */
static nd_page page_of(uint32_t row, uint32_t head, uint32_t tail, uint32_t stray) {
    nd_common_key keys[TOKENS];
    uint64_t      count = 0;
    for (uint32_t i = 0; i + 7 <= TOKENS; i++)
        if (i + 7 <= head || i >= tail) keys[count++] = (nd_common_key){i, row};
    return nd_page_measure(rows, keys, count, TOKENS, (uint32_t)count + stray);
}

static void the_shared_part_is_told_by_how_many_groups_hold_it(void **state) {
    (void)state;
    nd_page page = page_of(COMMON, 40, 160, 0);
    assert_int_equal(page.percent[OF_MANY], 40);
    assert_int_equal(page.percent[OF_3], 0);
    page = page_of(SELDOM, 40, 160, 0);
    assert_int_equal(page.percent[OF_MANY], 0);
    assert_int_equal(page.percent[OF_3], 40);
}

static void keys_near_each_other_are_one_block(void **state) {
    (void)state;
    assert_int_equal(page_of(COMMON, 100, 132, 0).percent[OF_MANY], 100);
    assert_int_equal(page_of(COMMON, 100, 133, 0).percent[OF_MANY], 83);
}

/* As of a story that was cut in many ways: all have its beginning, and fewer what follows. */
static void keys_of_fewer_groups_are_part_of_what_is_shared(void **state) {
    (void)state;
    nd_common_key keys[12] = {{0, COMMON}, {13, COMMON}};
    for (uint32_t i = 2; i < 12; i++) keys[i] = (nd_common_key){10 * i, i % 2 ? SELDOM : SIX};
    nd_page page = nd_page_measure(rows, keys, 12, 100, 12);
    assert_int_equal(page.percent[OF_MANY], 20);
    assert_int_equal(page.story[OF_MANY], 20);
    assert_int_equal(page.story[OF_6], 20 + 22);
    assert_int_equal(page.story[OF_3], 20 + 45);
    assert_int_equal(nd_page_measure(rows, keys, 12, 40, 12).story[OF_3], 100);
}

static void what_stands_before_and_behind_an_article_frames_it(void **state) {
    (void)state;
    assert_int_equal(page_of(COMMON, 0, 160, 0).framed, BIT(OF_MANY));
    assert_int_equal(page_of(COMMON, 40, 160, 0).framed, BIT(OF_MANY));
    assert_int_equal(page_of(SELDOM, 40, 160, 0).framed, BIT(OF_3));
    assert_int_equal(page_of(COMMON, 40, TOKENS, 0).framed, 0); /* an article goes on behind it */
}

static void an_article_is_a_quarter_of_its_page(void **state) {
    (void)state;
    assert_int_equal(page_of(COMMON, 100, 150, 0).framed, BIT(OF_MANY));
    assert_int_equal(page_of(COMMON, 100, 149, 0).framed, 0);
}

/* As in a chain of updates: the news that stands in front is in the next version too. */
static void an_article_that_is_related_to_others_is_not_framed(void **state) {
    (void)state;
    assert_int_equal(page_of(COMMON, 40, 112, 2).framed, BIT(OF_MANY));
    assert_int_equal(page_of(COMMON, 40, 112, 3).framed, 0);
    assert_int_equal(page_of(COMMON, 40, 112, 3).shaped, BIT(OF_MANY));
}

/* An article that three print, on the page of a site of which there are six. */
static void keys_of_more_groups_frame_those_of_fewer(void **state) {
    (void)state;
    nd_common_key keys[] = {{0, SIX}, {7, SIX}, {20, SELDOM}, {40, SELDOM}, {60, SELDOM}, {80, SIX}, {93, SIX}};
    nd_page       page = nd_page_measure(rows, keys, 7, 100, 7);
    assert_int_equal(page.shaped, BIT(OF_6));
    assert_int_equal(page.framed, 0); /* the article is related to the others of the three */
    assert_int_equal(page.percent[OF_6], 34);
    assert_int_equal(page.percent[OF_3], 100);
    for (size_t i = 2; i < 5; i++) keys[i].row = COMMON;
    page = nd_page_measure(rows, keys, 7, 100, 7);
    assert_int_equal(page.shaped, BIT(OF_6));
}

/* Three print a story, each goes on with its own, and the site puts its footer under all. */
static void a_story_of_few_over_a_footer_of_many_is_no_frame(void **state) {
    (void)state;
    nd_common_key keys[] = {{0, SELDOM}, {7, SELDOM}, {14, SELDOM}, {80, COMMON}, {87, COMMON}, {93, COMMON}};
    assert_int_equal(nd_page_measure(rows, keys, 6, 100, 6).framed, 0);
    for (size_t i = 0; i < 3; i++) keys[i].row = COMMON;
    assert_int_equal(nd_page_measure(rows, keys, 6, 100, 6).framed, BIT(OF_MANY));
}

static void two_blocks_of_its_own_are_no_frame(void **state) {
    (void)state;
    nd_common_key keys[] = {{50, COMMON}, {57, COMMON}, {150, COMMON}, {193, COMMON}};
    assert_int_equal(nd_page_measure(rows, keys, 4, TOKENS, 4).framed, 0);
    keys[0].token = 32;
    keys[1].token = 39;
    assert_int_equal(nd_page_measure(rows, keys, 2, 79, 2).framed, 0); /* nothing behind it is shared */
}

/* ---- what a page could be ---------------------------------------------------------------------- */

static void few_keys_are_never_half_of_a_page(void **state) {
    (void)state;
    nd_shared two = {0, 2}, common = {2, 0}, mixed = {1, 4};
    assert_int_equal(nd_page_could_be(two, 156, 9), ND_PAGE_MOSTLY);
    assert_int_equal(nd_page_could_be(two, 157, 9), 0);
    assert_int_equal(nd_page_could_be(common, 156, 9), ND_PAGE_MOSTLY);
    assert_int_equal(nd_page_could_be(common, 157, 9), 0);
    assert_int_equal(nd_page_could_be(mixed, 312, 20), ND_PAGE_MOSTLY);
    assert_int_equal(nd_page_could_be(mixed, 313, 20), 0);
}

static void nothing_is_framed_on_a_page_of_many_other_keys(void **state) {
    (void)state;
    nd_shared shared = {1, 2};
    assert_int_equal(nd_page_could_be(shared, 360, 12), ND_PAGE_FRAMED);
    assert_int_equal(nd_page_could_be(shared, 360, 13), 0);
    assert_int_equal(nd_page_could_be((nd_shared){2, 1}, 360, 12), ND_PAGE_FRAMED);
    assert_int_equal(nd_page_could_be((nd_shared){2, 1}, 360, 13), 0);
}

/* What a page is, it could be: all ways to lay eight keys of two levels on it, where each stands once. */
static void a_page_could_be_what_it_is(void **state) {
    (void)state;
    uint64_t chance = 4;
    for (size_t round = 0; round < 20000; round++) {
        nd_common_key keys[8];
        nd_shared     shared = {0, 0};
        uint32_t      tokens = 60 + (uint32_t)(nd_mix64(++chance) % 400), at = 0, count = 0;
        for (; count < 8; count++) {
            uint32_t row = nd_mix64(++chance) % 2 ? COMMON : SELDOM;
            at += (uint32_t)(nd_mix64(++chance) % 40);
            if (at + 7 > tokens) break;
            keys[count] = (nd_common_key){at++, row};
            if (row == COMMON) shared.common++;
            else shared.other++;
        }
        uint32_t related = count + (uint32_t)(nd_mix64(++chance) % 12);
        nd_page  page = nd_page_measure(rows, keys, count, tokens, related);
        uint8_t  could_be = nd_page_could_be(shared, tokens, related);
        assert_true(!page.framed || could_be & ND_PAGE_FRAMED);
        assert_true(!page.shaped || keys[count - 1].token + ND_PAGE_TAIL >= tokens + ND_PASSAGE_WINDOW - 1);
        for (uint32_t level = 0; level < ND_LEVELS; level++)
            assert_true((page.percent[level] < 50 && page.story[level] < 50) || could_be & ND_PAGE_MOSTLY);
    }
}

/* ---- keys ------------------------------------------------------------------------------------- */

static const uint32_t holders[] = {0, 1, 2, 3, 4, 5, 6, 7};

/* Of eight pages `framed` are, so many have that shape, and the rest have this share of it. */
static int judge(uint32_t groups, size_t framed, size_t shaped, uint8_t share) {
    nd_page pages[8];
    for (size_t i = 0; i < 8; i++) {
        pages[i] = (nd_page){.framed = i < framed ? UINT8_MAX : 0, .shaped = i < framed + shaped ? UINT8_MAX : 0};
        memset(pages[i].percent, pages[i].shaped ? 60 : share, ND_LEVELS);
        memset(pages[i].story, pages[i].shaped ? 60 : share, ND_LEVELS);
    }
    return nd_furniture_judge(groups, pages, holders, 8);
}

/* Pages of 49 % furniture on which what `least` groups have goes on. */
static int judge_story(uint32_t groups, uint32_t least) {
    nd_page pages[8] = {{.framed = 0}};
    for (size_t i = 0; i < 8; i++)
        for (uint32_t level = 0; level < ND_LEVELS; level++)
            pages[i].story[level] = level + ND_FURNITURE_GROUPS > least ? 49 : 90;
    return nd_furniture_judge(groups, pages, holders, 8);
}

static void what_a_third_of_the_holders_go_on_with_is_a_story(void **state) {
    (void)state;
    assert_false(judge_story(8, 3));
    assert_false(judge_story(11, 3));
    assert_true(judge_story(12, 3));
    assert_false(judge_story(23, 7));
    assert_true(judge_story(24, 7));
}

static void the_minor_part_of_many_pages_is_furniture(void **state) {
    (void)state;
    assert_true(judge(8, 0, 0, 49));
    assert_false(judge(8, 0, 0, 50));
    assert_false(judge(7, 0, 0, 49));
    assert_true(judge(1000, 0, 0, 89));
    assert_false(judge(1000, 0, 0, 90));
    assert_false(judge(999, 0, 0, 89));
}

static void a_third_of_the_pages_are_framed_and_the_others_are_mostly_their_own(void **state) {
    (void)state;
    assert_true(judge(7, 3, 0, 49));
    assert_false(judge(7, 3, 0, 50)); /* the text that they quote, or a copy */
    assert_false(judge(7, 2, 0, 10));
    assert_true(judge(7, 8, 0, 0));
    assert_true(judge(8, 3, 0, 49));
}

/* What stands in the frame of these is printed elsewhere, too. */
static void pages_of_copies_have_the_same_frame(void **state) {
    (void)state;
    assert_true(judge(7, 3, 5, 100));
    assert_false(judge(7, 2, 6, 100));
    assert_true(judge(8, 3, 5, 100));
}

static void one_page_in_eight_may_be_nothing_else(void **state) {
    (void)state;
    assert_true(judge(8, 7, 0, 100));
    assert_true(judge(8, 3, 4, 100));
    assert_false(judge(8, 6, 0, 100));
}

/* Whether a key of eight texts is open, of which so many pages could be framed, and so many mostly shared. */
static int is_open(uint32_t groups, size_t framed, size_t mostly) {
    uint8_t could_be[8] = {0};
    for (size_t i = 0; i < 8; i++)
        could_be[i] = (uint8_t)((i < framed ? ND_PAGE_FRAMED : 0) | (i < mostly ? ND_PAGE_MOSTLY : 0));
    return nd_furniture_is_open(groups, could_be, holders, 8);
}

static void what_no_page_could_change_is_not_asked(void **state) {
    (void)state;
    assert_true(is_open(7, 3, 0));
    assert_false(is_open(7, 2, 8));
    assert_true(is_open(8, 0, 4));
    assert_false(is_open(8, 8, 3));
    assert_false(nd_furniture_is_open(3, (uint8_t[]){ND_PAGE_FRAMED, 0, 0}, holders, 3));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shared_part_is_told_by_how_many_groups_hold_it),
        cmocka_unit_test(keys_near_each_other_are_one_block),
        cmocka_unit_test(keys_of_fewer_groups_are_part_of_what_is_shared),
        cmocka_unit_test(what_stands_before_and_behind_an_article_frames_it),
        cmocka_unit_test(an_article_is_a_quarter_of_its_page),
        cmocka_unit_test(an_article_that_is_related_to_others_is_not_framed),
        cmocka_unit_test(a_story_of_few_over_a_footer_of_many_is_no_frame),
        cmocka_unit_test(two_blocks_of_its_own_are_no_frame),
        cmocka_unit_test(keys_of_more_groups_frame_those_of_fewer),
        cmocka_unit_test(few_keys_are_never_half_of_a_page),
        cmocka_unit_test(nothing_is_framed_on_a_page_of_many_other_keys),
        cmocka_unit_test(a_page_could_be_what_it_is),
        cmocka_unit_test(what_no_page_could_change_is_not_asked),
        cmocka_unit_test(what_a_third_of_the_holders_go_on_with_is_a_story),
        cmocka_unit_test(the_minor_part_of_many_pages_is_furniture),
        cmocka_unit_test(a_third_of_the_pages_are_framed_and_the_others_are_mostly_their_own),
        cmocka_unit_test(pages_of_copies_have_the_same_frame),
        cmocka_unit_test(one_page_in_eight_may_be_nothing_else),
    };
    return cmocka_run_group_tests_name("furniture", tests, NULL, NULL);
}
