/*
 * relation.c - the rules, in the order in which they are asked.
 *
 * Measured on the labelled sets (docs/algorithm.md has the tables): of 432 copies on five sets none is
 * refused as a template at the share below, and 6 of 352 on Reuters, where it leaves 68 of 508 false copies.
 */
#include "match/relation.h"

/* Copies of a text so short are nearly word for word. */
#define SHORT_HALVES (2 * 20)
#define SHORT_COVERAGE (ND_WHOLE * 9 / 10)

/* Same form, other facts: more than this share of the shorter text is numbers that stand as other
 * numbers. */
#define TEMPLATE_SHARE_PERCENT 2

/* A passage is a run of 8 words; a story needs two of them, one of 16, and 32 in all, or a single one of
 * 64: two unrelated articles share one stock sentence, seldom two, and hardly a long paragraph. */
#define PASSAGE_HALVES (2 * ND_PASSAGE_WORDS)
#define LONGEST_HALVES (2 * 16)
#define PASSAGES_LEAST 2
#define SINGLE_FACTOR 2 /* times the words that several need */

/* Versions this near are one text to the statistics. */
#define WHOLE_COPY_COVERAGE (ND_WHOLE * 9 / 10)

/* However low a threshold is, what shares nothing does not reach it. */
static uint32_t least_share(double coverage) {
    uint32_t least = (uint32_t)(coverage * ND_WHOLE);
    return least ? least : 1;
}

void nd_rules_init(nd_rules *rules, const nd_options *options) {
    rules->near_duplicate = least_share(options->near_duplicate_coverage);
    rules->excerpt = options->excerpt_coverage > 0 ? least_share(options->excerpt_coverage) : ND_WHOLE + 1;
    rules->story_halves = 2 * options->passage_words;
}

static uint32_t share(uint32_t part, uint32_t whole) {
    return whole ? (uint32_t)((uint64_t)part * ND_WHOLE / whole) : 0;
}

/* Equal words among the words of the passages. */
static uint32_t equal_share(const nd_alignment *alignment) {
    uint32_t in_passages = (alignment->covered_a + alignment->covered_b) / 2;
    return alignment->equal && alignment->equal < in_passages ? share(alignment->equal, in_passages) : ND_WHOLE;
}

static void count_passages(const nd_alignment *alignment, nd_verified *pair) {
    pair->passages = pair->passage_halves = pair->longest_halves = 0;
    for (uint32_t i = 0; i < alignment->span_count; i++) {
        uint32_t halves = alignment->spans[i].halves;
        if (halves < PASSAGE_HALVES) continue;
        pair->passages++;
        pair->passage_halves += halves;
        if (halves > pair->longest_halves) pair->longest_halves = halves;
    }
}

/* Where words are damaged or edited all over, so are figures: more than twice as often means other facts.
 * A few words tell nothing of that. */
static int is_damage(const nd_alignment *alignment, const nd_verified *pair) {
    uint64_t differing_share = ND_WHOLE - pair->equal_share;
    return alignment->equal >= 2 * ND_LONG_PASSAGE_WORDS &&
           (uint64_t)alignment->figures_changed * ND_WHOLE <= 2 * alignment->figures * differing_share;
}

static int is_template(const nd_alignment *alignment, const nd_verified *pair, uint32_t shorter_halves) {
    uint64_t changed = alignment->figures_changed;
    return changed * 200 > (uint64_t)shorter_halves * TEMPLATE_SHARE_PERCENT && !is_damage(alignment, pair);
}

static int shares_passages(const nd_rules *rules, const nd_verified *pair) {
    if (!rules->story_halves || pair->longest_halves < LONGEST_HALVES) return 0;
    if (pair->longest_halves >= SINGLE_FACTOR * rules->story_halves) return 1;
    return pair->passages >= PASSAGES_LEAST && pair->passage_halves >= rules->story_halves;
}

static nd_relation copy_relation(const nd_rules *rules, const nd_verified *pair, uint32_t shorter_halves) {
    uint32_t least = nd_undamaged(pair, pair->coverage_a < pair->coverage_b ? pair->coverage_a : pair->coverage_b);
    if (shorter_halves < SHORT_HALVES) return least >= SHORT_COVERAGE ? ND_NEAR_DUPLICATE : ND_UNRELATED;
    if (least >= rules->near_duplicate) return ND_NEAR_DUPLICATE;
    if (nd_verified_score(pair) < rules->excerpt) return ND_UNRELATED;
    return pair->coverage_a >= pair->coverage_b ? ND_EXCERPT : ND_EXTENDED;
}

void nd_relate(const nd_rules *rules, const nd_alignment *alignment, const uint32_t lengths[2], nd_verified *pair) {
    uint32_t shorter = lengths[0] < lengths[1] ? lengths[0] : lengths[1];
    pair->coverage_a = share(alignment->covered_a, alignment->halves_a);
    pair->coverage_b = share(alignment->covered_b, alignment->halves_b);
    pair->equal_share = equal_share(alignment);
    pair->figures_changed = alignment->figures_changed;
    count_passages(alignment, pair);
    pair->relation = copy_relation(rules, pair, shorter);
    if (pair->relation != ND_UNRELATED && is_template(alignment, pair, shorter)) pair->relation = ND_TEMPLATE;
    else if (pair->relation == ND_UNRELATED && shares_passages(rules, pair)) pair->relation = ND_SHARES_PASSAGES;
}

static int are_mostly_covered(const nd_verified *pair) {
    return pair->coverage_a >= WHOLE_COPY_COVERAGE && pair->coverage_b >= WHOLE_COPY_COVERAGE;
}

int nd_is_whole_copy(const nd_verified *pair) {
    return (pair->relation == ND_NEAR_DUPLICATE || pair->relation == ND_IDENTICAL) && are_mostly_covered(pair);
}

int nd_is_whole_copy_by_words(const nd_verified *pair) {
    return nd_is_whole_copy(pair) || (pair->relation == ND_REFUSED && are_mostly_covered(pair));
}
