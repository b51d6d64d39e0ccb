/*
 * test_outcome.c - clusters and stories of whole runs through the public interface, on articles of made-up
 * words: what is cut from one story, what holds several stories, and what changes step by step.
 */
#include "made.h"

enum { MOST = 300, PARAGRAPH_WORDS = 45 };

/* ---- articles --------------------------------------------------------------------------------- */

/* Paragraph `number` of story `story`: words of two to four syllables that depend on both. */
static void say_paragraph(struct writing *writing, unsigned story, unsigned number) {
    static const char *const syllables[] = {"ba", "ce", "di", "fo", "gu", "ha", "je", "ki",
                                            "lo", "mu", "na", "pe", "ri", "so", "tu", "va"};
    uint64_t chance = nd_mix64_pair(story + 1, number + 1);
    for (unsigned i = 0; i < PARAGRAPH_WORDS; i++) {
        for (unsigned k = 2 + draw(&chance, 3); k > 0; k--) say(writing, syllables[draw(&chance, 16)]);
        say(writing, " ");
    }
    say(writing, "\n\n");
}

static void say_story(struct writing *writing, unsigned story, unsigned paragraphs) {
    for (unsigned i = 0; i < paragraphs; i++) say_paragraph(writing, story, i);
}

/* Some `kept` of the paragraphs, in their order. */
static void say_cut(struct writing *writing, unsigned story, unsigned paragraphs, unsigned kept, uint64_t *chance) {
    for (unsigned i = 0; i < paragraphs; i++) {
        if (draw(chance, paragraphs - i) >= kept) continue;
        say_paragraph(writing, story, i);
        kept--;
    }
}

/* ---- runs ------------------------------------------------------------------------------------- */

struct run {
    nd_corpus   *corpus;
    nd_result   *result;
    nd_document  documents[MOST]; /* in the order of the result */
    unsigned     count;
};

static struct run *new_run(void) {
    struct run *run = calloc(1, sizeof *run);
    nd_options  options;
    assert_non_null(run);
    nd_options_init(&options);
    options.jobs = 2;
    run->corpus = nd_corpus_new(&options, NULL);
    assert_non_null(run->corpus);
    return run;
}

static void add(struct run *run, const char *kind, unsigned number, struct writing *writing) {
    char id[40];
    snprintf(id, sizeof id, "%s-%u", kind, number);
    nd_article article = {.id = {id, strlen(id)}, .text = {writing->text, writing->size}, .time = ND_NO_TIME};
    assert_int_equal(nd_corpus_add(run->corpus, &article, NULL), ND_OK);
    *writing = (struct writing){.size = 0};
}

static void finish(struct run *run) {
    assert_int_equal(nd_corpus_run(run->corpus, &run->result, NULL), ND_OK);
    for (uint64_t at = 0; run->count < MOST && nd_result_next_document(run->result, &at, &run->documents[run->count]);)
        run->count++;
}

static void free_run(struct run *run) {
    nd_result_free(run->result);
    nd_corpus_free(run->corpus);
    free(run);
}

static const nd_document *find(const struct run *run, const char *id) {
    for (unsigned i = 0; i < run->count; i++)
        if (run->documents[i].id.size == strlen(id) && !memcmp(run->documents[i].id.data, id, strlen(id)))
            return &run->documents[i];
    fail_msg("no %s", id);
    return NULL;
}

/* How many articles are in the cluster of `id`. */
static unsigned cluster_size(const struct run *run, const char *id) {
    const nd_document *document = find(run, id);
    unsigned           size = 0;
    for (unsigned i = 0; i < run->count; i++) size += run->documents[i].cluster == document->cluster;
    return document->cluster == ND_NONE ? 1 : size;
}

/* ---- roundups --------------------------------------------------------------------------------- */

/* A full text of `paragraphs` and versions cut to `least` or one more of them. */
static struct run *run_cut(unsigned versions, unsigned paragraphs, unsigned least) {
    struct writing writing = {.size = 0};
    struct run    *run = new_run();
    uint64_t       chance = versions * 1000 + least;
    say_story(&writing, 0, paragraphs);
    add(run, "full", 0, &writing);
    for (unsigned i = 0; i < versions; i++) {
        say_cut(&writing, 0, paragraphs, least + draw(&chance, 2), &chance);
        add(run, "cut", i, &writing);
    }
    finish(run);
    return run;
}

static void check_cut(unsigned versions, unsigned least) {
    struct run        *run = run_cut(versions, 9, least);
    const nd_document *full = find(run, "full-0");
    assert_int_equal(full->role, ND_ROLE_CANONICAL);
    assert_int_equal(cluster_size(run, "full-0"), versions + 1);
    free_run(run);
}

