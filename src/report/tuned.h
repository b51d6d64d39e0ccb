/*
 * tuned.h - what the writers of a tuning are given, and what both make of it: samples and scores.
 */
#ifndef ND_TUNED_H
#define ND_TUNED_H

#include "report/explanation.h"

/* All is the caller's. */
typedef struct nd_tuned {
    nd_explainer          *explainer;
    nd_tuning             *tuning;
    const nd_tune_options *options;
} nd_tuned;

/* Precision, recall and their harmonic mean. Below 0: not defined, as nothing was found, or there is nothing to
 * find. */
typedef struct nd_tuned_score {
    double precision, recall, f1;
} nd_tuned_score;

nd_tuned_score nd_tuned_score_of(uint64_t right, uint64_t wrong, uint64_t copies);

typedef struct nd_sample {
    nd_unit        unit;
    double         value;
    int            is_above;
    size_t         number; /* among those of its threshold, from 0 */
    nd_explanation explanation;
} nd_sample;

typedef void nd_put_sample_fn(const nd_sample *sample, nd_out *out);

/* Calls it for the samples of a threshold, those below it first. */
void nd_tuned_put_samples(const nd_tuned *tuned, nd_threshold threshold, nd_put_sample_fn *put, nd_out *out);

/* For people, and as one JSON object. */
void nd_write_tuning(const nd_tuned *tuned, nd_out *out);
void nd_write_tuning_json(const nd_tuned *tuned, nd_out *out);

#endif
