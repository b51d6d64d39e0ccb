/*
 * fixture.h - a corpus together with what is expected of it, read from a folder or made by a test.
 *
 * A folder of tests/fixtures has
 *
 *     articles/ or articles.jsonl   what is read
 *     expected.tsv                  id, cluster, story, role: articles with the same label must share a group,
 *                                   others must not; "-" is no group, "*" anything; roles may be alternatives
 *                                   ("excerpt|near-duplicate"). An article without a row must be unique.
 *     pairs.tsv                     optional: id, id, and a relation or alternatives as `newsdup pairs` lists it
 *                                   ("unrelated" where it lists none), or one of "copies" (one cluster),
 *                                   "split" (not in one cluster), "story" (in one story), "apart" (in no group)
 *
 * A case listed in tests/fixtures/open.tsv is known to fail: it must go on failing, so that its line is taken
 * out with the change that mends it.
 */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "newsdup_io.h"

#define FIXTURES "tests/fixtures/"

enum { FIXTURE_NAME = 96, FIXTURE_PATH = 500, FIXTURE_ROWS = 1000, FIXTURE_WHY = 1600, FIXTURE_CASES = 100 };

struct fixture_row {
    char     id[FIXTURE_NAME], cluster[FIXTURE_NAME], story[FIXTURE_NAME], role[FIXTURE_NAME];
    uint64_t document; /* its index, once the corpus was run */
};

struct fixture_claim {
    char a[FIXTURE_NAME], b[FIXTURE_NAME], what[FIXTURE_NAME];
};

struct fixture {
    nd_corpus           *corpus;
    nd_result           *result;
    struct fixture_row   rows[FIXTURE_ROWS];
    struct fixture_claim claims[FIXTURE_ROWS];
    unsigned             row_count, claim_count, faults;
    char                 why[FIXTURE_WHY]; /* the first faults, a line each */
};

/* Counts a fault, and tells the first few. */
__attribute__((format(printf, 2, 3))) static inline void fixture_fault(struct fixture *fixture,
                                                                       const char *format, ...) {
    size_t  size = strlen(fixture->why);
    va_list arguments;
    fixture->faults++;
    if (size + 400 > FIXTURE_WHY || fixture->faults > 6) return;
    va_start(arguments, format);
    vsnprintf(fixture->why + size, 399, format, arguments);
    va_end(arguments);
    strcat(fixture->why, "\n");
}

/* ---- made ------------------------------------------------------------------------------------- */

static inline struct fixture *fixture_new(void) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    nd_options      options;
    assert_non_null(fixture);
    nd_options_init(&options);
    options.jobs = 2;
    options.all_pairs = 1;
    fixture->corpus = nd_corpus_new(&options, NULL);
    assert_non_null(fixture->corpus);
    return fixture;
}

static inline void fixture_free(struct fixture *fixture) {
    nd_result_free(fixture->result);
    nd_corpus_free(fixture->corpus);
    free(fixture);
}

static inline void fixture_put(struct fixture *fixture, const char *id, const char *text) {
    nd_article article = {.id = {id, strlen(id)}, .text = {text, strlen(text)}, .time = ND_NO_TIME};
    assert_int_equal(nd_corpus_add(fixture->corpus, &article, NULL), ND_OK);
}

static inline void fixture_copy(char to[FIXTURE_NAME], const char *from) {
    assert_true(strlen(from) < FIXTURE_NAME);
    memcpy(to, from, strlen(from) + 1);
}

static inline void fixture_expect(struct fixture *fixture, const char *id, const char *cluster, const char *story,
                                  const char *role) {
    assert_true(fixture->row_count < FIXTURE_ROWS);
    struct fixture_row *row = &fixture->rows[fixture->row_count++];
    fixture_copy(row->id, id);
    fixture_copy(row->cluster, cluster);
    fixture_copy(row->story, story);
    fixture_copy(row->role, role);
    row->document = ND_NONE;
}

static inline void fixture_claim(struct fixture *fixture, const char *a, const char *b, const char *what) {
    assert_true(fixture->claim_count < FIXTURE_ROWS);
    struct fixture_claim *claim = &fixture->claims[fixture->claim_count++];
    fixture_copy(claim->a, a);
    fixture_copy(claim->b, b);
    fixture_copy(claim->what, what);
}

/* ---- read ------------------------------------------------------------------------------------- */

/* A path in `folder`. */
static inline void fixture_join(char path[FIXTURE_PATH], const char *folder, const char *name) {
    assert_true(strlen(folder) + strlen(name) + 2 <= FIXTURE_PATH);
    sprintf(path, "%s/%s", folder, name);
}

