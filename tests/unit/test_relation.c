/* test_relation.c - each rule at its threshold, just below it and just above it. */
#include "made.h"
#include "match/relation.h"

/* Two texts of 1000 words each, of which so many are covered. */
static nd_alignment covered(uint32_t a_words, uint32_t b_words) {
    return (nd_alignment){
        .covered_a = 2 * a_words, .covered_b = 2 * b_words, .halves_a = 2000, .halves_b = 2000};
}

static nd_verified relate_lengths(const nd_alignment *alignment, uint32_t a_words, uint32_t b_words) {
    nd_options     options;
    nd_rules       rules;
    nd_verified    pair = {.a = 1, .b = 2};
    const nd_measures measures = {.lengths = {2 * a_words, 2 * b_words}};
    nd_options_init(&options);
    options.near_duplicate_coverage = .70;
    options.excerpt_coverage = .50;
    options.passage_words = 32;
    nd_rules_init(&rules, &options);
    nd_relate(&rules, alignment, &measures, &pair);
    return pair;
}

static nd_relation relation_of(nd_alignment alignment) {
    return (nd_relation)relate_lengths(&alignment, 1000, 1000).relation;
}

static void near_duplicates_are_covered_both_ways(void **state) {
    (void)state;
    assert_int_equal(relation_of(covered(700, 700)), ND_NEAR_DUPLICATE);
    assert_int_equal(relation_of(covered(701, 700)), ND_NEAR_DUPLICATE);
    assert_int_equal(relation_of(covered(1000, 699)), ND_EXCERPT);
    assert_int_equal(relation_of(covered(699, 1000)), ND_EXTENDED);
}

static void an_excerpt_is_covered_one_way(void **state) {
    (void)state;
    assert_int_equal(relation_of(covered(500, 0)), ND_EXCERPT);
    assert_int_equal(relation_of(covered(499, 499)), ND_UNRELATED);
    assert_int_equal(relation_of(covered(0, 500)), ND_EXTENDED);
    assert_int_equal(relation_of(covered(501, 500)), ND_EXCERPT);
}

static void excerpts_can_be_turned_off(void **state) {
    (void)state;
    nd_options options;
    nd_rules   rules;
    nd_options_init(&options);
    options.excerpt_coverage = 0;
    nd_rules_init(&rules, &options);
    const nd_measures measures = {.lengths = {2000, 2000}};
    nd_alignment   alignment = covered(1000, 600);
    nd_verified    pair = {0};
    nd_relate(&rules, &alignment, &measures, &pair);
    assert_int_equal(pair.relation, ND_UNRELATED);
}

static void the_highest_thresholds_can_be_met(void **state) {
    (void)state;
    nd_options options;
    nd_rules   rules;
    nd_options_init(&options);
    options.near_duplicate_coverage = options.excerpt_coverage = 1;
    nd_rules_init(&rules, &options);
    const nd_measures measures = {.lengths = {2000, 2000}};
    nd_alignment   alignment = covered(1000, 1000);
    nd_verified    pair = {0};
    nd_relate(&rules, &alignment, &measures, &pair);
    assert_int_equal(pair.relation, ND_NEAR_DUPLICATE);
    alignment = covered(1000, 999);
    nd_relate(&rules, &alignment, &measures, &pair);
    assert_int_equal(pair.relation, ND_EXCERPT);
    alignment = covered(999, 999);
    nd_relate(&rules, &alignment, &measures, &pair);
    assert_int_equal(pair.relation, ND_UNRELATED);
}

static void a_threshold_near_zero_does_not_take_what_shares_nothing(void **state) {
    (void)state;
    nd_options options;
    nd_rules   rules;
    nd_options_init(&options);
    options.near_duplicate_coverage = options.excerpt_coverage = 1e-9;
    assert_int_equal(nd_options_check(&options, NULL), ND_OK);
    nd_rules_init(&rules, &options);
    const nd_measures measures = {.lengths = {2000, 2000}};
    nd_alignment   alignment = covered(0, 0);
    nd_verified    pair = {0};
    nd_relate(&rules, &alignment, &measures, &pair);
    assert_int_equal(pair.relation, ND_UNRELATED);
}

