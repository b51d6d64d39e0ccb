/*
 * align.c - what follows from the chains two texts have in common.
 *
 * A passage is a run of equal words, uninterrupted: what a form letter or the formulas of the trade have in
 * common is strung together of shorter ones. Where there is much of it, though, so many words in the same
 * order are neither form nor formula, and the words between them were damaged or edited: a long segment of
 * a chain is a passage with all that is in its gaps. So is one that takes up nearly all of a text.
 */
#include "match/align.h"

#include "base/error.h"
#include "base/introsort.h"
#include "match/damage.h"
#include "match/fill.h"
#include "match/segment.h"

#define PASSAGE_HALVES (2 * ND_PASSAGE_WORDS)

#define LONG_HALVES (2 * ND_LONG_PASSAGE_WORDS)

/* Equal words of a segment that tells of damage; in the formulas of the trade, words replace words. */
#define TELLING_HALVES (2 * 16)

/* Words whose masks are loaded at once: three before them may share their first byte. */
#define LOADED 28
#define LOADED_MASKS (UINT64_MAX >> (64 - ND_MASK_BITS * LOADED))

#define FEW_SPANS 32 /* sorted by insertion */

/* The share of the shorter text that is as good as a long passage. */
#define NEARLY_WHOLE_PERCENT 85

/* Words [begin, end) of text A. */
struct words {
    uint32_t begin, end;
};

struct tally {
    nd_aligner   *aligner;
    nd_alignment *out;
    nd_error     *error;
    nd_damage     seen;
    uint32_t      shorter_halves; /* all words of the shorter text, times two, without furniture */
    int           status;
};

/* Most texts are of words alone, which need not be looked at to be counted. */
static int has_bigrams(const nd_side *side) {
    return side->halves != 2 * side->text.count;
}

static uint32_t count_halves(const nd_side *side, uint32_t begin, uint32_t end) {
    return has_bigrams(side) ? nd_text_halves(&side->text, begin, end) : 2 * (end - begin);
}

/* The masks of `count` words, or of as many as are loaded at once. */
static inline uint64_t masks_at(const nd_side *side, uint32_t from, uint32_t count) {
    if (!side->masks) return 0;
    uint64_t masks = nd_load64(side->masks + from / 4) >> ND_MASK_BITS * (from % 4);
    return count < LOADED ? masks & ((UINT64_C(1) << ND_MASK_BITS * count) - 1) : masks & LOADED_MASKS;
}

/* How many words have a mask, which is one bit. */
static inline uint32_t count_masked(uint64_t masks, uint32_t mask) {
    return nd_count_bits(masks & mask * ND_MASK_EACH_WORD);
}

/* The masks of at least half the run count for all of it: keys leave the ends of furniture unmarked. */
static uint32_t run_mask(const nd_aligner *aligner, const nd_run *run) {
    const nd_side *a = &aligner->a, *b = &aligner->b;
    uint32_t       furniture = 0, common = 0;
    if (!a->masks && !b->masks) return 0;
    for (uint32_t i = 0; i < run->length; i += LOADED) {
        uint32_t count = run->length - i;
        uint64_t masks = masks_at(a, run->a + i, count) | masks_at(b, run->b + i, count);
        if (!masks) continue;
        furniture += count_masked(masks, ND_MASK_FURNITURE);
        common += count_masked(masks, ND_MASK_COMMON);
    }
    return (2 * furniture >= run->length ? ND_MASK_FURNITURE : 0) | (2 * common >= run->length ? ND_MASK_COMMON : 0);
}

/* Words that are furniture, times two. */
static uint32_t count_furniture(const nd_side *side, uint32_t begin, uint32_t end) {
    int      is_mixed = has_bigrams(side);
    uint32_t halves = 0;
    for (uint32_t i = begin; side->masks && i < end; i += LOADED) {
        uint64_t masks = masks_at(side, i, end - i);
        if (!is_mixed) halves += 2 * count_masked(masks, ND_MASK_FURNITURE);
        for (uint32_t k = i; is_mixed && k < end && k < i + LOADED; k++)
            if (nd_is_furniture(side->masks, k)) halves += nd_token_halves(side->text.tokens[k]);
    }
    return halves;
}

/* Words that are not, times two. */
static uint32_t count_tokens(const nd_side *side, uint32_t begin, uint32_t end) {
    return count_halves(side, begin, end) - count_furniture(side, begin, end);
}

