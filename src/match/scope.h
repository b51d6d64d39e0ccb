/*
 * scope.h - what is known of an article beside its words, as far as it may forbid a pair: nd_options.across
 * and .within_days, and whether it is a reference.
 *
 * A scope refuses and never relates: what is not known refuses nothing, so a corpus without metadata has the
 * same pairs with these options as without.
 */
#ifndef ND_SCOPE_H
#define ND_SCOPE_H

#include "newsdup.h"

#define ND_NO_DAY INT64_MIN

typedef struct nd_scope {
    uint64_t field; /* hash of the outlet or language; 0: not known, or not asked for */
    int64_t  day;   /* of publication, since 1970 UTC; ND_NO_DAY: not known, or not asked for */
    int      is_reference; /* two references are not compared */
} nd_scope;

typedef enum nd_refusal { ND_ALLOWED = 0, ND_SAME_FIELD, ND_TOO_FAR_APART, ND_BOTH_REFERENCES } nd_refusal;

typedef struct nd_scopes {
    nd_scope *of; /* [text]; NULL: every pair is allowed */
    int64_t   days; /* that two articles may be apart; 0: any number */
} nd_scopes;

/* Whether the options ask for scopes at all. */
static inline int nd_scopes_are_asked(const nd_options *options) {
    return options->across != ND_ACROSS_ALL || options->within_days;
}

/* The day of a time in seconds since 1970, both in UTC. */
int64_t nd_day_of(int64_t time);

/* The scope of an article with this field (missing or empty: not known) and this time. */
nd_scope nd_scope_make(const nd_options *options, nd_string field, int64_t time);

/* Whether two fields are known and the same. */
static inline int nd_scope_shares_field(const nd_scope *a, const nd_scope *b) {
    return a->field && a->field == b->field;
}

/* Whether they are of one kind that is not compared with itself: of one field, or both references. */
static inline int nd_scope_shares_kind(const nd_scope *a, const nd_scope *b) {
    return nd_scope_shares_field(a, b) || (a->is_reference && b->is_reference);
}

/* Of two texts whose days are known. */
int64_t nd_scopes_days_apart(const nd_scopes *scopes, uint32_t a, uint32_t b);

nd_refusal nd_scopes_refusal(const nd_scopes *scopes, uint32_t a, uint32_t b);

static inline int nd_scopes_refuse(const nd_scopes *scopes, uint32_t a, uint32_t b) {
    return scopes->of && nd_scopes_refusal(scopes, a, b) != ND_ALLOWED;
}

#endif