/* `words` words on either side, of which `equal` are covered. */
static nd_relation relation_of_short(uint32_t a_words, uint32_t b_words, uint32_t equal) {
    nd_alignment alignment = {.covered_a = 2 * equal, .covered_b = 2 * equal, .halves_a = 2 * a_words,
                              .halves_b = 2 * b_words};
    return (nd_relation)relate_lengths(&alignment, a_words, b_words).relation;
}

static void copies_of_a_text_under_twenty_words_are_nearly_word_for_word(void **state) {
    (void)state;
    assert_int_equal(relation_of_short(19, 19, 18), ND_NEAR_DUPLICATE);
    assert_int_equal(relation_of_short(19, 19, 17), ND_UNRELATED);
    assert_int_equal(relation_of_short(10, 10, 9), ND_NEAR_DUPLICATE);
    assert_int_equal(relation_of_short(20, 20, 14), ND_NEAR_DUPLICATE);
    assert_int_equal(relation_of_short(19, 1000, 19), ND_UNRELATED);
    assert_int_equal(relation_of_short(20, 1000, 20), ND_EXCERPT);
}

static void too_many_changed_figures_make_a_template(void **state) {
    (void)state;
    nd_alignment alignment = covered(900, 900);
    alignment.figures_changed = 20; /* two in a hundred words of the shorter text */
    assert_int_equal(relation_of(alignment), ND_NEAR_DUPLICATE);
    alignment.figures_changed = 21;
    assert_int_equal(relation_of(alignment), ND_TEMPLATE);
}

static void the_shorter_text_decides_how_many_figures_are_too_many(void **state) {
    (void)state;
    nd_alignment alignment = covered(900, 900);
    alignment.figures_changed = 2;
    assert_int_equal(relate_lengths(&alignment, 100, 1000).relation, ND_NEAR_DUPLICATE);
    assert_int_equal(relate_lengths(&alignment, 1000, 99).relation, ND_TEMPLATE);
}

static void an_excerpt_with_changed_figures_is_a_template(void **state) {
    (void)state;
    nd_alignment alignment = covered(600, 300);
    alignment.figures_changed = 21;
    assert_int_equal(relation_of(alignment), ND_TEMPLATE);
}

static void what_is_no_copy_is_no_template(void **state) {
    (void)state;
    nd_alignment alignment = covered(100, 100);
    alignment.figures_changed = 100;
    assert_int_equal(relation_of(alignment), ND_UNRELATED);
}

static void what_shares_a_quarter_must_state_the_same(void **state) {
    (void)state;
    nd_span      span = {.halves = 2 * 250};
    nd_alignment alignment = covered(250, 250);
    alignment.spans = &span;
    alignment.span_count = 1;
    alignment.figures_changed = 20;
    assert_int_equal(relation_of(alignment), ND_SHARES_PASSAGES);
    alignment.figures_changed = 21;
    assert_int_equal(relation_of(alignment), ND_TEMPLATE);
    alignment.covered_a = alignment.covered_b = 2 * 249;
    assert_int_equal(relation_of(alignment), ND_SHARES_PASSAGES);
}

/* Passages of so many halves of a word, up to three; 0 ends the list. */
static nd_verified relate_passages(uint32_t first, uint32_t second, uint32_t third) {
    nd_span      spans[] = {{.halves = first}, {.halves = second}, {.halves = third}};
    nd_alignment alignment = covered(100, 100);
    alignment.spans = spans;
    alignment.span_count = third ? 3 : second ? 2 : 1;
    return relate_lengths(&alignment, 1000, 1000);
}

static void a_story_needs_32_words_in_passages(void **state) {
    (void)state;
    assert_int_equal(relate_passages(46, 18, 0).relation, ND_SHARES_PASSAGES);
    assert_int_equal(relate_passages(46, 17, 0).relation, ND_UNRELATED);
    assert_int_equal(relate_passages(46, 19, 0).relation, ND_SHARES_PASSAGES);
}

static void a_story_needs_one_passage_of_16_words(void **state) {
    (void)state;
    assert_int_equal(relate_passages(32, 32, 0).relation, ND_SHARES_PASSAGES);
    assert_int_equal(relate_passages(31, 31, 31).relation, ND_UNRELATED);
}

