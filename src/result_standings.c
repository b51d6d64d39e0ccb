/*
 * result_standings.c - what is known of each article before anything is compared, and ids that are unique.
 *
 * Equal ids are numbered in the total order of their articles (digest, metadata, arrival), so that which
 * of them is id#2 does not depend on the order in which they came.
 */
#include <stdio.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/error.h"
#include "base/introsort.h"
#include "base/pages.h"
#include "match/sort.h"
#include "result.h"

#define MARK_BYTES 24 /* '#' and a number, or the name of an article without id */
#define HASH_BITS 54  /* so that some of a million different ids have one hash once in forty thousand runs */

static int copy_strings(nd_result *result, const nd_collection *collection, nd_error *error) {
    size_t total = 0, size;
    for (uint32_t i = 0; i < collection->article_count; i++) {
        nd_collection_fields(collection, i, &size);
        total += size;
    }
    result->strings = nd_allocate(total + 1);
    if (!result->strings) return nd_fail_memory(error);
    nd_pages_ask(result->strings, total);
    total = 0;
    for (uint32_t i = 0; i < collection->article_count; i++) {
        const uint8_t *fields = nd_collection_fields(collection, i, &size);
        memcpy(result->strings + total, fields, size);
        nd_fields_decode(result->strings + total, result->standings[i].fields);
        total += size;
    }
    return ND_OK;
}

/* Articles of which --across or --within-days would have to know more: their scopes refuse less. */
static void count_unscoped(nd_result *result, const nd_engine *engine) {
    const nd_scope *scopes = engine->collection.scopes.of;
    for (uint32_t i = 0; scopes && i < engine->collection.text_count; i++) {
        int lacks_field = engine->options->across != ND_ACROSS_ALL && !scopes[i].field;
        result->summary.unscoped += lacks_field || (engine->options->within_days && scopes[i].day == ND_NO_DAY);
    }
}

static void fill_standings(nd_result *result, const nd_collection *collection) {
    for (uint32_t i = 0; i < collection->article_count; i++) {
        uint32_t             place;
        const nd_shard_view *shard = nd_collection_shard(collection, i, &place);
        nd_standing           *standing = &result->standings[i];
        standing->source = shard->sources[place];
        standing->time = (int64_t)shard->times[place];
        standing->halves = shard->halves[place];
        if (collection->has_references)
            standing->is_reference = nd_collection_is_counted(collection, collection->text_of[i]);
        memcpy(standing->digest, shard->digests + 2 * (size_t)place, sizeof standing->digest);
        standing->cluster = standing->story = standing->entry = standing->canonical = standing->via = ND_NO_INDEX;
        standing->rule = "tied to no other article";
        if (nd_collection_is_stub(collection, collection->text_of[i])) {
            int is_wall = collection->walls[collection->text_of[i]];
            standing->rule = is_wall ? "what its outlet shows under many titles: a wall" : "too short to compare";
            result->summary.stubs++;
        }
        result->summary.invalid_utf8 += shard->first_invalid[place] != UINT64_MAX;
    }
}

/* ---- unique ids ------------------------------------------------------------------------------- */

struct named {
    nd_string id;
    uint32_t  rank, article; /* rank: in the total order */
};

static int by_id(const void *left, const void *right) {
    const struct named *a = left, *b = right;
    int                 order = nd_string_compare(a->id, b->id);
    if (order) return order;
    return a->rank < b->rank ? -1 : a->rank > b->rank;
}

static int is_taken(const struct named *names, uint32_t count, nd_string id) {
    uint32_t low = 0, high = count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (nd_string_compare(names[middle].id, id) < 0) low = middle + 1;
        else high = middle;
    }
    return low < count && nd_string_compare(names[low].id, id) == 0;
}

/* Writes the id anew with the first number from *number on that makes it unlike every id there is. */
static void rename_article(nd_result *result, const struct named *names, uint32_t count, const struct named *named,
                           uint32_t *number) {
    nd_string id = {(char *)result->ids.data + result->ids.size, 0};
    uint8_t  *at = result->ids.data + result->ids.size;
    if (named->id.size) memcpy(at, named->id.data, named->id.size);
    do {
        int length = snprintf((char *)at + named->id.size, MARK_BYTES, "#%u", ++*number);
        id.size = named->id.size + (size_t)length;
    } while (is_taken(names, count, id));
    result->ids.size += id.size;
    result->standings[named->article].fields[ND_FIELD_ID] = id;
    result->summary.repeated_ids++;
}

/* Room for all new ids is reserved first, so that none moves. */
static int reserve_ids(nd_result *result, const struct named *names, uint32_t count, nd_error *error) {
    size_t room = 0;
    for (uint32_t i = 1; i < count; i++)
        if (nd_string_compare(names[i].id, names[i - 1].id) == 0) room += names[i].id.size + MARK_BYTES;
    return nd_buf_reserve(&result->ids, room, error);
}

int nd_result_may_repeat_ids(const nd_collection *collection, int *out, nd_error *error) {
    uint32_t  count = collection->article_count;
    uint64_t *hashes = nd_allocate((count + UINT64_C(1)) * sizeof *hashes);
    if (!hashes) return nd_fail_memory(error);
    for (uint32_t i = 0; i < count; i++) {
        nd_string fields[ND_FIELDS], *id = &fields[ND_FIELD_ID];
        size_t    size;
        nd_fields_decode(nd_collection_fields(collection, i, &size), fields);
        hashes[i] = XXH3_64bits(id->data ? id->data : "", id->size) >> (64 - HASH_BITS);
    }
    nd_sort64(hashes, count, NULL);
    *out = 0;
    for (uint32_t i = 1; i < count && !*out; i++) *out = hashes[i] == hashes[i - 1];
    nd_release(hashes);
    return ND_OK;
}

int nd_result_make_ids_unique(nd_result *result, const nd_collection *collection, nd_error *error) {
    uint32_t      count = collection->article_count, number = 1;
    struct named *names = nd_allocate((count + UINT64_C(1)) * sizeof *names);
    if (!names) return nd_fail_memory(error);
    for (uint32_t rank = 0; rank < count; rank++) {
        uint32_t article = collection->ordered[rank];
        names[rank] = (struct named){result->standings[article].fields[ND_FIELD_ID], rank, article};
        if (!names[rank].id.data) names[rank].id = (nd_string){"", 0};
    }
    nd_sort(names, count, sizeof *names, by_id);
    int status = reserve_ids(result, names, count, error);
    for (uint32_t i = 0; i < count && !status; i++) {
        int repeats = i > 0 && nd_string_compare(names[i].id, names[i - 1].id) == 0;
        if (repeats) rename_article(result, names, count, &names[i], &number);
        else number = 1;
    }
    nd_release(names);
    return status;
}

int nd_result_add_standings(nd_result *result, const nd_engine *engine, nd_error *error) {
    const nd_collection *collection = &engine->collection;
    result->summary.articles = collection->article_count;
    result->standings = nd_pages_zeroed(collection->article_count + UINT64_C(1), sizeof *result->standings);
    if (!result->standings) return nd_fail_memory(error);
    int status = copy_strings(result, collection, error);
    if (status) return status;
    fill_standings(result, collection);
    count_unscoped(result, engine);
    return ND_OK;
}
