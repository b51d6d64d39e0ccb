/* test_support.c - what members agree on, and how what is a member's own is judged. */
#include "made.h"
#include "match/align.h"
#include "match/groups.h"
#include "match/support.h"

enum { MOST = 12 };

static int support(const nd_collection *collection, const nd_statistics *statistics, const uint32_t *members,
                   uint32_t count, nd_profile *profiles) {
    nd_supporter     supporter = {.slot_mask = 0};
    nd_cluster_texts texts = {collection, statistics, members, count};
    int              status = nd_support_profile(&supporter, &texts, profiles, NULL);
    nd_supporter_free(&supporter);
    return status;
}

/* The profiles of articles in the order in which they are given; NULL ends the list. */
static void profile(const char *const *texts, nd_profile *profiles) {
    struct made *made = made_new(1);
    uint32_t     members[MOST], count = 0;
    for (; texts[count]; count++) made_add(made, texts[count]);
    const nd_collection *c = made_ready(made, 0);
    for (uint32_t i = 0; i < count; i++) members[i] = c->text_of[i];
    assert_int_equal(support(c, NULL, members, count, profiles), ND_OK);
    made_free(made);
}

/* The profile of `text` beside a member that has the words shared0 to shared99 and nothing else. */
static nd_profile profile_beside_shared(const struct writing *text) {
    struct writing    shared = {.size = 0};
    nd_profile        profiles[2];
    const char *const texts[] = {text->text, shared.text, NULL};
    say_words(&shared, "shared", 0, 100);
    profile(texts, profiles);
    assert_int_equal(profiles[1].continuation, 0);
    assert_int_equal(profiles[1].surplus, 0);
    return profiles[0];
}

static void check(nd_profile profile, uint32_t consensus, uint32_t continuation, uint32_t surplus) {
    assert_int_equal(profile.consensus, 2 * consensus);
    assert_int_equal(profile.continuation, 2 * continuation);
    assert_int_equal(profile.surplus, 2 * surplus);
}

static void what_two_members_hold_is_the_consensus(void **state) {
    (void)state;
    const char *const texts[] = {"a b c d e f g h", "a b c d e f g h i j", "q r s t u v w x", NULL};
    nd_profile        profiles[3];
    profile(texts, profiles);
    assert_int_equal(profiles[0].consensus, 16);
    assert_int_equal(profiles[1].consensus, 16);
    assert_int_equal(profiles[2].consensus, 0);
}

static void runs_under_five_words_are_no_consensus(void **state) {
    (void)state;
    const char *const texts[] = {"a b c d q r s", "a b c d x y z", NULL};
    nd_profile        profiles[2];
    profile(texts, profiles);
    assert_int_equal(profiles[0].consensus + profiles[1].consensus, 0);
}

static void what_a_member_says_twice_counts_once(void **state) {
    (void)state;
    struct writing caption = {.size = 0}, story = {.size = 0};
    say_words(&caption, "shared", 0, 20); /* a caption in the words of the story, and the story */
    say_words(&caption, "shared", 0, 100);
    say_words(&story, "shared", 0, 100);
    const char *const texts[] = {caption.text, story.text, NULL};
    nd_profile        profiles[2];
    profile(texts, profiles);
    assert_int_equal(profiles[0].consensus, 2 * 104); /* four words again, with the one that follows them */
    assert_int_equal(profiles[1].consensus, 2 * 100);
}

static void a_repetition_in_one_member_is_no_agreement(void **state) {
    (void)state;
    const char *const texts[] = {"a b c d e f a b c d e f", "q r s t u v", NULL};
    nd_profile        profiles[2];
    profile(texts, profiles);
    assert_int_equal(profiles[0].consensus, 0);
}

static void a_member_alone_agrees_with_nobody(void **state) {
    (void)state;
    const char *const texts[] = {"a b c d e f g", NULL};
    nd_profile        profiles[1];
    profile(texts, profiles);
    assert_int_equal(profiles[0].consensus, 0);
}

static void own_words_after_the_shared_part_are_a_continuation(void **state) {
    (void)state;
    struct writing text = {.size = 0};
    say_words(&text, "shared", 0, 100);
    say(&text, "\n");
    say_own(&text, 1, 30);
    check(profile_beside_shared(&text), 100, 30, 0);
}

