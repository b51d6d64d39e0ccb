/*
 * html_meta.c - one table of all places in which a field may stand, in the order of preference; the first that
 * has a value of use wins. An address is of use if it is a whole one, a date if it can be read: pages leave
 * "/", templates and words like "today" there.
 */
#include "input/html_meta.h"

#include <string.h>

#include "input/date.h"
#include "input/html_entities.h"
#include "input/json_ld.h"
#include "input/json_value.h"

enum field { TITLE, URL, DATE, OUTLET, LANG, FIELDS };

/* JSON-LD; a <meta> by its name, property, itemprop or http-equiv; a <link> by its rel; elements. */
enum source { LD, META, LINK, ELEMENT };

static const struct place {
    uint8_t     field, source;
    const char *name;
    const char *shown; /* to people; NULL: the name */
} places[] = {{TITLE, LD, "headline", "headline in JSON-LD"},
              {TITLE, META, "og:title", NULL},
              {TITLE, ELEMENT, "h1", "<h1>"},
              {TITLE, META, "twitter:title", NULL},
              {TITLE, META, "headline", NULL},
              {TITLE, META, "dc.title", NULL},
              {TITLE, ELEMENT, "title", "<title>"},
              {URL, LINK, "canonical", "<link rel=canonical>"},
              {URL, META, "og:url", NULL},
              {URL, LD, "url", "url in JSON-LD"},
              {DATE, LD, "datepublished", "datePublished in JSON-LD"},
              {DATE, META, "article:published_time", NULL},
              {DATE, META, "og:article:published_time", NULL},
              {DATE, META, "article:published", NULL},
              {DATE, META, "datepublished", NULL},
              {DATE, META, "og:published_time", NULL},
              {DATE, META, "parsely-pub-date", NULL},
              {DATE, META, "sailthru.date", NULL},
              {DATE, META, "cxenseparse:recs:publishtime", NULL},
              {DATE, META, "rnews:datepublished", NULL},
              {DATE, META, "dcterms.issued", NULL},
              {DATE, META, "dc.date.issued", NULL},
              {DATE, META, "dcterms.created", NULL},
              {DATE, META, "dcterms.date", NULL},
              {DATE, META, "dc.date", NULL},
              {DATE, META, "article.published", NULL},
              {DATE, META, "pubdate", NULL},
              {DATE, META, "publishdate", NULL},
              {DATE, META, "publish-date", NULL},
              {DATE, META, "publish_date", NULL},
              {DATE, META, "published_at", NULL},
              {DATE, META, "date", NULL},
              {DATE, ELEMENT, "time", "<time>"},
              {OUTLET, META, "og:site_name", NULL},
              {OUTLET, LD, "publisher", "publisher in JSON-LD"},
              {OUTLET, META, "application-name", NULL},
              {OUTLET, META, "dc.publisher", NULL},
              {LANG, ELEMENT, "html", "<html lang>"},
              {LANG, META, "content-language", NULL},
              {LANG, LD, "inlanguage", "inLanguage in JSON-LD"},
              {LANG, META, "og:locale", NULL},
              {LANG, META, "inlanguage", NULL},
              {LANG, META, "dc.language", NULL},
              {LANG, META, "language", NULL}};

#define PLACES (sizeof places / sizeof *places)
_Static_assert(ND_FIELDS_FROM_PAGE + PLACES + 2 <= ND_FIELDS_FROM_ARCHIVE, "a number for each place and for two texts");

struct found {
    nd_choice choices[FIELDS];
};

/* ---- choosing --------------------------------------------------------------------------------- */

static nd_string trim(nd_string text) {
    while (text.size && (uint8_t)text.data[text.size - 1] <= ' ') text.size--;
    while (text.size && (uint8_t)*text.data <= ' ') text.data++, text.size--;
    return text;
}

static int is_web_address(nd_string text) {
    return (text.size > 7 && nd_html_is((nd_string){text.data, 7}, "http://")) ||
           (text.size > 8 && nd_html_is((nd_string){text.data, 8}, "https://"));
}