static uint32_t count_text(const nd_side *side) {
    uint32_t halves = side->halves ? side->halves : nd_text_halves(&side->text, 0, side->text.count);
    return halves - count_furniture(side, 0, side->text.count);
}

static void keep(struct tally *tally, nd_buf *spans, const nd_span *span) {
    if (!tally->status) tally->status = nd_buf_append(spans, span, sizeof *span, tally->error);
}

static uint32_t run_halves(const nd_aligner *aligner, const nd_run *run) {
    return count_halves(&aligner->a, run->a, run->a + run->length);
}

/* Tokens of both texts that count: covered, or, as furniture, not at all, in the whole as in the part. */
static void count_both(struct tally *tally, const nd_span *span, int is_furniture) {
    nd_alignment *out = tally->out;
    uint32_t      a = count_tokens(&tally->aligner->a, span->a_begin, span->a_end);
    uint32_t      b = count_tokens(&tally->aligner->b, span->b_begin, span->b_end);
    if (is_furniture) {
        out->halves_a -= a;
        out->halves_b -= b;
    } else {
        out->covered_a += a;
        out->covered_b += b;
    }
}

static nd_span gap_between(const nd_run *x, const nd_run *y) {
    return (nd_span){x->a + x->length, y->a, x->b + x->length, y->b, 0};
}

/* What a passage covers: in a gap, as much of the longer side as the other can stand for; one word more,
 * where one was broken in two. */
static nd_span covered_gap(const nd_run *x, const nd_run *y) {
    nd_span  gap = gap_between(x, y);
    uint32_t a = gap.a_end - gap.a_begin, b = gap.b_end - gap.b_begin;
    if (a > b + 1) gap.a_end = gap.a_begin + b + 1;
    if (b > a + 1) gap.b_end = gap.b_begin + a + 1;
    return gap;
}

/* Takes these runs as one passage, and what stands between them with it. */
static void take_passage(struct tally *tally, const nd_run *runs, uint32_t count) {
    nd_aligner   *aligner = tally->aligner;
    const nd_run *last = &runs[count - 1];
    nd_span       span = {runs[0].a, last->a + last->length, runs[0].b, last->b + last->length, 0};
    uint32_t      before = 0;
    for (uint32_t i = 0; i < count; i++) {
        const nd_run *run = &runs[i];
        uint32_t      mask = run_mask(aligner, run), halves = run_halves(aligner, run);
        nd_span       whole = {run->a, run->a + run->length, run->b, run->b + run->length, 0};
        nd_span       between = i > 0 ? gap_between(run - 1, run) : (nd_span){0};
        nd_span       gap = i > 0 ? covered_gap(run - 1, run) : (nd_span){0};
        if (aligner->details && i > 0) keep(tally, &aligner->details->differences, &between);
        count_both(tally, &gap, (before | mask) & ND_MASK_FURNITURE);
        count_both(tally, &whole, mask & ND_MASK_FURNITURE);
        if (!(mask & ND_MASK_FURNITURE)) tally->out->equal += halves;
        if (!mask) span.halves += halves;
        before = mask;
    }
    nd_chainer_use(&aligner->chainer, &span);
    keep(tally, &aligner->spans, &span);
}

static int is_passage(const struct tally *tally, uint32_t halves) {
    uint64_t nearly_whole = (uint64_t)NEARLY_WHOLE_PERCENT * tally->shorter_halves;
    return halves >= LONG_HALVES || (halves >= PASSAGE_HALVES && UINT64_C(100) * halves >= nearly_whole);
}

/* What differs between these runs may tell of damage. */
static void look_for_damage(struct tally *tally, const nd_run *runs, uint32_t count) {
    nd_between between = {.a = &tally->aligner->a.text, .b = &tally->aligner->b.text};
    for (uint32_t i = 0; i < count; i++) {
        tally->seen.intact += runs[i].length;
        if (i == 0) continue;
        between.gap = gap_between(&runs[i - 1], &runs[i]);
        nd_damage_add(&tally->seen, &between);
    }
}

/* How many of these runs were uninterrupted but for damage, from the first on; *halves are the words in them. */
static uint32_t count_joined(const nd_aligner *aligner, const nd_run *runs, uint32_t count, uint32_t *halves) {
    uint32_t joined = 1;
    *halves = run_halves(aligner, &runs[0]);
    for (; joined < count && aligner->damage; joined++) {
        nd_span gap = gap_between(&runs[joined - 1], &runs[joined]);
        if (!nd_is_in_step(&gap)) break;
        *halves += run_halves(aligner, &runs[joined]);
    }
    return joined;
}

