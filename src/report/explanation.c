/*
 * explanation.c - everything an explanation needs is gathered before the first byte is written, so that a
 * text which cannot be read again is an error and not half an answer.
 */
#include "report/explanation.h"

#include <string.h>

#include "base/error.h"

nd_document nd_document_at(const nd_result *result, uint64_t index) {
    nd_document document;
    nd_result_document(result, index, &document);
    return document;
}

/* Rules of copies are asked first, each only when those before were missed; what follows asks for less. */
static const nd_check *reason_of(const nd_comparison *comparison) {
    uint32_t decides = 0, missed = 0;
    while (decides + 1 < comparison->check_count && !comparison->checks[decides].decides) decides++;
    while (missed < decides && !comparison->checks[missed].is_met) missed++;
    int is_told = missed == 0 || !comparison->checks[decides].is_met;
    return &comparison->checks[is_told ? decides : missed - 1];
}

static int read_text(nd_explanation *e, const nd_document *document, nd_buf *into, nd_error *error) {
    nd_string text;
    if (!e->options->texts)
        return nd_fail(error, ND_ERROR_USAGE, "an explanation needs a reader of the texts");
    int status = nd_reader_text(e->options->texts, document->source, &text, error);
    return status ? status : nd_buf_append(into, text.data, text.size, error);
}

static int make_pair(nd_explanation *e, nd_explainer *explainer, nd_error *error) {
    int status = nd_explainer_compare(explainer, e->options->a, e->options->b, &e->comparison, error);
    if (status) return status;
    e->b = nd_document_at(e->result, e->options->b);
    status = read_text(e, &e->a, &e->text_a, error);
    return status ? status : read_text(e, &e->b, &e->text_b, error);
}

static int list_refused(nd_explanation *e, nd_explainer *explainer, nd_error *error) {
    uint64_t position = 0, other;
    int      status = 1;
    while (e->refused_count < ND_REFUSED_MAX &&
           (status = nd_explainer_next_aligned(explainer, e->a.index, &position, &other, error)) == 1) {
        nd_refused *refused = &e->refused[e->refused_count];
        status = nd_explainer_compare(explainer, e->a.index, other, &e->comparison, error);
        if (status) return status;
        if (e->comparison.one_cluster) continue;
        refused->document = nd_document_at(e->result, other);
        refused->pair = e->comparison.pair;
        refused->reason = *reason_of(&e->comparison);
        e->refused_count++;
    }
    return status < 0 ? status : ND_OK;
}

int nd_explanation_make(nd_explanation *out, nd_explainer *explainer, const nd_explain_options *options,
                        nd_error *error) {
    nd_summary summary;
    memset(out, 0, sizeof *out);
    out->options = options;
    out->result = nd_explainer_result(explainer);
    nd_result_summary(out->result, &summary);
    if (options->a >= summary.articles) return nd_fail(error, ND_ERROR_USAGE, "there is no such article");
    out->a = nd_document_at(out->result, options->a);
    if (nd_explains_pair(out)) return make_pair(out, explainer, error);
    return list_refused(out, explainer, error);
}

void nd_explanation_free(nd_explanation *explanation) {
    nd_buf_free(&explanation->text_a);
    nd_buf_free(&explanation->text_b);
}

nd_string nd_explanation_bytes(const nd_explanation *explanation, int of_b, const uint64_t range[2]) {
    const nd_buf *text = of_b ? &explanation->text_b : &explanation->text_a;
    if (range[0] >= range[1] || range[1] > text->size) return (nd_string){"", 0};
    return (nd_string){(const char *)text->data + range[0], range[1] - range[0]};
}