static void a_story_needs_two_passages_or_a_long_one(void **state) {
    (void)state;
    assert_int_equal(relate_passages(127, 0, 0).relation, ND_UNRELATED);
    assert_int_equal(relate_passages(128, 0, 0).relation, ND_SHARES_PASSAGES);
    assert_int_equal(relate_passages(100, 16, 0).relation, ND_SHARES_PASSAGES);
}

static void passages_under_eight_words_do_not_count(void **state) {
    (void)state;
    nd_verified pair = relate_passages(60, 15, 16);
    assert_int_equal(pair.passages, 2);
    assert_int_equal(pair.passage_halves, 76);
    assert_int_equal(pair.longest_halves, 60);
    assert_int_equal(relate_passages(127, 15, 0).relation, ND_UNRELATED);
}

static void stories_can_be_turned_off(void **state) {
    (void)state;
    nd_options options;
    nd_rules   rules;
    nd_options_init(&options);
    options.passage_words = 0;
    nd_rules_init(&rules, &options);
    const nd_span  spans[] = {{.halves = 500}, {.halves = 500}};
    nd_alignment   alignment = covered(100, 100);
    const nd_measures measures = {.lengths = {2000, 2000}};
    nd_verified    pair = {0};
    alignment.spans = spans;
    alignment.span_count = 2;
    nd_relate(&rules, &alignment, &measures, &pair);
    assert_int_equal(pair.relation, ND_UNRELATED);
}

static void figures_are_handed_on(void **state) {
    (void)state;
    nd_alignment alignment = covered(500, 250);
    alignment.figures_changed = 3;
    nd_verified pair = relate_lengths(&alignment, 1000, 1000);
    assert_int_equal(pair.a, 1);
    assert_int_equal(pair.b, 2);
    assert_int_equal(pair.coverage_a, ND_WHOLE / 2);
    assert_int_equal(pair.coverage_b, ND_WHOLE / 4);
    assert_int_equal(pair.figures_changed, 3);
    assert_int_equal(nd_verified_score(&pair), ND_WHOLE / 2);
}

static void a_text_of_furniture_alone_is_covered_by_nothing(void **state) {
    (void)state;
    assert_int_equal(relation_of((nd_alignment){0}), ND_UNRELATED);
}

static void whole_copies_are_of_similar_length(void **state) {
    (void)state;
    assert_true(nd_may_be_whole_copy(1000, 800));
    assert_true(nd_may_be_whole_copy(800, 1000));
    assert_false(nd_may_be_whole_copy(1000, 799));
    assert_false(nd_may_be_whole_copy(799, 1000));
    assert_true(nd_may_be_whole_copy(UINT32_MAX, UINT32_MAX));
    assert_true(nd_may_be_whole_copy(0, 0));
}

static void a_whole_copy_is_covered_nine_tenths_both_ways(void **state) {
    (void)state;
    nd_alignment alignment = covered(900, 900);
    nd_verified  pair = relate_lengths(&alignment, 1000, 1000);
    assert_true(nd_is_whole_copy(&pair));
    pair.relation = ND_TEMPLATE;
    assert_false(nd_is_whole_copy(&pair));
    for (int side = 0; side < 2; side++) {
        alignment = covered(899 + (uint32_t)side, 900 - (uint32_t)side);
        pair = relate_lengths(&alignment, 1000, 1000);
        assert_int_equal(pair.relation, ND_NEAR_DUPLICATE);
        assert_false(nd_is_whole_copy(&pair));
    }
}

/* ---- what is told ------------------------------------------------------------------------------ */

/* The checks that a pair of 1000 words each was asked, as "rule value/bound met, ...", the deciding one with
 * a star, and what was measured behind a value without damage. */
