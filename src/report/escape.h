/*
 * escape.h - strings from the corpus, made harmless for each format. All of it is hostile: a name may
 * hold a newline, an escape sequence of the terminal, or bytes that are not UTF-8.
 */
#ifndef ND_ESCAPE_H
#define ND_ESCAPE_H

#include "base/utf8.h"
#include "report/writer.h"

/* A JSON string with its quotes; null where the value is missing. */
void nd_put_json(nd_out *out, nd_string value);
void nd_put_json_text(nd_out *out, const char *value);

/* What stands between the quotes of such a string. */
void nd_put_json_inside(nd_out *out, nd_string value);

/* "id":"..." and, where the id is not UTF-8 and so cannot be told in JSON, "path_b64" with its bytes
 * in base64 (RFC 4648). */
void nd_put_json_id(nd_out *out, nd_string id);

/* A field of a table: tab, newline, return and backslash as \t \n \r \\, other controls as a space. */
void nd_put_tsv(nd_out *out, nd_string value);

/* A field of a table of RFC 4180: in quotation marks where it has to be; controls but tab, newline and
 * return as a space. */
void nd_put_csv(nd_out *out, nd_string value);

/* A line of a list of names, which `printf %b` turns back into the very bytes: backslash, tab, newline and
 * return as in tables, other controls as \0 and three octal digits for each byte. Bytes that are not UTF-8
 * stay, as a name would be another without them. */
void nd_put_path(nd_out *out, nd_string value);

/* For attributes and text of XML 1.0, which has no place for most controls: as for a terminal. */
void nd_put_xml(nd_out *out, nd_string value);

/* Text of GitHub Markdown that means nothing but itself, also in a cell of a table. */
void nd_put_markdown(nd_out *out, nd_string value);

/* Of GitHub's workflow commands, as in ::error title=PROPERTY::DATA. */
void nd_put_command_property(nd_out *out, nd_string value);
void nd_put_command_data(nd_out *out, nd_string value);

/* The bytes of a path as those of a URI (RFC 3986): all but letters, digits and -._~/ as %XX. */
void nd_put_uri(nd_out *out, nd_string value);

/* For a terminal: controls, also those that turn the direction of writing, as \u and four digits. */
void nd_put_shown(nd_out *out, nd_string value);

/* Text or a quoted attribute of HTML: & < > " ' as references, controls as nd_put_shown has them. */
void nd_put_html(nd_out *out, nd_string value);

/* Columns that nd_put_shown takes, where every character takes one. */
size_t nd_shown_columns(nd_string value);

#endif
