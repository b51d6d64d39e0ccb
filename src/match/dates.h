/* dates.h - how far apart two texts came out, as far as the articles that have them tell. */
#ifndef ND_DATES_H
#define ND_DATES_H

#include "match/collection.h"

/* Finds the period of each text of a collection whose texts are numbered; *out is to be freed, and NULL if no
 * article has a date. Linear in the articles. */
int nd_periods_find(const nd_collection *collection, nd_period **out, nd_error *error);

/* Days in UTC between the nearest times of publication of two texts, that of each reaching from the first of its
 * articles to the last; 0 where one has no article with a date. */
uint32_t nd_days_apart(const nd_collection *collection, uint32_t a, uint32_t b);

#endif