static int is_of_use(enum field field, nd_string value) {
    if (nd_fields_is_missing(value)) return 0;
    if (field == URL) return is_web_address(value);
    return field != DATE || nd_date_parse(value.data, value.size) != ND_NO_TIME;
}

static void offer(struct found *found, enum source source, nd_string name, nd_string value) {
    value = trim(value);
    for (size_t row = 0; row < PLACES; row++) {
        const struct place *place = &places[row];
        nd_choice          *choice = &found->choices[place->field];
        if (place->source != source || row >= choice->row || !nd_html_is(name, place->name)) continue;
        if (is_of_use((enum field)place->field, value)) *choice = (nd_choice){row, value};
    }
}

static void offer_named(struct found *found, enum source source, const char *name, nd_string value) {
    offer(found, source, (nd_string){name, strlen(name)}, value);
}

/* ---- what the page has ------------------------------------------------------------------------ */

/* The value of the first of the attributes that is there; `names` ends with NULL. */
static nd_string attribute(nd_string attributes, const char *const *names) {
    nd_string name, value;
    for (; *names; names++)
        for (size_t at = 0; nd_html_attribute(attributes, &at, &name, &value);)
            if (nd_html_is(name, *names)) return value;
    return (nd_string){NULL, 0};
}

static nd_string one_attribute(nd_string attributes, const char *name) {
    const char *const names[] = {name, NULL};
    return attribute(attributes, names);
}

/* <time> of which it is said that it is that of publication: others are of comments and related articles. */
static void offer_time(struct found *found, nd_string attributes) {
    int is_published = nd_html_is(one_attribute(attributes, "itemprop"), "datepublished") ||
                       one_attribute(attributes, "pubdate").data;
    if (is_published) offer_named(found, ELEMENT, "time", one_attribute(attributes, "datetime"));
}

static void offer_fact(struct found *found, const nd_html_token *token) {
    static const char *const names[] = {"property", "name", "itemprop", "http-equiv", NULL};
    if (token->kind == ND_HTML_TEXT) {
        if (token->tag == ND_TAG_TITLE) offer_named(found, ELEMENT, "title", token->bytes);
        return;
    }
    if (token->tag == ND_TAG_META)
        offer(found, META, attribute(token->bytes, names), one_attribute(token->bytes, "content"));
    if (token->tag == ND_TAG_LINK)
        offer(found, LINK, one_attribute(token->bytes, "rel"), one_attribute(token->bytes, "href"));
    if (token->tag == ND_TAG_HTML) offer_named(found, ELEMENT, "html", one_attribute(token->bytes, "lang"));
    if (token->tag == ND_TAG_TIME) offer_time(found, token->bytes);
}

static void offer_headline(struct found *found, const nd_html_blocks *page) {
    const nd_html_block   *blocks = (const nd_html_block *)page->blocks.data;
    const nd_html_element *elements = (const nd_html_element *)page->elements.data;
    for (size_t i = 0; i < page->blocks.size / sizeof *blocks; i++) {
        if (elements[blocks[i].element].tag != ND_TAG_H1) continue;
        offer_named(found, ELEMENT, "h1",
                    (nd_string){(const char *)page->text.data + blocks[i].at, blocks[i].size});
        return;
    }
}

/* ND_OK; 1 when the script tells of no article; or a negative status. */
static int offer_script(struct found *found, nd_string script, nd_html_meta *meta, nd_parser *parser, nd_error *error) {
    nd_json_ld ld;
    size_t     at = 0;
    while (at < script.size && script.data[at] != '{' && script.data[at] != '[') at++;
    int status = nd_json_value(parser, (nd_string){script.data + at, script.size - at}, error);
    if (status) return status;
    if (!nd_json_ld_find(parser->object, &ld)) return 1;
    offer_named(found, LD, "headline", ld.headline);
    offer_named(found, LD, "datepublished", ld.date);
    offer_named(found, LD, "url", ld.url);
    offer_named(found, LD, "publisher", ld.publisher);
    offer_named(found, LD, "inlanguage", ld.lang);
    meta->body = ld.text;
    return ND_OK;
}

