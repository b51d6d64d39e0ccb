/*
 * test_traps.c - what makes articles look like copies that are none, and copies like none: each trap as a
 * small corpus in tests/fixtures/traps, or made here where it needs many articles.
 *
 * A case is named after its trap: 1 repeated sentences, 2 furniture, 3 templates, 4 roundups, 5 rolling
 * updates, 6 stubs and walls, 7 short texts, 8 passages that everybody prints, 9 metadata, 10 order.
 */
#include "fixture.h"
#include "prose.h"

/* ---- the folders ------------------------------------------------------------------------------ */

static const char *const folders[] = {
    "1-quote-thrice", "1-refrain", "2-among-five", "2-among-five-short", "2-captions-put-in",
    "2-page-and-wire", "2-two-pages", "3-bonds", "3-dates", "3-football-table", "3-house-style",
    "3-names-only", "3-prices", "3-repurchase", "3-same-form-later", "3-respelt-names", "3-scanned",
    "3-updated-count", "4-briefing", "4-live-page", "4-two-digests", "4-whole-items", "6-stubs",
    "7-short", "7-short-figures", "8-agency-paragraph", "9-other-metadata", "9-same-metadata",
    "9-title-line", "9-without-metadata", "stories-shared-quotes", "stories-stock-sentence",
    "stories-three-rewrites",
};

static void folder(void **state) {
    const char *name = *state;
    char        path[FIXTURE_PATH];
    fixture_join(path, FIXTURES "traps", name);
    fixture_settle(name, fixture_read(path));
}

/* ---- what is made ----------------------------------------------------------------------------- */

/* Seeds of paragraphs: what has another seed has other words. */
enum { NAVIGATION = 1, FOOTER = 2, QUOTE = 3, WALL = 4, OWN = 1000, EXTRA = 500000 };

static const char *name_of(char *name, const char *kind, unsigned number) {
    snprintf(name, FIXTURE_NAME, "%s-%03u", kind, number);
    return name;
}

static void put(struct fixture *fixture, const char *kind, unsigned number, struct prose *prose) {
    char id[FIXTURE_NAME];
    fixture_put(fixture, name_of(id, kind, number), prose->text);
    *prose = (struct prose){.size = 0};
}

/* The article is in the cluster, and the story, that has this number. */
static void expect_copy(struct fixture *fixture, const char *kind, unsigned number, unsigned label) {
    char id[FIXTURE_NAME], name[FIXTURE_NAME];
    name_of(id, kind, number);
    name_of(name, "label", label);
    fixture_expect(fixture, id, name, name, "*");
}

/* A page of one site: navigation, an article of `own` words, a footer. */
static void say_page(struct prose *prose, uint64_t seed, unsigned own, unsigned navigation, unsigned footer) {
    if (navigation) prose_paragraph(prose, NAVIGATION, navigation);
    prose_paragraph(prose, seed, own);
    if (footer) prose_paragraph(prose, FOOTER, footer);
}

/* Sixty pages of one site; ten of the articles stand elsewhere, too, without its furniture. */
static void pages_of_one_site(void **state) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    (void)state;
    for (unsigned i = 0; i < 60; i++) {
        unsigned own = 130 + 8 * i;
        say_page(&prose, OWN + i, own, 70, 50);
        put(fixture, "page", i, &prose);
        if (i % 6) continue;
        prose_edited(&prose, OWN + i, own, 3, 1);
        put(fixture, "wire", i, &prose);
        expect_copy(fixture, "page", i, i);
        expect_copy(fixture, "wire", i, i);
    }
    fixture_settle("2-site", fixture);
}

/* An outlet's own archive: few stories, many versions of each, the same furniture on all. */
static void check_archive(const char *name, unsigned stories, unsigned versions, unsigned furniture) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    for (unsigned i = 0; i < stories * versions; i++) {
        prose_paragraph(&prose, NAVIGATION, furniture / 2);
        prose_edited(&prose, OWN + i / versions, 150 + 10 * (i / versions), 2, i);
        prose_paragraph(&prose, FOOTER, furniture / 2);
        put(fixture, "page", i, &prose);
        expect_copy(fixture, "page", i, i / versions);
    }
    fixture_settle(name, fixture);
}

