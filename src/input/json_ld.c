/*
 * json_ld.c - a script holds an object, an array of them, or a graph; an article is what has a type that ends
 * with "Article" or "Posting". Recursion is bounded by the depth that the parser admits.
 */
#include "input/json_ld.h"

#include <json-c/json.h>
#include <string.h>

static nd_string string_of(struct json_object *value) {
    if (!json_object_is_type(value, json_type_string)) return (nd_string){NULL, 0};
    return (nd_string){json_object_get_string(value), (size_t)json_object_get_string_len(value)};
}

static struct json_object *member(struct json_object *object, const char *key) {
    struct json_object *value = NULL;
    if (json_object_is_type(object, json_type_object)) json_object_object_get_ex(object, key, &value);
    return value;
}

/* The first of several. */
static struct json_object *first(struct json_object *value) {
    return json_object_is_type(value, json_type_array) ? json_object_array_get_idx(value, 0) : value;
}

static int ends_with(nd_string text, const char *ending) {
    size_t size = strlen(ending);
    return text.size >= size && !memcmp(text.data + text.size - size, ending, size);
}

static int is_article_type(struct json_object *type) {
    nd_string name = string_of(type);
    return name.data && (ends_with(name, "Article") || ends_with(name, "Posting"));
}

static int is_article(struct json_object *object) {
    struct json_object *type = member(object, "@type");
    if (!json_object_is_type(type, json_type_array)) return is_article_type(type);
    for (size_t i = 0; i < json_object_array_length(type); i++)
        if (is_article_type(json_object_array_get_idx(type, i))) return 1;
    return 0;
}

/* A string, or the member of an object in its place. */
static nd_string string_or(struct json_object *value, const char *key) {
    nd_string found = string_of(first(value));
    return found.data ? found : string_of(member(first(value), key));
}

static void fill(struct json_object *article, nd_json_ld *out) {
    *out = (nd_json_ld){.headline = string_of(member(article, "headline")),
                        .date = string_of(member(article, "datePublished")),
                        .url = string_of(member(article, "url")),
                        .publisher = string_or(member(article, "publisher"), "name"),
                        .lang = string_or(member(article, "inLanguage"), "name"),
                        .text = string_of(member(article, "articleBody"))};
    if (!out->headline.data) out->headline = string_of(member(article, "name"));
    if (!out->url.data) out->url = string_or(member(article, "mainEntityOfPage"), "@id");
}

int nd_json_ld_find(struct json_object *value, nd_json_ld *out) {
    if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++)
            if (nd_json_ld_find(json_object_array_get_idx(value, i), out)) return 1;
        return 0;
    }
    if (is_article(value)) return fill(value, out), 1;
    struct json_object *graph = member(value, "@graph"), *main = member(value, "mainEntity");
    return (graph && nd_json_ld_find(graph, out)) || (main && nd_json_ld_find(main, out));
}
