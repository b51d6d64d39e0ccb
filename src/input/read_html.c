/*
 * read_html.c - the page is made UTF-8, taken apart into blocks (html_blocks.c), and those of the article
 * (html_main.c) are put together. Where a page says its text again in JSON-LD and shows only the beginning of
 * it, or nothing, because the rest is fetched by a script, the text in JSON-LD is the article.
 */
#include "input/read_html.h"

#include "base/error.h"
#include "input/charset.h"
#include "input/charset_label.h"
#include "input/html_entities.h"
#include "input/html_main.h"
#include "input/html_meta.h"

/* Of what is shown to what is told in JSON-LD. */
#define MOST_OF_IT_PERCENT 50

struct nd_html_page {
    nd_buf         text;
    nd_html_blocks blocks;
    nd_html_main   main;
    nd_html_meta   meta;
};

void nd_read_html_free(nd_parser *parser) {
    struct nd_html_page *page = parser->page;
    if (!page) return;
    nd_buf_free(&page->text);
    nd_html_blocks_free(&page->blocks);
    nd_html_main_free(&page->main);
    nd_html_meta_free(&page->meta);
    nd_release(page);
    parser->page = NULL;
}

/* Puts the kept blocks into page->text. */
static int join(struct nd_html_page *page, nd_error *error) {
    const nd_html_block *blocks = (const nd_html_block *)page->blocks.blocks.data;
    int                  status = nd_buf_reserve(&page->text, 1, error); /* so that `data` is somewhere */
    for (size_t i = 0; !status && i < page->main.kept.size; i++) {
        if (!page->main.kept.data[i]) continue;
        if (page->text.size) status = nd_buf_append(&page->text, "\n\n", 2, error);
        if (!status)
            status = nd_buf_append(&page->text, page->blocks.text.data + blocks[i].at, blocks[i].size, error);
    }
    return status;
}

static int choose_text(struct nd_html_page *page, uint8_t *source, nd_error *error) {
    page->text.size = 0;
    int    status = join(page, error);
    size_t told = page->meta.body.size;
    *source = ND_TEXT_OF_PAGE;
    if (status || page->text.size * 100 >= told * MOST_OF_IT_PERCENT) return status;
    *source = ND_TEXT_OF_JSON_LD;
    page->text.size = 0;
    return nd_html_decode(page->meta.body, &page->text, error);
}

static int take_apart(nd_parser *parser, nd_string bytes, nd_finding *finding, nd_error *error) {
    struct nd_html_page *page = parser->page;
    nd_string            utf8;
    nd_string            label = parser->label.size ? parser->label : nd_charset_label(bytes);
    int status = nd_charset_to_utf8(bytes, label, &parser->utf8, &utf8, finding, error);
    if (!status) status = nd_html_blocks_read(&page->blocks, utf8, error);
    if (status == 1) {
        status = nd_find(finding, error, ND_PROBLEM_BAD_RECORD, "a page of more than %d elements",
                         ND_HTML_MOST_ELEMENTS);
        return status ? status : 1;
    }
    return status ? status : nd_html_main_find(&page->main, &page->blocks, error);
}

int nd_read_html(nd_parser *parser, nd_string bytes, nd_article *out, nd_finding *finding, nd_error *error) {
    if (!parser->page) parser->page = nd_allocate_zeroed(1, sizeof *parser->page);
    struct nd_html_page *page = parser->page;
    if (!page) return nd_fail_memory(error);
    int status = take_apart(parser, bytes, finding, error);
    if (!status) status = nd_html_meta_read(&page->meta, &page->blocks, parser, out, error);
    if (!status) status = choose_text(page, &parser->fields.sources[ND_FIELD_TEXT], error);
    if (status) return status;
    out->text = (nd_string){(const char *)page->text.data, page->text.size};
    if (!out->text.size) parser->fields.sources[ND_FIELD_TEXT] = 0;
    if (!out->text.size) return nd_find(finding, error, ND_PROBLEM_EMPTY, "no main text in the page");
    return nd_find_invalid_utf8(finding, error, out->text);
}