static void own_words_before_the_shared_part_are_neither(void **state) {
    (void)state;
    struct writing text = {.size = 0};
    say_own(&text, 1, 30);
    say(&text, "\n");
    say_words(&text, "shared", 0, 100);
    check(profile_beside_shared(&text), 100, 0, 0);
}

static void short_lines_after_the_shared_part_are_surplus(void **state) {
    (void)state;
    struct writing text = {.size = 0};
    say_words(&text, "shared", 0, 100);
    for (unsigned line = 0; line < 3; line++) {
        say(&text, "\n");
        say_own(&text, line, 7);
    }
    say(&text, "\n");
    say_own(&text, 3, 8);
    check(profile_beside_shared(&text), 100, 8, 21);
}

static void a_block_in_the_middle_is_surplus_when_it_is_out_of_proportion(void **state) {
    (void)state;
    for (unsigned own = 50; own <= 51; own++) {
        struct writing text = {.size = 0};
        say_words(&text, "shared", 0, 50);
        say(&text, "\n");
        say_own(&text, 1, own);
        say(&text, "\n");
        say_words(&text, "shared", 50, 100);
        check(profile_beside_shared(&text), 100, 0, own == 51 ? 51 : 0);
    }
}

static void captions_between_the_lines_are_surplus(void **state) {
    (void)state;
    struct writing text = {.size = 0};
    say_words(&text, "shared", 0, 50);
    say(&text, "\n");
    say_own(&text, 1, 6);
    say(&text, "\n");
    say_words(&text, "shared", 50, 100);
    check(profile_beside_shared(&text), 100, 0, 6);
}

static void other_words_in_the_middle_of_a_long_line_are_no_short_line(void **state) {
    (void)state;
    struct writing text = {.size = 0};
    say_words(&text, "shared", 0, 50);
    say_own(&text, 1, 3);
    say_words(&text, "shared", 50, 100);
    check(profile_beside_shared(&text), 100, 0, 0);
}

static void furniture_after_the_shared_part_is_surplus_and_shared_is_no_consensus(void **state) {
    (void)state;
    struct made *made = made_new(1);
    for (unsigned i = 0; i < 10; i++) { /* 0 and 1 are the members, the others hold the footer too */
        struct writing *text = calloc(1, sizeof *text);
        if (i < 2) say_words(text, "shared", 0, 100);
        else say_own(text, i, 100);
        say(text, "\n");
        if (i != 1) say_words(text, "footer", 0, 40);
        made_add(made, text->text);
        free(text);
    }
    const nd_collection *c = made_ready(made, 0);
    uint32_t            *groups = nd_groups_new(10, NULL), members[] = {c->text_of[0], c->text_of[1]};
    uint8_t              holds[10];
    nd_buf               rows = {0}, index = {0};
    nd_profile           profiles[2];
    nd_population population = {c, groups, made->pool};
    assert_int_equal(nd_statistics_count(&population, &rows, holds, NULL, NULL), ND_OK);
    nd_statistics statistics = {.keys = (const nd_statistic *)rows.data,
                                .count = rows.size / sizeof(nd_statistic), .holds = holds};
    assert_int_equal(nd_statistics_index(&statistics, &index, NULL), ND_OK);
    assert_int_equal(support(c, &statistics, members, 2, profiles), ND_OK);
    assert_int_equal(profiles[0].consensus, 200);
    assert_true(profiles[0].surplus >= 2 * (40 - 2 * 7)); /* the ends of a passage may be unmarked */
    assert_int_equal(profiles[0].surplus + profiles[0].continuation, 80);
    members[1] = c->text_of[2];
    assert_int_equal(support(c, &statistics, members, 2, profiles), ND_OK);
    assert_true(profiles[0].consensus <= 2 * 2 * 7);
    free(groups);
    nd_buf_free(&rows);
    nd_buf_free(&index);
    made_free(made);
}

