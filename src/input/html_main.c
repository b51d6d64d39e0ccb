/*
 * html_main.c - what a page is made of is told by its text, what the parts are called only helps. Three steps,
 * each a pass or two over elements or blocks, so that the cost is linear:
 *
 *   1. furniture   An element is none of the article if its tag or its name says so (html_hints.c), and it does
 *                  not hold most of the prose: names are wrong on whole pages, not on small parts of them.
 *   2. the root    From the page inwards, the element that holds nearly all prose of the one around it; or, with
 *                  less, one that is called an article or its body, if it is the only one of these; or the one
 *                  <article> with the headline in it, however much follows it on the page.
 *   3. the blocks  Within the root a block stays by what it is: paragraphs, list items and cells that are not
 *                  links alone, other text if it reads like a sentence, headings if text follows. What is before
 *                  the first prose and behind the last stays only as a paragraph that is a sentence.
 *
 * The figures are round, and F1 on labelled pages moves by .005 at most when one of them moves by a quarter
 * (docs/algorithm.md). Ideas: Kohlschuetter et al., Boilerplate Detection using Shallow Text Features (WSDM
 * 2010), for length and link density; Readability, for the descent to a root.
 */
#include "input/html_main.h"

#include <string.h>

#include "base/error.h"
#include "input/html_hints.h"

#define PROSE_BYTES 60          /* of a block that counts as prose: a line of print */
#define PROSE_LINKS_PERCENT 33  /* at most this much of it is links */
#define FURNITURE_PERCENT 60    /* more of the page's prose is in no furniture */
#define ROOT_PERCENT 80         /* of the prose around it is in an element to go into */
#define NAMED_PERCENT 40        /* in one that is called an article */
#define ONLY_PERCENT 90         /* of what is in all that are called so: there is no other */
#define HEADLINE_PERCENT 10     /* in an <article> with the headline */
#define LIST_LINKS_PERCENT 33   /* in a list that is part of the text */
#define UNLINKED_BYTES 60       /* of an item that stays in a list of links */

struct sum {
    size_t   text, links;  /* bytes of all blocks in the element */
    size_t   prose;        /* of blocks that are prose, without links */
    size_t   named;        /* `prose` of the outermost elements in it that are called an article */
    uint32_t headlines;
    uint32_t end;          /* the first element behind it */
    uint32_t is_furniture; /* or in furniture */
};

struct finder {
    const nd_html_element *elements;
    const nd_html_block   *blocks;
    const uint8_t         *text;
    size_t                 element_count, block_count;
    struct sum            *sums; /* for each element */
    uint8_t               *kept; /* for each block: enum verdict */
};

enum verdict { OUT, IN, HEADING };

static int is_part(size_t part, size_t percent, size_t whole) {
    return part * 100 >= percent * whole;
}

static nd_tag tag_of(const struct finder *f, size_t block) {
    return (nd_tag)f->elements[f->blocks[block].element].tag;
}

/* ---- sums ------------------------------------------------------------------------------------- */

static int is_prose(const nd_html_block *block) {
    return block->size >= PROSE_BYTES && !is_part(block->link_bytes, PROSE_LINKS_PERCENT, block->size);
}

static int is_named(const nd_html_element *element) {
    return element->tag == ND_TAG_ARTICLE || (element->hints & ND_HINT_BODY);
}

static void add_block(const struct finder *f, size_t index) {
    const nd_html_block *block = &f->blocks[index];
    struct sum          *sum = &f->sums[block->element];
    if (tag_of(f, index) == ND_TAG_H1) sum->headlines = 1;
    if (sum->is_furniture) return;
    sum->text += block->size;
    sum->links += block->link_bytes;
    if (is_prose(block)) sum->prose += block->size - block->link_bytes;
}

