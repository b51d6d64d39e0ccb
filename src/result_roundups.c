/*
 * result_roundups.c - what a text has to do with roundups is told where nothing else is: of what is unique.
 */
#include "cluster/roundups.h"
#include "result.h"

static void name_articles(nd_result *result, const nd_collection *collection, uint32_t text, const char *rule) {
    for (uint32_t at = collection->first[text]; at < collection->first[text + 1]; at++) {
        nd_standing *standing = &result->standings[collection->ordered[at]];
        if (standing->role == ND_ROLE_UNIQUE) standing->rule = rule;
    }
}

void nd_result_name_roundups(nd_result *result, const nd_engine *engine, const nd_outcome *outcome) {
    const nd_collection *collection = &engine->collection;
    const nd_verified   *pairs = (const nd_verified *)engine->pairs.data;
    for (size_t i = 0; i < engine->pairs.size / sizeof *pairs; i++) {
        if (!nd_is_roundup_pair(&pairs[i], outcome->roundups)) continue;
        uint32_t held = pairs[i].relation == ND_EXTENDED ? pairs[i].b : pairs[i].a;
        name_articles(result, collection, held, "held by a roundup, which is linked to it in the pairs and not merged");
    }
    for (uint32_t text = 0; text < collection->text_count; text++)
        if (outcome->roundups[text])
            name_articles(result, collection, text, "a roundup: it holds articles that are unrelated");
}
