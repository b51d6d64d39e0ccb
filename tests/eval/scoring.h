/*
 * scoring.h - a labelled set, and how near a way of finding copies comes to its labels.
 *
 * A set is NAME.jsonl with labels in a table: a header line, two ids, and in the column "label" 1 for
 * copies, 0 for others, ? for a pair that is not scored. A pair without a label is one of no copies; where
 * texts under some length were not labelled, it is scored only if both texts have that length.
 *
 * Precision, recall and F1 are over pairs of articles. Everything here ends the program when it fails.
 */
#ifndef SCORING_H
#define SCORING_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "newsdup_io.h"

enum { LABEL_FIELDS = 16, LABEL_LINE = 4000 };

/* ---- what can fail ---------------------------------------------------------------------------- */

static inline void *need(void *memory) {
    if (memory) return memory;
    fprintf(stderr, "out of memory\n");
    exit(2);
}

static inline void check(int status, const nd_error *error) {
    if (status >= 0) return;
    fprintf(stderr, "%s\n", error->message);
    exit(2);
}

/* ---- articles of a set ------------------------------------------------------------------------ */

struct named {
    nd_string id;
    uint32_t  article;
};

struct set {
    nd_article   *articles; /* copies, whose strings are the set's */
    uint8_t      *is_long;  /* [article]: has the words for pairs without a label to count */
    struct named *names;    /* sorted */
    uint32_t      count;
};

static inline nd_string copy_string(nd_string from) {
    char *copy = from.data ? need(malloc(from.size + 1)) : NULL;
    if (copy) memcpy(copy, from.data, from.size);
    return (nd_string){copy, from.size};
}

/* Runs of letters, digits and underscores. */
static inline unsigned count_words(nd_string text) {
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.data, *end = at + text.size;
    unsigned                words = 0;
    int                     inside = 0;
    while (at < end) {
        utf8proc_int32_t code = 0;
        utf8proc_ssize_t size = utf8proc_iterate(at, end - at, &code);
        utf8proc_category_t kind = size > 0 ? utf8proc_category(code) : UTF8PROC_CATEGORY_CN;
        int is_word = code == '_' || (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO) ||
                      (kind >= UTF8PROC_CATEGORY_ND && kind <= UTF8PROC_CATEGORY_NO);
        words += is_word && !inside;
        inside = is_word;
        at += size > 0 ? size : 1;
    }
    return words;
}

static inline int compare_strings(nd_string x, nd_string y) {
    int order = memcmp(x.data, y.data, x.size < y.size ? x.size : y.size);
    return order ? order : x.size < y.size ? -1 : x.size > y.size;
}

static inline int by_id(const void *left, const void *right) {
    return compare_strings(((const struct named *)left)->id, ((const struct named *)right)->id);
}

static inline struct set read_set(const char *path, unsigned min_words) {
    struct set set = {0};
    nd_error   error;
    nd_article article;
    nd_reader *reader = nd_reader_new(NULL, &error);
    check(reader ? nd_reader_add(reader, path, &error) : ND_ERROR_IO, &error);
    for (int status; (status = nd_reader_next(reader, &article, &error)) != 0; set.count++) {
        check(status, &error);
        if (!(set.count & (set.count - 1))) {
            size_t room = set.count ? 2 * (size_t)set.count : 1;
            set.articles = need(realloc(set.articles, room * sizeof *set.articles));
            set.is_long = need(realloc(set.is_long, room));
        }
        set.is_long[set.count] = count_words(article.text) >= min_words;
        nd_string *strings[] = {&article.id,   &article.text, &article.title, &article.url,
                                &article.date, &article.lang, &article.outlet};
        for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) *strings[i] = copy_string(*strings[i]);
        article.source = set.count;
        set.articles[set.count] = article;
    }
    nd_reader_free(reader);
    set.names = need(malloc((set.count + 1) * sizeof *set.names));
    for (uint32_t i = 0; i < set.count; i++) set.names[i] = (struct named){set.articles[i].id, i};
    if (set.count) qsort(set.names, set.count, sizeof *set.names, by_id);
    return set;
}

static inline void free_set(struct set *set) {
    for (uint32_t i = 0; i < set->count; i++) {
        const nd_article *article = &set->articles[i];
        nd_string strings[] = {article->id,   article->text, article->title, article->url,
                               article->date, article->lang, article->outlet};
        for (size_t k = 0; k < sizeof strings / sizeof *strings; k++) free((char *)strings[k].data);
    }
    free(set->articles);
    free(set->is_long);
    free(set->names);
}

/* The article, or UINT32_MAX. */
static inline uint32_t find_article(const struct set *set, const char *id) {
    struct named wanted = {.id = {id, strlen(id)}}, *found = NULL;
    if (set->count) found = bsearch(&wanted, set->names, set->count, sizeof wanted, by_id);
    return found ? found->article : UINT32_MAX;
}

/* ---- pairs ------------------------------------------------------------------------------------ */

/* Pairs of articles, the smaller number in the upper half; after settle_pairs sorted, each once. */
struct pairs {
    uint64_t *keys;
    size_t    count, room;
};