/* Calls `take` with the fields of each line but the first; "#" opens a comment. 0 if there is no such file. */
static inline int fixture_table(const char *path, void *context, void take(void *context, char *fields[4])) {
    char  line[1000];
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    for (int number = 0; fgets(line, sizeof line, file); number++) {
        char *fields[4] = {line, "", "", ""}, *at = line;
        line[strcspn(line, "\n")] = '\0';
        if (number == 0 || *line == '#' || !*line) continue;
        for (int i = 1; i < 4 && (at = strchr(at, '\t')); i++) {
            *at++ = '\0';
            fields[i] = at;
        }
        take(context, fields);
    }
    fclose(file);
    return 1;
}

static inline void fixture_take_row(void *context, char *fields[4]) {
    fixture_expect(context, fields[0], fields[1], fields[2], fields[3]);
}

static inline void fixture_take_claim(void *context, char *fields[4]) {
    fixture_claim(context, fields[0], fields[1], fields[2]);
}

/* The articles of a folder; ids are paths below it, or those in articles.jsonl. */
static inline void fixture_feed(struct fixture *fixture, const char *folder) {
    char        path[FIXTURE_PATH];
    struct stat status;
    fixture_join(path, folder, "articles");
    if (stat(path, &status)) fixture_join(path, folder, "articles.jsonl");
    nd_reader *reader = nd_reader_new(NULL, NULL);
    assert_non_null(reader);
    if (nd_reader_add(reader, path, NULL)) fail_msg("no articles in %s (run from the top of the tree)", folder);
    assert_int_equal(nd_reader_feed(reader, fixture->corpus, NULL), ND_OK);
    nd_reader_free(reader);
}

static inline struct fixture *fixture_read(const char *folder) {
    char            path[FIXTURE_PATH];
    struct fixture *fixture = fixture_new();
    fixture_feed(fixture, folder);
    fixture_join(path, folder, "expected.tsv");
    if (!fixture_table(path, fixture, fixture_take_row)) fail_msg("no %s", path);
    fixture_join(path, folder, "pairs.tsv");
    fixture_table(path, fixture, fixture_take_claim);
    return fixture;
}

/* ---- judged ----------------------------------------------------------------------------------- */

static inline int fixture_is(nd_string string, const char *text) {
    return string.size == strlen(text) && memcmp(string.data, text, string.size) == 0;
}

/* Is `name` one of the alternatives "a|b|c", or are they "*"? */
static inline int fixture_among(const char *name, const char *alternatives) {
    size_t size = strlen(name);
    if (!strcmp(alternatives, "*")) return 1;
    for (const char *at = alternatives;; at++) {
        size_t next = strcspn(at, "|");
        if (next == size && !memcmp(at, name, size)) return 1;
        at += next;
        if (!*at) return 0;
    }
}

static inline nd_document fixture_document(const struct fixture *fixture, uint64_t index) {
    nd_document document;
    nd_result_document(fixture->result, index, &document);
    return document;
}

static inline uint64_t fixture_find(struct fixture *fixture, const char *id) {
    nd_document document;
    for (uint64_t at = 0; nd_result_next_document(fixture->result, &at, &document);)
        if (fixture_is(document.id, id)) return document.index;
    fixture_fault(fixture, "%s: no such article", id);
    return ND_NONE;
}

/* Every row finds its article; an article without a row gets one that says it is unique. */
static inline void fixture_match_rows(struct fixture *fixture) {
    nd_document document;
    unsigned    given = fixture->row_count;
    for (unsigned i = 0; i < given; i++) fixture->rows[i].document = fixture_find(fixture, fixture->rows[i].id);
    for (uint64_t at = 0; nd_result_next_document(fixture->result, &at, &document);) {
        unsigned i = 0;
        while (i < given && fixture->rows[i].document != document.index) i++;
        if (i < given) continue;
        char id[FIXTURE_NAME];
        snprintf(id, sizeof id, "%.*s", (int)document.id.size, document.id.data);
        fixture_expect(fixture, id, "-", "-", "unique");
        fixture->rows[fixture->row_count - 1].document = document.index;
    }
}

static inline uint64_t fixture_group(const struct fixture *fixture, const struct fixture_row *row, int is_story) {
    nd_document document = fixture_document(fixture, row->document);
    return is_story ? document.story : document.cluster;
}

