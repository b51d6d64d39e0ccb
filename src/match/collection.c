/*
 * collection.c - two sorts: articles by their record number, which is the order of arrival whatever
 * process read them; then by the total order (digest, id, metadata, arrival).
 */
#include "match/collection.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/introsort.h"
#include "match/dates.h"
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

const uint64_t *nd_collection_digest(const nd_collection *collection, uint32_t text) {
    uint32_t             place;
    const nd_shard_view *shard = nd_collection_shard(collection, nd_collection_article(collection, text), &place);
    return shard->digests + 2 * (size_t)place;
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
    for (uint32_t s = 0; s < c->shard_count; s++)
        for (uint32_t i = 0; i < c->shards[s].count; i++) c->articles[at++] = (uint64_t)s << 32 | i;
    if (c->shard_count == 1) return ND_OK;
    struct ordinal *ordinals = nd_allocate((at + UINT64_C(1)) * sizeof *ordinals);
    if (!ordinals) return nd_fail_memory(error);
    for (uint32_t i = 0; i < at; i++) {
        uint64_t article = c->articles[i];
        ordinals[i] = (struct ordinal){c->shards[article >> 32].sources[(uint32_t)article], article};
    }
    nd_sort(ordinals, at, sizeof *ordinals, by_source);
    for (uint32_t i = 0; i < at; i++) c->articles[i] = ordinals[i].article;
    nd_release(ordinals);
    return ND_OK;
}

/* An article, and what the total order compares first. */
struct listed {
    uint64_t             digest[2];
    const nd_collection *collection;
    uint32_t             article;
};

int nd_string_compare(nd_string a, nd_string b) {
    size_t shorter = a.size < b.size ? a.size : b.size;
    int    order = shorter ? memcmp(a.data, b.data, shorter) : 0;
    if (order) return order;
    return a.size < b.size ? -1 : a.size > b.size;
}

static int compare_fields(const struct listed *a, const struct listed *b) {
    nd_string      ids[2][ND_FIELDS], all[2];
    const uint8_t *left = nd_collection_fields(a->collection, a->article, &all[0].size);
    const uint8_t *right = nd_collection_fields(b->collection, b->article, &all[1].size);
    nd_fields_decode(left, ids[0]);
    nd_fields_decode(right, ids[1]);
    int order = nd_string_compare(ids[0][ND_FIELD_ID], ids[1][ND_FIELD_ID]);
    if (order) return order;
    all[0].data = (const char *)left;
    all[1].data = (const char *)right;
    return nd_string_compare(all[0], all[1]);
}

