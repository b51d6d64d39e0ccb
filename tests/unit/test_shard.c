/* test_shard.c - what is appended is viewed, through files too, and sections that do not fit are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "failing.h"
#include "scratch.h"
#include "sketch/shard.h"
#include "text/token.h"

enum { ARTICLES = 3, BANDS = 32 };

static nd_pool *pool;

static int start_pool(void **state) {
    (void)state;
    pool = nd_pool_new(2, NULL);
    return pool ? 0 : -1;
}

static int stop_pool(void **state) {
    (void)state;
    nd_pool_free(pool);
    return 0;
}

/* ---- fields --------------------------------------------------------------------------------------- */

static void check_string(nd_string string, const char *data, size_t size) {
    assert_int_equal(string.size, size);
    if (!data) assert_null(string.data);
    else assert_memory_equal(string.data, data, size);
}

static void strings_come_back_missing_empty_long_or_with_nul(void **state) {
    (void)state;
    char       text[20000];
    nd_buf     buf = {0};
    nd_string  fields[ND_FIELDS];
    nd_article article = {.id = {"a\0b", 3}, .title = {"", 0}, .date = {text, 127}, .lang = {text, 128},
                          .outlet = {text, sizeof text}};
    memset(text, 'x', sizeof text);
    assert_int_equal(nd_fields_encode(&article, &buf, NULL), ND_OK);
    nd_fields_decode(buf.data, fields);
    check_string(fields[ND_FIELD_ID], "a\0b", 3);
    check_string(fields[ND_FIELD_TITLE], "", 0);
    check_string(fields[ND_FIELD_URL], NULL, 0);
    check_string(fields[ND_FIELD_DATE], text, 127);
    check_string(fields[ND_FIELD_LANG], text, 128);
    check_string(fields[ND_FIELD_OUTLET], text, sizeof text);
    nd_buf_free(&buf);
}

static void fields_are_encoded_onto_the_end(void **state) {
    (void)state;
    nd_buf     buf = {0};
    nd_string  fields[ND_FIELDS];
    nd_article one = {.id = {"one", 3}}, two = {.id = {"two", 3}};
    assert_int_equal(nd_fields_encode(&one, &buf, NULL), ND_OK);
    size_t first = buf.size;
    assert_int_equal(nd_fields_encode(&two, &buf, NULL), ND_OK);
    nd_fields_decode(buf.data, fields);
    check_string(fields[ND_FIELD_ID], "one", 3);
    nd_fields_decode(buf.data + first, fields);
    check_string(fields[ND_FIELD_ID], "two", 3);
    nd_buf_free(&buf);
}

/* ---- a shard of three articles; the second has no words ---------------------------------------------- */

static const uint32_t tokens[] = {64, 128, 192 | ND_TOKEN_HALF};
static const uint32_t counts[ARTICLES] = {1, 0, 3}, ends[ARTICLES] = {1, 1, 4}, halves[ARTICLES] = {2, 0, 5};

static int append(nd_shard *shard, uint32_t article, nd_error *error) {
    static const uint64_t passages[] = {UINT64_C(3) << (ND_KEY_BITS - 2), 1, UINT64_C(1) << (ND_KEY_BITS - 4)};
    uint64_t   bands[BANDS];
    nd_buf     fields = {0};
    nd_article strings = {.id = {&"id\0"[article], 3 - article}, .url = {"u", article}};
    for (uint64_t i = 0; i < BANDS; i++) bands[i] = nd_mix64(i) + article;
    int status = nd_fields_encode(&strings, &fields, error);
    nd_shard_entry entry = {.source = 100 + article, .time = -5 - (int64_t)article,
                            .fields = {(const char *)fields.data, fields.size}, .digest = {article, 7},
                            .first_invalid = UINT64_MAX, .halves = halves[article],
                            .tokens = {(const char *)tokens, 4 * counts[article]}, .places = {"abc", counts[article]},
                            .band_keys = bands, .band_count = BANDS, .passage_keys = passages,
                            .passage_count = 3};
    if (!status) status = nd_shard_append(shard, &entry, error);
    nd_buf_free(&fields);
    return status;
}

static void make_shard(nd_shard *shard) {
    *shard = (nd_shard){0};
    for (uint32_t i = 0; i < ARTICLES; i++) assert_int_equal(append(shard, i, NULL), ND_OK);
    assert_int_equal(nd_shard_seal(shard, pool, NULL), ND_OK);
}