static inline void add_pair(struct pairs *pairs, uint32_t a, uint32_t b) {
    if (pairs->count == pairs->room) {
        pairs->room = pairs->room ? 2 * pairs->room : 1024;
        pairs->keys = need(realloc(pairs->keys, pairs->room * sizeof *pairs->keys));
    }
    pairs->keys[pairs->count++] = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;
}

static inline int by_key(const void *left, const void *right) {
    uint64_t x = *(const uint64_t *)left, y = *(const uint64_t *)right;
    return x < y ? -1 : x > y;
}

static inline void settle_pairs(struct pairs *pairs) {
    size_t kept = 0;
    if (pairs->count) qsort(pairs->keys, pairs->count, sizeof *pairs->keys, by_key);
    for (size_t i = 0; i < pairs->count; i++)
        if (i == 0 || pairs->keys[i] != pairs->keys[kept - 1]) pairs->keys[kept++] = pairs->keys[i];
    pairs->count = kept;
}

static inline int has_pair(const struct pairs *pairs, uint64_t key) {
    return pairs->count && bsearch(&key, pairs->keys, pairs->count, sizeof key, by_key);
}

/* All pairs within a group; groups[article], UINT64_MAX for none. */
static inline struct pairs pairs_in_groups(const uint64_t *groups, uint32_t count) {
    struct pairs pairs = {0};
    uint64_t    *order = need(malloc((count + 1) * sizeof *order * 2));
    size_t       grouped = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (groups[i] == UINT64_MAX) continue;
        order[2 * grouped] = groups[i];
        order[2 * grouped++ + 1] = i;
    }
    if (grouped) qsort(order, grouped, 2 * sizeof *order, by_key);
    for (size_t i = 0; i < grouped; i++)
        for (size_t j = i + 1; j < grouped && order[2 * j] == order[2 * i]; j++)
            add_pair(&pairs, (uint32_t)order[2 * i + 1], (uint32_t)order[2 * j + 1]);
    settle_pairs(&pairs);
    free(order);
    return pairs;
}

/* ---- labels ----------------------------------------------------------------------------------- */

struct labels {
    struct pairs copies, others, unscored;
    size_t       copy_count; /* with those whose articles are not in the set */
};

/* Cuts the line at its tabs. */
static inline int cut_fields(char *line, char *fields[LABEL_FIELDS]) {
    int count = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at && count < LABEL_FIELDS; count++) {
        fields[count] = at;
        at = strchr(at, '\t');
        if (at) *at++ = '\0';
    }
    return count;
}

static inline struct labels read_labels(const char *path, const struct set *set) {
    struct labels labels = {.copy_count = 0};
    char          line[LABEL_LINE], *fields[LABEL_FIELDS];
    int           column = 2;
    FILE         *file = fopen(path, "r");
    if (!file) {
        fprintf(stderr, "%s: cannot be read\n", path);
        exit(2);
    }
    for (int number = 0; fgets(line, sizeof line, file); number++) {
        int count = cut_fields(line, fields);
        if (number == 0)
            while (column < count && strcmp(fields[column], "label")) column++;
        if (number == 0 || column >= count) continue;
        uint32_t      a = find_article(set, fields[0]), b = find_article(set, fields[1]);
        struct pairs *pairs = *fields[column] == '1'   ? &labels.copies
                              : *fields[column] == '0' ? &labels.others
                                                       : &labels.unscored;
        if (a != UINT32_MAX && b != UINT32_MAX) add_pair(pairs, a, b);
        else if (pairs == &labels.copies) labels.copy_count++;
    }
    fclose(file);
    settle_pairs(&labels.copies);
    settle_pairs(&labels.others);
    settle_pairs(&labels.unscored);
    labels.copy_count += labels.copies.count;
    return labels;
}

static inline void free_labels(struct labels *labels) {
    free(labels->copies.keys);
    free(labels->others.keys);
    free(labels->unscored.keys);
}

/* ---- scores ----------------------------------------------------------------------------------- */

struct score {
    size_t found, wrong, copies;
};

/* `called` are the pairs that are called copies. */
static inline struct score score_pairs(const struct pairs *called, const struct labels *labels,
                                       const struct set *set) {
    struct score score = {.copies = labels->copy_count};
    for (size_t i = 0; i < called->count; i++) {
        uint64_t key = called->keys[i];
        if (has_pair(&labels->copies, key)) score.found++;
        else if (has_pair(&labels->others, key)) score.wrong++;
        else if (!has_pair(&labels->unscored, key) && set->is_long[key >> 32] && set->is_long[(uint32_t)key])
            score.wrong++;
    }
    return score;
}

static inline double precision_of(struct score score) {
    return score.found + score.wrong ? (double)score.found / (double)(score.found + score.wrong) : 1;
}

static inline double recall_of(struct score score) {
    return score.copies ? (double)score.found / (double)score.copies : 1;
}

static inline double f1_of(struct score score) {
    double precision = precision_of(score), recall = recall_of(score);
    return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

#endif
