/*
 * html_blocks.c - no tree is built, only a stack of what is open, and each element remembers its parent. End
 * tags that are left out are supplied where the standard says so (p, li, td, tr, dt, dd); an end tag that has
 * no start is passed over. To find that out costs a look at a count, and to close is paid for by what was
 * opened, so that any nesting takes linear time. Elements within a line are not kept, but for those with a
 * name that says they are furniture: these are blocks of their own, so that they can be left out.
 */
#include "input/html_blocks.h"

#include <string.h>

#include "input/html_entities.h"
#include "input/html_hints.h"

#define NOWHERE SIZE_MAX
#define MOST_FACTS 10000 /* thousands of links in a head are nobody's */

struct open {
    uint32_t element;
    uint8_t  tag;
    size_t   paragraph, item; /* `builder` when it was opened */
};

struct builder {
    nd_html_blocks *out;
    nd_error       *error;
    size_t          open[ND_TAGS]; /* how many of each are open */
    size_t          paragraph;     /* the place in the stack of the <p> that a block closes, or NOWHERE */
    size_t          item;          /* the same of the <li>, <td>, <dt> or <dd> that the next one closes */
    size_t          link;          /* how many elements were open when the link began, or NOWHERE */
    nd_html_block   block;
    int             is_json_ld;    /* the script that has begun is */
};

static size_t depth(const struct builder *b) {
    return b->out->stack.size / sizeof(struct open);
}

static struct open *top(const struct builder *b) {
    return (struct open *)b->out->stack.data + depth(b) - 1;
}

/* ---- blocks of text --------------------------------------------------------------------------- */

static int end_block(struct builder *b) {
    nd_buf *text = &b->out->text;
    while (text->size > b->block.at && (text->data[text->size - 1] == ' ' || text->data[text->size - 1] == '\n'))
        text->size--;
    b->block.size = text->size - b->block.at;
    if (b->block.link_bytes > b->block.size) b->block.link_bytes = b->block.size;
    int status = b->block.size ? nd_buf_append(&b->out->blocks, &b->block, sizeof b->block, b->error) : ND_OK;
    b->block = (nd_html_block){.element = top(b)->element, .at = text->size};
    return status;
}

static size_t blank_at(const uint8_t *at, size_t size) {
    if (*at <= ' ') return *at == ' ' || *at == '\n' || *at == '\t' || *at == '\r' || *at == '\f';
    return size > 1 && at[0] == 0xc2 && at[1] == 0xa0 ? 2 : 0; /* no-break space */
}

/* Collapses blanks in the text from `from` on. */
static void collapse(struct builder *b, size_t from) {
    nd_buf *text = &b->out->text;
    size_t  to = from;
    for (size_t at = from, blank; at < text->size;) {
        if (!(blank = blank_at(text->data + at, text->size - at))) {
            text->data[to++] = text->data[at++];
            continue;
        }
        at += blank;
        int is_first = to == b->block.at || text->data[to - 1] == ' ' || text->data[to - 1] == '\n';
        if (!is_first) text->data[to++] = ' ';
    }
    text->size = to;
}

static int add_text(struct builder *b, nd_string bytes) {
    size_t from = b->out->text.size;
    if (b->open[ND_TAG_SILENT] || b->open[ND_TAG_SELECT]) return ND_OK;
    int status = nd_html_decode(bytes, &b->out->text, b->error);
    if (status) return status;
    collapse(b, from);
    if (b->link != NOWHERE) b->block.link_bytes += b->out->text.size - from;
    return ND_OK;
}

/* One ends a line, two end a block: many pages have no other paragraphs. */
static int add_break(struct builder *b) {
    nd_buf *text = &b->out->text;
    while (text->size > b->block.at && text->data[text->size - 1] == ' ') text->size--;
    if (text->size == b->block.at) return ND_OK;
    if (text->data[text->size - 1] == '\n') return end_block(b);
    return nd_buf_append(text, "\n", 1, b->error);
}