/* The first script that tells of an article is the last that is read. */
static int offer_scripts(struct found *found, const nd_html_blocks *page, nd_html_meta *meta, nd_parser *parser,
                         nd_error *error) {
    const nd_html_token *facts = (const nd_html_token *)page->facts.data;
    int                  status = 1;
    for (size_t i = 0; status == 1 && i < page->facts.size / sizeof *facts; i++)
        if (facts[i].kind == ND_HTML_TEXT && facts[i].tag == ND_TAG_SCRIPT)
            status = offer_script(found, facts[i].bytes, meta, parser, error);
    return status < 0 ? status : ND_OK;
}

/* ---- giving out ------------------------------------------------------------------------------- */

/* Appends the value, references resolved, lines and runs of blanks made one. */
static int add_value(nd_buf *text, nd_string value, nd_error *error) {
    size_t from = text->size, to = from;
    int    status = nd_html_decode(value, text, error);
    for (size_t at = from; !status && at < text->size; at++) {
        int is_blank = text->data[at] <= ' ';
        if (!is_blank) text->data[to++] = text->data[at];
        else if (to > from && text->data[to - 1] != ' ') text->data[to++] = ' ';
    }
    if (!status) text->size = to;
    return status;
}

static void note_sources(const struct found *found, uint8_t sources[ND_FIELDS_COUNT]) {
    static const uint8_t numbers[FIELDS] = {[TITLE] = ND_FIELD_TITLE, [URL] = ND_FIELD_URL, [DATE] = ND_FIELD_DATE,
                                            [OUTLET] = ND_FIELD_OUTLET, [LANG] = ND_FIELD_LANG};
    for (size_t i = 0; i < FIELDS; i++)
        if (found->choices[i].value.data)
            sources[numbers[i]] = (uint8_t)(ND_FIELDS_FROM_PAGE + 2 + found->choices[i].row);
}

const char *nd_html_meta_source(size_t source) {
    size_t row = source - ND_FIELDS_FROM_PAGE - 2;
    if (source == ND_TEXT_OF_PAGE) return "the main text of the page";
    if (source == ND_TEXT_OF_JSON_LD) return "articleBody in JSON-LD";
    return places[row].shown ? places[row].shown : places[row].name;
}

static int give_out(const struct found *found, nd_html_meta *meta, nd_parser *parser, nd_article *out,
                    nd_error *error) {
    size_t     ends[FIELDS];
    nd_string *fields[FIELDS] = {&out->title, &out->url, &out->date, &out->outlet, &out->lang};
    meta->text.size = 0;
    int status = nd_buf_reserve(&meta->text, 1, error); /* so that `data` is somewhere */
    for (size_t i = 0; !status && i < FIELDS; i++) {
        if (found->choices[i].value.data) status = add_value(&meta->text, found->choices[i].value, error);
        ends[i] = meta->text.size;
    }
    for (size_t i = 0, from = 0; !status && i < FIELDS; from = ends[i++])
        if (ends[i] > from) *fields[i] = (nd_string){(const char *)meta->text.data + from, ends[i] - from};
    if (status) return status;
    note_sources(found, parser->fields.sources);
    nd_fields_complete(&parser->fields, out);
    return ND_OK;
}

int nd_html_meta_read(nd_html_meta *meta, const nd_html_blocks *blocks, nd_parser *parser, nd_article *out,
                      nd_error *error) {
    struct found         found;
    const nd_html_token *facts = (const nd_html_token *)blocks->facts.data;
    for (size_t i = 0; i < FIELDS; i++) found.choices[i] = (nd_choice){PLACES, {NULL, 0}};
    *out = (nd_article){.time = ND_NO_TIME};
    meta->body = (nd_string){NULL, 0};
    for (size_t i = 0; i < blocks->facts.size / sizeof *facts; i++) offer_fact(&found, &facts[i]);
    offer_headline(&found, blocks);
    int status = offer_scripts(&found, blocks, meta, parser, error);
    return status ? status : give_out(&found, meta, parser, out, error);
}

void nd_html_meta_free(nd_html_meta *meta) {
    nd_buf_free(&meta->text);
}
