/*
 * html_hints.c - names are cut into words, at anything but letters and where a capital follows a small letter,
 * and each word looked up as the beginning of those of a table. A word says what a part is, not that it is so:
 * who reads the hints weighs them against the text that stands there (html_main.c).
 */
#include "input/html_hints.h"

#include <string.h>

#include "input/html_scan.h"

struct word {
    const char *text;
    uint8_t     whole; /* it is the word, not only its beginning */
};

/* Of things that are no part of an article, in the languages whose sites were looked at. */
static const struct word furniture[] = {
    {"ad", 1}, {"ads", 1}, {"advert", 0}, {"advertisement", 0}, {"attribution", 0}, {"author", 0}, {"banner", 0},
    {"bio", 1}, {"breadcrumb", 0}, {"byline", 0}, {"caption", 0}, {"carousel", 0}, {"comment", 0}, {"consent", 0},
    {"contributor", 0}, {"cookie", 0}, {"copyright", 0}, {"credit", 0}, {"dateline", 1}, {"dialog", 0},
    {"discus", 0}, {"disqus", 0}, {"donat", 0}, {"dropdown", 0}, {"footer", 0}, {"gallery", 0}, {"gdpr", 0},
    {"hidden", 1}, {"login", 0}, {"masthead", 0}, {"menu", 0}, {"meta", 1}, {"metadata", 0}, {"modal", 0},
    {"mostread", 0}, {"nav", 0}, {"newsletter", 0}, {"outbrain", 0}, {"overlay", 0}, {"pagination", 0},
    {"pager", 1}, {"popup", 0}, {"print", 1}, {"promo", 0}, {"rating", 0}, {"readmore", 0}, {"recirc", 0},
    {"recommend", 0}, {"related", 0}, {"respond", 1}, {"rss", 1}, {"share", 0}, {"sharing", 0}, {"sidebar", 0},
    {"signup", 0}, {"skip", 1}, {"slideshow", 0}, {"social", 0}, {"sociable", 0}, {"sponsor", 0}, {"subscri", 0},
    {"syndication", 0}, {"taboola", 0}, {"tag", 1}, {"tags", 1}, {"teaser", 0}, {"timestamp", 0}, {"toolbar", 0},
    {"tooltip", 0}, {"trending", 0}, {"widget", 0}};

static nd_string next_word(nd_string names, size_t *at) {
    size_t from = *at, end;
    while (from < names.size && ((names.data[from] | 32) < 'a' || (names.data[from] | 32) > 'z')) from++;
    for (end = from; end < names.size && (names.data[end] | 32) >= 'a' && (names.data[end] | 32) <= 'z'; end++)
        if (end > from && names.data[end] < 'a' && names.data[end - 1] >= 'a') break;
    *at = end;
    return (nd_string){names.data + from, end - from};
}

static int matches(nd_string name, const struct word *word) {
    size_t size = strlen(word->text);
    if (name.size < size || (word->whole && name.size != size)) return 0;
    return nd_html_is((nd_string){name.data, size}, word->text);
}

static uint32_t hints_of_word(nd_string name) {
    for (size_t i = 0; i < sizeof furniture / sizeof *furniture; i++)
        if (furniture[i].text[0] == (name.data[0] | 32) && matches(name, &furniture[i])) return ND_HINT_FURNITURE;
    return 0;
}

/* Is it what the text of an article is called: "article-body", "entry_content", "storyText"? */
static int is_body(nd_string names) {
    static const char *const things[] = {"article", "story", "entry", "post", "content", "news", "main"};
    static const char *const parts[] = {"body", "content", "text", "copy"};
    int                      thing = 0;
    for (size_t at = 0; at < names.size;) {
        nd_string word = next_word(names, &at);
        for (size_t i = 0; thing && i < sizeof parts / sizeof *parts; i++)
            if (nd_html_is(word, parts[i])) return 1;
        thing = 0;
        for (size_t i = 0; i < sizeof things / sizeof *things; i++) thing |= nd_html_is(word, things[i]);
    }
    return 0;
}

static uint32_t hints_of_names(nd_string names) {
    uint32_t hints = is_body(names) ? ND_HINT_BODY : 0;
    for (size_t at = 0; at < names.size;) {
        nd_string word = next_word(names, &at);
        if (nd_html_is(word, "embed")) return 0;
        if (word.size) hints |= hints_of_word(word);
    }
    return hints;
}

static int holds(nd_string value, const char *word) {
    size_t size = strlen(word);
    for (size_t at = 0; at + size <= value.size; at++)
        if (nd_html_is((nd_string){value.data + at, size}, word)) return 1;
    return 0;
}

static uint32_t hints_of_role(nd_string role) {
    static const char *const roles[] = {"navigation", "banner", "complementary", "contentinfo", "search", "dialog",
                                        "alertdialog", "menu", "toolbar"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (nd_html_is(role, roles[i])) return ND_HINT_FURNITURE;
    return 0;
}

uint32_t nd_html_hints(nd_string attributes) {
    uint32_t  hints = 0;
    nd_string name, value;
    for (size_t at = 0; nd_html_attribute(attributes, &at, &name, &value);) {
        if (nd_html_is(name, "class") || nd_html_is(name, "id")) hints |= hints_of_names(value);
        else if (nd_html_is(name, "role")) hints |= hints_of_role(value);
        else if (nd_html_is(name, "itemprop") && nd_html_is(value, "articlebody")) hints |= ND_HINT_BODY;
        else if (nd_html_is(name, "hidden")) hints |= ND_HINT_HIDDEN;
        else if (nd_html_is(name, "aria-hidden") && nd_html_is(value, "true")) hints |= ND_HINT_HIDDEN;
        else if (nd_html_is(name, "style") && (holds(value, "display:none") || holds(value, "display: none")))
            hints |= ND_HINT_HIDDEN;
    }
    return hints;
}