static void take_segment(struct tally *tally, const nd_run *runs, uint32_t count) {
    uint32_t halves = 0, joined;
    for (uint32_t i = 0; i < count; i++) halves += run_halves(tally->aligner, &runs[i]);
    if (halves >= TELLING_HALVES) look_for_damage(tally, runs, count);
    if (is_passage(tally, halves)) {
        take_passage(tally, runs, count);
        return;
    }
    for (uint32_t i = 0; i < count; i += joined) {
        joined = count_joined(tally->aligner, runs + i, count - i, &halves);
        if (halves >= PASSAGE_HALVES) take_passage(tally, runs + i, joined);
    }
}

/* Figures and names between two runs: how many there are, and how many of them differ. */
static void count_facts_between(struct tally *tally, const nd_span *gap) {
    const nd_aligner *aligner = tally->aligner;
    nd_details       *details = aligner->details;
    nd_alignment     *out = tally->out;
    nd_between        between = {&aligner->a.text, &aligner->b.text, *gap};
    uint32_t          figures = 0, names = 0;
    if (gap->a_begin == gap->a_end || gap->b_begin == gap->b_end) return; /* nothing stands as something else */
    tally->status = nd_facts_changed(&between, ND_TOKEN_NUMBER, details ? &details->figures : NULL, &figures,
                                     tally->error);
    if (!tally->status)
        tally->status = nd_facts_changed(&between, ND_TOKEN_CAPITAL, details ? &details->names : NULL, &names,
                                         tally->error);
    out->figures_changed += figures;
    out->names_changed += names;
    out->facts += figures + names;
    if (!nd_figures_replace_words(&between)) return;
    out->figures_for_words++;
    if (details) keep(tally, &details->figures_for_words, gap);
}

/* Figures and names: how many there are between these runs, and how many of them differ; the runs are kept. */
static void count_facts(struct tally *tally, const nd_run *runs, uint32_t count) {
    nd_aligner *aligner = tally->aligner;
    uint32_t    before = 0;
    if (!tally->status)
        tally->status = nd_buf_reserve(&aligner->stating, count * sizeof(struct words), tally->error);
    for (uint32_t i = 0; i < count && !tally->status; i++) {
        const nd_run *run = &runs[i];
        uint32_t      mask = run_mask(aligner, run) & ND_MASK_FURNITURE;
        nd_span       gap = i > 0 && !(mask && before) ? gap_between(run - 1, run) : (nd_span){0};
        before = mask;
        count_facts_between(tally, &gap);
        if (mask) continue;
        struct words *words = (struct words *)(aligner->stating.data + aligner->stating.size);
        *words = (struct words){run->a, run->a + run->length};
        aligner->stating.size += sizeof *words;
    }
}

/* Adds the facts that both texts state. How many there are matters only where others changed. */
static void count_stated(const nd_aligner *aligner, nd_alignment *out) {
    const struct words *words = (const struct words *)aligner->stating.data;
    if (!out->figures_changed && !out->names_changed) return;
    for (size_t i = 0; i < aligner->stating.size / sizeof *words; i++)
        out->facts += nd_facts_in(&aligner->a.text, words[i].begin, words[i].end);
}

/* Takes a part of a chain in whose gaps no word belongs to a passage yet. */
static int take_links(struct tally *tally, const nd_run *chain, uint32_t count, nd_error *error) {
    nd_aligner *aligner = tally->aligner;
    int         status = nd_fill_gaps(&aligner->chainer.finder, chain, count, &aligner->filled, error);
    if (status) return status;
    const nd_run *runs = (const nd_run *)aligner->filled.data;
    count = (uint32_t)(aligner->filled.size / sizeof *runs);
    status = nd_segments_find(runs, count, &aligner->segments, error);
    if (status) return status;
    const nd_segment *segments = (const nd_segment *)aligner->segments.data;
    for (size_t i = 0; i < aligner->segments.size / sizeof *segments; i++)
        take_segment(tally, runs + segments[i].begin, segments[i].end - segments[i].begin);
    count_facts(tally, runs, count);
    return tally->status;
}

