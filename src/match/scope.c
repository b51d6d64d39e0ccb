/*
 * scope.c - a field is kept as 64 bits of its hash: in a million outlets, two are taken for one once in
 * some ten million runs. Days, not seconds, are compared, as many dates come without a time: with "within 1 day", an
 * article dated the 1st and one of 10:00 on the 2nd are near, whenever on the 1st the first one came out.
 */
#include "match/scope.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#define DAY_SECONDS 86400

int64_t nd_day_of(int64_t time) {
    int64_t day = time / DAY_SECONDS;
    return time % DAY_SECONDS < 0 ? day - 1 : day;
}

nd_scope nd_scope_make(const nd_options *options, nd_string field, int64_t time) {
    nd_scope scope = {.day = ND_NO_DAY};
    if (options->across != ND_ACROSS_ALL && field.size) scope.field = XXH3_64bits(field.data, field.size) | 1;
    if (options->within_days && time != ND_NO_TIME) scope.day = nd_day_of(time);
    return scope;
}

int64_t nd_scopes_days_apart(const nd_scopes *scopes, uint32_t a, uint32_t b) {
    int64_t x = scopes->of[a].day, y = scopes->of[b].day;
    return x > y ? x - y : y - x;
}

nd_refusal nd_scopes_refusal(const nd_scopes *scopes, uint32_t a, uint32_t b) {
    const nd_scope *x = &scopes->of[a], *y = &scopes->of[b];
    if (x->is_reference && y->is_reference) return ND_BOTH_REFERENCES;
    if (nd_scope_shares_field(x, y)) return ND_SAME_FIELD;
    if (!scopes->days || x->day == ND_NO_DAY || y->day == ND_NO_DAY) return ND_ALLOWED;
    return nd_scopes_days_apart(scopes, a, b) > scopes->days ? ND_TOO_FAR_APART : ND_ALLOWED;
}