/* Texts of words that many have in common, some again and again. */
static void draw_text(struct writing *text, uint64_t *chance) {
    unsigned runs = 1 + draw(chance, 4);
    for (unsigned i = 0; i < runs; i++) {
        unsigned begin = draw(chance, 3) * 10, end = begin + 1 + draw(chance, 20);
        say_words(text, draw(chance, 4) ? "shared" : "other", begin, end);
    }
}

static void they_are_as_alike_as_the_aligner_finds(void **state) {
    (void)state;
    uint64_t     chance = 5;
    nd_supporter supporter = {.slot_mask = 0};
    for (unsigned trial = 0; trial < 200; trial++) {
        struct made *made = made_new(1);
        nd_aligner   aligner = {.meetings = 0}; /* of this collection: it knows a text by where it is */
        uint32_t     members[MOST], jaccard[MOST], expected, drawn = 2 + draw(&chance, 4), one;
        nd_profile   profiles[MOST];
        for (uint32_t i = 0; i < drawn; i++) {
            struct writing text = {.size = 0};
            draw_text(&text, &chance);
            made_add(made, text.text);
        }
        const nd_collection *c = made_ready(made, 0);
        nd_cluster_texts     texts = {c, NULL, members, c->text_count};
        for (uint32_t i = 0; i < texts.count; i++) members[i] = i;
        one = draw(&chance, texts.count);
        assert_int_equal(nd_support_profile(&supporter, &texts, profiles, NULL), ND_OK);
        if (texts.count > 1) nd_support_jaccard(&supporter, &texts, one, jaccard);
        for (uint32_t i = 0; i < texts.count && texts.count > 1; i++) {
            nd_text a = nd_collection_tokens(c, one), b = nd_collection_tokens(c, i);
            assert_int_equal(nd_aligner_compare(&aligner, a, b, &expected, NULL), ND_OK);
            assert_int_equal(jaccard[i], expected);
        }
        nd_aligner_free(&aligner);
        made_free(made);
    }
    nd_supporter_free(&supporter);
}

static void a_cluster_of_too_many_words_is_reported(void **state) {
    (void)state;
    nd_text_row      rows[] = {{.count = 1u << 30}, {.count = (1u << 30) + 5}};
    nd_collection    collection = {.texts = rows};
    const uint32_t   members[] = {0, 1};
    nd_supporter     supporter = {.slot_mask = 0};
    nd_cluster_texts texts = {&collection, NULL, members, 2};
    nd_profile       profiles[2];
    nd_error         error;
    assert_int_equal(nd_support_profile(&supporter, &texts, profiles, &error), ND_ERROR_LIMIT);
    assert_string_equal(error.message, "a cluster of 2147483653 words; at most 2147483647");
    nd_supporter_free(&supporter);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    struct made *made = made_new(1);
    nd_profile   profiles[2];
    uint32_t     members[] = {0, 1};
    made_add(made, "a b c d e f g h");
    made_add(made, "a b c d e f g h i j");
    const nd_collection *c = made_ready(made, 0);
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        fail_allocation_after(calls);
        int status = support(c, NULL, members, 2, profiles);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
    }
    made_free(made);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_two_members_hold_is_the_consensus),
        cmocka_unit_test(runs_under_five_words_are_no_consensus),
        cmocka_unit_test(what_a_member_says_twice_counts_once),
        cmocka_unit_test(a_repetition_in_one_member_is_no_agreement),
        cmocka_unit_test(a_member_alone_agrees_with_nobody),
        cmocka_unit_test(own_words_after_the_shared_part_are_a_continuation),
        cmocka_unit_test(own_words_before_the_shared_part_are_neither),
        cmocka_unit_test(short_lines_after_the_shared_part_are_surplus),
        cmocka_unit_test(a_block_in_the_middle_is_surplus_when_it_is_out_of_proportion),
        cmocka_unit_test(captions_between_the_lines_are_surplus),
        cmocka_unit_test(other_words_in_the_middle_of_a_long_line_are_no_short_line),
        cmocka_unit_test(furniture_after_the_shared_part_is_surplus_and_shared_is_no_consensus),
        cmocka_unit_test(they_are_as_alike_as_the_aligner_finds),
        cmocka_unit_test(a_cluster_of_too_many_words_is_reported),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("support", tests, NULL, NULL);
}
