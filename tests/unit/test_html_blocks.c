/* test_html_blocks.c - a page becomes blocks of text, whatever its end tags, its nesting and its size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/html_blocks.h"
#include "input/html_hints.h"

static nd_tag tag_of(const nd_html_blocks *page, size_t element) {
    return (nd_tag)((const nd_html_element *)page->elements.data)[element].tag;
}

/* Each block as "[text]", with a bar before what is in links counted in bytes: "[text|4]". */
static void expect(const char *html, const char *expected) {
    nd_html_blocks page = {0};
    char           seen[512] = "";
    size_t         used = 0;
    assert_int_equal(nd_html_blocks_read(&page, (nd_string){html, strlen(html)}, NULL), ND_OK);
    const nd_html_block *blocks = (const nd_html_block *)page.blocks.data;
    for (size_t i = 0; i < page.blocks.size / sizeof *blocks; i++) {
        used += (size_t)snprintf(seen + used, sizeof seen - used, "[%.*s", (int)blocks[i].size,
                                 (const char *)page.text.data + blocks[i].at);
        if (blocks[i].link_bytes)
            used += (size_t)snprintf(seen + used, sizeof seen - used, "|%zu", blocks[i].link_bytes);
        used += (size_t)snprintf(seen + used, sizeof seen - used, "]");
    }
    assert_string_equal(seen, expected);
    nd_html_blocks_free(&page);
}

static void block_tags_part_and_inline_tags_do_not(void **state) {
    (void)state;
    expect("a<b>b</b>c<p>d <i>e</i><div>f</div>g", "[abc][d e][f][g]");
    expect("<x-quote>a</x-quote>b", "[ab]");
}

static void blanks_are_collapsed(void **state) {
    (void)state;
    expect("<p> \n a\t\tb&nbsp; <i> c </i> d\r\n</p> ", "[a b c d]");
    expect("<p>&nbsp;</p>", "");
}

static void a_break_ends_a_line_and_two_end_a_block(void **state) {
    (void)state;
    expect("<br>a<br>b<br><br>c<br />", "[a\nb][c]");
}

static void links_are_counted(void **state) {
    (void)state;
    expect("<p>see <a href=x>this page</a> now", "[see this page now|9]");
    expect("<a><div><h3>Other story</h3></div></a><p>text", "[Other story|11][text]");
    expect("<div><a>never ended</div><p>text</p>", "[never ended|11][text]");
}

static void missing_end_tags_are_supplied(void **state) {
    nd_html_blocks    page = {0};
    static const char html[] = "<ul><li>a<ul><li>b</ul><li>c</ul><table><tr><td>d<td>e<tr><td>f</table><p>g<p>h";
    (void)state;
    expect(html, "[a][b][c][d][e][f][g][h]");
    assert_int_equal(nd_html_blocks_read(&page, (nd_string){html, sizeof html - 1}, NULL), ND_OK);
    const nd_html_block   *blocks = (const nd_html_block *)page.blocks.data;
    const nd_html_element *elements = (const nd_html_element *)page.elements.data;
    assert_int_equal(elements[blocks[0].element].parent, elements[blocks[2].element].parent); /* a and c */
    assert_int_equal(elements[blocks[6].element].parent, elements[blocks[7].element].parent); /* g and h */
    assert_int_equal(elements[elements[blocks[5].element].parent].parent,
                     elements[elements[blocks[3].element].parent].parent); /* the rows of f and d */
    nd_html_blocks_free(&page);
}

static void end_tags_without_a_start_close_nothing(void **state) {
    nd_html_blocks    page = {0};
    static const char html[] = "<article>a</p></div></b></section>b</article>c";
    (void)state;
    assert_int_equal(nd_html_blocks_read(&page, (nd_string){html, sizeof html - 1}, NULL), ND_OK);
    const nd_html_block *blocks = (const nd_html_block *)page.blocks.data;
    assert_int_equal(page.blocks.size / sizeof *blocks, 3);
    assert_int_equal(tag_of(&page, blocks[1].element), ND_TAG_ARTICLE);
    assert_int_equal(blocks[2].element, 0);
    nd_html_blocks_free(&page);
}

