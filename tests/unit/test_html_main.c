/* test_html_main.c - invented pages: which of their blocks are the article, and which are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/html_main.h"

#define ONE "The ferry to the outer islands will sail again on Monday, the harbour office said. "
#define TWO "Its engine had failed in the storm of last week, and parts had to come from the mainland. "
#define THREE "Some forty passengers spent the night in the school, where the baker brought them bread. "
#define OTHER "The council of the valley has voted for a new bridge, which is to be built next spring. "

/* The first letters of the blocks that are kept, by a number of marked words: "1", "2", "3" for the sentences above,
 * "o" for the other; all else as it stands. */
static void expect(const char *html, const char *expected) {
    static const struct { const char *text; char mark; } known[] = {{ONE, '1'}, {TWO, '2'}, {THREE, '3'}, {OTHER, 'o'}};
    nd_html_blocks page = {0};
    nd_html_main   main = {0};
    char           seen[512] = "";
    assert_int_equal(nd_html_blocks_read(&page, (nd_string){html, strlen(html)}, NULL), ND_OK);
    assert_int_equal(nd_html_main_find(&main, &page, NULL), ND_OK);
    const nd_html_block *blocks = (const nd_html_block *)page.blocks.data;
    assert_int_equal(main.kept.size, page.blocks.size / sizeof *blocks);
    for (size_t i = 0; i < main.kept.size; i++) {
        const char *text = (const char *)page.text.data + blocks[i].at;
        size_t      mark = 0;
        if (!main.kept.data[i]) continue;
        while (mark < 4 && strncmp(text, known[mark].text, blocks[i].size)) mark++;
        if (mark < 4) strncat(seen, &known[mark].mark, 1);
        else strncat(strncat(strcat(seen, "<"), text, blocks[i].size), ">", 2);
    }
    assert_string_equal(seen, expected);
    nd_html_blocks_free(&page);
    nd_html_main_free(&main);
}

static void an_article_in_semantic_tags(void **state) {
    (void)state;
    expect("<nav><a>Home</a></nav><header>The Daily Wave</header><main><article><h1>Ferry sails</h1><p>" ONE
           "<figure><img><figcaption>" OTHER "</figcaption></figure><p>" TWO "<h2>In the school</h2><p>" THREE
           "<aside><p>" OTHER "</aside></article></main><footer><p>" OTHER "</footer>",
           "12<In the school>3");
}

static void a_page_of_divs_without_any_names(void **state) {
    (void)state;
    expect("<div><a>Home</a> <a>Sport</a></div><div><div>Ferry sails</div><div>" ONE "</div><div>" TWO "</div><div>"
           THREE "</div></div><div><a>About us</a> <a>Imprint</a></div>",
           "123");
}

static void a_layout_of_tables(void **state) {
    (void)state;
    expect("<table><tr><td><a>Home</a><br><a>Sport</a><td><font>Ferry sails</font><br><br>" ONE "<br><br>" TWO
           "<br><br>" THREE "<td><a>Elsewhere: a bridge in the valley is to be built, the council says</a></table>",
           "123");
}

static void furniture_is_left_out_by_its_names(void **state) {
    (void)state;
    expect("<div class=cookie-consent><p>" OTHER "</div><article><p>" ONE "<div class=share-bar><p>Send this on to "
           "all your friends and tell us what you think of it.</div><p>" TWO "<p>" THREE
           "<div class=newsletter><p>" OTHER "</div></article><section id=comments><article><p>" OTHER
           "</article></section>",
           "123");
}

/* A name that would leave out most of the page is wrong. */
static void a_name_on_the_whole_page_is_not_believed(void **state) {
    (void)state;
    expect("<body class='has-sidebar related'><form><div class=widget><p>" ONE "<p>" TWO "<p>" THREE "</div></form>",
           "123");
    expect("<article class='tag-social-media'><p>" ONE "<p>" TWO "</article><div class=related><p>" OTHER "</div>",
           "12");
}

static void lists_of_links_are_left_out_and_lists_of_text_are_not(void **state) {
    (void)state;
    expect("<article><p>" ONE "<ul><li>Bring a <a>ticket</a> with you<li>Come early</ul><p>" TWO
           "<ul><li><a>A bridge for the valley</a><li><a>More storms are on their way</a></ul><p>" THREE "</article>",
           "1<Bring a ticket with you><Come early>23");
}

static void other_articles_on_the_page_are_not_this_one(void **state) {
    (void)state;
    expect("<main><article><h1>Ferry sails</h1><p>" ONE "</article><div><article><h2>A bridge</h2><p>" OTHER
           "</article><article><h2>Another</h2><p>" OTHER "</article><article><p>" OTHER "</article></div></main>",
           "1");
}

static void an_article_in_several_parts_is_kept_whole(void **state) {
    (void)state;
    expect("<article class=story><div><div class=article-body><p>" ONE "<p>" TWO "<p>" ONE "</div></div><div>ad</div>"
           "<div><div class=article-body><p>" THREE "<p>" TWO "</div></div></article>",
           "12132");
}

static void a_heading_without_text_is_left_out(void **state) {
    (void)state;
    expect("<article><p>" ONE "<p>" TWO "<h3>Read more</h3><h3>Night in the school</h3><p>" THREE
           "<h3>More news</h3></article>",
           "12<Night in the school>3");
}

static void a_short_page_keeps_what_it_has(void **state) {
    (void)state;
    expect("<p>No ferry today.", "<No ferry today.>");
    expect("<ul><li><a>Home</a></ul>", "");
    expect("", "");
}

static void nesting_is_no_limit(void **state) {
    (void)state;
    size_t depth = 100000;
    char  *html = malloc(depth * 5 + 1024);
    assert_non_null(html);
    for (size_t i = 0; i < depth; i++) memcpy(html + 5 * i, "<div>", 5);
    strcpy(html + 5 * depth, "<p>" ONE "<p>" TWO);
    expect(html, "12");
    free(html);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_in_semantic_tags),
        cmocka_unit_test(a_page_of_divs_without_any_names),
        cmocka_unit_test(a_layout_of_tables),
        cmocka_unit_test(furniture_is_left_out_by_its_names),
        cmocka_unit_test(a_name_on_the_whole_page_is_not_believed),
        cmocka_unit_test(lists_of_links_are_left_out_and_lists_of_text_are_not),
        cmocka_unit_test(other_articles_on_the_page_are_not_this_one),
        cmocka_unit_test(an_article_in_several_parts_is_kept_whole),
        cmocka_unit_test(a_heading_without_text_is_left_out),
        cmocka_unit_test(a_short_page_keeps_what_it_has),
        cmocka_unit_test(nesting_is_no_limit),
    };
    return cmocka_run_group_tests_name("html_main", tests, NULL, NULL);
}
