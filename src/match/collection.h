/*
 * collection.h - all shards of a run as one: articles in the order of arrival, texts by digest.
 *
 * Articles of the same digest are one *text* from here on, and only texts are compared. Texts are
 * numbered by their digest, so a number, a tie broken by number, and everything that follows from it
 * depend on the texts alone, not on the order in which they came.
 *
 * Where scopes may refuse a pair, also that of two identical articles, every article is a text of its own, with a
 * scope; those of one digest have successive numbers.
 */
#ifndef ND_COLLECTION_H
#define ND_COLLECTION_H

#include "base/bytes.h"
#include "match/scope.h"
#include "sketch/shard.h"
#include "text/token.h"

/* When the articles of a text came out, in days since 1970 in UTC; none has a date if first > last. */
typedef struct nd_period {
    int32_t first, last;
} nd_period;

/* Where the words of a text are, and how many. */
typedef struct nd_text_row {
    const uint32_t *tokens; /* of its shard */
    uint32_t        count, halves;
} nd_text_row;

typedef struct nd_collection {
    const nd_shard_view *shards; /* the caller's */
    uint32_t             shard_count;
    uint32_t             article_count, text_count;
    uint32_t             least_halves; /* shorter texts are stubs */
    uint8_t             *walls;        /* [text]: 1 if it is a wall (walls.h), and a stub as well */
    uint64_t            *articles;     /* [article]: shard << 32 | place in it, by arrival; NULL: one shard, as it is */
    uint32_t            *text_of;      /* [article] */
    uint32_t            *ordered;      /* articles by digest, id, metadata, arrival: the one total order */
    uint32_t            *first;        /* [text]: where its articles begin in `ordered`; one more at the end */
    nd_text_row         *texts;        /* [text]: what is asked of texts in whatever order */
    uint64_t            *marks;        /* [text]: the first number of its digest */
    nd_scopes            scopes;
    int                  has_references; /* not the result without them: two are not compared */
    nd_period           *periods;      /* [text] (dates.h); NULL: no article has a date */
    uint32_t           **local;        /* [shard][place]: the text to compare, or ND_NO_TEXT for a stub
                                   * and for an article that another stands for */
} nd_collection;

#define ND_NO_TEXT UINT32_MAX

/* The tokens of a text, borrowed from its shard. */
typedef struct nd_text {
    const uint32_t *tokens;
    uint32_t        count;
} nd_text;

/* Words among the tokens [begin, end) of a text, times two. Two tokens are looked at at once: what is not a
 * whole word is one bit in each. */
static inline uint32_t nd_text_halves(const nd_text *text, uint32_t begin, uint32_t end) {
    const uint64_t two = UINT64_C(0x100000001) * ND_TOKEN_HALF;
    uint64_t       bigrams = 0;
    uint32_t       halves = 2 * (end - begin);
    for (; begin + 2 <= end; begin += 2) bigrams += (nd_load64(text->tokens + begin) & two) / ND_TOKEN_HALF;
    if (begin < end) halves -= text->tokens[begin] & ND_TOKEN_HALF ? 1 : 0;
    return halves - (uint32_t)bigrams - (uint32_t)(bigrams >> 32);
}

/* Numbers articles and texts. Everything is borrowed from the shards, which must stay; of the options it takes
 * what makes stubs and scopes. Articles arrived in the order of one shard, or of the sources of several.
 * ND_ERROR_FORMAT if articles of one digest are not of the same length. */
int  nd_collection_open(nd_collection *out, const nd_shard_view *shards, uint32_t shard_count,
                        const nd_options *options, nd_error *error);
void nd_collection_close(nd_collection *collection);

/* The article that stands for a text: the first in the total order. */
static inline uint32_t nd_collection_article(const nd_collection *collection, uint32_t text) {
    return collection->ordered[collection->first[text]];
}

static inline const nd_shard_view *nd_collection_shard(const nd_collection *collection, uint32_t article,
                                                       uint32_t *place) {
    uint64_t at = collection->articles ? collection->articles[article] : article;
    *place = (uint32_t)at;
    return &collection->shards[at >> 32];
}

/* Two numbers. */
static inline const uint64_t *nd_collection_article_digest(const nd_collection *collection, uint32_t article) {
    uint32_t             place;
    const nd_shard_view *shard = nd_collection_shard(collection, article, &place);
    return shard->digests + 2 * (size_t)place;
}

static inline const uint64_t *nd_collection_digest(const nd_collection *collection, uint32_t text) {
    return nd_collection_article_digest(collection, nd_collection_article(collection, text));
}

/* The text that the article stands for in its shard, or ND_NO_TEXT (`local`). Articles in their order lie one behind
 * the other in memory, texts anywhere. */
static inline uint32_t nd_collection_compared(const nd_collection *collection, uint32_t article) {
    uint32_t             place;
    const nd_shard_view *shard = nd_collection_shard(collection, article, &place);
    return collection->local[shard - collection->shards][place];
}

/* How many articles have the text. */
static inline uint32_t nd_collection_weight(const nd_collection *collection, uint32_t text) {
    return collection->first[text + 1] - collection->first[text];
}

static inline nd_text nd_collection_tokens(const nd_collection *collection, uint32_t text) {
    return (nd_text){collection->texts[text].tokens, collection->texts[text].count};
}

static inline uint32_t nd_collection_halves(const nd_collection *collection, uint32_t text) {
    return collection->texts[text].halves;
}

nd_text         nd_collection_words(const nd_collection *collection, uint32_t article); /* its own tokens */
/* Has the first tokens of a text fetched that is needed soon: texts lie in memory in the order of arrival, and are gone
 * through in another. */
void            nd_collection_fetch(const nd_collection *collection, uint32_t text);
int             nd_collection_is_stub(const nd_collection *collection, uint32_t text);
/* Whether two different texts have the same words, as they may where there are scopes. */
int nd_collection_are_identical(const nd_collection *collection, uint32_t a, uint32_t b);
/* Whether a text has the words of the one before it. */
static inline int nd_collection_repeats(const nd_collection *collection, uint32_t text) {
    return collection->scopes.of && text && nd_collection_are_identical(collection, text - 1, text);
}
/* Whether what the text holds is counted when it is asked what is common. */
static inline int nd_collection_is_counted(const nd_collection *collection, uint32_t text) {
    return !collection->has_references || collection->scopes.of[text].is_reference;
}
/* Encoded places of the article's own tokens, and its strings. */
const uint8_t *nd_collection_places(const nd_collection *collection, uint32_t article);
const uint8_t *nd_collection_fields(const nd_collection *collection, uint32_t article, size_t *size);

/* Of all digests in their order, and all scopes: other articles have another. Linear in the articles. */
uint64_t nd_collection_fingerprint(const nd_collection *collection);

/* Bytewise, the shorter first. */
int nd_string_compare(nd_string a, nd_string b);

#endif
