/*
 * dates.c - a date refuses only what it certainly tells apart: a text printed again and again is near to all that
 * came out in between, and what has no date to everything. Copies of one text are taken to come out with it.
 */
#include "match/dates.h"

#include "base/error.h"

#define NEVER ((nd_period){INT32_MAX, INT32_MIN})

/* What is more than five million years away is as far as can be told. */
static int32_t day_of(int64_t time) {
    int64_t day = nd_day_of(time);
    return day < INT32_MIN ? INT32_MIN : day > INT32_MAX ? INT32_MAX : (int32_t)day;
}

static int64_t time_of(const nd_collection *collection, uint32_t article) {
    uint32_t             place;
    const nd_shard_view *shard = nd_collection_shard(collection, article, &place);
    return (int64_t)shard->times[place];
}

static void extend(nd_period *period, int64_t time) {
    if (time == ND_NO_TIME) return;
    int32_t day = day_of(time);
    if (day < period->first) period->first = day;
    if (day > period->last) period->last = day;
}

int nd_periods_find(const nd_collection *collection, nd_period **out, nd_error *error) {
    const uint32_t articles = collection->article_count;
    uint32_t       at = 0;
    *out = NULL;
    while (at < articles && time_of(collection, at) == ND_NO_TIME) at++;
    if (at == articles) return ND_OK;
    nd_period *periods = *out = nd_allocate(collection->text_count * sizeof *periods);
    if (!periods) return nd_fail_memory(error);
    for (uint32_t text = 0; text < collection->text_count; text++) periods[text] = NEVER;
    for (; at < articles; at++) extend(&periods[collection->text_of[at]], time_of(collection, at));
    return ND_OK;
}

uint32_t nd_days_apart(const nd_collection *collection, uint32_t a, uint32_t b) {
    if (!collection->periods) return 0;
    nd_period x = collection->periods[a], y = collection->periods[b];
    if (x.first > x.last || y.first > y.last) return 0;
    int64_t days = x.first > y.last ? (int64_t)x.first - y.last : y.first > x.last ? (int64_t)y.first - x.last : 0;
    return (uint32_t)days;
}