static void what_is_not_shown_is_no_text(void **state) {
    (void)state;
    expect("<title>t</title><script>s</script><style>s</style><noscript><p>n</p></noscript>a"
           "<select><option>o</select><svg><text>v</text></svg><svg/>b<textarea>x</textarea><iframe>i</iframe>",
           "[a][b]");
}

static void a_named_span_is_a_block_of_its_own(void **state) {
    (void)state;
    expect("<p>text <span>in</span> line <span class=caption>of <span>a</span> picture</span> more",
           "[text in line][of a picture][more]");
}

static void facts_of_the_head_are_kept(void **state) {
    nd_html_blocks    page = {0};
    static const char html[] = "<html lang=de><meta name=a><link rel=b><title>t</title><script>x</script>"
                               "<script type='application/ld+json'>{}</script><time datetime=1>";
    static const nd_tag tags[] = {ND_TAG_HTML, ND_TAG_META, ND_TAG_LINK, ND_TAG_TITLE, ND_TAG_SCRIPT, ND_TAG_TIME};
    (void)state;
    assert_int_equal(nd_html_blocks_read(&page, (nd_string){html, sizeof html - 1}, NULL), ND_OK);
    const nd_html_token *facts = (const nd_html_token *)page.facts.data;
    assert_int_equal(page.facts.size / sizeof *facts, sizeof tags / sizeof *tags);
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) assert_int_equal(facts[i].tag, tags[i]);
    assert_memory_equal(facts[4].bytes.data, "{}", 2);
    nd_html_blocks_free(&page);
}

/* `count` times a string, and then `last`. */
static char *repeat(const char *text, size_t count, const char *last) {
    size_t size = strlen(text);
    char  *made = malloc(size * count + strlen(last) + 1);
    assert_non_null(made);
    for (size_t i = 0; i < count; i++) memcpy(made + i * size, text, size);
    strcpy(made + size * count, last);
    return made;
}

static void read_deep(const char *open, const char *close, size_t count) {
    nd_html_blocks page = {0};
    char          *closing = repeat(close, count, "<p>last"), *html = repeat(open, count, closing);
    assert_int_equal(nd_html_blocks_read(&page, (nd_string){html, strlen(html)}, NULL), ND_OK);
    const nd_html_block *blocks = (const nd_html_block *)page.blocks.data;
    size_t               found = page.blocks.size / sizeof *blocks;
    assert_true(found > 0);
    assert_memory_equal(page.text.data + blocks[found - 1].at, "last", 4);
    nd_html_blocks_free(&page);
    free(closing);
    free(html);
}

/* Each of these would take minutes if a tag cost as much as is open. */
static void deep_nesting_takes_linear_time(void **state) {
    (void)state;
    read_deep("<div>", "</div>", 200000);
    read_deep("<div>", "</section>", 200000);
    read_deep("<b>", "</i>", 200000);
    read_deep("<span>", "</a>", 200000);
    read_deep("<ul><li>", "</table>", 200000);
    read_deep("<form><div>", "</form>", 200000);
    read_deep("<p><button><span>", "</p>", 200000);
}

static void too_many_elements_are_refused(void **state) {
    nd_html_blocks page = {0};
    (void)state;
    char *html = repeat("<p>", ND_HTML_MOST_ELEMENTS, "");
    assert_int_equal(nd_html_blocks_read(&page, (nd_string){html, strlen(html)}, NULL), 1);
    assert_int_equal(nd_html_blocks_read(&page, (nd_string){html, strlen(html) - 3}, NULL), ND_OK);
    nd_html_blocks_free(&page);
    free(html);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_tags_part_and_inline_tags_do_not),
        cmocka_unit_test(blanks_are_collapsed),
        cmocka_unit_test(a_break_ends_a_line_and_two_end_a_block),
        cmocka_unit_test(links_are_counted),
        cmocka_unit_test(missing_end_tags_are_supplied),
        cmocka_unit_test(end_tags_without_a_start_close_nothing),
        cmocka_unit_test(what_is_not_shown_is_no_text),
        cmocka_unit_test(a_named_span_is_a_block_of_its_own),
        cmocka_unit_test(facts_of_the_head_are_kept),
        cmocka_unit_test(deep_nesting_takes_linear_time),
        cmocka_unit_test(too_many_elements_are_refused),
    };
    return cmocka_run_group_tests_name("html_blocks", tests, NULL, NULL);
}
