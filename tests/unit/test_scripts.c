/*
 * test_scripts.c - copies are found, and nothing is taken for one, in every script: tests/fixtures/scripts.
 *
 * Each folder there has an article (full), a copy with some words changed and a sentence dropped (edited), a
 * third to a half of it (excerpt), an article on something else with the same organisation in it (namesake),
 * another one (other), and spellings of the article that are the same text (same-...). More spellings are made
 * here: the four normal forms of Unicode, full-width Latin, and capitals.
 */
#include <dirent.h>

#include <utf8proc.h>

#include "fixture.h"

#define SCRIPTS FIXTURES "scripts"

enum { TEXT_BYTES = 40000, SCRIPTS_MAX = 40 };

static const char *const scripts[] = {"ar", "bn", "de", "el", "fa",    "he", "hi", "ja", "km", "ko",
                                      "lo", "my", "ru", "ta", "th",    "tr", "uk", "vi", "zh", "mixed"};

/* ---- spellings -------------------------------------------------------------------------------- */

static size_t put_code_point(char *to, size_t size, utf8proc_int32_t code) {
    assert_true(size + 8 < TEXT_BYTES);
    return size + (size_t)utf8proc_encode_char(code, (utf8proc_uint8_t *)to + size);
}

/* Letters, digits and marks of ASCII as the wide ones of East Asian fonts; spaces and lines stay. */
static utf8proc_int32_t wide(utf8proc_int32_t code) {
    return code > ' ' && code < 127 ? code - '!' + 0xff01 : code;
}

static utf8proc_int32_t capital(utf8proc_int32_t code) {
    return utf8proc_toupper(code);
}

static void spell(const char *text, char *to, utf8proc_int32_t letter(utf8proc_int32_t code)) {
    size_t size = 0;
    for (utf8proc_int32_t code; *text; text += utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &code)) {
        assert_true(utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &code) > 0);
        size = put_code_point(to, size, letter(code));
    }
    to[size] = '\0';
}

static void normalise(const char *text, char *to, int options) {
    utf8proc_uint8_t *form = NULL;
    assert_true(utf8proc_map((const utf8proc_uint8_t *)text, 0, &form,
                             (utf8proc_option_t)(UTF8PROC_NULLTERM | UTF8PROC_STABLE | options)) > 0);
    assert_true(strlen((char *)form) < TEXT_BYTES);
    strcpy(to, (char *)form);
    free(form);
}

/* ---- a script --------------------------------------------------------------------------------- */

static void read_text(const char *script, const char *name, char *text) {
    char path[FIXTURE_PATH];
    snprintf(path, sizeof path, SCRIPTS "/%s/%s", script, name);
    FILE *file = fopen(path, "rb");
    if (!file) fail_msg("no %s (run from the top of the tree)", path);
    size_t size = fread(text, 1, TEXT_BYTES - 1, file);
    assert_true(size > 0 && feof(file));
    text[size] = '\0';
    fclose(file);
}

/* The article "<script>/<name>", which belongs to the copies of the script unless its role is unique. */
static void put(struct fixture *fixture, const char *script, const char *name, const char *text, const char *role) {
    char        id[FIXTURE_NAME];
    const char *label = strcmp(role, "unique") ? script : "-";
    snprintf(id, sizeof id, "%s/%s", script, name);
    fixture_put(fixture, id, text);
    fixture_expect(fixture, id, label, label, role);
}

static void put_spellings(struct fixture *fixture, const char *script, const char *full) {
    static const char same[] = "identical|canonical";
    char              text[TEXT_BYTES];
    normalise(full, text, UTF8PROC_COMPOSE);
    put(fixture, script, "form-c", text, same);
    normalise(full, text, UTF8PROC_DECOMPOSE);
    put(fixture, script, "form-d", text, same);
    normalise(full, text, UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    put(fixture, script, "form-kc", text, same);
    normalise(full, text, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT);
    put(fixture, script, "form-kd", text, same);
    spell(full, text, wide);
    put(fixture, script, "form-wide", text, same);
    spell(full, text, capital);
    put(fixture, script, "form-capitals", text, same);
}

static const char *role_of(const char *name) {
    if (!strcmp(name, "edited.txt")) return "near-duplicate";
    if (!strcmp(name, "excerpt.txt")) return "excerpt";
    if (!strcmp(name, "full.txt") || !strncmp(name, "same-", 5)) return "identical|canonical";
    return "unique";
}

/* The folder, and what is made of its article. */
static void put_script(struct fixture *fixture, const char *script) {
    char           path[FIXTURE_PATH], text[TEXT_BYTES], full[FIXTURE_NAME], other[FIXTURE_NAME];
    struct dirent *entry;
    unsigned       count = 0;
    snprintf(path, sizeof path, SCRIPTS "/%s", script);
    DIR *folder = opendir(path);
    if (!folder) fail_msg("no %s (run from the top of the tree)", path);
    while ((entry = readdir(folder))) {
        if (*entry->d_name == '.') continue;
        read_text(script, entry->d_name, text);
        put(fixture, script, entry->d_name, text, role_of(entry->d_name));
        count++;
    }
    closedir(folder);
    assert_true(count >= 5);
    read_text(script, "full.txt", text);
    put_spellings(fixture, script, text);
    snprintf(full, sizeof full, "%s/full.txt", script);
    snprintf(other, sizeof other, "%s/edited.txt", script);
    fixture_claim(fixture, full, other, "near-duplicate");
    snprintf(other, sizeof other, "%s/excerpt.txt", script);
    fixture_claim(fixture, other, full, "excerpt");
    snprintf(other, sizeof other, "%s/namesake.txt", script);
    fixture_claim(fixture, full, other, "unrelated");
}

static void alone(void **state) {
    const char     *script = *state;
    struct fixture *fixture = fixture_new();
    put_script(fixture, script);
    fixture_settle(script, fixture);
}

static void all_in_one_corpus(void **state) {
    struct fixture *fixture = fixture_new();
    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++) put_script(fixture, scripts[i]);
    fixture_settle("all-scripts", fixture);
}

static void every_folder_is_read(void **state) {
    unsigned       count = 0;
    DIR           *folder = opendir(SCRIPTS);
    struct dirent *entry;
    (void)state;
    if (!folder) fail_msg("no %s (run from the top of the tree)", SCRIPTS);
    while ((entry = readdir(folder))) count += *entry->d_name != '.';
    closedir(folder);
    assert_int_equal(count, sizeof scripts / sizeof *scripts);
}

int main(void) {
    struct CMUnitTest tests[SCRIPTS_MAX] = {cmocka_unit_test(all_in_one_corpus),
                                            cmocka_unit_test(every_folder_is_read)};
    size_t            count = 2;
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        tests[count++] = (struct CMUnitTest){scripts[i], alone, NULL, NULL, (void *)(uintptr_t)scripts[i]};
    return _cmocka_run_group_tests("scripts", tests, count, NULL, NULL);
}