static const char *trace_of_dated(nd_alignment alignment, uint32_t days) {
    static char    text[600];
    nd_options     options;
    nd_rules       rules;
    nd_verified    pair = {.a = 1, .b = 2}, plain = pair;
    nd_trace       trace = {.count = 0};
    const nd_measures measures = {.lengths = {2000, 2000}, .days_apart = days};
    nd_options_init(&options);
    nd_rules_init(&rules, &options);
    nd_relate_traced(&rules, &alignment, &measures, &pair, &trace);
    nd_relate(&rules, &alignment, &measures, &plain);
    assert_memory_equal(&pair, &plain, sizeof pair);
    text[0] = '\0';
    for (uint32_t i = 0; i < trace.count; i++) {
        size_t          size = strlen(text);
        const nd_asked *asked = &trace.asked[i];
        char            measured[32] = "";
        if (asked->measured != asked->value) snprintf(measured, sizeof measured, " of %u", asked->measured);
        snprintf(text + size, sizeof text - size, "%s%s %u%s/%u %s%s", i ? ", " : "", asked->rule, asked->value,
                 measured, asked->bound, asked->is_met ? "met" : "missed", i == trace.decided ? "*" : "");
    }
    return text;
}

static const char *trace_of(nd_alignment alignment) {
    return trace_of_dated(alignment, 0);
}

static void the_rules_that_were_asked_are_told_in_their_order(void **state) {
    (void)state;
    nd_alignment template = covered(900, 900), story = covered(300, 300);
    template.figures_changed = 21;
    const nd_span spans[] = {{0, 20, 0, 20, 40}, {30, 45, 30, 45, 30}};
    story.spans = spans;
    story.span_count = 2;
    assert_string_equal(trace_of(covered(750, 800)),
                        "coverage both ways 49152/45875 met*, figures and names changed 0/20 met");
    assert_string_equal(trace_of(covered(1000, 500)),
                        "coverage both ways 32768/45875 missed, coverage one way 65536/32768 met*, "
                        "figures and names changed 0/20 met");
    assert_string_equal(trace_of(template),
                        "coverage both ways 58982/45875 met, figures and names changed 21/20 missed*, "
                        "damage: equal words 0/256 missed");
    template.figures_changed = 6;
    assert_string_equal(trace_of_dated(template, 4),
                        "coverage both ways 58982/45875 met, days apart 4/3 missed, "
                        "figures and names changed 6/5 missed*, damage: equal words 0/256 missed");
    assert_string_equal(trace_of(covered(250, 0)),
                        "coverage both ways 0/45875 missed, coverage one way 16384/32768 missed*, "
                        "longest passage 0/32 missed");
    assert_string_equal(trace_of(story),
                        "coverage both ways 19660/45875 missed, coverage one way 19660/32768 missed, "
                        "longest passage 40/32 met, a single passage 40/128 missed, passages 2/2 met, "
                        "words in passages 70/64 met*, figures and names changed 0/20 met");
}

static void what_damage_excuses_is_told(void **state) {
    (void)state;
    nd_alignment damaged = covered(800, 800);
    damaged.equal = 1200; /* of 1600: one word in four differs */
    damaged.facts = 42;
    damaged.figures_changed = 21;
    assert_string_equal(trace_of(damaged),
                        "coverage both ways 65536 of 52428/45875 met*, figures and names changed 21/20 missed, "
                        "damage: equal words 1200/256 met, damage: share of facts 32768/32768 met");
    damaged.facts = 41;
    assert_string_equal(trace_of(damaged),
                        "coverage both ways 65536 of 52428/45875 met, figures and names changed 21/20 missed*, "
                        "damage: equal words 1200/256 met, damage: share of facts 33568/32768 missed");
}

/* ---- damage ----------------------------------------------------------------------------------- */

static void damage_is_made_up_for(void **state) {
    (void)state;
    nd_alignment alignment = covered(400, 0);
    alignment.equal = 2 * 200;
    assert_int_equal(relation_of(alignment), ND_UNRELATED);
    alignment.covered_b = alignment.covered_a; /* half of the words in the passages are equal */
    assert_int_equal(relation_of(alignment), ND_NEAR_DUPLICATE);
    alignment.equal = 2 * 400;
    assert_int_equal(relation_of(alignment), ND_UNRELATED);
}

