/*
 * write_tuning_json.c - the same facts as one JSON object on one line. A sample holds the object that explain writes
 * of the pair, and its passages as text, so that nothing else is needed to show it.
 */
#include "report/escape.h"
#include "report/number.h"
#include "report/tuned.h"

static void put_count(nd_out *out, const char *name, uint64_t count) {
    nd_put_text(out, name);
    nd_put_count(out, count);
}

/* Words are whole numbers; half a word counts as one. */
static void put_amount(nd_out *out, const char *name, nd_unit unit, double amount) {
    nd_put_text(out, name);
    if (unit == ND_UNIT_SHARE) nd_put_share(out, amount);
    else nd_put_count(out, (uint64_t)(amount + .5));
}

/* ---- trials ----------------------------------------------------------------------------------- */

static void put_score(nd_out *out, const char *name, double score) {
    nd_put_text(out, name);
    if (score < 0) nd_put_text(out, "null");
    else nd_put_share(out, score);
}

static void put_scores(nd_out *out, const char *name, uint64_t right, uint64_t wrong, uint64_t copies) {
    nd_tuned_score score = nd_tuned_score_of(right, wrong, copies);
    put_count(out, name, right);
    put_count(out, ",\"wrong\":", wrong);
    put_count(out, ",\"missed\":", copies - right);
    put_score(out, ",\"precision\":", score.precision);
    put_score(out, ",\"recall\":", score.recall);
    put_score(out, ",\"f1\":", score.f1);
    nd_put_text(out, "}");
}

static void put_trial(const nd_tuned *tuned, nd_threshold threshold, const nd_band *band, double setting,
                      nd_out *out) {
    const nd_tune_options *options = tuned->options;
    nd_trial               trial;
    out->status =
        nd_tuning_try(tuned->tuning, threshold, setting, options->labels, options->label_count, &trial, out->error);
    put_amount(out, "{\"setting\":", band->unit, setting);
    nd_put_text(out, setting == band->threshold ? ",\"present\":true" : ",\"present\":false");
    put_scores(out, ",\"pairs\":{\"right\":", trial.right_pairs, trial.wrong_pairs, trial.copies);
    put_scores(out, ",\"groups\":{\"right\":", trial.right_groups, trial.wrong_groups, trial.copies);
    put_count(out, ",\"unlabelled\":", trial.unlabelled);
    nd_put_text(out, "}");
}

static void put_trials(const nd_tuned *tuned, nd_threshold threshold, const nd_band *band, nd_out *out) {
    double setting;
    int    is_next = 0;
    nd_put_text(out, ",\"settings\":[");
    for (uint64_t at = 0; tuned->options->label_count && !out->status &&
                          nd_tuning_next_setting(tuned->tuning, threshold, &at, &setting);) {
        if (is_next++) nd_put_text(out, ",");
        put_trial(tuned, threshold, band, setting, out);
    }
    nd_put_text(out, "]");
}

/* ---- samples ---------------------------------------------------------------------------------- */

static void put_quotes(const nd_explanation *e, nd_out *out) {
    nd_put_text(out, ",\"quotes\":[");
    for (size_t i = 0; i < e->comparison.passage_count; i++) {
        nd_put_text(out, i ? ",{\"a\":" : "{\"a\":");
        nd_put_json(out, nd_explanation_bytes(e, 0, e->comparison.passages[i].at));
        nd_put_text(out, ",\"b\":");
        nd_put_json(out, nd_explanation_bytes(e, 1, e->comparison.passages[i].in));
        nd_put_text(out, "}");
    }
    nd_put_text(out, "]");
}

static void put_sample(const nd_sample *sample, nd_out *out) {
    if (sample->number) nd_put_text(out, ",");
    nd_put_text(out, sample->is_above ? "{\"side\":\"above\"" : "{\"side\":\"below\"");
    put_amount(out, ",\"value\":", sample->unit, sample->value);
    put_quotes(&sample->explanation, out);
    nd_put_text(out, ",\"explanation\":");
    nd_put_explanation_json(&sample->explanation, out);
    nd_put_text(out, "}");
}

static void put_threshold(const nd_tuned *tuned, nd_threshold threshold, nd_out *out) {
    nd_band band;
    nd_tuning_band(tuned->tuning, threshold, &band);
    nd_put_text(out, threshold ? ",{\"name\":" : "{\"name\":");
    nd_put_json_text(out, band.name);
    nd_put_text(out, ",\"measure\":");
    nd_put_json_text(out, band.measure);
    nd_put_text(out, band.unit == ND_UNIT_SHARE ? ",\"unit\":\"share\"" : ",\"unit\":\"words\"");
    if (band.is_off) {
        nd_put_text(out, ",\"threshold\":null}");
        return;
    }
    put_amount(out, ",\"threshold\":", band.unit, band.threshold);
    put_amount(out, ",\"width\":", band.unit, band.width);
    put_count(out, ",\"below\":", band.below);
    put_count(out, ",\"above\":", band.above);
    put_amount(out, ",\"lower\":", band.unit, band.lower);
    put_count(out, ",\"changed_lower\":", band.changed_lower);
    put_amount(out, ",\"higher\":", band.unit, band.higher);
    put_count(out, ",\"changed_higher\":", band.changed_higher);
    put_trials(tuned, threshold, &band, out);
    nd_put_text(out, ",\"samples\":[");
    nd_tuned_put_samples(tuned, threshold, put_sample, out);
    nd_put_text(out, "]}");
}

void nd_write_tuning_json(const nd_tuned *tuned, nd_out *out) {
    nd_put_text(out, "{\"type\":\"tuning\",\"newsdup\":");
    nd_put_json_text(out, ND_VERSION);
    nd_put_text(out, ",\"thresholds\":[");
    for (int threshold = 0; threshold < ND_THRESHOLDS && !out->status; threshold++)
        put_threshold(tuned, (nd_threshold)threshold, out);
    nd_put_text(out, "]}");
    nd_put_newline(out);
}