/* Sums of what is in no furniture as far as it is known. */
static void add_up(const struct finder *f) {
    for (size_t i = 0; i < f->element_count; i++)
        f->sums[i] = (struct sum){.end = (uint32_t)i + 1, .is_furniture = f->sums[i].is_furniture};
    for (size_t i = 0; i < f->block_count; i++) add_block(f, i);
    for (size_t i = f->element_count; i-- > 1;) {
        const struct sum *sum = &f->sums[i];
        struct sum       *parent = &f->sums[f->elements[i].parent];
        parent->text += sum->text;
        parent->links += sum->links;
        parent->prose += sum->prose;
        parent->named += is_named(&f->elements[i]) ? sum->prose : sum->named;
        parent->headlines += sum->headlines;
        if (parent->end < sum->end) parent->end = sum->end;
    }
}

/* ---- furniture -------------------------------------------------------------------------------- */

static int is_furniture_tag(nd_tag tag) {
    switch (tag) {
    case ND_TAG_NAV:
    case ND_TAG_ASIDE:
    case ND_TAG_FOOTER:
    case ND_TAG_FORM:
    case ND_TAG_BUTTON:
    case ND_TAG_LABEL:
    case ND_TAG_OPTION:
    case ND_TAG_FIGURE:
    case ND_TAG_FIGCAPTION:
    case ND_TAG_H1: /* the title, which is a field */
    case ND_TAG_TIME: return 1;
    default: return 0;
    }
}

/* The names of an <article> tell its subjects: "tag-social-media category-advertising". */
static int is_called_furniture(const nd_html_element *element) {
    if (element->hints & ND_HINT_BODY) return 0;
    if (is_furniture_tag((nd_tag)element->tag)) return 1;
    return element->tag != ND_TAG_ARTICLE && (element->hints & (ND_HINT_FURNITURE | ND_HINT_HIDDEN));
}

static void mark_furniture(const struct finder *f) {
    size_t all = f->sums[0].prose;
    for (size_t i = 1; i < f->element_count; i++) {
        struct sum *sum = &f->sums[i];
        int         is_most = sum->prose * 100 > FURNITURE_PERCENT * all;
        sum->is_furniture = f->sums[f->elements[i].parent].is_furniture;
        if (!is_most && is_called_furniture(&f->elements[i])) sum->is_furniture = 1;
    }
}

/* ---- the root --------------------------------------------------------------------------------- */

/* Does the article lie in `inner`, which is in `outer`, if it lies in that? */
static int leads_to(const struct finder *f, size_t outer, size_t inner) {
    const struct sum *around = &f->sums[outer], *sum = &f->sums[inner];
    if (!sum->prose) return 0;
    if (is_part(sum->prose, ROOT_PERCENT, around->prose)) return 1;
    if (f->elements[inner].tag == ND_TAG_ARTICLE && sum->headlines == 1 && around->headlines == 1 &&
        is_part(sum->prose, HEADLINE_PERCENT, around->prose))
        return 1;
    return is_named(&f->elements[inner]) && is_part(sum->prose, NAMED_PERCENT, around->prose) &&
           is_part(sum->prose, ONLY_PERCENT, around->named);
}

static size_t find_root(const struct finder *f) {
    size_t root = 0;
    for (size_t i = 1; i < f->sums[root].end; i++)
        if (leads_to(f, root, i)) root = i;
    return root;
}

/* ---- the blocks ------------------------------------------------------------------------------- */

static int ends_like_a_sentence(const struct finder *f, const nd_html_block *block) {
    static const char *const wide[] = {"\xe2\x80\x9d", "\xe2\x80\xa6", "\xe3\x80\x82", "\xef\xbc\x81", "\xef\xbc\x9f",
                                       "\xe3\x80\x8d"}; /* right quote, ellipsis, and the marks of Chinese */
    const char *text = (const char *)f->text + block->at;
    if (memchr(".!?:\"),", text[block->size - 1], 7)) return 1;
    for (size_t i = 0; block->size >= 3 && i < sizeof wide / sizeof *wide; i++)
        if (!memcmp(text + block->size - 3, wide[i], 3)) return 1;
    return 0;
}

