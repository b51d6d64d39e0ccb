/*
 * relation.c - the rules, in the order in which they are asked. What each threshold costs and gains on labelled
 * sets is in docs/algorithm.md, what all of them give together in docs/quality.md.
 */
#include "match/relation.h"

/* Copies of a text so short are nearly word for word. */
#define SHORT_HALVES (2 * 20)
#define SHORT_COVERAGE (ND_WHOLE * 9 / 10)

/* Same form, other facts: more than this share of the shorter text, of 1000, is numbers that stand as other numbers,
 * and names as other names. Corrections come within days; where the dates are further apart, the form has come again,
 * and a figure in the place of words is one more. */
#define TEMPLATE_SHARE 20
#define TEMPLATE_SHARE_LATER 5
#define CORRECTION_DAYS 3

/* Fewer equal words do not tell damage from another form. */
#define DAMAGED_HALVES (2 * 128)

/* A passage is a run of 8 words; a story needs two of them, one of 16, and 32 in all, or a single one of
 * 64: two unrelated articles share one stock sentence, seldom two, and hardly a long paragraph. */
#define PASSAGE_HALVES (2 * ND_PASSAGE_WORDS)
#define LONGEST_HALVES (2 * 16)
#define PASSAGES_LEAST 2
#define SINGLE_FACTOR 2 /* times the words that several need */

/* Two rests are of different matters if both have names and share less than this. */
#define NAMES_LEAST 3
#define NAMES_SHARED_SHARE (ND_WHOLE / 5)

/* A copy is refused for that only if no more of both texts is in passages, and neither rest has so many of its
 * names from them: what else an article says is about the same, and so is the headline of its page. And only if so
 * much of the lesser rest stands where the other one does: what a copy has put in, or lacks, stands in no one's
 * place. */
#define REST_MOST_COVERED (ND_WHOLE / 4 * 3)
#define NAMES_KNOWN_SHARE (ND_WHOLE / 5)
#define REST_FACING_SHARE (ND_WHOLE / 2)

/* Versions this near are one text to the statistics. */
#define WHOLE_COPY_COVERAGE (ND_WHOLE * 9 / 10)

/* The shorter of two such texts has so many words for each 100 of the other: .90 of that, and some in the place of
 * words that were broken in two. */
#define WHOLE_COPY_PERCENT 80

/* However low a threshold is, what shares nothing does not reach it. */
static uint32_t least_share(double coverage) {
    uint32_t least = (uint32_t)(coverage * ND_WHOLE);
    return least ? least : 1;
}

void nd_rules_init(nd_rules *rules, const nd_options *options) {
    rules->near_duplicate = least_share(options->near_duplicate_coverage);
    rules->excerpt = options->excerpt_coverage > 0 ? least_share(options->excerpt_coverage) : ND_WHOLE + 1;
    rules->story_halves = 2 * options->passage_words;
    rules->template_share = TEMPLATE_SHARE;
    rules->template_share_later = TEMPLATE_SHARE_LATER;
}

static uint32_t share(uint32_t part, uint32_t whole) {
    return whole ? (uint32_t)((uint64_t)part * ND_WHOLE / whole) : 0;
}