/* Of two texts of 1000 words with dates, all shared but for these changes. */
static nd_relation relate_later(uint32_t days, uint32_t figures, uint32_t for_words) {
    nd_options        options;
    nd_rules          rules;
    nd_alignment      alignment = covered(1000, 1000);
    nd_verified       pair = {.a = 1, .b = 2};
    const nd_measures measures = {.lengths = {2000, 2000}, .days_apart = days};
    alignment.figures_changed = figures;
    alignment.figures_for_words = for_words;
    nd_options_init(&options);
    nd_rules_init(&rules, &options);
    nd_relate(&rules, &alignment, &measures, &pair);
    return (nd_relation)pair.relation;
}

static void a_form_that_comes_again_days_later_has_fewer_changes(void **state) {
    (void)state;
    assert_int_equal(relate_later(0, 20, 99), ND_NEAR_DUPLICATE);
    assert_int_equal(relate_later(3, 20, 99), ND_NEAR_DUPLICATE);
    assert_int_equal(relate_later(4, 5, 0), ND_NEAR_DUPLICATE);
    assert_int_equal(relate_later(4, 3, 2), ND_NEAR_DUPLICATE);
    assert_int_equal(relate_later(4, 6, 0), ND_TEMPLATE);
    assert_int_equal(relate_later(4, 0, 6), ND_TEMPLATE);
}

static void names_that_changed_make_a_template_too(void **state) {
    (void)state;
    nd_alignment alignment = covered(900, 900);
    alignment.equal = 2 * 900;
    alignment.facts = 40;
    alignment.figures_changed = 10;
    alignment.names_changed = 10;
    assert_int_equal(relation_of(alignment), ND_NEAR_DUPLICATE);
    alignment.names_changed++;
    assert_int_equal(relation_of(alignment), ND_TEMPLATE);
}

static void facts_that_differ_as_words_do_are_damaged(void **state) {
    (void)state;
    nd_alignment alignment = covered(900, 900);
    alignment.equal = 2 * 600; /* a third of the words differ */
    alignment.facts = 60;
    alignment.figures_changed = 40;
    assert_int_equal(relation_of(alignment), ND_NEAR_DUPLICATE);
    alignment.figures_changed = 41;
    assert_int_equal(relation_of(alignment), ND_TEMPLATE);
    alignment = covered(180, 180);
    alignment.halves_a = alignment.halves_b = 2 * 190;
    alignment.equal = 2 * 127;
    alignment.facts = 20;
    alignment.figures_changed = 8; /* as often, but of too few words to tell */
    assert_int_equal(relate_lengths(&alignment, 190, 190).relation, ND_TEMPLATE);
}

static void facts_that_damage_explains_make_no_template(void **state) {
    (void)state;
    nd_alignment alignment = covered(900, 900);
    alignment.damage = ND_WHOLE / 5;
    alignment.facts = 100; /* a fifth of them is damaged, and 20 may have changed */
    alignment.figures_changed = 15;
    alignment.names_changed = 25;
    assert_int_equal(relation_of(alignment), ND_NEAR_DUPLICATE);
    alignment.names_changed = 26;
    assert_int_equal(relation_of(alignment), ND_TEMPLATE);
    alignment.facts = 102; /* to the nearest */
    assert_int_equal(relation_of(alignment), ND_TEMPLATE);
    alignment.facts = 103;
    assert_int_equal(relation_of(alignment), ND_NEAR_DUPLICATE);
}

static void a_form_that_comes_again_days_later_is_not_excused_by_damage(void **state) {
    (void)state;
    nd_alignment alignment = covered(900, 900);
    alignment.damage = ND_WHOLE / 5;
    alignment.damage_least = ND_WHOLE / 16;
    alignment.facts = 100;
    alignment.names_changed = 26;
    assert_string_equal(trace_of_dated(alignment, 3),
                        "damaged words 13107/4096 met, coverage both ways 58982/45875 met*, days apart 3/3 met, "
                        "figures and names changed 6 of 26/20 met");
    assert_string_equal(trace_of_dated(alignment, 4),
                        "damaged words 13107/4096 met, coverage both ways 58982/45875 met, days apart 4/3 missed, "
                        "figures and names changed 26/5 missed*, damage: equal words 0/256 missed");
}

/* ---- the rest --------------------------------------------------------------------------------- */

