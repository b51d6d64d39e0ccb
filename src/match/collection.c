/*
 * collection.c - articles are numbered by their source, which is the order of arrival whatever process read them, and
 * texts by the total order of these (total_order.c). Both orders are at odds in memory, so what is asked of every text
 * is looked up as articles lie, and put where it belongs: one place that is far off for each, not four. O(n) but for
 * the sort of several shards.
 */
#include "match/collection.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/introsort.h"
#include "match/dates.h"
#include "match/total_order.h"
#include "match/walls.h"

#define FETCHED_TOKENS 256 /* the rest comes by itself, as they are read in order */

/* ---- looking things up ------------------------------------------------------------------------ */

nd_text nd_collection_words(const nd_collection *collection, uint32_t article) {
    uint32_t             place;
    const nd_shard_view *shard = nd_collection_shard(collection, article, &place);
    uint64_t             begin = place ? shard->token_ends[place - 1] : 0;
    return (nd_text){shard->tokens + begin, (uint32_t)(shard->token_ends[place] - begin)};
}

void nd_collection_fetch(const nd_collection *collection, uint32_t text) {
    nd_text tokens = nd_collection_tokens(collection, text);
    for (uint32_t i = 0; i < tokens.count && i < FETCHED_TOKENS; i += 16) __builtin_prefetch(tokens.tokens + i);
}

int nd_collection_is_stub(const nd_collection *collection, uint32_t text) {
    return nd_collection_halves(collection, text) < collection->least_halves || collection->walls[text];
}

int nd_collection_are_identical(const nd_collection *collection, uint32_t a, uint32_t b) {
    return collection->scopes.of &&
           !memcmp(nd_collection_digest(collection, a), nd_collection_digest(collection, b), 2 * sizeof(uint64_t));
}

const uint8_t *nd_collection_places(const nd_collection *collection, uint32_t article) {
    uint32_t             place;
    const nd_shard_view *shard = nd_collection_shard(collection, article, &place);
    return shard->places + (place ? shard->place_ends[place - 1] : 0);
}

const uint8_t *nd_collection_fields(const nd_collection *collection, uint32_t article, size_t *size) {
    uint32_t             place;
    const nd_shard_view *shard = nd_collection_shard(collection, article, &place);
    uint64_t             begin = place ? shard->field_ends[place - 1] : 0;
    *size = (size_t)(shard->field_ends[place] - begin);
    return shard->fields + begin;
}

uint64_t nd_collection_fingerprint(const nd_collection *collection) {
    uint64_t        print = collection->article_count;
    const nd_scope *scopes = collection->scopes.of;
    for (uint32_t text = 0; text < collection->text_count; text++) {
        const uint64_t *digest = nd_collection_digest(collection, text);
        for (uint32_t i = 0; i < nd_collection_weight(collection, text); i++)
            print = nd_mix64_pair(nd_mix64_pair(print, digest[0]), digest[1]);
    }
    for (uint32_t text = 0; scopes && text < collection->text_count; text++)
        print = nd_mix64_pair(nd_mix64_pair(print, scopes[text].field), (uint64_t)scopes[text].day);
    return print;
}

int nd_string_compare(nd_string a, nd_string b) {
    size_t shorter = a.size < b.size ? a.size : b.size;
    int    order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    if (order) return order;
    return a.size < b.size ? -1 : a.size > b.size;
}

/* ---- numbering -------------------------------------------------------------------------------- */

struct ordinal {
    uint64_t source, article;
};

static int by_source(const void *left, const void *right) {
    const struct ordinal *a = left, *b = right;
    if (a->source != b->source) return a->source < b->source ? -1 : 1;
    return a->article < b->article ? -1 : a->article > b->article;
}

