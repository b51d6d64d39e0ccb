/*
 * explanation.h - what the writers of an explanation are given: articles, comparison and texts.
 */
#ifndef ND_EXPLANATION_H
#define ND_EXPLANATION_H

#include "report/writer.h"

#define ND_REFUSED_MAX 8

/* An article that is near A and not in its cluster, and why. The pair's A is that of the explanation. */
typedef struct nd_refused {
    nd_document document;
    nd_pair     pair;
    nd_check    reason; /* the rule of copies that it missed; if it met them, the one that decided */
} nd_refused;

/* {0} is empty. Of one article, there is neither `b` nor `comparison`; of two, nothing is refused. */
typedef struct nd_explanation {
    const nd_explain_options *options;
    const nd_result          *result;
    nd_document               a, b;
    nd_comparison             comparison;
    nd_buf                    text_a, text_b;
    nd_refused                refused[ND_REFUSED_MAX]; /* the nearest first */
    size_t                    refused_count;
} nd_explanation;

static inline int nd_explains_pair(const nd_explanation *explanation) {
    return explanation->options->b != ND_NONE;
}

/* The explainer must stay, and compare nothing, as long as *out is used. nd_explanation_free must follow in
 * any case. */
int  nd_explanation_make(nd_explanation *out, nd_explainer *explainer, const nd_explain_options *options,
                         nd_error *error);
void nd_explanation_free(nd_explanation *explanation);

/* Bytes of the text of A, or else B; empty where the text is not that long any more. */
nd_string nd_explanation_bytes(const nd_explanation *explanation, int of_b, const uint64_t range[2]);

/* The document at `index`. */
nd_document nd_document_at(const nd_result *result, uint64_t index);

/* For people, and as one JSON object (explanation_json.c), which others may hold. */
void nd_write_explanation(const nd_explanation *explanation, nd_out *out);
void nd_put_explanation_json(const nd_explanation *explanation, nd_out *out);

#endif