/* ---- elements --------------------------------------------------------------------------------- */

static int push(struct builder *b, nd_tag tag, uint32_t hints, int is_element) {
    struct open     entry = {.element = 0, .tag = (uint8_t)tag, .paragraph = b->paragraph, .item = b->item};
    nd_html_element element = {.tag = (uint8_t)tag, .hints = (uint8_t)hints};
    size_t          count = b->out->elements.size / sizeof element;
    int             status = ND_OK;
    if (!is_element && depth(b) >= 2 * ND_HTML_MOST_ELEMENTS) return 1;
    if (depth(b)) element.parent = entry.element = top(b)->element;
    if (is_element) {
        if (count >= ND_HTML_MOST_ELEMENTS) return 1;
        entry.element = (uint32_t)count;
        status = nd_buf_append(&b->out->elements, &element, sizeof element, b->error);
    }
    if (!status) status = nd_buf_append(&b->out->stack, &entry, sizeof entry, b->error);
    if (!status) b->open[tag]++;
    return status;
}

static void pop(struct builder *b) {
    struct open *entry = top(b);
    b->open[entry->tag]--;
    b->paragraph = entry->paragraph;
    b->item = entry->item;
    b->out->stack.size -= sizeof *entry;
    if (b->link != NOWHERE && b->link > depth(b)) b->link = NOWHERE;
}

static void pop_down_to(struct builder *b, size_t level) {
    while (depth(b) > level) pop(b);
}

static int is_item(nd_tag tag) {
    return tag == ND_TAG_LI || tag == ND_TAG_TD || tag == ND_TAG_DT || tag == ND_TAG_DD;
}

/* Closes what has no end tag before this start tag. */
static void close_implied(struct builder *b, nd_tag tag) {
    if (b->paragraph != NOWHERE) pop_down_to(b, b->paragraph);
    if ((is_item(tag) || tag == ND_TAG_TR) && b->item != NOWHERE) pop_down_to(b, b->item);
    if (tag == ND_TAG_TR && top(b)->tag == ND_TAG_TR) pop(b);
}

static int open_block(struct builder *b, nd_tag tag, uint32_t hints) {
    close_implied(b, tag);
    int status = end_block(b);
    if (!status) status = push(b, tag, hints, 1);
    if (status) return status;
    b->paragraph = tag == ND_TAG_P ? depth(b) - 1 : NOWHERE;
    if (is_item(tag)) b->item = depth(b) - 1;
    else if (tag == ND_TAG_LIST || tag == ND_TAG_TABLE) b->item = NOWHERE;
    b->block.element = top(b)->element;
    return ND_OK;
}

static int is_marked(nd_tag tag) {
    return tag == ND_TAG_SPAN || tag == ND_TAG_LABEL || tag == ND_TAG_TIME;
}

static int open_inline(struct builder *b, const nd_html_token *token) {
    uint32_t hints = is_marked(token->tag) ? nd_html_hints(token->bytes) & ~(uint32_t)ND_HINT_BODY : 0;
    int      status = ND_OK;
    if (token->tag == ND_TAG_A) b->link = depth(b);
    if (!is_marked(token->tag)) return ND_OK;
    if (hints) status = end_block(b);
    if (!status) status = push(b, token->tag, hints, hints != 0);
    b->block.element = top(b)->element;
    return status;
}

static int close_inline(struct builder *b, nd_tag tag) {
    if (tag == ND_TAG_A) b->link = NOWHERE;
    if (!is_marked(tag) || top(b)->tag != tag) return ND_OK;
    uint32_t inner = top(b)->element;
    pop(b);
    if (top(b)->element == inner) return ND_OK;
    int status = end_block(b);
    b->block.element = top(b)->element;
    return status;
}

/* The end of the page is the end of body, whatever comes behind its tag; a form does not hold the elements
 * that are open in it. */
