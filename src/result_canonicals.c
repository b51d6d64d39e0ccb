/*
 * result_canonicals.c - the article that stands for each entry: what its texts agree on is found, and the rules
 * of --keep are asked. An entry depends on nothing but its own articles, so entries are shared out among the
 * threads. Cost: linear in the texts of entries with several.
 */
#include "base/error.h"
#include "cluster/canonical.h"
#include "match/support.h"
#include "result.h"

#define ENTRIES_AT_ONCE 16
#define ARTICLES_AHEAD 4 /* are fetched */

/* Working space of one thread. */
struct chooser {
    nd_supporter supporter;
    nd_buf       texts;    /* uint32_t: the different texts of the entry */
    nd_buf       profiles; /* nd_profile: of each */
    nd_buf       jaccard;  /* uint32_t: of each with that of the canonical */
    nd_buf       choices;  /* nd_choice: of each article */
    nd_buf       left;     /* a byte an article */
    nd_error     error;    /* what it failed with, if it did */
};

struct choosing {
    nd_result       *result;
    const nd_engine *engine;
    struct chooser  *choosers; /* [worker] */
};

/* Identical articles count once, whether they are one text or stand one after another. */
static int repeats_the_last(const nd_collection *collection, const uint32_t *articles, uint32_t i) {
    uint32_t text = collection->text_of[articles[i]], before = i > 0 ? collection->text_of[articles[i - 1]] : text;
    return i > 0 && (text == before || nd_collection_are_identical(collection, before, text));
}

static nd_cluster_texts texts_of(const struct chooser *chooser, const nd_engine *engine) {
    return (nd_cluster_texts){&engine->collection, &engine->statistics, (const uint32_t *)chooser->texts.data,
                              (uint32_t)(chooser->texts.size / sizeof(uint32_t))};
}

/* Profiles of the different texts; one text alone has nobody to agree with. */
static int profile_texts(struct chooser *chooser, const nd_engine *engine, const uint32_t *articles, uint32_t count) {
    const nd_collection *collection = &engine->collection;
    nd_error            *error = &chooser->error;
    int                  status = ND_OK;
    chooser->texts.size = chooser->profiles.size = 0;
    for (uint32_t i = 0; i < count && !status; i++)
        if (!repeats_the_last(collection, articles, i))
            status = nd_buf_append(&chooser->texts, &collection->text_of[articles[i]], sizeof(uint32_t), error);
    if (status) return status;
    nd_cluster_texts texts = texts_of(chooser, engine);
    status = nd_zeros(&chooser->profiles, texts.count, sizeof(nd_profile), error);
    if (status || texts.count == 1) return status;
    return nd_support_profile(&chooser->supporter, &texts, (nd_profile *)chooser->profiles.data, error);
}

static nd_choice choice_of(const nd_standing *standing, uint32_t article, const nd_profile *profile) {
    return (nd_choice){.consensus = profile->consensus,
                       .continuation = profile->continuation,
                       .surplus = profile->surplus,
                       .halves = standing->halves,
                       .time = standing->time,
                       .index = article,
                       .id = standing->fields[ND_FIELD_ID],
                       .outlet = standing->fields[ND_FIELD_OUTLET],
                       .date = standing->fields[ND_FIELD_DATE],
                       .lang = standing->fields[ND_FIELD_LANG],
                       .title = standing->fields[ND_FIELD_TITLE],
                       .url = standing->fields[ND_FIELD_URL]};
}

/* Whether any of the articles is a reference, and the canonical with it. */
static int has_reference(const nd_result *result, const uint32_t *articles, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        if (result->standings[articles[i]].is_reference) return 1;
    return 0;
}

static int list_choices(struct chooser *chooser, const struct choosing *choosing, const uint32_t *articles,
                        uint32_t count) {
    const nd_collection *collection = &choosing->engine->collection;
    const nd_profile    *profile = (const nd_profile *)chooser->profiles.data;
    chooser->choices.size = chooser->left.size = 0;
    int status = nd_buf_reserve(&chooser->choices, count * sizeof(nd_choice), &chooser->error);
    if (!status) status = nd_buf_reserve(&chooser->left, count, &chooser->error);
    int is_free = !collection->has_references || !has_reference(choosing->result, articles, count);
    for (uint32_t i = 0; i < count && !status; i++) {
        const nd_standing *standing = &choosing->result->standings[articles[i]];
        profile += i > 0 && !repeats_the_last(collection, articles, i);
        if (!is_free && !standing->is_reference) continue;
        nd_choice choice = choice_of(standing, articles[i], profile);
        status = nd_buf_append(&chooser->choices, &choice, sizeof choice, &chooser->error);
    }
    return status;
}

