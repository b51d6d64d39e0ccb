/*
 * result_passages.h - the passages that two texts share, as bytes of two articles.
 */
#ifndef ND_RESULT_PASSAGES_H
#define ND_RESULT_PASSAGES_H

#include "match/align.h"
#include "result.h"

/* What is told of the pair of texts at hand, and working space of one thread. Zero it before its first use. */
typedef struct nd_telling {
    nd_buf  spans;       /* nd_span: the longest passages, in the order of the text */
    nd_buf  within;      /* nd_span: what differs in these */
    nd_buf  places[2];   /* nd_place: of the article, of the other */
    nd_buf *passages;    /* nd_passage: the caller's list, for all articles */
    nd_buf *differences; /* nd_difference: the same */
} nd_telling;

void nd_telling_free(nd_telling *telling);

/* Takes the passages of an alignment, turned round if the text was B, and what differs in them. */
int nd_telling_take(nd_telling *telling, const nd_alignment *alignment, const nd_buf *differences, int is_turned,
                    nd_error *error);
/* Takes all `count` tokens of a text as one passage. */
int nd_telling_take_all(nd_telling *telling, uint32_t count, nd_error *error);

/* Adds what was taken to the lists, as it stands in an article with that text and in the other, which has the other
 * text; the standing of the article tells where in the lists. */
int nd_telling_add(nd_telling *telling, const nd_collection *collection, nd_standing *standing,
                   const uint32_t articles[2], nd_error *error);

#endif
