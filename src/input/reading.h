/* reading.h - what the reader of newsdup_io.h is inside: open.c reads, counts.c and again.c tell of what was read. */
#ifndef ND_READING_H
#define ND_READING_H

#include "input/batch.h"
#include "input/reader.h"
#include "newsdup_io.h"

struct nd_reader {
    nd_read_options options;
    char           *tmpdir;
    nd_select       select;
    nd_map          map;
    nd_batch        batch;
    size_t          next; /* record of the batch that has not been given out */
    nd_textstore    store;
    nd_parser      *parsers; /* one for each thread */
    unsigned        jobs;
    nd_parser       again; /* for nd_reader_text */
    nd_buf          place;
    nd_read_counts  counts;
    uint64_t        sources[ND_FIELDS_COUNT][ND_FIELD_SOURCES]; /* how often each was used */
    int             has_input; /* standard input was named */
};

/* Tells the parser what makes an article of a record of this file, for nd_whole_article. */
void nd_reader_prepare(const nd_reader *reader, uint32_t number, nd_parser *parser);

#endif
