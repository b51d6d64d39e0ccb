/*
 * fuzz_result.c - PROPERTY: every string and number in the JSON Lines and the table that a result is
 * written as is what the API tells of it; the text for people holds no control character but newlines;
 * all is UTF-8; and the group of an article does not depend on the number of threads.
 *
 * The input chooses some articles, made of a few sentences, and ids and titles of any bytes.
 */
#include <json-c/json.h>
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "newsdup_io.h"

#define ARTICLES 12
#define TEXT_BYTES 4000

static const char *const sentences[] = {
    "The harbour council voted on Tuesday to dredge the northern channel before the winter storms arrive.",
    "Work will take eleven weeks, and the ferry will moor at the old fish quay until it is done.",
    "\xe2\x80\x9cWe have waited nine years for this,\xe2\x80\x9d said Ineke Vorhaas, who runs the chandlery.",
    "Opponents point out that the last survey found 14 wrecks in the channel, two of them with cargo.",
    "The contract was worth 2,340,000 crowns, of which the province pays a third and the port the rest.",
    "Die Stra\xc3\x9f" "e zum Hafen bleibt bis Ende November f\xc3\xbcr schwere Lastwagen gesperrt.",
    "\xe6\xb8\xaf\xe5\x8f\xa3\xe5\xb0\x86\xe5\x9c\xa8\xe5\x86\xac\xe5\xad\xa3\xe6\x9a\xb4\xe9\xa3\x8e"
    "\xe5\x89\x8d\xe7\x96\x8f\xe6\xb5\x9a\xe5\x8c\x97\xe8\x88\xaa\xe9\x81\x93",
    "Subscribe to our newsletter and read every morning what the coast is talking about today."};
#define SENTENCES (sizeof sentences / sizeof *sentences)

struct written {
    char      texts[ARTICLES][TEXT_BYTES];
    nd_article articles[ARTICLES];
    unsigned  count;
};

static void write_article(char *text, nd_article *article, struct choices *choices) {
    size_t size = 0;
    for (uint32_t left = 1 + choose(choices, 9); left > 0; left--) {
        uint32_t byte = choose(choices, 256);
        size += (size_t)snprintf(text + size, TEXT_BYTES - size, "%s%s", sentences[byte % SENTENCES],
                                 byte & 64 ? "\n" : " ");
        if (byte & 128) size += (size_t)snprintf(text + size, TEXT_BYTES - size, "%u. ", byte * 7);
    }
    *article = (nd_article){.text = {text, size}, .time = ND_NO_TIME};
    article->id = choose_bytes(choices, choose(choices, 8));
    if (choose(choices, 2)) article->title = choose_bytes(choices, choose(choices, 12));
    if (choose(choices, 4) == 1) article->url = choose_bytes(choices, 6);
    if (choose(choices, 4) == 1) article->outlet = choose_bytes(choices, 4);
    if (choose(choices, 4) == 1) article->time = (int64_t)choose(choices, 256) * 86400;
}

static nd_result *run(struct written *written, uint32_t jobs) {
    nd_options options;
    nd_result *result;
    nd_options_init(&options);
    options.jobs = jobs;
    nd_corpus *corpus = nd_corpus_new(&options, NULL);
    REQUIRE(corpus);
    for (unsigned i = 0; i < written->count; i++) REQUIRE(!nd_corpus_add(corpus, &written->articles[i], NULL));
    REQUIRE(!nd_corpus_run(corpus, &result, NULL));
    nd_corpus_free(corpus);
    return result;
}

/* ---- what is written -------------------------------------------------------------------------- */

static int collect(void *context, const void *data, size_t size, nd_error *error) {
    return nd_buf_append(context, data, size, error);
}

static nd_string write_as(const nd_result *result, nd_format format, nd_buf *out) {
    nd_write_options options;
    nd_write_options_init(&options);
    options.format = format;
    out->size = 0;
    REQUIRE(!nd_result_write(result, &options, collect, out, NULL));
    REQUIRE(nd_utf8_well_formed((const char *)out->data, out->size) == out->size);
    return (nd_string){(const char *)out->data, out->size};
}

/* Takes a line off the front, without its newline. */
static nd_string take_line(nd_string *rest) {
    const char *newline = memchr(rest->data, '\n', rest->size);
    REQUIRE(newline);
    nd_string line = {rest->data, (size_t)(newline - rest->data)};
    rest->data += line.size + 1;
    rest->size -= line.size + 1;
    return line;
}

static struct json_object *take_row(nd_string *rest) {
    nd_string            line = take_line(rest);
    struct json_tokener *tokener = json_tokener_new();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    struct json_object *row = json_tokener_parse_ex(tokener, line.data, (int)line.size);
    REQUIRE(row && json_tokener_get_parse_end(tokener) == line.size);
    json_tokener_free(tokener);
    return row;
}

