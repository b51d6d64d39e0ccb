/*
 * walls.c - a cookie wall or a login page has the same words on every page, and the title of the article
 * that is behind it. A story that an outlet prints again has a second title, hardly an eighth. Only texts
 * that so many articles have are looked at. O(n log n) in these articles.
 */
#include "match/walls.h"

#include "base/introsort.h"

struct heading {
    nd_string outlet, title;
};

static int by_outlet(const void *left, const void *right) {
    const struct heading *x = left, *y = right;
    int                   order = nd_string_compare(x->outlet, y->outlet);
    return order ? order : nd_string_compare(x->title, y->title);
}

static uint32_t most_titles(const struct heading *headings, size_t count) {
    uint32_t most = 0, titles = 0;
    for (size_t i = 0; i < count; i++) {
        int is_outlet = i > 0 && !nd_string_compare(headings[i].outlet, headings[i - 1].outlet);
        if (!is_outlet) titles = 1;
        else titles += nd_string_compare(headings[i].title, headings[i - 1].title) != 0;
        if (titles > most) most = titles;
    }
    return most;
}

int nd_walls_titles(const nd_collection *collection, const uint32_t *articles, uint32_t count, nd_buf *work,
                    uint32_t *titles, nd_error *error) {
    int status = ND_OK;
    *titles = 0;
    work->size = 0;
    for (uint32_t i = 0; i < count && !status; i++) {
        nd_string fields[ND_FIELDS];
        size_t    size;
        nd_fields_decode(nd_collection_fields(collection, articles[i], &size), fields);
        struct heading heading = {fields[ND_FIELD_OUTLET], fields[ND_FIELD_TITLE]};
        if (heading.outlet.size && heading.title.size) status = nd_buf_append(work, &heading, sizeof heading, error);
    }
    if (status || !work->size) return status;
    nd_sort(work->data, work->size / sizeof(struct heading), sizeof(struct heading), by_outlet);
    *titles = most_titles((const struct heading *)work->data, work->size / sizeof(struct heading));
    return ND_OK;
}
