/*
 * dates.c - a date refuses only what it certainly tells apart: a text printed again and again is near to all that
 * came out in between, and what has no date to everything. Copies of one text are taken to come out with it.
 */
#include "match/dates.h"

struct period {
    int64_t first, last; /* days since 1970 */
};

/* 0: no article has a date. */
static int find_period(const nd_collection *collection, uint32_t text, struct period *out) {
    *out = (struct period){INT64_MAX, INT64_MIN};
    for (uint32_t i = collection->first[text]; i < collection->first[text + 1]; i++) {
        uint32_t             place;
        const nd_shard_view *shard = nd_collection_shard(collection, collection->ordered[i], &place);
        int64_t              time = (int64_t)shard->times[place];
        if (time == ND_NO_TIME) continue;
        int64_t day = nd_day_of(time);
        if (day < out->first) out->first = day;
        if (day > out->last) out->last = day;
    }
    return out->first <= out->last;
}

uint32_t nd_days_apart(const nd_collection *collection, uint32_t a, uint32_t b) {
    struct period x, y;
    if (!find_period(collection, a, &x) || !find_period(collection, b, &y)) return 0;
    int64_t days = x.first > y.last ? x.first - y.last : y.first > x.last ? y.first - x.last : 0;
    return days < UINT32_MAX ? (uint32_t)days : UINT32_MAX;
}