/* The same, rounded up: at most a share exactly if this is. */
static uint32_t share_up(uint32_t part, uint32_t whole) {
    return whole ? (uint32_t)(((uint64_t)part * ND_WHOLE + whole - 1) / whole) : 0;
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

/* Asks a rule; every rule of this file is asked through here, so that what is told is what was decided by. */
static int is_met(nd_trace *trace, nd_asked asked) {
    asked.is_met = asked.is_most ? asked.value <= asked.bound : asked.value >= asked.bound;
    if (trace && trace->count < ND_CHECKS_MAX) {
        trace->decided = trace->count;
        trace->asked[trace->count++] = asked;
    }
    return asked.is_met;
}

static int reaches(nd_trace *trace, const char *rule, nd_unit unit, uint32_t value, uint32_t least) {
    return is_met(trace, (nd_asked){.rule = rule, .unit = unit, .value = value, .measured = value,
                                    .bound = least});
}

/* The same of a coverage, which counts as it would be without damage. */
static int covers(nd_trace *trace, const char *rule, const nd_verified *pair, uint32_t coverage, uint32_t least) {
    return is_met(trace, (nd_asked){.rule = rule, .unit = ND_UNIT_SHARE, .value = nd_undamaged(pair, coverage),
                                    .measured = coverage, .bound = least});
}

static uint32_t facts_changed(const nd_alignment *alignment) {
    return alignment->figures_changed + alignment->names_changed;
}

/* Where words are damaged or edited all over, so are figures and names: more than twice as often means other
 * facts. A few words tell nothing of that. */
static int is_damage(const nd_alignment *alignment, const nd_verified *pair, nd_trace *trace) {
    uint32_t differing = ND_WHOLE - pair->equal_share, most = differing < ND_WHOLE / 2 ? 2 * differing : ND_WHOLE;
    uint32_t changed = share_up(facts_changed(alignment), alignment->facts);
    if (!reaches(trace, "damage: equal words", ND_UNIT_WORDS, alignment->equal, DAMAGED_HALVES)) return 0;
    return is_met(trace, (nd_asked){.rule = "damage: share of facts", .unit = ND_UNIT_SHARE, .value = changed,
                                    .measured = changed, .bound = most, .is_most = 1});
}

static uint32_t shorter_of(const nd_measures *measures) {
    return measures->lengths[0] < measures->lengths[1] ? measures->lengths[0] : measures->lengths[1];
}

static int comes_later(const nd_measures *measures, nd_trace *trace) {
    uint32_t days = measures->days_apart;
    return days && !is_met(trace, (nd_asked){.rule = "days apart", .unit = ND_UNIT_COUNT, .value = days,
                                             .measured = days, .bound = CORRECTION_DAYS, .is_most = 1});
}

/* Of the facts that changed, as many as damage explains, if it hits facts as often as other words. */
static uint32_t damaged_facts(const nd_alignment *alignment) {
    uint64_t damaged = ((uint64_t)alignment->facts * alignment->damage + ND_WHOLE / 2) / ND_WHOLE;
    uint32_t changed = facts_changed(alignment);
    return damaged < changed ? (uint32_t)damaged : changed;
}

static uint32_t facts_share(const nd_rules *rules, uint32_t changed, uint32_t shorter_halves, uint32_t permille) {
    uint64_t times = permille ? rules->template_share : 0, over = (uint64_t)shorter_halves * permille;
    uint64_t share = over ? (2 * (uint64_t)changed * times * ND_WHOLE + over - 1) / over : ND_WHOLE;
    return share < ND_WHOLE ? (uint32_t)share : ND_WHOLE;
}

static int is_template(const nd_rules *rules, const nd_alignment *alignment, const nd_verified *pair,
                       const nd_measures *measures, nd_trace *trace) {
    uint32_t changed = facts_changed(alignment), damaged = damaged_facts(alignment), permille = rules->template_share;
    if (comes_later(measures, trace)) {
        changed += alignment->figures_for_words;
        damaged = 0;
        permille = rules->template_share_later;
    }
    uint32_t left = changed - damaged;
    uint32_t most = (uint32_t)((uint64_t)shorter_of(measures) * permille / 2000);
    uint32_t first = trace ? trace->count : 0;
    if (trace)
        trace->facts = (nd_facts_share){facts_share(rules, left, shorter_of(measures), permille), 1, left > most};
    if (is_met(trace, (nd_asked){.rule = "figures and names changed", .unit = ND_UNIT_COUNT, .value = left,
                                 .measured = changed, .bound = most, .is_most = 1}))
        return 0;
    if (is_damage(alignment, pair, trace)) return 0;
    if (trace) trace->decided = first;
    return 1;
}

static int shares_passages(const nd_rules *rules, const nd_verified *pair, nd_trace *trace) {
    if (!rules->story_halves) return 0;
    uint32_t longest = pair->longest_halves, alone = SINGLE_FACTOR * rules->story_halves;
    if (!reaches(trace, "longest passage", ND_UNIT_WORDS, longest, LONGEST_HALVES)) return 0;
    if (reaches(trace, "a single passage", ND_UNIT_WORDS, longest, alone)) return 1;
    return reaches(trace, "passages", ND_UNIT_COUNT, pair->passages, PASSAGES_LEAST) &&
           reaches(trace, "words in passages", ND_UNIT_WORDS, pair->passage_halves, rules->story_halves);
}

static nd_relation copy_relation(const nd_rules *rules, const nd_verified *pair, uint32_t shorter_halves,
                                 nd_trace *trace) {
    uint32_t least = pair->coverage_a < pair->coverage_b ? pair->coverage_a : pair->coverage_b;
    uint32_t most = pair->coverage_a < pair->coverage_b ? pair->coverage_b : pair->coverage_a;
    if (shorter_halves < SHORT_HALVES)
        return covers(trace, "coverage both ways, short text", pair, least, SHORT_COVERAGE) ? ND_NEAR_DUPLICATE
                                                                                            : ND_UNRELATED;
    if (covers(trace, "coverage both ways", pair, least, rules->near_duplicate)) return ND_NEAR_DUPLICATE;
    if (!covers(trace, "coverage one way", pair, most, rules->excerpt)) return ND_UNRELATED;
    return pair->coverage_a >= pair->coverage_b ? ND_EXCERPT : ND_EXTENDED;
}

/* A quote or a paragraph of background among other figures is no form; a quarter of an article is. */
static int must_state_the_same(const nd_verified *pair) {
    return nd_relation_is_copy(pair->relation) ||
           (pair->relation == ND_SHARES_PASSAGES && nd_shares_a_piece(pair));
}

void nd_relate_traced(const nd_rules *rules, const nd_alignment *alignment, const nd_measures *measures,
                      nd_verified *pair, nd_trace *trace) {
    pair->coverage_a = share(alignment->covered_a, alignment->halves_a);
    pair->coverage_b = share(alignment->covered_b, alignment->halves_b);
    pair->equal_share = equal_share(alignment);
    pair->figures_changed = alignment->figures_changed;
    count_passages(alignment, pair);
    if (alignment->damage)
        reaches(trace, "damaged words", ND_UNIT_SHARE, alignment->damage, alignment->damage_least);
    pair->relation = copy_relation(rules, pair, shorter_of(measures), trace);
    uint32_t decided = trace ? trace->decided : 0;
    if (pair->relation == ND_UNRELATED && shares_passages(rules, pair, trace)) {
        pair->relation = ND_SHARES_PASSAGES;
        decided = trace ? trace->decided : 0;
    }
    if (must_state_the_same(pair) && is_template(rules, alignment, pair, measures, trace)) pair->relation = ND_TEMPLATE;
    else if (trace) trace->decided = decided;
}

void nd_relate(const nd_rules *rules, const nd_alignment *alignment, const nd_measures *measures, nd_verified *pair) {
    nd_relate_traced(rules, alignment, measures, pair, NULL);
}

/* ---- how near a threshold is ------------------------------------------------------------------ */

/* Words in passages, as far as they may tie a story: of several together, or half of those of a single one. */
static uint32_t passage_value(const nd_verified *pair) {
    uint32_t several = pair->passages >= PASSAGES_LEAST ? pair->passage_halves : 0;
    uint32_t alone = pair->longest_halves / SINGLE_FACTOR;
    return several > alone ? several : alone;
}

int nd_rules_value(const nd_rules *rules, nd_threshold threshold, const nd_verified *pair, uint32_t shorter_halves,
                   uint32_t *value) {
    uint32_t a = nd_undamaged(pair, pair->coverage_a), b = nd_undamaged(pair, pair->coverage_b);
    uint32_t least = a < b ? a : b, most = a < b ? b : a;
    int      is_short = shorter_halves < SHORT_HALVES;
    switch (threshold) {
    case ND_THRESHOLD_COVERAGE: *value = least; return !is_short;
    case ND_THRESHOLD_EXCERPT: *value = most; return !is_short && least < rules->near_duplicate;
    case ND_THRESHOLD_PASSAGES:
        *value = passage_value(pair);
        if (pair->longest_halves < LONGEST_HALVES) return 0;
        return is_short ? least < SHORT_COVERAGE : least < rules->near_duplicate && most < rules->excerpt;
    case ND_THRESHOLD_TEMPLATE: break;
    }
    return 0;
}

/* ---- what else there is ----------------------------------------------------------------------- */

int nd_depends_on_rest(const nd_verified *pair) {
    if (pair->relation == ND_SHARES_PASSAGES) return 1;
    if (!nd_relation_is_copy(pair->relation)) return 0;
    return pair->coverage_a <= REST_MOST_COVERED && pair->coverage_b <= REST_MOST_COVERED;
}

/* A share of names, counted as it would be without damage: a damaged name is no one else's. */
static int names_reach(nd_trace *trace, const char *rule, const nd_rest *rest, uint32_t names, uint32_t least) {
    uint32_t whole = share(names, ND_WHOLE - rest->damage);
    return is_met(trace, (nd_asked){.rule = rule, .unit = ND_UNIT_SHARE, .value = whole < ND_WHOLE ? whole : ND_WHOLE,
                                    .measured = names, .bound = least});
}

static int shares_names(const nd_rest *rest, nd_trace *trace) {
    uint32_t least = rest->names_a < rest->names_b ? rest->names_a : rest->names_b;
    if (least < NAMES_LEAST) return 1;
    return names_reach(trace, "names beside the passages", rest, share(rest->both, least), NAMES_SHARED_SHARE);
}

/* Of the two, the rest that goes on about what the passages name. */
static uint32_t known_share(const nd_rest *rest) {
    uint32_t a = share(rest->known_a, rest->names_a), b = share(rest->known_b, rest->names_b);
    return a > b ? a : b;
}

static int stands_in_one_place(const nd_rest *rest, nd_trace *trace) {
    uint32_t lesser = rest->halves_a < rest->halves_b ? rest->halves_a : rest->halves_b;
    return reaches(trace, "rest in the other's place", ND_UNIT_SHARE, share(rest->facing, lesser), REST_FACING_SHARE);
}

static int is_about_the_same(const nd_rest *rest, const nd_verified *pair, nd_trace *trace) {
    if (shares_names(rest, trace)) return 1;
    if (reaches(trace, "passages in quotation marks", ND_UNIT_SHARE, share(rest->quoted, rest->covered),
                ND_WHOLE / 2))
        return 1;
    if (!nd_relation_is_copy(pair->relation) && !nd_shares_a_piece(pair)) return 0;
    if (names_reach(trace, "rest named in the passages", rest, known_share(rest), NAMES_KNOWN_SHARE)) return 1;
    return !stands_in_one_place(rest, trace);
}

void nd_relate_rest(const nd_rest *rest, nd_verified *pair, nd_trace *trace) {
    uint32_t decided = trace ? trace->decided : 0, first = trace ? trace->count : 0;
    int      is_kept = is_about_the_same(rest, pair, trace);
    if (!is_kept) pair->relation = ND_UNRELATED;
    if (trace) trace->decided = is_kept ? decided : first;
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

int nd_may_be_whole_copy(uint32_t halves_a, uint32_t halves_b) {
    uint64_t shorter = halves_a < halves_b ? halves_a : halves_b, longer = halves_a < halves_b ? halves_b : halves_a;
    return 100 * shorter >= WHOLE_COPY_PERCENT * longer;
}