static void check_columns(const nd_shard_view *view) {
    nd_string fields[ND_FIELDS];
    assert_int_equal(view->count, ARTICLES);
    for (uint32_t i = 0; i < ARTICLES; i++) {
        assert_int_equal(view->digests[2 * i], i);
        assert_int_equal(view->digests[2 * i + 1], 7);
        assert_int_equal(view->sources[i], 100 + i);
        assert_true((int64_t)view->times[i] == -5 - (int64_t)i);
        assert_true(view->first_invalid[i] == UINT64_MAX);
        assert_int_equal(view->halves[i], halves[i]);
        assert_int_equal(view->token_ends[i], ends[i]);
        assert_memory_equal(view->tokens + ends[i] - counts[i], tokens, 4 * counts[i]);
        assert_int_equal(view->place_ends[i], ends[i]);
        nd_fields_decode(view->fields + (i ? view->field_ends[i - 1] : 0), fields);
        check_string(fields[ND_FIELD_ID], &"id\0"[i], 3 - i);
        check_string(fields[ND_FIELD_URL], "u", i);
    }
    assert_memory_equal(view->places, "aabc", 4);
}

static void check_postings(const nd_shard_view *view) {
    static const size_t keys[ND_KEY_FAMILIES] = {BANDS, 3};
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        size_t            count = (ARTICLES - 1) * keys[family];
        const nd_posting *postings = view->postings[family];
        assert_int_equal(view->partition_ends[family][ND_PARTITIONS - 1], count);
        for (size_t i = 0; i < count; i++) {
            assert_int_not_equal(postings[i].article, 1);
            if (i) assert_true(nd_posting_key(&postings[i - 1]) <= nd_posting_key(&postings[i]));
        }
    }
    assert_int_equal(view->partition_ends[ND_KEYS_PASSAGES][0], 2);
    assert_int_equal(view->partition_ends[ND_KEYS_PASSAGES][16], 4);
    assert_int_equal(view->partition_ends[ND_KEYS_PASSAGES][191], 4);
    assert_int_equal(view->partition_ends[ND_KEYS_PASSAGES][192], 6);
}

static void a_sealed_shard_is_viewed(void **state) {
    (void)state;
    nd_shard      shard;
    nd_shard_view view;
    nd_stagefile  articles, keys;
    make_shard(&shard);
    nd_shard_articles(&shard, &articles);
    nd_shard_keys(&shard, &keys);
    assert_int_equal(nd_shard_view_open(&view, &articles, &keys, NULL), ND_OK);
    check_columns(&view);
    check_postings(&view);
    nd_shard_free(&shard);
}

static void a_shard_comes_back_from_its_files(void **state) {
    (void)state;
    struct scratch scratch;
    nd_shard       shard;
    nd_shard_view  view;
    nd_stagefile   articles, keys;
    make_shard(&shard);
    scratch_make(&scratch);
    const char *articles_path = scratch_path(&scratch, "articles"), *keys_path = scratch_path(&scratch, "keys");
    nd_shard_articles(&shard, &articles);
    nd_shard_keys(&shard, &keys);
    assert_int_equal(nd_stagefile_save(&articles, articles_path, NULL), ND_OK);
    assert_int_equal(nd_stagefile_save(&keys, keys_path, NULL), ND_OK);
    nd_shard_free(&shard);
    assert_int_equal(nd_stagefile_open(&articles, articles_path, ND_STAGE_ARTICLES, 0, NULL), ND_OK);
    assert_int_equal(nd_stagefile_open(&keys, keys_path, ND_STAGE_KEYS, 0, NULL), ND_OK);
    assert_int_equal(nd_shard_view_open(&view, &articles, &keys, NULL), ND_OK);
    check_columns(&view);
    check_postings(&view);
    nd_stagefile_close(&articles);
    nd_stagefile_close(&keys);
    scratch_remove(&scratch);
}

static void a_shard_without_articles_is_a_shard(void **state) {
    (void)state;
    nd_shard      shard = {0};
    nd_shard_view view;
    nd_stagefile  articles, keys;
    assert_int_equal(nd_shard_seal(&shard, pool, NULL), ND_OK);
    nd_shard_articles(&shard, &articles);
    nd_shard_keys(&shard, &keys);
    assert_int_equal(nd_shard_view_open(&view, &articles, &keys, NULL), ND_OK);
    assert_int_equal(view.count, 0);
    assert_int_equal(view.partition_ends[ND_KEYS_BANDS][ND_PARTITIONS - 1], 0);
    nd_shard_free(&shard);
}

/* ---- damage --------------------------------------------------------------------------------------- */

struct files {
    nd_shard     shard;
    nd_stagefile articles, keys;
};

static void make_files(struct files *files) {
    make_shard(&files->shard);
    nd_shard_articles(&files->shard, &files->articles);
    nd_shard_keys(&files->shard, &files->keys);
}

