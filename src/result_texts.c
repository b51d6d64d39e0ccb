/*
 * result_texts.c - the articles of a saved result in what is read now, by their ids. An id that is read twice
 * is nobody's: which of the two was meant is not known.
 */
#include <stdlib.h>

#include "base/error.h"
#include "base/introsort.h"
#include "newsdup_io.h"
#include "result.h"

struct named {
    nd_string id;
    uint32_t  article, found;
};

static int by_id(const void *left, const void *right) {
    const struct named *x = left, *y = right;
    return nd_string_compare(x->id, y->id);
}

static void meet(nd_result *result, struct named *named, const nd_article *article) {
    nd_standing *standing = &result->standings[named->article];
    standing->source = named->found++ ? ND_NONE : article->source;
    standing->time = article->time;
}

int nd_result_find_texts(nd_result *result, nd_reader *reader, nd_error *error) {
    uint32_t      count = (uint32_t)result->summary.articles;
    struct named *names = nd_allocate((count + UINT64_C(1)) * sizeof *names);
    nd_article    article;
    int           more = 1;
    if (!names) return nd_fail_memory(error);
    for (uint32_t i = 0; i < count; i++) {
        names[i] = (struct named){result->standings[i].fields[ND_FIELD_ID], i, 0};
        if (!names[i].id.data) names[i].id = (nd_string){"", 0};
        result->standings[i].source = ND_NONE;
        result->standings[i].time = ND_NO_TIME;
    }
    nd_sort(names, count, sizeof *names, by_id);
    while ((more = nd_reader_next(reader, &article, error)) > 0) {
        struct named  key = {.id = article.id.data ? article.id : (nd_string){"", 0}};
        struct named *found = count ? bsearch(&key, names, count, sizeof key, by_id) : NULL;
        if (found) meet(result, found, &article);
    }
    nd_release(names);
    return more;
}
