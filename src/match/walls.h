/*
 * walls.h - texts that are no articles: the notice that one outlet shows in place of many.
 */
#ifndef ND_WALLS_H
#define ND_WALLS_H

#include "match/collection.h"

/* One outlet has no article under so many titles. */
#define ND_WALL_TITLES 8

/* Under how many titles one outlet has the text of these articles: the most of any outlet. Articles whose
 * outlet or title is not known do not count. */
int nd_walls_titles(const nd_collection *collection, const uint32_t *articles, uint32_t count, nd_buf *work,
                    uint32_t *titles, nd_error *error);

#endif