/* Notes how alike each article and the canonical are, which the table of the profiles tells. */
static int note_jaccard(struct chooser *chooser, const struct choosing *choosing, const nd_entry *entry) {
    const nd_collection *collection = &choosing->engine->collection;
    const uint32_t      *articles = (const uint32_t *)choosing->result->members.data + entry->begin;
    nd_cluster_texts     texts = texts_of(chooser, choosing->engine);
    uint32_t             count = entry->end - entry->begin, text = 0, canonical = 0;
    int                  status = nd_zeros(&chooser->jaccard, texts.count, sizeof(uint32_t), &chooser->error);
    if (status) return status;
    for (uint32_t i = 0; i < count; i++) {
        text += i > 0 && !repeats_the_last(collection, articles, i);
        if (articles[i] == entry->canonical) canonical = text;
    }
    uint32_t *jaccard = (uint32_t *)chooser->jaccard.data;
    if (texts.count == 1) *jaccard = ND_WHOLE;
    else nd_support_jaccard(&chooser->supporter, &texts, canonical, jaccard);
    for (uint32_t i = 0; i < count; i++) {
        jaccard += i > 0 && !repeats_the_last(collection, articles, i);
        if (articles[i] != entry->canonical) choosing->result->standings[articles[i]].jaccard = *jaccard;
    }
    return ND_OK;
}

static int choose(struct chooser *chooser, const struct choosing *choosing, nd_entry *entry) {
    const uint32_t *articles = (const uint32_t *)choosing->result->members.data + entry->begin;
    uint32_t        count = entry->end - entry->begin;
    const char     *rule;
    int             status = profile_texts(chooser, choosing->engine, articles, count);
    if (!status) status = list_choices(chooser, choosing, articles, count);
    if (status) return status;
    const nd_choice *choices = (const nd_choice *)chooser->choices.data;
    uint32_t         choosable = (uint32_t)(chooser->choices.size / sizeof *choices);
    uint32_t chosen = nd_canonical_choose(choices, choosable,
                                          (uint32_t)(chooser->texts.size / sizeof(uint32_t)),
                                          choosing->engine->options->keep, chooser->left.data, &rule);
    if (choosable < count) rule = "a reference";
    entry->canonical = (uint32_t)choices[chosen].index;
    nd_standing *standing = &choosing->result->standings[entry->canonical];
    standing->role = ND_ROLE_CANONICAL;
    standing->rule = count > 1 ? rule : "main article of its story";
    return note_jaccard(chooser, choosing, entry);
}

/* Has the texts and standings of an entry fetched, or of the first of many articles. */
static void fetch_entry(const struct choosing *choosing, const nd_entry *entry) {
    const nd_collection *collection = &choosing->engine->collection;
    const uint32_t      *articles = (const uint32_t *)choosing->result->members.data;
    for (uint32_t at = entry->begin; at < entry->end && at < entry->begin + ARTICLES_AHEAD; at++) {
        __builtin_prefetch(&choosing->result->standings[articles[at]]);
        __builtin_prefetch(&choosing->result->standings[articles[at]].time);
        if (entry->end - entry->begin > 1) nd_collection_fetch(collection, collection->text_of[articles[at]]);
    }
}

static void choose_some(void *context, unsigned worker, size_t begin, size_t end) {
    struct choosing *choosing = context;
    nd_entry        *entries = (nd_entry *)choosing->result->entries.data;
    int              status = ND_OK;
    for (size_t i = begin; i < end && !status; i++) {
        if (i + 1 < end) fetch_entry(choosing, &entries[i + 1]);
        status = choose(&choosing->choosers[worker], choosing, &entries[i]);
    }
}

int nd_result_choose_canonicals(nd_result *result, const nd_engine *engine, nd_error *error) {
    unsigned        jobs = nd_pool_jobs(engine->pool);
    int             status = ND_OK;
    struct choosing choosing = {.result = result, .engine = engine};
    choosing.choosers = nd_allocate_zeroed(jobs, sizeof *choosing.choosers);
    if (!choosing.choosers) return nd_fail_memory(error);
    nd_pool_run(engine->pool, result->entries.size / sizeof(nd_entry), ENTRIES_AT_ONCE, choose_some, &choosing);
    for (unsigned i = 0; i < jobs; i++) {
        struct chooser *chooser = &choosing.choosers[i];
        int             code = chooser->error.code;
        if (code && !status) status = nd_fail(error, (nd_status)code, "%s", chooser->error.message);
        nd_supporter_free(&chooser->supporter);
        nd_buf_free(&chooser->texts);
        nd_buf_free(&chooser->profiles);
        nd_buf_free(&chooser->jaccard);
        nd_buf_free(&chooser->choices);
        nd_buf_free(&chooser->left);
    }
    nd_release(choosing.choosers);
    return status;
}
