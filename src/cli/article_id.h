/* article_id.h - an article by what somebody calls it. */
#ifndef ARTICLE_ID_H
#define ARTICLE_ID_H

#include "newsdup.h"

/* The index of the article with this id. Where there is none, ND_ERROR_USAGE with the nearest ids. */
int article_by_id(const nd_result *result, const char *id, uint64_t *index, nd_error *error);

#endif