static void archive_of_twelve_stories(void **state) {
    (void)state;
    check_archive("2-archive", 12, 5, 100);
}

static void archive_whose_pages_are_half_furniture(void **state) {
    (void)state;
    check_archive("2-archive-half", 12, 5, 180);
}

static void archive_of_three_stories(void **state) {
    (void)state;
    check_archive("2-archive-small", 3, 8, 100);
}

/* A wire story on forty sites, each with its own furniture and `others` more articles. */
static void check_wire_story(const char *name, unsigned others) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    for (unsigned site = 0; site < 40; site++) {
        for (unsigned i = 0; i <= others; i++) {
            prose_paragraph(&prose, EXTRA + 2 * site, 40);
            if (i == 0) prose_edited(&prose, OWN, 300, 7, site);
            else prose_paragraph(&prose, OWN + 10 * site + i, 200 + site);
            prose_paragraph(&prose, EXTRA + 2 * site + 1, 40);
            put(fixture, i == 0 ? "wire" : i == 1 ? "first" : "second", site, &prose);
        }
        expect_copy(fixture, "wire", site, 0);
    }
    fixture_settle(name, fixture);
}

static void wire_story_on_forty_sites(void **state) {
    (void)state;
    check_wire_story("2-wire-story", 0);
}

static void wire_story_among_other_pages_of_forty_sites(void **state) {
    (void)state;
    check_wire_story("2-forty-sites", 2);
}

/* A story of twenty-four paragraphs that twelve cut, each behind another one, and go on with words of their own. */
static void story_that_was_cut_in_many_ways(void **state) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    (void)state;
    for (unsigned version = 0; version < 12; version++) {
        unsigned paragraphs = 2 + 2 * version;
        for (unsigned i = 0; i < paragraphs; i++) prose_paragraph(&prose, OWN + i, 40);
        prose_paragraph(&prose, EXTRA + version, 20 * paragraphs);
        put(fixture, "version", version, &prose);
        expect_copy(fixture, "version", version, 0);
    }
    fixture_settle("2-cut-in-many-ways", fixture);
}

/* A site with more furniture than article on its pages; the first of its articles stand in three more places each,
 * without it and never quite the same. */
static void check_printed_elsewhere(const char *name, unsigned pages, unsigned printed) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    for (unsigned i = 0; i < pages; i++) {
        say_page(&prose, OWN + i, 100 + 5 * i, 60, 120);
        put(fixture, "page", i, &prose);
        if (i < printed) expect_copy(fixture, "page", i, i);
        for (unsigned copy = 0; i < printed && copy < 3; copy++) {
            prose_edited(&prose, OWN + i, 100 + 5 * i, 3, copy);
            prose_paragraph(&prose, EXTRA + 3 * i + copy, 30);
            put(fixture, "wire", 3 * i + copy, &prose);
            expect_copy(fixture, "wire", 3 * i + copy, i);
        }
    }
    fixture_settle(name, fixture);
}

static void six_pages_of_which_others_print_two(void **state) {
    (void)state;
    check_printed_elsewhere("2-two-of-six", 6, 2);
}

static void fourteen_pages_of_which_others_print_six(void **state) {
    (void)state;
    check_printed_elsewhere("2-six-of-fourteen", 14, 6);
}

/* Two versions each of twelve articles, on pages whose furniture has figures of the day in it. */
static void figures_in_furniture(void **state) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    struct dice     dice = {3};
    char            figure[40];
    (void)state;
    for (unsigned i = 0; i < 24; i++) {
        for (unsigned k = 0; k < 8; k++) {
            prose_paragraph(&prose, EXTRA + k, 14);
            snprintf(figure, sizeof figure, "%u\n", 100 + roll_below(&dice, 900));
            prose_put(&prose, figure);
        }
        prose_edited(&prose, OWN + i / 2, 150, 2, i);
        put(fixture, "page", i, &prose);
        expect_copy(fixture, "page", i, i / 2);
    }
    fixture_settle("2-figures-in-furniture", fixture);
}

/* A hundred articles of `least` to `most` words share a footer of 300. */
static void check_long_footer(const char *name, unsigned least, unsigned most) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    for (unsigned i = 0; i < 100; i++) {
        say_page(&prose, OWN + i, least + (most - least) * i / 100, 0, 300);
        put(fixture, "page", i, &prose);
    }
    fixture_settle(name, fixture);
}