/* Same label, same group, and the other way round. */
static inline void fixture_judge_groups(struct fixture *fixture, int is_story) {
    const char *kind = is_story ? "story" : "cluster";
    for (unsigned i = 0; i < fixture->row_count; i++) {
        const struct fixture_row *row = &fixture->rows[i];
        const char               *label = is_story ? row->story : row->cluster;
        if (row->document == ND_NONE || !strcmp(label, "*")) continue;
        uint64_t group = fixture_group(fixture, row, is_story);
        if ((group == ND_NONE) != !strcmp(label, "-"))
            fixture_fault(fixture, "%s: is in %s %s", row->id, group == ND_NONE ? "no" : "a", kind);
        for (unsigned j = 0; j < i && group != ND_NONE; j++) {
            const struct fixture_row *other = &fixture->rows[j];
            const char               *name = is_story ? other->story : other->cluster;
            if (other->document == ND_NONE || !strcmp(name, "*") || !strcmp(name, "-") || !strcmp(label, "-")) continue;
            int together = fixture_group(fixture, other, is_story) == group;
            if (together != !strcmp(name, label))
                fixture_fault(fixture, "%s and %s: %s one %s", other->id, row->id, together ? "in" : "not in", kind);
            if (together) break;
        }
    }
}

static inline void fixture_judge_roles(struct fixture *fixture) {
    for (unsigned i = 0; i < fixture->row_count; i++) {
        const struct fixture_row *row = &fixture->rows[i];
        if (row->document == ND_NONE) continue;
        const char *role = nd_role_name(fixture_document(fixture, row->document).role);
        if (!fixture_among(role, row->role)) fixture_fault(fixture, "%s: %s, not %s", row->id, role, row->role);
    }
}

static inline nd_relation fixture_turned(nd_relation relation) {
    return relation == ND_EXCERPT ? ND_EXTENDED : relation == ND_EXTENDED ? ND_EXCERPT : relation;
}

static inline nd_relation fixture_relation(const struct fixture *fixture, uint64_t a, uint64_t b) {
    nd_pair pair;
    for (uint64_t at = 0; nd_result_next_pair(fixture->result, &at, &pair);) {
        if (pair.a == a && pair.b == b) return pair.relation;
        if (pair.a == b && pair.b == a) return fixture_turned(pair.relation);
    }
    return ND_UNRELATED;
}

static inline int fixture_holds(const struct fixture *fixture, uint64_t a, uint64_t b, const char *what,
                                const char **found) {
    nd_document x = fixture_document(fixture, a), y = fixture_document(fixture, b);
    int         copies = x.cluster != ND_NONE && x.cluster == y.cluster;
    int         story = x.story != ND_NONE && x.story == y.story;
    *found = copies ? "copies" : story ? "story" : "apart";
    if (!strcmp(what, "copies")) return copies;
    if (!strcmp(what, "split")) return !copies;
    if (!strcmp(what, "story")) return copies || story;
    if (!strcmp(what, "apart")) return !copies && !story;
    *found = nd_relation_name(fixture_relation(fixture, a, b));
    return fixture_among(*found, what);
}

static inline void fixture_judge_claims(struct fixture *fixture) {
    for (unsigned i = 0; i < fixture->claim_count; i++) {
        const struct fixture_claim *claim = &fixture->claims[i];
        uint64_t                    a = fixture_find(fixture, claim->a), b = fixture_find(fixture, claim->b);
        const char                 *found = "";
        if (a == ND_NONE || b == ND_NONE || fixture_holds(fixture, a, b, claim->what, &found)) continue;
        fixture_fault(fixture, "%s and %s: %s, not %s", claim->a, claim->b, found, claim->what);
    }
}

/* Runs the corpus; the number of faults found. */
static inline unsigned fixture_judge(struct fixture *fixture) {
    assert_int_equal(nd_corpus_run(fixture->corpus, &fixture->result, NULL), ND_OK);
    fixture_match_rows(fixture);
    fixture_judge_groups(fixture, 0);
    fixture_judge_groups(fixture, 1);
    fixture_judge_roles(fixture);
    fixture_judge_claims(fixture);
    return fixture->faults;
}

/* ---- open cases ------------------------------------------------------------------------------- */

struct fixture_open {
    const char *name;
    int         is_listed;
};

static inline void fixture_take_open(void *context, char *fields[4]) {
    struct fixture_open *open = context;
    if (!strcmp(fields[0], open->name)) open->is_listed = 1;
}

static inline int fixture_is_open(const char *name) {
    struct fixture_open open = {name, 0};
    if (!fixture_table(FIXTURES "open.tsv", &open, fixture_take_open)) fail_msg("no " FIXTURES "open.tsv");
    return open.is_listed;
}

/* Judges the fixture, frees it, and fails unless the case is good, or open and not good. */
static inline void fixture_settle(const char *name, struct fixture *fixture) {
    unsigned faults = fixture_judge(fixture);
    char     why[FIXTURE_WHY];
    memcpy(why, fixture->why, sizeof why);
    fixture_free(fixture);
    int is_open = fixture_is_open(name);
    if (faults && is_open) printf("open: %s, %u faults:\n%s", name, faults, why);
    if (faults && !is_open) fail_msg("%s, %u faults:\n%s", name, faults, why);
    if (!faults && is_open) fail_msg("%s is right now: take its line out of " FIXTURES "open.tsv", name);
}

#endif
