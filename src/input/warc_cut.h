/* warc_cut.h - the records of a web archive that may be articles, cut out of a stream. */
#ifndef ND_WARC_CUT_H
#define ND_WARC_CUT_H

#include "input/stream.h"

/* nd_stream_next for ND_SHAPE_WARC. What is damaged is given too, by the bytes with which the damage begins, for the
 * reader to tell. A record's place is its number among all records of the file, from 1. */
int nd_warc_cut_next(nd_stream *stream, nd_buf *bytes, nd_span *out);

/* What follows is no continuation of what came before, which has failed, but the beginning of a record: the current one
 * is damaged, unless all of it is there. */
void nd_warc_cut_break(nd_stream *stream, const nd_buf *bytes);

#endif