static int open_files(const struct files *files) {
    nd_shard_view view;
    nd_error      error = {0};
    int           status = nd_shard_view_open(&view, &files->articles, &files->keys, &error);
    assert_int_equal(error.code, status);
    return status;
}

static void a_section_too_long_or_too_short_is_refused(void **state) {
    (void)state;
    struct files files;
    make_files(&files);
    nd_stagefile *both[] = {&files.articles, &files.keys};
    for (unsigned f = 0; f < 2; f++)
        for (uint32_t i = 0; i < both[f]->section_count; i++) {
            both[f]->sections[i].count--;
            assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
            both[f]->sections[i].count += 2;
            assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
            both[f]->sections[i].count--;
        }
    assert_int_equal(open_files(&files), ND_OK);
    nd_shard_free(&files.shard);
}

static void a_section_of_another_width_is_refused(void **state) {
    (void)state;
    struct files files;
    make_files(&files);
    nd_stagefile *both[] = {&files.articles, &files.keys};
    for (unsigned f = 0; f < 2; f++)
        for (uint32_t i = 0; i < both[f]->section_count; i++) {
            uint32_t width = both[f]->sections[i].width;
            both[f]->sections[i].width = width == 4 ? 8 : 4;
            assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
            both[f]->sections[i].width = width;
        }
    nd_shard_free(&files.shard);
}

static void missing_and_added_sections_are_refused(void **state) {
    (void)state;
    struct files files;
    make_files(&files);
    nd_stagefile *both[] = {&files.articles, &files.keys};
    for (unsigned f = 0; f < 2; f++) {
        uint32_t right = both[f]->section_count;
        for (both[f]->section_count = 0; both[f]->section_count < right; both[f]->section_count++)
            assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
        nd_stagefile_add(both[f], "x", 1, 1);
        assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
        both[f]->section_count = right;
    }
    nd_shard_free(&files.shard);
}

static void keys_of_more_articles_than_there_are_are_refused(void **state) {
    (void)state;
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        struct files files;
        make_files(&files);
        ((nd_posting *)(void *)files.shard.postings[family].data)[4].article = ARTICLES;
        assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
        nd_shard_free(&files.shard);
    }
}

static void ends_that_fall_are_refused(void **state) {
    (void)state;
    struct files files;
    make_files(&files);
    for (int section = ND_COLUMN_TOKEN_ENDS; section <= ND_COLUMN_FIELD_ENDS; section++) {
        uint64_t wrong[ARTICLES];
        const void *right = files.articles.sections[section].data;
        memcpy(wrong, right, sizeof wrong);
        wrong[0] = wrong[1] + 1;
        files.articles.sections[section].data = wrong;
        assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
        files.articles.sections[section].data = right;
    }
    files.shard.partition_ends[ND_KEYS_PASSAGES][10] = 100;
    assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
    nd_shard_free(&files.shard);
}

/* The first byte of each field is its length: made longer, it passes the end of its article. */
static void fields_that_leave_their_article_are_refused(void **state) {
    (void)state;
    struct files files;
    make_files(&files);
    uint8_t *fields = files.shard.columns[ND_COLUMN_FIELDS].data;
    for (uint8_t wrong = 0; wrong < 255; wrong++) {
        if (wrong == 4) continue; /* the right one: the id of the first article has 3 bytes */
        fields[0] = wrong;
        assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
    }
    memset(fields, 0xff, files.shard.columns[ND_COLUMN_FIELDS].size);
    assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
    nd_shard_free(&files.shard);
}

/* 0xff wants two numbers after it: made of any byte, there is a place too few or none that ends. */
static void places_that_are_not_one_a_token_are_refused(void **state) {
    (void)state;
    struct files files;
    make_files(&files);
    uint8_t *places = files.shard.columns[ND_COLUMN_PLACES].data;
    for (uint32_t at = 0; at < ends[ARTICLES - 1]; at++) {
        uint8_t right = places[at];
        places[at] = 0xff;
        assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
        places[at] = right;
    }
    uint64_t *place_ends = (uint64_t *)(void *)files.shard.columns[ND_COLUMN_PLACE_ENDS].data;
    place_ends[0] = place_ends[1] = 0;
    assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
    nd_shard_free(&files.shard);
}

static void lengths_that_are_not_those_of_the_words_are_refused(void **state) {
    (void)state;
    struct files files;
    make_files(&files);
    uint32_t *stored = (uint32_t *)(void *)files.shard.columns[ND_COLUMN_HALVES].data;
    for (uint32_t article = 0; article < ARTICLES; article++) {
        for (int wrong = -1; wrong <= 1; wrong += 2) {
            stored[article] = halves[article] + (uint32_t)wrong;
            assert_int_equal(open_files(&files), ND_ERROR_FORMAT);
        }
        stored[article] = halves[article];
    }
    assert_int_equal(open_files(&files), ND_OK);
    nd_shard_free(&files.shard);
}

