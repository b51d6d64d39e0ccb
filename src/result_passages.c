/*
 * result_passages.c - articles of one text have the same tokens, each at places of its own. Of these only the ends of
 * passages are looked for; all are decoded where it is told what differs within. Cost: linear in the passages, and
 * an eighth of a step for each token.
 */
#include "result_passages.h"

#include "base/introsort.h"
#include "text/place.h"

#define PASSAGES_MAX 16

void nd_telling_free(nd_telling *telling) {
    nd_buf_free(&telling->spans);
    nd_buf_free(&telling->within);
    nd_buf_free(&telling->places[0]);
    nd_buf_free(&telling->places[1]);
}

/* ---- what is told of two texts ---------------------------------------------------------------- */

static int by_length(const void *left, const void *right) {
    const nd_span *x = left, *y = right;
    uint32_t       a = x->a_end - x->a_begin, b = y->a_end - y->a_begin;
    if (a != b) return a > b ? -1 : 1;
    return x->a_begin < y->a_begin ? -1 : x->a_begin > y->a_begin;
}

static int by_begin(const void *left, const void *right) {
    const nd_span *x = left, *y = right;
    return x->a_begin < y->a_begin ? -1 : x->a_begin > y->a_begin;
}

static nd_span turned(nd_span span) {
    return (nd_span){span.b_begin, span.b_end, span.a_begin, span.a_end, span.halves};
}

/* Keeps the longest passages, in the order of the text, turned round if the text was B. */
static int keep_spans(nd_telling *telling, const nd_alignment *alignment, int is_turned, nd_error *error) {
    for (uint32_t i = 0; i < alignment->span_count; i++) {
        nd_span span = alignment->spans[i];
        if (is_turned) span = turned(span);
        if (span.a_end - span.a_begin < ND_PASSAGE_WORDS) continue;
        int status = nd_buf_append(&telling->spans, &span, sizeof span, error);
        if (status) return status;
    }
    nd_span *spans = (nd_span *)telling->spans.data;
    size_t   count = telling->spans.size / sizeof *spans;
    if (count) nd_sort(spans, count, sizeof *spans, by_length);
    if (count > PASSAGES_MAX) count = PASSAGES_MAX;
    telling->spans.size = count * sizeof *spans;
    if (count) nd_sort(spans, count, sizeof *spans, by_begin);
    return ND_OK;
}

static int is_in_spans(const nd_telling *telling, uint32_t token) {
    const nd_span *spans = (const nd_span *)telling->spans.data;
    size_t         low = 0, high = telling->spans.size / sizeof *spans;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (spans[middle].a_end <= token) low = middle + 1;
        else high = middle;
    }
    return low < telling->spans.size / sizeof *spans && spans[low].a_begin < token;
}

int nd_telling_take(nd_telling *telling, const nd_alignment *alignment, const nd_buf *differences, int is_turned,
                    nd_error *error) {
    telling->spans.size = telling->within.size = 0;
    int            status = keep_spans(telling, alignment, is_turned, error);
    const nd_span *spans = (const nd_span *)differences->data;
    for (size_t i = 0; i < differences->size / sizeof *spans && !status; i++) {
        nd_span span = is_turned ? turned(spans[i]) : spans[i];
        if (is_in_spans(telling, span.a_begin)) status = nd_buf_append(&telling->within, &span, sizeof span, error);
    }
    return status;
}

int nd_telling_take_all(nd_telling *telling, uint32_t count, nd_error *error) {
    nd_span whole = {0, count, 0, count, 0};
    telling->spans.size = telling->within.size = 0;
    return nd_buf_append(&telling->spans, &whole, sizeof whole, error);
}

/* ---- two articles of these texts -------------------------------------------------------------- */

static int decode_places(nd_buf *out, const nd_collection *collection, uint32_t article, nd_error *error) {
    uint32_t count = nd_collection_tokens(collection, collection->text_of[article]).count;
    out->size = 0;
    int status = nd_buf_reserve(out, count * sizeof(nd_place), error);
    if (!status) nd_places_decode(nd_collection_places(collection, article), count, (nd_place *)out->data);
    return status;
}

static int by_at(const void *left, const void *right) {
    const nd_difference *x = left, *y = right;
    if (x->at[0] != y->at[0]) return x->at[0] < y->at[0] ? -1 : 1;
    return x->in[0] < y->in[0] ? -1 : x->in[0] > y->in[0];
}

static int add_differences(nd_telling *telling, const nd_collection *collection, nd_standing *standing,
                           const uint32_t articles[2], nd_error *error) {
    int            status = ND_OK;
    const nd_span *spans = (const nd_span *)telling->within.data;
    size_t         first = telling->differences->size / sizeof(nd_difference);
    for (int i = 0; i < 2 && !status; i++)
        status = decode_places(&telling->places[i], collection, articles[i], error);
    for (size_t i = 0; i < telling->within.size / sizeof *spans && !status; i++) {
        nd_place at = nd_places_gap((const nd_place *)telling->places[0].data, spans[i].a_begin, spans[i].a_end);
        nd_place in = nd_places_gap((const nd_place *)telling->places[1].data, spans[i].b_begin, spans[i].b_end);
        nd_difference difference = {{at.begin, at.end}, {in.begin, in.end}};
        status = nd_buf_append(telling->differences, &difference, sizeof difference, error);
    }
    nd_difference *added = (nd_difference *)telling->differences->data + first;
    standing->differences = first;
    standing->difference_count = (uint32_t)(telling->differences->size / sizeof *added - first);
    if (standing->difference_count) nd_sort(added, standing->difference_count, sizeof *added, by_at);
    return status;
}

/* Words of a text in [begin, end); its tokens need not be looked at where every one is a word. */
static uint32_t count_words(const nd_collection *collection, uint32_t number, uint32_t begin, uint32_t end) {
    nd_text text = nd_collection_tokens(collection, number);
    if (nd_collection_halves(collection, number) == 2 * text.count) return end - begin;
    return (nd_text_halves(&text, begin, end) + 1) / 2;
}

int nd_telling_add(nd_telling *telling, const nd_collection *collection, nd_standing *standing,
                   const uint32_t articles[2], nd_error *error) {
    const nd_span  *span = (const nd_span *)telling->spans.data;
    uint32_t        text = collection->text_of[articles[0]];
    nd_place_cursor at = nd_places_start(nd_collection_places(collection, articles[0]));
    nd_place_cursor in = nd_places_start(nd_collection_places(collection, articles[1]));
    int             status = ND_OK;
    standing->passages = telling->passages->size / sizeof(nd_passage);
    standing->passage_count = (uint32_t)(telling->spans.size / sizeof *span);
    for (uint32_t i = 0; i < standing->passage_count && !status; i++, span++) {
        nd_passage passage = {.words = count_words(collection, text, span->a_begin, span->a_end),
                              .story_words = (span->halves + 1) / 2};
        passage.at[0] = nd_places_find(&at, span->a_begin).begin;
        passage.at[1] = nd_places_find(&at, span->a_end - 1).end;
        passage.in[0] = nd_places_find(&in, span->b_begin).begin;
        passage.in[1] = nd_places_find(&in, span->b_end - 1).end;
        status = nd_buf_append(telling->passages, &passage, sizeof passage, error);
    }
    return status || !telling->within.size ? status : add_differences(telling, collection, standing, articles, error);
}
