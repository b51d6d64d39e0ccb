/* dates.h - how far apart two texts came out, as far as the articles that have them tell. */
#ifndef ND_DATES_H
#define ND_DATES_H

#include "match/collection.h"

/* Days in UTC between the nearest times of publication of two texts, that of each reaching from the first of its
 * articles to the last; 0 where one has no article with a date. Linear in the articles of both. */
uint32_t nd_days_apart(const nd_collection *collection, uint32_t a, uint32_t b);

#endif