static int is_item_of_text(const struct finder *f, const nd_html_block *block) {
    const struct sum *list = &f->sums[f->elements[block->element].parent];
    return !is_part(list->links, LIST_LINKS_PERCENT, list->text) ||
           block->size - block->link_bytes >= UNLINKED_BYTES;
}

/* What a block within the root is by itself. */
static enum verdict judge(const struct finder *f, size_t index) {
    const nd_html_block *block = &f->blocks[index];
    int                  is_link = block->link_bytes == block->size;
    int                  is_mostly_link = block->link_bytes * 2 > block->size;
    switch (tag_of(f, index)) {
    case ND_TAG_P:
    case ND_TAG_PRE: return is_link ? OUT : IN;
    case ND_TAG_LI: return !is_link && is_item_of_text(f, block) ? IN : OUT;
    case ND_TAG_BLOCKQUOTE:
    case ND_TAG_TD: return is_mostly_link ? OUT : IN;
    case ND_TAG_HEADING: return is_mostly_link ? OUT : HEADING;
    default: return !is_mostly_link && (is_prose(block) || ends_like_a_sentence(f, block)) ? IN : OUT;
    }
}

/* Takes out what stands around the prose, if there is prose, and is no sentence. */
static void trim(const struct finder *f) {
    size_t first = f->block_count, end = 0;
    for (size_t i = 0; i < f->block_count; i++) {
        if (f->kept[i] != IN || !is_prose(&f->blocks[i])) continue;
        if (first == f->block_count) first = i;
        end = i + 1;
    }
    for (size_t i = 0; end && i < f->block_count; i++) {
        int is_around = i < first || i >= end;
        int is_sentence = tag_of(f, i) == ND_TAG_P && ends_like_a_sentence(f, &f->blocks[i]);
        if (is_around && !is_sentence) f->kept[i] = OUT;
    }
}

/* A heading stays if text follows before the next one. */
static void settle_headings(const struct finder *f) {
    int has_text = 0;
    for (size_t i = f->block_count; i-- > 0;) {
        if (f->kept[i] == IN) has_text = 1;
        if (f->kept[i] != HEADING) continue;
        f->kept[i] = has_text ? IN : OUT;
        has_text = 0;
    }
}

static void keep_blocks(const struct finder *f, size_t root) {
    for (size_t i = 0; i < f->block_count; i++) {
        size_t element = f->blocks[i].element;
        if (element >= root && element < f->sums[root].end && !f->sums[element].is_furniture)
            f->kept[i] = (uint8_t)judge(f, i);
    }
    trim(f);
    settle_headings(f);
}

int nd_html_main_find(nd_html_main *main, const nd_html_blocks *blocks, nd_error *error) {
    struct finder f = {.elements = (const nd_html_element *)blocks->elements.data,
                       .blocks = (const nd_html_block *)blocks->blocks.data,
                       .text = blocks->text.data,
                       .element_count = blocks->elements.size / sizeof(nd_html_element),
                       .block_count = blocks->blocks.size / sizeof(nd_html_block)};
    main->sums.size = main->kept.size = 0;
    int status = nd_buf_reserve(&main->sums, f.element_count * sizeof(struct sum), error);
    if (!status) status = nd_buf_reserve(&main->kept, f.block_count + 1, error);
    if (status) return status;
    f.sums = (struct sum *)main->sums.data;
    f.kept = main->kept.data;
    main->kept.size = f.block_count;
    memset(f.sums, 0, f.element_count * sizeof *f.sums);
    memset(f.kept, OUT, f.block_count);
    add_up(&f);
    mark_furniture(&f);
    add_up(&f);
    keep_blocks(&f, find_root(&f));
    return ND_OK;
}

void nd_html_main_free(nd_html_main *main) {
    nd_buf_free(&main->sums);
    nd_buf_free(&main->kept);
}