static void long_footer_that_is_the_lesser_part_of_most(void **state) {
    (void)state;
    check_long_footer("2-long-footer", 150, 900);
}

static void long_footer_that_is_the_greater_part_of_all(void **state) {
    (void)state;
    check_long_footer("2-long-footer-short-articles", 120, 200);
}

static const char notice_form[] =
    "The Central Bank of Varland entered the market to add temporary reserves through %u million crowns of customer "
    "repurchase agreements, dealers %s. The overnight rate stood at %u.%02u per cent when the bank acted, shortly "
    "after %u o'clock. Dealers had expected the bank to add reserves, as cash is scarce before tax payments fall "
    "due. A total of %u bids was received, the bank's money market desk added.";

/* Forty notices of one form with other figures; every fourth is printed twice, the second time with a word
 * changed. */
static void many_notices(void **state) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    struct dice     dice = {7};
    (void)state;
    for (unsigned i = 0; i < 40; i++) {
        uint32_t amount = 500 + 50 * roll_below(&dice, 90), rate = 300 + roll_below(&dice, 200);
        uint32_t bids = 20 + roll_below(&dice, 70), hour = 9 + roll_below(&dice, 6);
        for (int again = 0; again <= (i % 4 == 0); again++) {
            snprintf(prose.text, sizeof prose.text, notice_form, amount, again ? "reported" : "said", rate / 100,
                     rate % 100, hour, bids);
            put(fixture, again ? "reprint" : "notice", i, &prose);
            if (i % 4 == 0) expect_copy(fixture, again ? "reprint" : "notice", i, i);
        }
    }
    fixture_settle("3-many-notices", fixture);
}

/* Each version drops the first of eight paragraphs and has a new last one. */
static void rolling_updates(void **state) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    char            one[FIXTURE_NAME], other[FIXTURE_NAME];
    (void)state;
    for (unsigned i = 0; i < 12; i++) {
        for (unsigned k = i; k < i + 8; k++) prose_paragraph(&prose, OWN + k, 45);
        put(fixture, "version", i, &prose);
        fixture_expect(fixture, name_of(one, "version", i), "*", "*", "*");
        if (i > 0) fixture_claim(fixture, name_of(other, "version", i - 1), one, "story");
        if (i >= 8) fixture_claim(fixture, name_of(other, "version", i - 8), one, "split");
    }
    fixture_settle("5-rolling", fixture);
}

/* Six figures in three hundred words; each version corrects two of them. */
static void updated_tolls(void **state) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    char            one[FIXTURE_NAME], other[FIXTURE_NAME], line[100];
    (void)state;
    for (unsigned i = 0; i < 5; i++) {
        for (unsigned k = 0; k < 6; k++) {
            prose_paragraph(&prose, OWN + k, 45);
            snprintf(line, sizeof line, "In district number %u the count stood at %u.\n\n", k,
                     100 + 10 * k + (i + k % 3) / 3);
            prose_put(&prose, line);
        }
        put(fixture, "version", i, &prose);
        fixture_expect(fixture, name_of(one, "version", i), "A", "A", "*");
        if (i > 0) fixture_claim(fixture, name_of(other, "version", i - 1), one, "near-duplicate");
    }
    fixture_settle("5-tolls", fixture);
}

/* Each version has a paragraph more. */
static void growing_updates(void **state) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    (void)state;
    for (unsigned i = 0; i < 10; i++) {
        for (unsigned k = 0; k < i + 3; k++) prose_paragraph(&prose, OWN + k, 45);
        put(fixture, "version", i, &prose);
        expect_copy(fixture, "version", i, 0);
    }
    fixture_settle("5-growing", fixture);
}

