/*
 * write_article.c - an article as the program sees it. The text is the very text that byte offsets of
 * passages refer to, as long as it is UTF-8.
 */
#include "report/escape.h"

static void put_field(nd_out *out, const char *name, nd_string value) {
    nd_put_text(out, name);
    nd_put_json(out, value);
}

void nd_write_article(const nd_article *article, nd_out *out) {
    nd_put_text(out, "{");
    nd_put_json_id(out, article->id);
    put_field(out, ",\"title\":", article->title);
    put_field(out, ",\"url\":", article->url);
    put_field(out, ",\"date\":", article->date);
    put_field(out, ",\"lang\":", article->lang);
    put_field(out, ",\"outlet\":", article->outlet);
    put_field(out, ",\"text\":", article->text);
    nd_put_text(out, "}");
    nd_put_newline(out);
}
