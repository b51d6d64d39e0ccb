/*
 * test_write_sarif.c - the log against the shape that the published schema of SARIF 2.1.0 gives it: what an object
 * must have, what it may have, and the words that a value is one of. The rows below are those parts of the schema
 * (sarif-schema-2.1.0.json) that a log of newsdup has.
 */
#include <ctype.h>

#include "made.h"
#include "newsdup_io.h"

#include <json-c/json.h>

/* ---- the schema -------------------------------------------------------------------------------- */

enum kind { STRING, COUNT, TRUTH, OBJECT, ARRAY, STRINGS /* an object whose members are all strings */ };

struct property {
    const char *of, *name; /* the object it is a member of */
    enum kind   kind;
    const char *items;     /* of OBJECT and ARRAY: what it is; of STRING: the words it may be, or NULL */
    int         is_required;
};

static const struct property schema[] = {
    {"log", "$schema", STRING, NULL, 0},
    {"log", "version", STRING, "2.1.0", 1},
    {"log", "runs", ARRAY, "run", 1},
    {"run", "tool", OBJECT, "tool", 1},
    {"run", "invocations", ARRAY, "invocation", 0},
    {"run", "results", ARRAY, "result", 0},
    {"tool", "driver", OBJECT, "toolComponent", 1},
    {"toolComponent", "name", STRING, NULL, 1},
    {"toolComponent", "version", STRING, NULL, 0},
    {"toolComponent", "rules", ARRAY, "reportingDescriptor", 0},
    {"reportingDescriptor", "id", STRING, NULL, 1},
    {"reportingDescriptor", "name", STRING, NULL, 0},
    {"reportingDescriptor", "shortDescription", OBJECT, "message", 0},
    {"reportingDescriptor", "defaultConfiguration", OBJECT, "reportingConfiguration", 0},
    {"reportingConfiguration", "level", STRING, "none note warning error", 0},
    {"invocation", "executionSuccessful", TRUTH, NULL, 1},
    {"invocation", "toolExecutionNotifications", ARRAY, "notification", 0},
    {"notification", "message", OBJECT, "message", 1},
    {"notification", "level", STRING, "none note warning error", 0},
    {"result", "ruleId", STRING, NULL, 0},
    {"result", "ruleIndex", COUNT, NULL, 0},
    {"result", "level", STRING, "none note warning error", 0},
    {"result", "message", OBJECT, "message", 1},
    {"result", "locations", ARRAY, "location", 0},
    {"result", "relatedLocations", ARRAY, "location", 0},
    {"result", "partialFingerprints", STRINGS, NULL, 0},
    {"result", "baselineState", STRING, "new unchanged updated absent", 0},
    {"message", "text", STRING, NULL, 1},
    {"location", "id", COUNT, NULL, 0},
    {"location", "physicalLocation", OBJECT, "physicalLocation", 0},
    {"location", "logicalLocations", ARRAY, "logicalLocation", 0},
    {"location", "message", OBJECT, "message", 0},
    {"physicalLocation", "artifactLocation", OBJECT, "artifactLocation", 1},
    {"physicalLocation", "region", OBJECT, "region", 0},
    {"artifactLocation", "uri", STRING, NULL, 0},
    {"region", "startLine", COUNT, NULL, 0},
    {"logicalLocation", "name", STRING, NULL, 0},
};
#define PROPERTIES (sizeof schema / sizeof *schema)

static int is_word_of(const char *words, const char *word) {
    size_t size = strlen(word);
    for (const char *at = words; size && (at = strstr(at, word)); at += size)
        if ((at == words || at[-1] == ' ') && (at[size] == ' ' || !at[size])) return 1;
    return 0;
}

static void check_object(struct json_object *object, const char *type);

static void check_value(struct json_object *value, const struct property *property) {
    static const enum json_type types[] = {[STRING] = json_type_string, [COUNT] = json_type_int,
                                           [TRUTH] = json_type_boolean, [OBJECT] = json_type_object,
                                           [ARRAY] = json_type_array,   [STRINGS] = json_type_object};
    if (!json_object_is_type(value, types[property->kind])) fail_msg("%s.%s", property->of, property->name);
    if (property->kind == STRING && property->items && !is_word_of(property->items, json_object_get_string(value)))
        fail_msg("%s.%s is '%s'", property->of, property->name, json_object_get_string(value));
    if (property->kind == COUNT) assert_true(json_object_get_int64(value) >= 0);
    if (property->kind == OBJECT) check_object(value, property->items);
    for (size_t i = 0; property->kind == ARRAY && i < json_object_array_length(value); i++)
        check_object(json_object_array_get_idx(value, i), property->items);
    if (property->kind != STRINGS) return;
    json_object_object_foreach(value, name, string) {
        assert_true(name[0] && json_object_is_type(string, json_type_string));
    }
}

static const struct property *property_of(const char *type, const char *name) {
    for (size_t i = 0; i < PROPERTIES; i++)
        if (!strcmp(schema[i].of, type) && !strcmp(schema[i].name, name)) return &schema[i];
    fail_msg("%s has no %s", type, name);
    return NULL;
}