static int is_free_between(const nd_chainer *chainer, const nd_run *x, const nd_run *y) {
    nd_span gap = gap_between(x, y);
    if (nd_chainer_is_unused(chainer)) return 1;
    for (uint32_t i = gap.a_begin; i < gap.a_end; i++)
        if (chainer->used_a.data[i]) return 0;
    for (uint32_t i = gap.b_begin; i < gap.b_end; i++)
        if (chainer->used_b.data[i]) return 0;
    return 1;
}

/* A chain is cut where it steps over a passage of a better one, whose words it must not take again. */
static int take_chain(struct tally *tally, const nd_run *chain, uint32_t count, nd_error *error) {
    int status = ND_OK;
    for (uint32_t begin = 0, end; begin < count && !status; begin = end) {
        for (end = begin + 1; end < count; end++)
            if (!is_free_between(&tally->aligner->chainer, &chain[end - 1], &chain[end])) break;
        status = take_links(tally, chain + begin, end - begin, error);
    }
    return status;
}

static int by_begin(const void *left, const void *right) {
    const nd_span *x = left, *y = right;
    return x->a_begin < y->a_begin ? -1 : x->a_begin > y->a_begin;
}

/* Mostly there are few. */
static void sort_spans(nd_span *spans, uint32_t count) {
    if (count > FEW_SPANS) nd_sort(spans, count, sizeof *spans, by_begin);
    for (uint32_t i = 1; i < count; i++)
        for (uint32_t at = i; at > 0 && by_begin(&spans[at - 1], &spans[at]) > 0; at--) {
            nd_span later = spans[at - 1];
            spans[at - 1] = spans[at];
            spans[at] = later;
        }
}

void nd_details_clear(nd_details *details) {
    details->differences.size = details->figures.size = details->names.size = 0;
    details->figures_for_words.size = 0;
}

void nd_details_free(nd_details *details) {
    nd_buf_free(&details->differences);
    nd_buf_free(&details->figures);
    nd_buf_free(&details->names);
    nd_buf_free(&details->figures_for_words);
}

int nd_aligner_set(nd_aligner *aligner, nd_side a, nd_error *error) {
    aligner->a = a;
    aligner->halves_a = count_text(&a);
    aligner->jaccard_ready = 0;
    return nd_chainer_set(&aligner->chainer, a.text, error);
}

/* Aligns with the damage that is known of, and leaves what there is to tell of it in *seen. */
static int align(nd_aligner *aligner, nd_side b, nd_alignment *out, nd_damage *seen, nd_error *error) {
    struct tally  tally = {.aligner = aligner, .out = out, .error = error};
    const nd_run *chain;
    uint32_t      links;
    aligner->b = b;
    aligner->spans.size = aligner->stating.size = 0;
    if (aligner->details) nd_details_clear(aligner->details);
    *out = (nd_alignment){.halves_a = aligner->halves_a, .halves_b = count_text(&b)};
    tally.shorter_halves = out->halves_a < out->halves_b ? out->halves_a : out->halves_b;
    int status = nd_chainer_start(&aligner->chainer, b.text, error);
    if (status) return status;
    while (!tally.status && (links = nd_chainer_next(&aligner->chainer, &chain)))
        tally.status = take_chain(&tally, chain, links, error);
    count_stated(aligner, out);
    out->span_count = (uint32_t)(aligner->spans.size / sizeof(nd_span));
    out->spans = (const nd_span *)aligner->spans.data;
    sort_spans((nd_span *)aligner->spans.data, out->span_count);
    *seen = tally.seen;
    return tally.status;
}

/* Where there is damage, the texts are aligned once more, and it interrupts no passage. */
int nd_aligner_align(nd_aligner *aligner, nd_side b, nd_alignment *out, nd_error *error) {
    nd_damage seen;
    uint32_t  least;
    aligner->damage = 0;
    int status = align(aligner, b, out, &seen, error);
    if (status) return status;
    aligner->damage = nd_damage_share(&seen, &least);
    if (aligner->damage) status = align(aligner, b, out, &seen, error);
    out->damage = aligner->damage;
    out->damage_least = least;
    return status;
}

void nd_aligner_free(nd_aligner *aligner) {
    nd_buf *bufs[] = {&aligner->filled,   &aligner->segments, &aligner->spans, &aligner->stating,
                      &aligner->shingles, &aligner->set_a,    &aligner->set_b, &aligner->met};
    nd_chainer_free(&aligner->chainer);
    for (size_t i = 0; i < sizeof bufs / sizeof *bufs; i++) nd_buf_free(bufs[i]);
}