/* One shard is in the order of arrival as it is, whatever the sources in it; several are interleaved by them. */
static int number_articles(nd_collection *c, nd_error *error) {
    uint32_t at = 0;
    if (c->shard_count == 1) return ND_OK;
    struct ordinal *ordinals = nd_allocate((c->article_count + UINT64_C(1)) * sizeof *ordinals);
    c->articles = nd_allocate((c->article_count + UINT64_C(1)) * sizeof *c->articles);
    if (!ordinals || !c->articles) {
        nd_release(ordinals);
        return nd_fail_memory(error);
    }
    for (uint32_t s = 0; s < c->shard_count; s++)
        for (uint32_t i = 0; i < c->shards[s].count; i++)
            ordinals[at++] = (struct ordinal){c->shards[s].sources[i], (uint64_t)s << 32 | i};
    nd_sort(ordinals, at, sizeof *ordinals, by_source);
    for (uint32_t i = 0; i < at; i++) c->articles[i] = ordinals[i].article;
    nd_release(ordinals);
    return ND_OK;
}

static uint32_t *local_of(const nd_collection *c, uint32_t article) {
    uint32_t             place;
    const nd_shard_view *shard = nd_collection_shard(c, article, &place);
    return &c->local[shard - c->shards][place];
}

static uint64_t token_count(const nd_shard_view *shard, uint32_t place) {
    return shard->token_ends[place] - (place ? shard->token_ends[place - 1] : 0);
}

/* Spans of a text are looked up among the places of any article with its words, so these must be as many. */
static int check_length(const nd_collection *c, uint32_t article, uint32_t before, nd_error *error) {
    uint32_t             place, first;
    const nd_shard_view *shard = nd_collection_shard(c, article, &place);
    const nd_shard_view *standing = nd_collection_shard(c, before, &first);
    if (token_count(shard, place) == token_count(standing, first)) return ND_OK;
    return nd_fail(error, ND_ERROR_FORMAT, "two articles have the same digest, but not the same number of words");
}

/* Whether the article that is listed there has the digest of the one before. */
static int is_repeated(const nd_collection *c, const nd_posting *at) {
    return nd_posting_key(at - 1) == nd_posting_key(at) &&
           nd_collection_article_digest(c, at[-1].article)[1] == nd_collection_article_digest(c, at->article)[1];
}

/* Which texts there are, and which articles have them: the first of these stands for all. */
static int number_texts(nd_collection *c, const nd_posting *list, nd_error *error) {
    const uint32_t count = c->article_count;
    uint32_t       texts = 0;
    int            status = ND_OK;
    for (uint32_t i = 0; i < count && !status; i++) {
        uint32_t article = list[i].article;
        int      repeats = i > 0 && is_repeated(c, &list[i]);
        if (repeats) status = check_length(c, article, list[i - 1].article, error);
        if (repeats && !c->scopes.of) {
            *local_of(c, article) = ND_NO_TEXT;
        } else {
            c->marks[texts] = nd_posting_key(&list[i]);
            c->first[texts++] = i;
        }
        c->ordered[i] = article;
        c->text_of[article] = texts - 1;
    }
    c->first[texts] = count;
    c->text_count = texts;
    return status;
}

/* What is known of the articles that stand for texts, as they lie in memory. */
static void describe_texts(nd_collection *c) {
    for (uint32_t article = 0; article < c->article_count; article++) {
        uint32_t            *local = local_of(c, article), place, text = c->text_of[article];
        const nd_shard_view *shard = nd_collection_shard(c, article, &place);
        nd_text              words = nd_collection_words(c, article);
        if (*local == ND_NO_TEXT) continue;
        c->texts[text] = (nd_text_row){words.tokens, words.count, shard->halves[place]};
        *local = shard->halves[place] < c->least_halves ? ND_NO_TEXT : text;
    }
}

/* One for each article, whose text is of no other then. */
static void fill_scopes(nd_collection *c, const nd_options *options) {
    int field = options->across == ND_ACROSS_LANG ? ND_FIELD_LANG : ND_FIELD_OUTLET;
    for (uint32_t article = 0; article < c->article_count; article++) {
        nd_string            fields[ND_FIELDS];
        size_t               size;
        uint32_t             place;
        const nd_shard_view *shard = nd_collection_shard(c, article, &place);
        nd_scope            *scope = &c->scopes.of[c->text_of[article]];
        nd_fields_decode(nd_collection_fields(c, article, &size), fields);
        *scope = nd_scope_make(options, fields[field], (int64_t)shard->times[place]);
        scope->is_reference = place >= shard->others;
    }
}

