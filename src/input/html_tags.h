/* html_tags.h - the elements of HTML, and what a start tag does to the text around it. */
#ifndef ND_HTML_TAGS_H
#define ND_HTML_TAGS_H

#include <stddef.h>
#include <stdint.h>

/* Those that are told apart. */
typedef enum nd_tag {
    ND_TAG_OTHER, /* any other block */
    ND_TAG_INLINE, /* any other within a line, and names that nobody knows */
    ND_TAG_A, ND_TAG_ARTICLE, ND_TAG_ASIDE, ND_TAG_BODY, ND_TAG_BLOCKQUOTE, ND_TAG_BR, ND_TAG_BUTTON, ND_TAG_DD,
    ND_TAG_DIV, ND_TAG_DT, ND_TAG_FIGCAPTION, ND_TAG_FIGURE, ND_TAG_FOOTER, ND_TAG_FORM, ND_TAG_H1, ND_TAG_HEADING,
    ND_TAG_HEAD, ND_TAG_HEADER, ND_TAG_HTML, ND_TAG_LABEL, ND_TAG_LI, ND_TAG_LINK, ND_TAG_LIST, ND_TAG_MAIN,
    ND_TAG_META, ND_TAG_NAV, ND_TAG_OPTION, ND_TAG_P, ND_TAG_PRE, ND_TAG_RAW, ND_TAG_SCRIPT, ND_TAG_SECTION,
    ND_TAG_SELECT, ND_TAG_SILENT, ND_TAG_SPAN, ND_TAG_TABLE, ND_TAG_TD, ND_TAG_TEXTAREA, ND_TAG_TIME, ND_TAG_TITLE,
    ND_TAG_TR, ND_TAG_VOID
} nd_tag;
#define ND_TAGS (ND_TAG_VOID + 1)

/* Of a name in upper or lower case. */
nd_tag nd_tag_of(const char *name, size_t size);

/* Does it begin and end a block of text, and is it closed by the end of one around it? */
int nd_tag_is_block(nd_tag tag);
/* Has it no content, and so no end tag? */
int nd_tag_is_void(nd_tag tag);
/* Is its content, up to its own end tag, no markup? */
int nd_tag_is_raw(nd_tag tag);

#endif
