/*
 * html_tags.c - a sorted table. A name that is not in it is within a line, as browsers have it: an element
 * of somebody's own making does not part words from their sentence.
 */
#include "input/html_tags.h"

#include <string.h>

#define NAME_BYTES 12

struct name {
    char    text[NAME_BYTES];
    uint8_t tag;
};

static const struct name names[] = {
    {"a", ND_TAG_A}, {"address", ND_TAG_OTHER}, {"area", ND_TAG_VOID}, {"article", ND_TAG_ARTICLE},
    {"aside", ND_TAG_ASIDE}, {"audio", ND_TAG_SILENT}, {"base", ND_TAG_VOID}, {"blockquote", ND_TAG_BLOCKQUOTE},
    {"body", ND_TAG_BODY}, {"br", ND_TAG_BR}, {"button", ND_TAG_BUTTON}, {"canvas", ND_TAG_SILENT},
    {"caption", ND_TAG_FIGCAPTION}, {"center", ND_TAG_OTHER}, {"col", ND_TAG_VOID}, {"dd", ND_TAG_DD},
    {"details", ND_TAG_OTHER}, {"dialog", ND_TAG_ASIDE}, {"dir", ND_TAG_LIST}, {"div", ND_TAG_DIV},
    {"dl", ND_TAG_LIST}, {"dt", ND_TAG_DT}, {"embed", ND_TAG_VOID}, {"fieldset", ND_TAG_FORM},
    {"figcaption", ND_TAG_FIGCAPTION}, {"figure", ND_TAG_FIGURE}, {"footer", ND_TAG_FOOTER}, {"form", ND_TAG_FORM},
    {"h1", ND_TAG_H1}, {"h2", ND_TAG_HEADING}, {"h3", ND_TAG_HEADING}, {"h4", ND_TAG_HEADING},
    {"h5", ND_TAG_HEADING}, {"h6", ND_TAG_HEADING}, {"head", ND_TAG_HEAD}, {"header", ND_TAG_HEADER},
    {"hr", ND_TAG_VOID}, {"html", ND_TAG_HTML}, {"iframe", ND_TAG_RAW}, {"img", ND_TAG_VOID},
    {"input", ND_TAG_VOID}, {"label", ND_TAG_LABEL}, {"li", ND_TAG_LI}, {"link", ND_TAG_LINK},
    {"main", ND_TAG_MAIN}, {"map", ND_TAG_SILENT}, {"menu", ND_TAG_NAV}, {"meta", ND_TAG_META},
    {"nav", ND_TAG_NAV}, {"noembed", ND_TAG_RAW}, {"noframes", ND_TAG_RAW}, {"noscript", ND_TAG_SILENT},
    {"object", ND_TAG_SILENT}, {"ol", ND_TAG_LIST}, {"optgroup", ND_TAG_OTHER}, {"option", ND_TAG_OPTION},
    {"p", ND_TAG_P}, {"param", ND_TAG_VOID}, {"pre", ND_TAG_PRE}, {"script", ND_TAG_SCRIPT},
    {"section", ND_TAG_SECTION}, {"select", ND_TAG_SELECT}, {"source", ND_TAG_VOID}, {"span", ND_TAG_SPAN},
    {"style", ND_TAG_RAW}, {"summary", ND_TAG_OTHER}, {"svg", ND_TAG_SILENT}, {"table", ND_TAG_TABLE},
    {"tbody", ND_TAG_OTHER}, {"td", ND_TAG_TD}, {"template", ND_TAG_SILENT}, {"textarea", ND_TAG_TEXTAREA},
    {"tfoot", ND_TAG_OTHER}, {"th", ND_TAG_TD}, {"thead", ND_TAG_OTHER}, {"time", ND_TAG_TIME},
    {"title", ND_TAG_TITLE}, {"tr", ND_TAG_TR}, {"track", ND_TAG_VOID}, {"ul", ND_TAG_LIST},
    {"video", ND_TAG_SILENT}, {"wbr", ND_TAG_INLINE}, {"xmp", ND_TAG_RAW}};

nd_tag nd_tag_of(const char *name, size_t size) {
    char lower[NAME_BYTES] = {0};
    if (size == 0 || size >= NAME_BYTES) return ND_TAG_INLINE;
    for (size_t i = 0; i < size; i++)
        lower[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
    size_t low = 0, high = sizeof names / sizeof *names;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int    order = memcmp(lower, names[middle].text, NAME_BYTES);
        if (order == 0) return (nd_tag)names[middle].tag;
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return ND_TAG_INLINE;
}

int nd_tag_is_block(nd_tag tag) {
    switch (tag) {
    case ND_TAG_INLINE:
    case ND_TAG_A:
    case ND_TAG_SPAN:
    case ND_TAG_LABEL:
    case ND_TAG_TIME: return 0;
    default: return 1;
    }
}

int nd_tag_is_void(nd_tag tag) {
    return tag == ND_TAG_VOID || tag == ND_TAG_BR || tag == ND_TAG_META || tag == ND_TAG_LINK;
}

int nd_tag_is_raw(nd_tag tag) {
    return tag == ND_TAG_RAW || tag == ND_TAG_SCRIPT || tag == ND_TAG_TEXTAREA || tag == ND_TAG_TITLE;
}