static nd_relation with_rest(nd_relation before, uint32_t coverage, nd_rest rest) {
    nd_verified pair = {
        .relation = before, .coverage_a = coverage, .coverage_b = coverage, .equal_share = ND_WHOLE};
    if (!nd_depends_on_rest(&pair)) return before;
    nd_relate_rest(&rest, &pair, NULL);
    return (nd_relation)pair.relation;
}

static void passages_beside_other_names_tie_nothing(void **state) {
    (void)state;
    nd_rest rest = {.names_a = 5, .names_b = 10, .covered = 40};
    assert_int_equal(with_rest(ND_SHARES_PASSAGES, ND_WHOLE / 10, rest), ND_UNRELATED);
    rest.both = 1;
    assert_int_equal(with_rest(ND_SHARES_PASSAGES, ND_WHOLE / 10, rest), ND_SHARES_PASSAGES);
    rest = (nd_rest){.names_a = 2, .names_b = 10, .covered = 40};
    assert_int_equal(with_rest(ND_SHARES_PASSAGES, ND_WHOLE / 10, rest), ND_SHARES_PASSAGES);
    rest = (nd_rest){.names_a = 5, .names_b = 10, .covered = 40, .quoted = 20};
    assert_int_equal(with_rest(ND_SHARES_PASSAGES, ND_WHOLE / 10, rest), ND_SHARES_PASSAGES);
}

static void a_copy_is_refused_only_if_both_go_on_to_other_matters(void **state) {
    (void)state;
    const nd_rest rest = {.halves_a = 200, .halves_b = 300, .facing = 100, .names_a = 10, .names_b = 10,
                          .covered = 750};
    assert_int_equal(with_rest(ND_NEAR_DUPLICATE, ND_WHOLE * 3 / 4, rest), ND_UNRELATED);
    assert_int_equal(with_rest(ND_NEAR_DUPLICATE, ND_WHOLE * 3 / 4 + 1, rest), ND_NEAR_DUPLICATE);
    nd_rest other = rest;
    other.known_a = 1;
    assert_int_equal(with_rest(ND_EXCERPT, ND_WHOLE * 3 / 4, other), ND_UNRELATED);
    other.known_a = 2;
    assert_int_equal(with_rest(ND_EXCERPT, ND_WHOLE * 3 / 4, other), ND_EXCERPT);
    other = rest;
    other.both = 2;
    assert_int_equal(with_rest(ND_EXTENDED, ND_WHOLE * 3 / 4, other), ND_EXTENDED);
    other = rest;
    other.known_b = 2;
    assert_int_equal(with_rest(ND_SHARES_PASSAGES, ND_WHOLE / 4, other), ND_SHARES_PASSAGES);
    assert_int_equal(with_rest(ND_SHARES_PASSAGES, ND_WHOLE / 4 - 1, other), ND_UNRELATED);
    other = rest;
    other.facing = 99; /* put in, mostly */
    assert_int_equal(with_rest(ND_EXCERPT, ND_WHOLE * 3 / 4, other), ND_EXCERPT);
    assert_int_equal(with_rest(ND_SHARES_PASSAGES, ND_WHOLE / 4, other), ND_SHARES_PASSAGES);
    assert_int_equal(with_rest(ND_SHARES_PASSAGES, ND_WHOLE / 4 - 1, other), ND_UNRELATED);
}

static void damaged_names_are_made_up_for(void **state) {
    (void)state;
    nd_rest rest = {.halves_a = 200, .halves_b = 200, .facing = 200, .names_a = 16, .names_b = 16, .both = 2,
                    .covered = 750, .damage = ND_WHOLE / 8 * 3};
    assert_int_equal(with_rest(ND_EXCERPT, ND_WHOLE / 2, rest), ND_EXCERPT); /* two of ten */
    rest.damage--;
    assert_int_equal(with_rest(ND_EXCERPT, ND_WHOLE / 2, rest), ND_UNRELATED);
    rest.known_b = 2;
    assert_int_equal(with_rest(ND_EXCERPT, ND_WHOLE / 2, rest), ND_UNRELATED);
    rest.damage++;
    rest.both = 1;
    assert_int_equal(with_rest(ND_EXCERPT, ND_WHOLE / 2, rest), ND_EXCERPT);
    rest.damage = ND_WHOLE - 1;
    rest.known_b = 0;
    assert_int_equal(with_rest(ND_EXCERPT, ND_WHOLE / 2, rest), ND_EXCERPT);
}