static int close_block(struct builder *b, nd_tag tag) {
    int is_alone = tag == ND_TAG_FORM && top(b)->tag != tag;
    int status = end_block(b);
    if (status || tag == ND_TAG_HTML || tag == ND_TAG_BODY || is_alone || !b->open[tag]) return status;
    for (nd_tag closed = ND_TAG_OTHER; depth(b) > 1;) {
        closed = (nd_tag)top(b)->tag;
        pop(b);
        if (closed == tag) break;
    }
    b->block.element = top(b)->element;
    return ND_OK;
}

/* ---- tokens ----------------------------------------------------------------------------------- */

static int has_type_json_ld(nd_string attributes) {
    static const char type[] = "application/ld+json";
    nd_string         name, value;
    for (size_t at = 0; nd_html_attribute(attributes, &at, &name, &value);)
        if (nd_html_is(name, "type") && value.size >= sizeof type - 1)
            return nd_html_is((nd_string){value.data, sizeof type - 1}, type);
    return 0;
}

static int note(struct builder *b, const nd_html_token *token) {
    if (b->out->facts.size >= MOST_FACTS * sizeof *token) return ND_OK;
    return nd_buf_append(&b->out->facts, token, sizeof *token, b->error);
}

static int open_tag(struct builder *b, const nd_html_token *token) {
    nd_tag tag = token->tag;
    int    is_fact = tag == ND_TAG_META || tag == ND_TAG_LINK || tag == ND_TAG_HTML || tag == ND_TAG_TIME;
    int    status = is_fact ? note(b, token) : ND_OK;
    b->is_json_ld = tag == ND_TAG_SCRIPT && has_type_json_ld(token->bytes);
    if (status || tag == ND_TAG_META || tag == ND_TAG_LINK || nd_tag_is_raw(tag)) return status;
    if (tag == ND_TAG_BR) return add_break(b);
    if (tag == ND_TAG_VOID) return ND_OK;
    if (!nd_tag_is_block(tag)) return open_inline(b, token);
    if (tag == ND_TAG_SILENT && token->bytes.size && token->bytes.data[token->bytes.size - 1] == '/') return ND_OK;
    return open_block(b, tag, nd_html_hints(token->bytes));
}

static int take_text(struct builder *b, const nd_html_token *token) {
    if (token->tag == ND_TAG_OTHER) return add_text(b, token->bytes);
    if ((token->tag == ND_TAG_TITLE && !b->open[ND_TAG_SILENT]) || (token->tag == ND_TAG_SCRIPT && b->is_json_ld))
        return note(b, token);
    return ND_OK;
}

static int take(struct builder *b, const nd_html_token *token) {
    if (token->kind == ND_HTML_TEXT) return take_text(b, token);
    if (token->kind == ND_HTML_OPEN) return open_tag(b, token);
    if (nd_tag_is_void(token->tag) || nd_tag_is_raw(token->tag)) return ND_OK;
    return nd_tag_is_block(token->tag) ? close_block(b, token->tag) : close_inline(b, token->tag);
}

int nd_html_blocks_read(nd_html_blocks *out, nd_string page, nd_error *error) {
    struct builder b = {.out = out, .error = error, .paragraph = NOWHERE, .item = NOWHERE, .link = NOWHERE};
    nd_html_scan   scan = {.page = page};
    nd_html_token  token;
    out->text.size = out->elements.size = out->blocks.size = out->facts.size = out->stack.size = 0;
    int status = push(&b, ND_TAG_OTHER, 0, 1);
    while (!status && nd_html_next(&scan, &token)) status = take(&b, &token);
    return status ? status : end_block(&b);
}

void nd_html_blocks_free(nd_html_blocks *blocks) {
    nd_buf_free(&blocks->text);
    nd_buf_free(&blocks->elements);
    nd_buf_free(&blocks->blocks);
    nd_buf_free(&blocks->facts);
    nd_buf_free(&blocks->stack);
}
