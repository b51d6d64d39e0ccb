/*
 * tuning.h - the inside of nd_tuning: what every verified pair has against each threshold.
 *
 * Values are those of nd_verified: shares of ND_WHOLE, words times two.
 */
#ifndef ND_TUNING_H
#define ND_TUNING_H

#include "match/retrial.h"
#include "newsdup_io.h"
#include "outcome.h"

/* A pair in a band. */
typedef struct nd_near {
    uint32_t distance, value;
    uint32_t is_above;
    size_t   pair; /* in the engine's */
} nd_near;

struct nd_tuning {
    const nd_engine *engine;
    const nd_result *result;
    nd_facts_share  *facts;             /* [pair] */
    nd_buf           near[ND_THRESHOLDS]; /* nd_near, the nearest first */
    nd_band          bands[ND_THRESHOLDS];
};

/* What pair `i` of the engine has against the threshold: 1 and *value, or 0 if it is not asked. */
int nd_tuning_value(const nd_tuning *tuning, nd_threshold threshold, size_t i, uint32_t *value);

/* The rules of the run with this threshold at `setting`, as a value. */
nd_rules nd_tuning_rules(const nd_tuning *tuning, nd_threshold threshold, double setting);

/* The bound that is compared with values. */
uint32_t nd_tuning_bound(const nd_rules *rules, nd_threshold threshold);

#endif