static void why_a_pair_is_refused_is_told(void **state) {
    (void)state;
    const nd_rest rest = {.halves_a = 200, .halves_b = 200, .facing = 150, .names_a = 10, .names_b = 10, .both = 1,
                          .known_a = 1, .covered = 750, .quoted = 10};
    nd_verified   pair = {.relation = ND_EXCERPT, .coverage_a = ND_WHOLE / 2, .equal_share = ND_WHOLE};
    nd_trace      trace = {.count = 2, .decided = 1};
    nd_relate_rest(&rest, &pair, &trace);
    assert_int_equal(pair.relation, ND_UNRELATED);
    assert_int_equal(trace.count, 6);
    assert_int_equal(trace.decided, 2);
    assert_string_equal(trace.asked[2].rule, "names beside the passages");
    assert_int_equal(trace.asked[2].value, ND_WHOLE / 10);
    assert_false(trace.asked[4].is_met);
    assert_string_equal(trace.asked[5].rule, "rest in the other's place");
    assert_int_equal(trace.asked[5].value, ND_WHOLE / 4 * 3);
    nd_rest other = rest;
    other.both = 2;
    pair.relation = ND_EXCERPT;
    trace = (nd_trace){.count = 2, .decided = 1};
    nd_relate_rest(&other, &pair, &trace);
    assert_int_equal(pair.relation, ND_EXCERPT);
    assert_int_equal(trace.decided, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(near_duplicates_are_covered_both_ways),
        cmocka_unit_test(an_excerpt_is_covered_one_way),
        cmocka_unit_test(excerpts_can_be_turned_off),
        cmocka_unit_test(the_highest_thresholds_can_be_met),
        cmocka_unit_test(a_threshold_near_zero_does_not_take_what_shares_nothing),
        cmocka_unit_test(copies_of_a_text_under_twenty_words_are_nearly_word_for_word),
        cmocka_unit_test(too_many_changed_figures_make_a_template),
        cmocka_unit_test(the_shorter_text_decides_how_many_figures_are_too_many),
        cmocka_unit_test(an_excerpt_with_changed_figures_is_a_template),
        cmocka_unit_test(what_is_no_copy_is_no_template),
        cmocka_unit_test(what_shares_a_quarter_must_state_the_same),
        cmocka_unit_test(a_story_needs_32_words_in_passages),
        cmocka_unit_test(a_story_needs_one_passage_of_16_words),
        cmocka_unit_test(a_story_needs_two_passages_or_a_long_one),
        cmocka_unit_test(passages_under_eight_words_do_not_count),
        cmocka_unit_test(stories_can_be_turned_off),
        cmocka_unit_test(figures_are_handed_on),
        cmocka_unit_test(a_text_of_furniture_alone_is_covered_by_nothing),
        cmocka_unit_test(whole_copies_are_of_similar_length),
        cmocka_unit_test(a_whole_copy_is_covered_nine_tenths_both_ways),
        cmocka_unit_test(the_rules_that_were_asked_are_told_in_their_order),
        cmocka_unit_test(what_damage_excuses_is_told),
        cmocka_unit_test(damage_is_made_up_for),
        cmocka_unit_test(a_form_that_comes_again_days_later_has_fewer_changes),
        cmocka_unit_test(names_that_changed_make_a_template_too),
        cmocka_unit_test(facts_that_differ_as_words_do_are_damaged),
        cmocka_unit_test(facts_that_damage_explains_make_no_template),
        cmocka_unit_test(a_form_that_comes_again_days_later_is_not_excused_by_damage),
        cmocka_unit_test(passages_beside_other_names_tie_nothing),
        cmocka_unit_test(a_copy_is_refused_only_if_both_go_on_to_other_matters),
        cmocka_unit_test(damaged_names_are_made_up_for),
        cmocka_unit_test(why_a_pair_is_refused_is_told),
    };
    return cmocka_run_group_tests_name("relation", tests, NULL, NULL);
}
