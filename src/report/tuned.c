/*
 * tuned.c - a sample is an explanation: the pair is compared again by the explainer, so it says here what it says
 * there. One is made at a time, as texts are long; a text that cannot be read again ends the writing.
 */
#include "report/tuned.h"

nd_tuned_score nd_tuned_score_of(uint64_t right, uint64_t wrong, uint64_t copies) {
    nd_tuned_score score = {-1, -1, -1};
    if (right + wrong) score.precision = (double)right / (double)(right + wrong);
    if (copies) score.recall = (double)right / (double)copies;
    if (right + wrong + copies) score.f1 = 2 * (double)right / (double)(right + wrong + copies);
    return score;
}

/* `sample` has all but its explanation. */
static void put_sample(const nd_tuned *tuned, const nd_near_pair *pair, nd_sample *sample, nd_put_sample_fn *put,
                       nd_out *out) {
    nd_explain_options options;
    nd_explain_options_init(&options);
    options.a = pair->a;
    options.b = pair->b;
    options.colour = tuned->options->colour;
    options.columns = tuned->options->columns;
    options.texts = tuned->options->texts;
    out->status = nd_explanation_make(&sample->explanation, tuned->explainer, &options, out->error);
    if (!out->status) put(sample, out);
    nd_explanation_free(&sample->explanation);
}

void nd_tuned_put_samples(const nd_tuned *tuned, nd_threshold threshold, nd_put_sample_fn *put, nd_out *out) {
    nd_near_pair pair;
    nd_band      band;
    nd_sample    sample = {.number = 0};
    nd_tuning_band(tuned->tuning, threshold, &band);
    for (int above = 0; above < 2; above++) {
        uint64_t position = 0;
        for (uint32_t i = 0; i < tuned->options->samples && !out->status; i++, sample.number++) {
            if (!nd_tuning_next_pair(tuned->tuning, threshold, above, &position, &pair)) break;
            sample.unit = band.unit;
            sample.value = pair.value;
            sample.is_above = above;
            put_sample(tuned, &pair, &sample, put, out);
        }
    }
}