static void a_full_text_and_its_cut_versions_are_one_cluster(void **state) {
    (void)state;
    check_cut(5, 4);
    check_cut(10, 4);
    check_cut(60, 4);
    check_cut(60, 5);
    check_cut(200, 5);
}

/* Stories with three copies of each, and a roundup of them all; the second roundup has one story more. */
static void check_roundup(unsigned stories) {
    struct writing writing = {.size = 0};
    struct run    *run = new_run();
    uint64_t       chance = stories;
    for (unsigned story = 0; story < stories + 1; story++)
        for (unsigned copy = 0; copy < 3; copy++) {
            if (copy) say_cut(&writing, story, 5, 4, &chance);
            else say_story(&writing, story, 5);
            add(run, "story", 3 * story + copy, &writing);
        }
    for (unsigned more = 0; more < 2; more++) {
        for (unsigned story = 0; story < stories + more; story++) say_story(&writing, story, 5);
        add(run, "roundup", more, &writing);
    }
    finish(run);
    for (unsigned story = 0; story < stories + 1; story++) {
        char id[40];
        snprintf(id, sizeof id, "story-%u", 3 * story);
        assert_int_equal(cluster_size(run, id), 3);
    }
    assert_true(cluster_size(run, "roundup-0") <= 2); /* the other roundup may be a copy */
    free_run(run);
}

static void roundups_of_unrelated_stories_are_kept_apart(void **state) {
    (void)state;
    check_roundup(2);
    check_roundup(3);
    check_roundup(10);
}

/* ---- chains ----------------------------------------------------------------------------------- */

/* Each version drops the first of 20 paragraphs and adds one: the next is nearly the same, and the twentieth
 * has nothing in common with the first. */
static void check_chain(unsigned versions) {
    struct writing writing = {.size = 0};
    struct run    *run = new_run();
    for (unsigned i = 0; i < versions; i++) {
        for (unsigned k = 0; k < 20; k++) say_paragraph(&writing, 1, i + k);
        add(run, "update", i, &writing);
    }
    finish(run);
    for (unsigned i = 0; i < versions; i++) {
        char id[40];
        snprintf(id, sizeof id, "update-%u", i);
        assert_in_range(cluster_size(run, id), 2, 40); /* none twice as long as what a version holds */
    }
    free_run(run);
}

static void a_chain_of_updates_is_split_however_long_it_is(void **state) {
    (void)state;
    check_chain(50);
    check_chain(200);
}

/* ---- strangers -------------------------------------------------------------------------------- */

/* Versions of one story that have some of its paragraphs each, and paragraphs of their own. */
static void add_version(struct run *run, unsigned number, uint64_t *chance) {
    struct writing writing = {.size = 0};
    unsigned       first = draw(chance, 8), kept = 2 + draw(chance, 5), own = draw(chance, 6);
    for (unsigned i = 0; i < kept; i++) say_paragraph(&writing, 7, first + i);
    for (unsigned i = 0; i < own; i++) say_paragraph(&writing, 100 + number, i);
    add(run, "version", number, &writing);
}

static int is_copy(nd_relation relation) {
    return relation == ND_IDENTICAL || relation == ND_NEAR_DUPLICATE || relation == ND_EXCERPT ||
           relation == ND_EXTENDED;
}

/* Whether the article with this index is a copy of another in its cluster. */
static int has_copy(const struct run *run, const nd_document *document) {
    nd_pair pair;
    for (uint64_t at = 0; nd_result_next_pair(run->result, &at, &pair);) {
        uint64_t other = pair.a == document->index ? pair.b : pair.b == document->index ? pair.a : ND_NONE;
        for (unsigned i = 0; i < run->count && other != ND_NONE; i++)
            if (run->documents[i].index == other && run->documents[i].cluster == document->cluster &&
                is_copy(pair.relation))
                return 1;
    }
    return 0;
}

/* Who moved to a cluster for its mean, and saw its own copies move on, does not stay. */
static void every_member_of_a_cluster_is_a_copy_of_another(void **state) {
    (void)state;
    for (unsigned seed = 0; seed < 1500; seed++) {
        struct run *run = new_run();
        uint64_t    chance = nd_mix64(seed);
        for (unsigned i = 0; i < 14; i++) add_version(run, i, &chance);
        finish(run);
        for (unsigned i = 0; i < run->count; i++)
            if (run->documents[i].cluster != ND_NONE) assert_true(has_copy(run, &run->documents[i]));
        free_run(run);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_text_and_its_cut_versions_are_one_cluster),
        cmocka_unit_test(roundups_of_unrelated_stories_are_kept_apart),
        cmocka_unit_test(every_member_of_a_cluster_is_a_copy_of_another),
        cmocka_unit_test(a_chain_of_updates_is_split_however_long_it_is),
    };
    return cmocka_run_group_tests_name("outcome", tests, NULL, NULL);
}