static struct json_object *member(struct json_object *row, const char *name) {
    struct json_object *value;
    REQUIRE(json_object_object_get_ex(row, name, &value));
    return value;
}

/* What the output holds for bytes of strangers: each start of a sequence that breaks off is U+FFFD. */
static nd_string repaired(nd_string value, nd_buf *out) {
    out->size = 0;
    for (size_t at = 0, step; at < value.size; at += step) {
        uint32_t c;
        step = nd_utf8_step(value.data + at, value.size - at, &c);
        const char *from = c == ND_NOT_UTF8 ? "\xef\xbf\xbd" : value.data + at;
        REQUIRE(!nd_buf_append(out, from, c == ND_NOT_UTF8 ? 3 : step, NULL));
    }
    return (nd_string){(const char *)out->data, out->size};
}

static void require_string(struct json_object *row, const char *name, nd_string want) {
    struct json_object *value = member(row, name);
    nd_buf              buf = {0};
    REQUIRE(json_object_is_type(value, want.data ? json_type_string : json_type_null));
    if (!want.data) return;
    want = repaired(want, &buf);
    REQUIRE((size_t)json_object_get_string_len(value) == want.size);
    REQUIRE(want.size == 0 || !memcmp(json_object_get_string(value), want.data, want.size));
    nd_buf_free(&buf);
}

static void require_text(struct json_object *row, const char *name, const char *want) {
    require_string(row, name, (nd_string){want, strlen(want)});
}

static void require_count(struct json_object *row, const char *name, uint64_t want) {
    REQUIRE(json_object_is_type(member(row, name), json_type_int));
    REQUIRE(json_object_get_uint64(member(row, name)) == want);
}

static void require_share(struct json_object *row, const char *name, double want, int is_known) {
    struct json_object *value = member(row, name);
    REQUIRE(json_object_is_type(value, json_type_null) == !is_known);
    if (!is_known) return;
    REQUIRE(want >= 0 && want <= 1);
    REQUIRE(fabs(json_object_get_double(value) - want) <= 0.00005 + 1e-9);
}

static void require_group(const nd_result *result, struct json_object *row, const char *name, uint64_t group) {
    nd_group of = {.id = ""};
    if (group != ND_NONE) nd_result_group(result, group, &of);
    require_string(row, name, (nd_string){group == ND_NONE ? NULL : of.id, strlen(of.id)});
}

static void require_other(const nd_result *result, struct json_object *row, const char *name, uint64_t index) {
    nd_document other = {.id = {NULL, 0}};
    if (index != ND_NONE) nd_result_document(result, index, &other);
    require_string(row, name, other.id);
}

static void require_range(struct json_object *passage, const char *name, const uint64_t range[2]) {
    for (size_t i = 0; i < 2; i++)
        REQUIRE(json_object_get_uint64(json_object_array_get_idx(member(passage, name), i)) == range[i]);
}

static void require_passages(const nd_result *result, struct json_object *row, const nd_document *document,
                             const struct written *written) {
    struct json_object *list = member(row, "passages");
    uint64_t            other = document->via == ND_NONE ? document->canonical : document->via;
    size_t              count = 0;
    nd_passage          passage;
    for (uint64_t at = 0; nd_result_next_passage(result, document->index, &at, &passage); count++) {
        struct json_object *written_passage = json_object_array_get_idx(list, count);
        require_range(written_passage, "at", passage.at);
        require_range(written_passage, "in", passage.in);
        REQUIRE(passage.at[0] < passage.at[1] && passage.at[1] <= written->articles[document->index].text.size);
        REQUIRE(passage.in[0] < passage.in[1] && passage.in[1] <= written->articles[other].text.size);
    }
    REQUIRE(count == document->passage_count && count == json_object_array_length(list));
}

static void require_document(const nd_result *result, struct json_object *row, const nd_document *document) {
    int is_compared = document->canonical != ND_NONE || document->via != ND_NONE;
    require_text(row, "type", "doc");
    require_string(row, "id", document->id);
    require_group(result, row, "cluster", document->cluster);
    require_group(result, row, "story", document->story);
    require_text(row, "role", nd_role_name(document->role));
    require_text(row, "rule", document->rule);
    require_other(result, row, "canonical", document->canonical);
    require_other(result, row, "via", document->via);
    require_share(row, "coverage", document->coverage, is_compared);
    require_share(row, "canonical_coverage", document->canonical_coverage, is_compared);
    require_share(row, "jaccard", document->jaccard, is_compared);
    require_count(row, "figures_changed", document->figures_changed);
    require_count(row, "words", document->words);
    require_string(row, "title", document->title);
    require_string(row, "url", document->url);
    require_string(row, "date", document->date);
    require_string(row, "lang", document->lang);
    require_string(row, "outlet", document->outlet);
}

