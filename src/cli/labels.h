/* labels.h - what somebody says of pairs of articles, in a file of lines with tabs: tune --labels. */
#ifndef LABELS_H
#define LABELS_H

#include "cli/log.h"

struct label_row {
    nd_string ids[2]; /* into `bytes` of the file */
    size_t    line;
    int       kind; /* of nd_label */
};

/* {0} is empty. */
struct labels {
    const char       *file;
    char             *bytes;
    struct label_row *rows;
    nd_label         *labels; /* of the rows whose ids are known */
    size_t            row_count, count;
    uint64_t          bad; /* lines that say nothing that can be used; each was told */
};

/* Reads the whole file: id, id, other columns if there are any, and 1, 0 or ? in the last; a first line that ends
 * with "label" is a header. ND_OK or a negative status; labels_free accepts what failed. */
int labels_read(struct labels *labels, const char *file, struct log *log, nd_error *error);

/* Finds the articles. Ids that are not in the result, and pairs that were labelled before, are told. */
int labels_find(struct labels *labels, const nd_result *result, struct log *log, nd_error *error);

void labels_free(struct labels *labels);

#endif