static int by_total_order(const void *left, const void *right) {
    const struct listed *a = left, *b = right;
    for (int i = 0; i < 2; i++)
        if (a->digest[i] != b->digest[i]) return a->digest[i] < b->digest[i] ? -1 : 1;
    int order = compare_fields(a, b);
    if (order) return order;
    return a->article < b->article ? -1 : a->article > b->article;
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

static uint64_t take_fingerprint(const struct listed *list, uint32_t count) {
    uint64_t print = count;
    for (uint32_t i = 0; i < count; i++)
        print = nd_mix64_pair(nd_mix64_pair(print, list[i].digest[0]), list[i].digest[1]);
    return print;
}

/* The text of the articles listed from i on. */
static void add_text(nd_collection *c, const struct listed *list, uint32_t i) {
    uint32_t             at, text = c->text_count++;
    const nd_shard_view *shard = nd_collection_shard(c, list[i].article, &at);
    nd_text              words = nd_collection_words(c, list[i].article);
    c->texts[text] = (nd_text_row){words.tokens, words.count, shard->halves[at]};
    c->marks[text] = list[i].digest[0];
    c->first[text] = i;
}

static int number_texts(nd_collection *c, const struct listed *list, nd_error *error) {
    int      status = ND_OK;
    for (uint32_t i = 0; i < c->article_count && !status; i++) {
        uint32_t             place, article = list[i].article;
        const nd_shard_view *shard = nd_collection_shard(c, article, &place);
        int                  repeats = i > 0 && !memcmp(list[i].digest, list[i - 1].digest, 16);
        int                  fresh = !repeats || c->scopes.of;
        if (fresh) add_text(c, list, i);
        c->ordered[i] = article;
        c->text_of[article] = c->text_count - 1;
        int compared = fresh && shard->halves[place] >= c->least_halves;
        c->local[shard - c->shards][place] = compared ? c->text_count - 1 : ND_NO_TEXT;
        if (repeats) status = check_length(c, article, list[i - 1].article, error);
    }
    c->first[c->text_count] = c->article_count;
    return status;
}

/* One for each article, in the total order, which is the number of its text then. */
static void fill_scopes(nd_collection *c, const struct listed *list, const nd_options *options) {
    int field = options->across == ND_ACROSS_LANG ? ND_FIELD_LANG : ND_FIELD_OUTLET;
    for (uint32_t i = 0; i < c->article_count; i++) {
        nd_string            fields[ND_FIELDS];
        size_t               size;
        uint32_t             place;
        const nd_shard_view *shard = nd_collection_shard(c, list[i].article, &place);
        nd_fields_decode(nd_collection_fields(c, list[i].article, &size), fields);
        nd_scope scope = nd_scope_make(options, fields[field], (int64_t)shard->times[place]);
        scope.is_reference = place >= shard->others;
        c->scopes.of[i] = scope;
        c->fingerprint = nd_mix64_pair(nd_mix64_pair(c->fingerprint, scope.field), (uint64_t)scope.day);
    }
}

/* What is one is compared with nothing. */
static int find_walls(nd_collection *c, nd_error *error) {
    nd_buf work = {0};
    int    status = ND_OK;
    for (uint32_t text = 0; text < c->text_count && !status; text++) {
        uint32_t place, titles, articles = nd_collection_weight(c, text);
        if (articles < ND_WALL_TITLES) continue;
        status = nd_walls_titles(c, c->ordered + c->first[text], articles, &work, &titles, error);
        if (status || titles < ND_WALL_TITLES) continue;
        const nd_shard_view *shard = nd_collection_shard(c, nd_collection_article(c, text), &place);
        c->local[shard - c->shards][place] = ND_NO_TEXT;
        c->walls[text] = 1;
    }
    nd_buf_free(&work);
    return status;
}

static struct listed look_up(const nd_collection *c, uint32_t article) {
    uint32_t             at;
    const nd_shard_view *shard = nd_collection_shard(c, article, &at);
    struct listed        listed = {.collection = c, .article = article};
    memcpy(listed.digest, shard->digests + 2 * (size_t)at, sizeof listed.digest);
    return listed;
}

/* Lists all articles in the total order. Digests are hashes, so their first bits divide articles into
 * ranges of a few each, and only within these there is something to sort. */
static int list_articles(const nd_collection *c, struct listed *list, nd_error *error) {
    unsigned bits = 1;
    while (bits < 32 && UINT64_C(2) << bits < c->article_count) bits++;
    uint32_t *ends = nd_allocate_zeroed((UINT64_C(1) << bits) + 1, sizeof *ends); /* [range + 1]; then [range] */
    if (!ends) return nd_fail_memory(error);
    for (uint32_t i = 0; i < c->article_count; i++) ends[(look_up(c, i).digest[0] >> (64 - bits)) + 1]++;
    for (uint64_t range = 0; range >> bits == 0; range++) ends[range + 1] += ends[range];
    for (uint32_t i = 0; i < c->article_count; i++) {
        struct listed article = look_up(c, i);
        list[ends[article.digest[0] >> (64 - bits)]++] = article;
    }
    for (uint64_t range = 0, begin = 0; range >> bits == 0; begin = ends[range++])
        nd_sort(list + begin, ends[range] - begin, sizeof *list, by_total_order);
    nd_release(ends);
    return ND_OK;
}

static int order_articles(nd_collection *c, const nd_options *options, nd_error *error) {
    struct listed *list = nd_allocate((c->article_count + UINT64_C(1)) * sizeof *list);
    if (!list) return nd_fail_memory(error);
    int status = list_articles(c, list, error);
    if (status) {
        nd_release(list);
        return status;
    }
    c->fingerprint = take_fingerprint(list, c->article_count);
    if (c->scopes.of) fill_scopes(c, list, options);
    status = number_texts(c, list, error);
    nd_release(list);
    return status ? status : find_walls(c, error);
}

static int allocate(nd_collection *c, int is_scoped, nd_error *error) {
    size_t count = c->article_count + UINT64_C(1);
    c->articles = nd_allocate_zeroed(count, sizeof *c->articles);
    c->text_of = nd_allocate_zeroed(count, sizeof *c->text_of);
    c->ordered = nd_allocate_zeroed(count, sizeof *c->ordered);
    c->first = nd_allocate_zeroed(count, sizeof *c->first);
    c->local = nd_allocate_zeroed(c->shard_count + UINT64_C(1), sizeof *c->local);
    c->walls = nd_allocate_zeroed(count, sizeof *c->walls);
    if (!c->articles || !c->text_of || !c->ordered || !c->first || !c->local || !c->walls)
        return nd_fail_memory(error);
    c->texts = nd_allocate(count * sizeof *c->texts);
    c->marks = nd_allocate(count * sizeof *c->marks);
    if (!c->texts || !c->marks) return nd_fail_memory(error);
    if (is_scoped && !(c->scopes.of = nd_allocate_zeroed(count, sizeof *c->scopes.of))) return nd_fail_memory(error);
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
    if (!status) status = order_articles(out, options, error);
    if (!status) status = nd_periods_find(out, &out->periods, error);
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