static void check_object(struct json_object *object, const char *type) {
    assert_true(json_object_is_type(object, json_type_object));
    json_object_object_foreach(object, name, value) check_value(value, property_of(type, name));
    for (size_t i = 0; i < PROPERTIES; i++)
        if (schema[i].is_required && !strcmp(schema[i].of, type) &&
            !json_object_object_get_ex(object, schema[i].name, NULL))
            fail_msg("%s without %s", type, schema[i].name);
}

/* ---- logs -------------------------------------------------------------------------------------- */

static struct {
    char  *bytes;
    size_t size;
} sunk;

static int sink(void *context, const void *data, size_t size, nd_error *error) {
    (void)context, (void)error;
    sunk.bytes = realloc(sunk.bytes, sunk.size + size);
    assert_non_null(sunk.bytes);
    memcpy(sunk.bytes + sunk.size, data, size);
    sunk.size += size;
    return ND_OK;
}

/* Copies of the same words, and one that is edited, one cut and one alone, under names that are hard on a URI. */
static nd_result *run(unsigned identical) {
    static const char *const names[] = {"caf\xc3\xa9 \"1\".txt", "50%/a b#c?.txt", "/abs/cut.txt", "alone"};
    struct writing           text = {.size = 0};
    nd_result               *result;
    nd_corpus               *corpus = nd_corpus_new(NULL, NULL);
    for (unsigned i = 0; i < identical + 4; i++) {
        char number[20];
        int  which = (int)i - (int)identical;
        snprintf(number, sizeof number, "%05u", i);
        text.size = 0;
        say_words(&text, which == 3 ? "garden" : "ferry", 0, which == 2 ? 50 : 90);
        if (which == 1) say_words(&text, "storm", 0, 8);
        const char *id = which < 0 ? number : names[which];
        nd_article  article = {.id = {id, strlen(id)}, .text = {text.text, text.size}, .time = ND_NO_TIME};
        assert_int_equal(nd_corpus_add(corpus, &article, NULL), ND_OK);
    }
    assert_int_equal(nd_corpus_run(corpus, &result, NULL), ND_OK);
    nd_corpus_free(corpus);
    return result;
}

/* The only run of the log, which is checked by the schema. `baseline` may be NULL. */
static struct json_object *write_log(const nd_result *result, const char *baseline, struct json_object **log) {
    nd_write_options write;
    nd_audit_options options;
    nd_audit        *audit;
    nd_write_options_init(&write);
    nd_audit_options_init(&options);
    if (baseline) options.baseline = (nd_string){baseline, strlen(baseline)};
    assert_int_equal(nd_audit_new(result, &options, &audit, NULL), ND_OK);
    write.format = ND_FORMAT_SARIF;
    write.audit = audit;
    sunk.size = 0;
    assert_int_equal(nd_result_write(result, &write, sink, NULL, NULL), ND_OK);
    nd_audit_free(audit);
    sink(NULL, "", 1, NULL);
    *log = json_tokener_parse(sunk.bytes);
    assert_non_null(*log);
    check_object(*log, "log");
    struct json_object *runs = json_object_object_get(*log, "runs");
    assert_int_equal(json_object_array_length(runs), 1);
    return json_object_array_get_idx(runs, 0);
}

static struct json_object *at(struct json_object *object, const char *names) {
    char name[100];
    for (size_t size; *names; names += size + (names[size] == ' ')) {
        size = strcspn(names, " ");
        snprintf(name, sizeof name, "%.*s", (int)size, names);
        object = isdigit((unsigned char)name[0]) ? json_object_array_get_idx(object, strtoul(name, NULL, 10))
                                                 : json_object_object_get(object, name);
        assert_non_null(object);
    }
    return object;
}

static const char *string_at(struct json_object *object, const char *names) {
    return json_object_get_string(at(object, names));
}

static void check_uri(const char *uri) {
    static const char others[] = "-._~/:%";
    for (const char *c = uri; *c; c++) {
        assert_true(isalnum((unsigned char)*c) || strchr(others, *c));
        if (*c == '%') assert_true(isxdigit((unsigned char)c[1]) && isxdigit((unsigned char)c[2]));
    }
}

static void each_result_is_of_a_rule_that_is_described(void **state) {
    static const char *const ids[] = {"ND001", "ND002", "ND003"}, *const levels[] = {"error", "warning", "note"};
    struct json_object      *log;
    unsigned                 seen[3] = {0};
    (void)state;
    nd_result          *result = run(3);
    struct json_object *first = write_log(result, NULL, &log), *results = at(first, "results");
    assert_int_equal(json_object_array_length(results), 5);
    for (size_t i = 0; i < 5; i++) {
        struct json_object *row = json_object_array_get_idx(results, i);
        int64_t             rule = json_object_get_int64(at(row, "ruleIndex"));
        struct json_object *about = json_object_array_get_idx(at(first, "tool driver rules"), (size_t)rule);
        assert_true(rule >= 0 && rule < 3);
        assert_string_equal(string_at(row, "ruleId"), ids[rule]);
        assert_string_equal(string_at(about, "id"), ids[rule]);
        assert_string_equal(string_at(row, "level"), levels[rule]);
        assert_string_equal(string_at(about, "defaultConfiguration level"), levels[rule]);
        check_uri(string_at(row, "locations 0 physicalLocation artifactLocation uri"));
        check_uri(string_at(row, "relatedLocations 0 physicalLocation artifactLocation uri"));
        assert_string_equal(string_at(row, "relatedLocations 0 message text"), "canonical");
        assert_null(json_object_object_get(row, "baselineState"));
        seen[rule]++;
    }
    assert_true(seen[0] == 3 && seen[1] == 1 && seen[2] == 1);
    json_object_put(log);
    nd_result_free(result);
}