/* What was fed comes back, but for ids that repeat. */
static void require_article(const nd_document *document, const nd_article *article) {
    REQUIRE(same_string(document->title, article->title));
    REQUIRE(same_string(document->url, article->url));
    REQUIRE(same_string(document->outlet, article->outlet));
    REQUIRE(document->time == article->time);
    REQUIRE(document->id.size >= article->id.size);
    REQUIRE(!article->id.size || !memcmp(document->id.data, article->id.data, article->id.size));
}

static void require_summary(struct json_object *row, const nd_result *result) {
    nd_summary summary;
    nd_result_summary(result, &summary);
    require_text(row, "type", "summary");
    require_count(row, "articles", summary.articles);
    require_count(row, "stories", summary.stories);
    require_count(row, "clusters", summary.clusters);
    require_count(row, "copies", summary.copies);
    require_count(row, "stubs", summary.stubs);
    require_count(row, "repeated_ids", summary.repeated_ids);
}

static void try_jsonl(const nd_result *result, nd_string out, const struct written *written) {
    nd_document document;
    json_object_put(take_row(&out));
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) {
        struct json_object *row = take_row(&out);
        require_article(&document, &written->articles[document.index]);
        require_document(result, row, &document);
        require_passages(result, row, &document, written);
        json_object_put(row);
    }
    struct json_object *row = take_row(&out);
    require_summary(row, result);
    json_object_put(row);
    REQUIRE(out.size == 0);
}

static void require_pair(const nd_result *result, struct json_object *row, const nd_pair *pair) {
    require_other(result, row, "id_a", pair->a);
    require_other(result, row, "id_b", pair->b);
    require_text(row, "relation", nd_relation_name(pair->relation));
    require_share(row, "coverage_a", pair->coverage_a, 1);
    require_share(row, "coverage_b", pair->coverage_b, 1);
    require_share(row, "jaccard", pair->jaccard, 1);
    require_count(row, "passages", pair->passages);
    require_count(row, "longest_passage_words", pair->longest_passage_words);
    require_count(row, "figures_changed", pair->figures_changed);
    require_text(row, "note", pair->note);
}

static void try_pairs_jsonl(const nd_result *result, nd_string out) {
    nd_pair pair;
    json_object_put(take_row(&out));
    for (uint64_t at = 0; nd_result_next_pair(result, &at, &pair);) {
        struct json_object *row = take_row(&out);
        require_pair(result, row, &pair);
        json_object_put(row);
    }
    json_object_put(take_row(&out));
    REQUIRE(out.size == 0);
}

/* Ten columns in each row, the number among them that the API tells. */
static void try_pairs_tsv(const nd_result *result, nd_string out) {
    nd_pair  pair;
    uint64_t at = 0;
    for (int is_head = 1; out.size; is_head = 0) {
        nd_string   line = take_line(&out);
        const char *column = line.data;
        unsigned    tabs = 0;
        for (size_t i = 0; i < line.size; i++) {
            REQUIRE((uint8_t)line.data[i] >= ' ' || line.data[i] == '\t');
            if (line.data[i] == '\t' && ++tabs == 8) column = line.data + i + 1;
        }
        REQUIRE(tabs == 9);
        if (is_head) continue;
        REQUIRE(nd_result_next_pair(result, &at, &pair));
        REQUIRE(strtoul(column, NULL, 10) == pair.figures_changed);
    }
    REQUIRE(!nd_result_next_pair(result, &at, &pair));
}

static void try_text(nd_string out) {
    for (size_t i = 0; i < out.size; i++) REQUIRE((uint8_t)out.data[i] >= ' ' || out.data[i] == '\n');
}

static void require_same(nd_string x, nd_string y) {
    REQUIRE(x.size == y.size && !memcmp(x.data, y.data, x.size));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct written written;
    struct choices        choices = {data, data + size};
    nd_buf                out = {0}, again = {0};
    uint32_t              count = 1 + choose(&choices, ARTICLES);
    for (written.count = 0; written.count < count && choices.at < choices.end; written.count++)
        write_article(written.texts[written.count], &written.articles[written.count], &choices);
    nd_result *result = run(&written, 1), *threaded = run(&written, 2);
    nd_string  rows = write_as(result, ND_FORMAT_JSONL, &out);
    require_same(rows, write_as(threaded, ND_FORMAT_JSONL, &again));
    try_jsonl(result, rows, &written);
    try_pairs_jsonl(result, write_as(result, ND_FORMAT_PAIRS_JSONL, &out));
    try_pairs_tsv(result, write_as(result, ND_FORMAT_PAIRS_TSV, &out));
    try_text(write_as(result, ND_FORMAT_TEXT, &out));
    nd_result_free(result);
    nd_result_free(threaded);
    nd_buf_free(&out);
    nd_buf_free(&again);
    return 0;
}
