/*
 * write_tuning.c - the pairs near each threshold for people: how many there are and what would become of them, a
 * table of settings where there are labels, and samples with the passages they share, to read and decide.
 */
#include "report/escape.h"
#include "report/number.h"
#include "report/side_by_side.h"
#include "report/tuned.h"

#define PASSAGES_SHOWN 6
#define COLUMN         11

struct page {
    const nd_tuned *tuned;
    nd_out         *out;
    nd_threshold    threshold;
    nd_band         band;
};

static void put_amount(nd_out *out, nd_unit unit, double amount) {
    if (unit == ND_UNIT_SHARE) nd_put_share(out, amount);
    else nd_put_count(out, (uint64_t)(amount + .5));
}

static void put_bold(nd_out *out, int colour, const char *text) {
    if (colour) nd_put_text(out, "\x1b[1m");
    nd_put_text(out, text);
    if (colour) nd_put_text(out, "\x1b[0m");
}

/* ---- the band --------------------------------------------------------------------------------- */

static void put_heading(const struct page *page) {
    nd_out *out = page->out;
    if (page->threshold != ND_THRESHOLD_TEMPLATE) put_bold(out, page->tuned->options->colour, "--");
    put_bold(out, page->tuned->options->colour, page->band.name);
    nd_put_text(out, " ");
    if (page->band.is_off) nd_put_text(out, "off");
    else put_amount(out, page->band.unit, page->band.threshold);
    nd_put_text(out, ": ");
    nd_put_text(out, page->band.measure);
    nd_put_newline(out);
}

static void put_move(const struct page *page, double to, uint64_t changed) {
    nd_put_text(page->out, "  at ");
    put_amount(page->out, page->band.unit, to);
    nd_put_text(page->out, ", ");
    nd_put_counted(page->out, changed, "pair");
    nd_put_text(page->out, " would have another relation");
    nd_put_newline(page->out);
}

static void put_band(const struct page *page) {
    nd_out *out = page->out;
    nd_put_text(out, "  ");
    nd_put_counted(out, page->band.below, "pair");
    nd_put_text(out, " below and ");
    nd_put_count(out, page->band.above);
    nd_put_text(out, " above it, within ");
    put_amount(out, page->band.unit, page->band.width);
    nd_put_newline(out);
    put_move(page, page->band.lower, page->band.changed_lower);
    put_move(page, page->band.higher, page->band.changed_higher);
}

/* ---- trials ----------------------------------------------------------------------------------- */

/* Starts the next column, which begins at `columns`, and never touches what stands before it. */
static void put_cell(nd_out *out, size_t start, size_t columns) {
    size_t used = out->buf.size - start;
    nd_put_spaces(out, used < columns ? columns - used : 1);
}

static void put_scores(nd_out *out, size_t start, size_t column, nd_tuned_score score) {
    const double values[] = {score.precision, score.recall, score.f1};
    for (size_t i = 0; i < 3; i++) {
        put_cell(out, start, column + i * COLUMN);
        if (values[i] < 0) nd_put_text(out, "-");
        else nd_put_share(out, values[i]);
    }
}

static void put_trial(const struct page *page, double setting) {
    nd_out                *out = page->out;
    const nd_tune_options *options = page->tuned->options;
    nd_trial               trial;
    size_t                 start = out->buf.size;
    out->status = nd_tuning_try(page->tuned->tuning, page->threshold, setting, options->labels, options->label_count,
                                &trial, out->error);
    nd_put_text(out, setting == page->band.threshold ? "  * " : "    ");
    put_amount(out, page->band.unit, setting);
    put_scores(out, start, COLUMN, nd_tuned_score_of(trial.right_pairs, trial.wrong_pairs, trial.copies));
    put_scores(out, start, 4 * COLUMN, nd_tuned_score_of(trial.right_groups, trial.wrong_groups, trial.copies));
    put_cell(out, start, 7 * COLUMN);
    nd_put_count(out, trial.unlabelled);
    nd_put_newline(out);
}

static void put_trials(const struct page *page) {
    double setting;
    if (!page->tuned->options->label_count) return;
    nd_put_newline(page->out);
    nd_put_text(page->out, "    setting pairs: P   R          F1         groups: P  R          F1         unlabelled");
    nd_put_newline(page->out);
    for (uint64_t at = 0;
         !page->out->status && nd_tuning_next_setting(page->tuned->tuning, page->threshold, &at, &setting);)
        put_trial(page, setting);
}

/* ---- samples ---------------------------------------------------------------------------------- */

static void put_article(const char *letter, const nd_document *document, double coverage, const char *other,
                        nd_out *out) {
    nd_put_text(out, "  ");
    nd_put_text(out, letter);
    nd_put_text(out, "  ");
    nd_put_shown(out, document->id);
    nd_put_text(out, ": ");
    nd_put_counted(out, document->words, "word");
    nd_put_text(out, ", ");
    nd_put_percent(out, coverage);
    nd_put_text(out, other);
    nd_put_newline(out);
}

static void put_passages(const nd_explanation *e, nd_out *out) {
    size_t          count = e->comparison.passage_count, shown = count < PASSAGES_SHOWN ? count : PASSAGES_SHOWN;
    nd_side_by_side space = {.next = 0};
    for (size_t i = 0; i < shown && !out->status; i++) {
        nd_put_text(out, "  passage ");
        nd_put_count(out, i + 1);
        nd_put_text(out, " of ");
        nd_put_count(out, count);
        nd_put_text(out, ", ");
        nd_put_counted(out, e->comparison.passages[i].words, "word");
        nd_put_newline(out);
        nd_put_side_by_side(&space, e, &e->comparison.passages[i], out);
    }
    nd_side_by_side_free(&space);
}

static void put_sample(const nd_sample *sample, nd_out *out) {
    const nd_explanation *e = &sample->explanation;
    const nd_pair        *pair = &e->comparison.pair;
    nd_put_newline(out);
    put_bold(out, e->options->colour, sample->is_above ? "above" : "below");
    nd_put_text(out, ": ");
    put_amount(out, sample->unit, sample->value);
    nd_put_text(out, ", ");
    nd_put_text(out, nd_relation_name(pair->relation));
    nd_put_text(out, ", ");
    nd_put_counted(out, pair->figures_changed, "figure");
    nd_put_text(out, " changed");
    nd_put_newline(out);
    put_article("A", &e->a, pair->coverage_a, " of it in B", out);
    put_article("B", &e->b, pair->coverage_b, " of it in A", out);
    put_passages(e, out);
}

void nd_write_tuning(const nd_tuned *tuned, nd_out *out) {
    for (int threshold = 0; threshold < ND_THRESHOLDS && !out->status; threshold++) {
        struct page page = {.tuned = tuned, .out = out, .threshold = (nd_threshold)threshold};
        nd_tuning_band(tuned->tuning, page.threshold, &page.band);
        if (threshold) nd_put_newline(out);
        put_heading(&page);
        if (page.band.is_off) continue;
        put_band(&page);
        put_trials(&page);
        nd_tuned_put_samples(tuned, page.threshold, put_sample, out);
    }
}
