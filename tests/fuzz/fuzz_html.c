/*
 * fuzz_html.c - PROPERTY: of any bytes, elements come after their parents; blocks lie in the text one after another,
 * hold something, and no more of it in links than there is; a verdict stands for each block; the text of the article
 * is UTF-8 where the page is, and the same when the page is read a second time with the memory of the first.
 */
#include <string.h>

#include "base/utf8.h"
#include "fuzz.h"
#include "input/html_main.h"
#include "input/read_html.h"
#include "input/read_json.h"

static void try_blocks(nd_string page) {
    nd_html_blocks blocks = {0};
    nd_html_main   main = {0};
    REQUIRE(nd_html_blocks_read(&blocks, page, NULL) == ND_OK);
    REQUIRE(nd_html_main_find(&main, &blocks, NULL) == ND_OK);
    const nd_html_element *elements = (const nd_html_element *)blocks.elements.data;
    const nd_html_block   *list = (const nd_html_block *)blocks.blocks.data;
    size_t                 count = blocks.elements.size / sizeof *elements, end = 0;
    REQUIRE(count > 0 && main.kept.size == blocks.blocks.size / sizeof *list);
    for (size_t i = 1; i < count; i++) REQUIRE(elements[i].parent < i);
    for (size_t i = 0; i < main.kept.size; i++) {
        REQUIRE(list[i].element < count && main.kept.data[i] <= 1);
        REQUIRE(list[i].at >= end && list[i].size > 0 && list[i].link_bytes <= list[i].size);
        end = list[i].at + list[i].size;
    }
    REQUIRE(end <= blocks.text.size);
    nd_html_main_free(&main);
    nd_html_blocks_free(&blocks);
}

/* Copies the text of the page into `into`; 1 when the page is an article. */
static int read_page(nd_parser *parser, nd_string page, nd_buf *into) {
    nd_article article;
    nd_finding finding = {0};
    int        status = nd_read_html(parser, page, &article, &finding, NULL);
    REQUIRE(status == ND_OK || status == 1);
    into->size = 0;
    if (!status) REQUIRE(nd_buf_append(into, article.text.data, article.text.size, NULL) == ND_OK);
    nd_finding_free(&finding);
    return !status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    nd_string page = {size ? (const char *)data : "", size};
    nd_parser parser = {0};
    nd_buf    first = {0}, second = {0};
    try_blocks(page);
    REQUIRE(read_page(&parser, page, &first) == read_page(&parser, page, &second));
    REQUIRE(first.size == second.size && (!first.size || !memcmp(first.data, second.data, first.size)));
    if (nd_utf8_well_formed(page.data, page.size) == page.size)
        REQUIRE(nd_utf8_well_formed((const char *)first.data, first.size) == first.size);
    nd_read_html_free(&parser);
    nd_read_json_free(&parser);
    nd_buf_free(&parser.utf8);
    nd_buf_free(&first);
    nd_buf_free(&second);
    return 0;
}