static void a_path_becomes_a_uri_byte_for_byte(void **state) {
    static const char *const uris[] = {"caf%C3%A9%20%221%22.txt", "50%25/a%20b%23c%3F.txt", "file:///abs/cut.txt"};
    struct json_object      *log;
    size_t                   found = 0;
    (void)state;
    nd_result          *result = run(3);
    struct json_object *results = at(write_log(result, NULL, &log), "results");
    for (size_t i = 0; i < json_object_array_length(results); i++)
        for (size_t k = 0; k < 3; k++)
            found += !strcmp(string_at(json_object_array_get_idx(results, i),
                                       "locations 0 physicalLocation artifactLocation uri"), uris[k]);
    assert_true(found == 2 || found == 3); /* one of them may be the canonical */
    json_object_put(log);
    nd_result_free(result);
}

static void an_empty_baseline_makes_all_new_and_results_are_told_apart(void **state) {
    struct json_object *log;
    (void)state;
    nd_result          *result = run(3);
    struct json_object *results = at(write_log(result, "", &log), "results");
    for (size_t i = 0; i < json_object_array_length(results); i++) {
        struct json_object *row = json_object_array_get_idx(results, i);
        assert_string_equal(string_at(row, "baselineState"), "new");
        const char *print = string_at(row, "partialFingerprints contentAndId/v1");
        assert_int_equal(strlen(print), 48);
        assert_memory_equal(print, string_at(row, "partialFingerprints contentDigest/v1"), 32);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(print, string_at(json_object_array_get_idx(results, k),
                                                     "partialFingerprints contentAndId/v1"));
    }
    json_object_put(log);
    nd_result_free(result);
}

static char   accepted[100000];
static size_t accepted_size;

static int keep(void *context, const void *data, size_t size, nd_error *error) {
    (void)context, (void)error;
    assert_true(accepted_size + size < sizeof accepted);
    memcpy(accepted + accepted_size, data, size);
    accepted_size += size;
    return ND_OK;
}

static void what_is_accepted_is_unchanged_and_comes_last(void **state) {
    struct json_object *log;
    nd_baseline_change  change;
    nd_audit           *audit;
    (void)state;
    nd_result *few = run(2), *more = run(4);
    assert_int_equal(nd_audit_new(few, NULL, &audit, NULL), ND_OK);
    assert_int_equal(nd_baseline_write(audit, keep, NULL, &change, NULL), ND_OK);
    struct json_object *results = at(write_log(more, accepted, &log), "results");
    assert_int_equal(json_object_array_length(results), 6);
    for (size_t i = 0; i < 6; i++)
        assert_string_equal(string_at(json_object_array_get_idx(results, i), "baselineState"),
                            i < 2 ? "new" : "unchanged");
    json_object_put(log);
    nd_audit_free(audit);
    nd_result_free(few);
    nd_result_free(more);
}

static void of_more_than_five_thousand_results_the_rest_is_counted(void **state) {
    struct json_object *log, *invocation;
    (void)state;
    for (unsigned identical = 4998; identical < 5000; identical++) {
        nd_result          *result = run(identical); /* two more copies, one of them all stands for */
        struct json_object *first = write_log(result, NULL, &log);
        assert_int_equal(json_object_array_length(at(first, "results")), 5000);
        invocation = at(first, "invocations 0");
        if (identical == 4998) {
            assert_null(json_object_object_get(invocation, "toolExecutionNotifications"));
        } else {
            const char *said = string_at(invocation, "toolExecutionNotifications 0 message text");
            assert_string_equal(said, "5000 of 5001 copies are told here, the new ones first");
        }
        json_object_put(log);
        nd_result_free(result);
    }
}

static int drop(void **state) {
    (void)state;
    free(sunk.bytes);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_result_is_of_a_rule_that_is_described),
        cmocka_unit_test(a_path_becomes_a_uri_byte_for_byte),
        cmocka_unit_test(an_empty_baseline_makes_all_new_and_results_are_told_apart),
        cmocka_unit_test(what_is_accepted_is_unchanged_and_comes_last),
        cmocka_unit_test(of_more_than_five_thousand_results_the_rest_is_counted),
    };
    return cmocka_run_group_tests_name("write_sarif", tests, NULL, drop);
}