/* A wall is compared with nothing. */
static int find_walls(nd_collection *c, nd_error *error) {
    nd_buf work = {0};
    int    status = ND_OK;
    for (uint32_t text = 0; text < c->text_count && !status; text++) {
        uint32_t titles, articles = nd_collection_weight(c, text);
        if (articles < ND_WALL_TITLES) continue;
        status = nd_walls_titles(c, c->ordered + c->first[text], articles, &work, &titles, error);
        if (status || titles < ND_WALL_TITLES) continue;
        *local_of(c, nd_collection_article(c, text)) = ND_NO_TEXT;
        c->walls[text] = 1;
    }
    nd_buf_free(&work);
    return status;
}

static int order_articles(nd_collection *c, nd_error *error) {
    nd_posting *list;
    int         status = nd_total_order_list(c, &list, error);
    if (!status) status = number_texts(c, list, error);
    nd_release(list);
    return status;
}

static int allocate(nd_collection *c, int is_scoped, nd_error *error) {
    size_t count = c->article_count + UINT64_C(1);
    c->text_of = nd_allocate(count * sizeof *c->text_of);
    c->ordered = nd_allocate(count * sizeof *c->ordered);
    c->first = nd_allocate(count * sizeof *c->first);
    c->walls = nd_allocate_zeroed(count, sizeof *c->walls);
    c->local = nd_allocate_zeroed(c->shard_count + UINT64_C(1), sizeof *c->local);
    if (!c->text_of || !c->ordered || !c->first || !c->walls || !c->local) return nd_fail_memory(error);
    c->texts = nd_allocate(count * sizeof *c->texts);
    c->marks = nd_allocate(count * sizeof *c->marks);
    if (!c->texts || !c->marks) return nd_fail_memory(error);
    if (is_scoped && !(c->scopes.of = nd_allocate(count * sizeof *c->scopes.of))) return nd_fail_memory(error);
    for (uint32_t s = 0; s < c->shard_count; s++)
        if (!(c->local[s] = nd_allocate_zeroed(c->shards[s].count + UINT64_C(1), sizeof **c->local)))
            return nd_fail_memory(error);
    return ND_OK;
}

int nd_collection_open(nd_collection *out, const nd_shard_view *shards, uint32_t shard_count,
                       const nd_options *options, nd_error *error) {
    uint64_t articles = 0;
    int      has_references = 0;
    for (uint32_t s = 0; s < shard_count; s++) {
        articles += shards[s].count;
        has_references |= shards[s].others < shards[s].count;
    }
    *out = (nd_collection){.shards = shards, .shard_count = shard_count, .least_halves = 2 * options->min_words,
                           .scopes = {.days = options->within_days}, .has_references = has_references};
    if (articles > UINT32_MAX - 1) return nd_fail(error, ND_ERROR_LIMIT, "more than %u articles", UINT32_MAX - 1);
    out->article_count = (uint32_t)articles;
    int status = allocate(out, has_references || nd_scopes_are_asked(options), error);
    if (!status) status = number_articles(out, error);
    if (!status) status = order_articles(out, error);
    if (status) goto done;
    describe_texts(out);
    if (out->scopes.of) fill_scopes(out, options);
    status = find_walls(out, error);
    if (!status) status = nd_periods_find(out, &out->periods, error);
done:
    if (status) nd_collection_close(out);
    return status;
}

void nd_collection_close(nd_collection *collection) {
    nd_release(collection->articles);
    nd_release(collection->text_of);
    nd_release(collection->ordered);
    nd_release(collection->first);
    nd_release(collection->texts);
    nd_release(collection->marks);
    nd_release(collection->scopes.of);
    nd_release(collection->periods);
    nd_release(collection->walls);
    for (uint32_t s = 0; collection->local && s < collection->shard_count; s++) nd_release(collection->local[s]);
    nd_release(collection->local);
    *collection = (nd_collection){0};
}