/* Behind a wall every page has the same words; titles and addresses tell that they are different articles. */
static void walls_alike(void **state) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    (void)state;
    prose_paragraph(&prose, WALL, 60);
    for (unsigned i = 0; i < 150; i++) {
        char         id[FIXTURE_NAME], url[2 * FIXTURE_NAME];
        struct prose title = {.size = 0};
        prose_paragraph(&title, EXTRA + i, 7);
        name_of(id, "page", i);
        snprintf(url, sizeof url, "https://courier.example/%s", id);
        nd_article article = {.id = {id, strlen(id)},
                              .text = {prose.text, prose.size},
                              .title = {title.text, title.size - 2},
                              .url = {url, strlen(url)},
                              .outlet = {"courier.example", 15},
                              .time = ND_NO_TIME};
        assert_int_equal(nd_corpus_add(fixture->corpus, &article, NULL), ND_OK);
    }
    fixture_settle("6-walls-alike", fixture);
}

/* A line or two of each article, then the wall. */
static void walls_with_teasers(void **state) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    (void)state;
    for (unsigned i = 0; i < 150; i++) {
        prose_paragraph(&prose, OWN + i, 18);
        prose_paragraph(&prose, WALL, 60);
        put(fixture, "page", i, &prose);
    }
    fixture_settle("6-walls-with-teasers", fixture);
}

/* Two hundred articles have the same quotation of 60 words; twelve of them have a copy. */
static void quotation_that_all_print(void **state) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    (void)state;
    for (unsigned i = 0; i < 200; i++) {
        int has_copy = i % 16 == 0;
        for (int copy = 0; copy <= has_copy; copy++) {
            prose_paragraph(&prose, OWN + i, 60 + i);
            prose_paragraph(&prose, QUOTE, 60);
            prose_edited(&prose, EXTRA + i, 80, copy ? 3 : 0, 1);
            put(fixture, copy ? "copy" : "article", i, &prose);
            if (has_copy) expect_copy(fixture, copy ? "copy" : "article", i, i);
        }
    }
    fixture_settle("8-quotation", fixture);
}

/* ---- order ------------------------------------------------------------------------------------ */

enum { RECORDS = 48, RECORD_LINE = 400 };

struct ordered {
    char     lines[RECORDS][RECORD_LINE];
    unsigned count;
};

/* Record `number`: few ids and few texts, so that every combination comes up, some of them twice. */
static void add_record(nd_corpus *corpus, unsigned number) {
    struct prose prose = {.size = 0};
    char         id[20], outlet[20];
    int          id_size = snprintf(id, sizeof id, "id%u", number % 3);
    int          outlet_size = snprintf(outlet, sizeof outlet, "outlet%u", number / 3 % 4);
    prose_edited(&prose, OWN, 150, number % 2 ? 4 : 0, number % 6);
    nd_article article = {.id = {id, (size_t)id_size},
                          .text = {prose.text, prose.size},
                          .outlet = {outlet, (size_t)outlet_size},
                          .date = {number < RECORDS / 2 ? "1970-01-01" : "1970-01-02", 10},
                          .time = number / (RECORDS / 2) * 86400};
    assert_int_equal(nd_corpus_add(corpus, &article, NULL), ND_OK);
}

static int by_text(const void *left, const void *right) {
    return strcmp(left, right);
}

/* What the result says of every record, sorted. */
static void describe(const nd_result *result, struct ordered *out) {
    nd_document document;
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) {
        nd_document canonical = document;
        if (document.canonical != ND_NONE) nd_result_document(result, document.canonical, &canonical);
        snprintf(out->lines[out->count++], RECORD_LINE, "%.*s %.*s %lld %02x%02x%02x %s %.*s %.*s %.4f",
                 (int)document.id.size, document.id.data, (int)document.outlet.size, document.outlet.data,
                 (long long)document.time, document.digest[0], document.digest[1], document.digest[2],
                 nd_role_name(document.role), (int)canonical.id.size, canonical.id.data, (int)canonical.outlet.size,
                 canonical.outlet.data, document.coverage);
    }
    qsort(out->lines, out->count, RECORD_LINE, by_text);
}

/* The records in an order of their own for each `seed`; 0 is the order of their numbers. */
static void run_in_order(uint64_t seed, struct ordered *out) {
    unsigned    order[RECORDS];
    struct dice dice = {seed};
    nd_result  *result;
    nd_corpus  *corpus = nd_corpus_new(NULL, NULL);
    assert_non_null(corpus);
    for (unsigned i = 0; i < RECORDS; i++) {
        unsigned at = seed ? roll_below(&dice, i + 1) : i;
        order[i] = order[at];
        order[at] = i;
    }
    for (unsigned i = 0; i < RECORDS; i++) add_record(corpus, order[i]);
    assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
    *out = (struct ordered){.count = 0};
    describe(result, out);
    nd_result_free(result);
    nd_corpus_free(corpus);
}