static void a_view_that_is_made_is_that_which_is_opened(void **state) {
    (void)state;
    struct files  files;
    nd_shard_view made, opened;
    make_files(&files);
    nd_shard_view_make(&made, &files.articles, &files.keys);
    assert_int_equal(nd_shard_view_open(&opened, &files.articles, &files.keys, NULL), ND_OK);
    check_columns(&made);
    check_postings(&made);
    assert_memory_equal(&made, &opened, sizeof made);
    nd_shard_free(&files.shard);
}

static void other_digests_give_another_fingerprint(void **state) {
    (void)state;
    struct files files;
    make_files(&files);
    uint64_t *digests = (uint64_t *)(void *)files.shard.columns[ND_COLUMN_DIGESTS].data;
    uint64_t  before = nd_shard_fingerprint(&files.articles);
    for (uint32_t i = 0; i < 2 * ARTICLES; i++) {
        digests[i]++;
        assert_true(nd_shard_fingerprint(&files.articles) != before);
        digests[i]--;
    }
    uint64_t first = digests[0];
    digests[0] = digests[2];
    digests[2] = first;
    assert_true(nd_shard_fingerprint(&files.articles) != before); /* the order counts */
    files.articles.sections[ND_COLUMN_DIGESTS].count -= 2;
    assert_true(nd_shard_fingerprint(&files.articles) != before);
    nd_shard_free(&files.shard);
}

static void an_article_that_failed_leaves_nothing_behind(void **state) {
    (void)state;
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        struct files  files = {0};
        nd_shard_view view;
        reached = 0;
        for (uint32_t i = 0; i < ARTICLES; i++) {
            if (!reached) fail_allocation_after(calls);
            int status = append(&files.shard, i, NULL);
            if (!fail_nothing()) reached = 1;
            if (!status) continue;
            assert_int_equal(nd_shard_size(&files.shard), i);
            assert_int_equal(append(&files.shard, i, NULL), ND_OK);
        }
        assert_int_equal(nd_shard_seal(&files.shard, pool, NULL), ND_OK);
        nd_shard_articles(&files.shard, &files.articles);
        nd_shard_keys(&files.shard, &files.keys);
        assert_int_equal(nd_shard_view_open(&view, &files.articles, &files.keys, NULL), ND_OK);
        check_columns(&view);
        check_postings(&view);
        nd_shard_free(&files.shard);
    }
}

static void running_out_of_memory_is_an_error(void **state) {
    (void)state;
    for (unsigned calls = 0;; calls++) {
        nd_shard shard = {0};
        nd_error error = {0};
        int      status = ND_OK;
        fail_allocation_after(calls);
        for (uint32_t i = 0; i < ARTICLES && !status; i++) status = append(&shard, i, &error);
        if (!status) status = nd_shard_seal(&shard, pool, &error);
        int all_done = fail_nothing();
        nd_shard_free(&shard);
        assert_int_equal(status, all_done ? ND_OK : ND_ERROR_MEMORY);
        if (all_done) break;
        assert_int_equal(error.code, ND_ERROR_MEMORY);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strings_come_back_missing_empty_long_or_with_nul),
        cmocka_unit_test(fields_are_encoded_onto_the_end),
        cmocka_unit_test(a_sealed_shard_is_viewed),
        cmocka_unit_test(a_shard_comes_back_from_its_files),
        cmocka_unit_test(a_shard_without_articles_is_a_shard),
        cmocka_unit_test(a_section_too_long_or_too_short_is_refused),
        cmocka_unit_test(a_section_of_another_width_is_refused),
        cmocka_unit_test(missing_and_added_sections_are_refused),
        cmocka_unit_test(keys_of_more_articles_than_there_are_are_refused),
        cmocka_unit_test(ends_that_fall_are_refused),
        cmocka_unit_test(fields_that_leave_their_article_are_refused),
        cmocka_unit_test(places_that_are_not_one_a_token_are_refused),
        cmocka_unit_test(lengths_that_are_not_those_of_the_words_are_refused),
        cmocka_unit_test(a_view_that_is_made_is_that_which_is_opened),
        cmocka_unit_test(other_digests_give_another_fingerprint),
        cmocka_unit_test(an_article_that_failed_leaves_nothing_behind),
        cmocka_unit_test(running_out_of_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("shard", tests, start_pool, stop_pool);
}