static void equal_ids_and_texts_in_any_order(void **state) {
    static struct ordered first, other;
    struct fixture       *fixture = fixture_new();
    (void)state;
    run_in_order(0, &first);
    assert_int_equal(first.count, RECORDS);
    for (uint64_t seed = 1; seed <= 8; seed++) {
        run_in_order(seed, &other);
        for (unsigned i = 0; i < RECORDS; i++)
            if (strcmp(first.lines[i], other.lines[i]))
                fixture_fault(fixture, "order %u: %s, not %s", (unsigned)seed, other.lines[i], first.lines[i]);
    }
    fixture_settle("10-order", fixture);
}

/* ---- the judge -------------------------------------------------------------------------------- */

/* A text and its copy, and a stranger. */
static struct fixture *two_copies(void) {
    struct fixture *fixture = fixture_new();
    struct prose    prose = {.size = 0};
    for (unsigned i = 0; i < 3; i++) {
        prose_edited(&prose, OWN + i / 2, 100, 3, i);
        put(fixture, "article", i, &prose);
    }
    return fixture;
}

static void judge(const char *clusters[3], const char *claim, unsigned faults) {
    struct fixture *fixture = two_copies();
    char            id[FIXTURE_NAME];
    for (unsigned i = 0; i < 3; i++)
        if (*clusters[i]) fixture_expect(fixture, name_of(id, "article", i), clusters[i], clusters[i], "*");
    fixture_claim(fixture, "article-000", "article-001", claim);
    assert_int_equal(fixture_judge(fixture) > 0, faults);
    fixture_free(fixture);
}

static void the_judge_finds_every_kind_of_fault(void **state) {
    (void)state;
    judge((const char *[]){"A", "A", ""}, "copies", 0);
    judge((const char *[]){"A", "A", "-"}, "near-duplicate", 0);
    judge((const char *[]){"A", "B", "-"}, "copies", 1);
    judge((const char *[]){"A", "A", "A"}, "copies", 1);
    judge((const char *[]){"", "", ""}, "copies", 1);
    judge((const char *[]){"-", "A", "-"}, "copies", 1);
    judge((const char *[]){"A", "A", ""}, "apart", 1);
    judge((const char *[]){"A", "A", ""}, "split", 1);
    judge((const char *[]){"A", "A", ""}, "unrelated|template", 1);
}

int main(void) {
    struct CMUnitTest tests[FIXTURE_CASES] = {
        cmocka_unit_test(pages_of_one_site),
        cmocka_unit_test(archive_of_twelve_stories),
        cmocka_unit_test(archive_whose_pages_are_half_furniture),
        cmocka_unit_test(archive_of_three_stories),
        cmocka_unit_test(wire_story_on_forty_sites),
        cmocka_unit_test(wire_story_among_other_pages_of_forty_sites),
        cmocka_unit_test(story_that_was_cut_in_many_ways),
        cmocka_unit_test(six_pages_of_which_others_print_two),
        cmocka_unit_test(fourteen_pages_of_which_others_print_six),
        cmocka_unit_test(figures_in_furniture),
        cmocka_unit_test(long_footer_that_is_the_lesser_part_of_most),
        cmocka_unit_test(long_footer_that_is_the_greater_part_of_all),
        cmocka_unit_test(many_notices),
        cmocka_unit_test(rolling_updates),
        cmocka_unit_test(updated_tolls),
        cmocka_unit_test(growing_updates),
        cmocka_unit_test(walls_alike),
        cmocka_unit_test(walls_with_teasers),
        cmocka_unit_test(quotation_that_all_print),
        cmocka_unit_test(equal_ids_and_texts_in_any_order),
        cmocka_unit_test(the_judge_finds_every_kind_of_fault),
    };
    size_t count = 0;
    while (tests[count].name) count++;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        tests[count++] = (struct CMUnitTest){folders[i], folder, NULL, NULL, (void *)(uintptr_t)folders[i]};
    return _cmocka_run_group_tests("traps", tests, count, NULL, NULL);
}
