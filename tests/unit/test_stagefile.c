/* test_stagefile.c - what is saved is what is opened, and nothing else is opened at all. */
#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <xxhash.h>

#include "base/stagefile.h"

#define PARAMETERS UINT64_C(0x0123456789abcdef)

enum { TABLE = 48, ENTRY = 24, CHECKED_FROM = 16, MOST_BYTES = 4096 };

static const uint32_t numbers[] = {1, 0xffffffff, 0x01020304};
static const uint64_t keys[] = {UINT64_C(0x1122334455667788)};

static char folder[64], path[96];

static int make_folder(void **state) {
    (void)state;
    strcpy(folder, "/tmp/newsdup-test-XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/a.nd", folder);
    return 0;
}

static int remove_folder(void **state) {
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static nd_stagefile sample(void) {
    nd_stagefile file = {.kind = ND_STAGE_KEYS, .parameters = PARAMETERS, .unicode = 0x0f0000};
    nd_stagefile_add(&file, "hello", 5, 1);
    nd_stagefile_add(&file, NULL, 0, 4);
    nd_stagefile_add(&file, numbers, 3, 4);
    nd_stagefile_add(&file, keys, 1, 8);
    return file;
}

static void save_sample(void) {
    nd_stagefile file = sample();
    nd_error     error;
    assert_int_equal(nd_stagefile_save(&file, path, &error), ND_OK);
}

static size_t load(uint8_t *bytes) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, MOST_BYTES, file);
    fclose(file);
    assert_in_range(size, 1, MOST_BYTES - 1);
    return size;
}

static void store(const uint8_t *bytes, size_t size) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static void check_refused(int code, const char *why) {
    nd_stagefile file;
    nd_error     error = {0};
    assert_int_equal(nd_stagefile_open(&file, path, ND_STAGE_KEYS, PARAMETERS, &error), code);
    assert_int_equal(error.code, code);
    assert_non_null(strstr(error.message, path));
    assert_non_null(strstr(error.message, why));
    nd_stagefile_close(&file);
}

static unsigned count_files(void) {
    DIR *handle = opendir(folder);
    assert_non_null(handle);
    unsigned count = 0;
    for (struct dirent *entry; (entry = readdir(handle));) count += entry->d_name[0] != '.';
    closedir(handle);
    return count;
}

static void what_is_saved_is_opened(void **state) {
    (void)state;
    nd_stagefile file;
    nd_error     error;
    save_sample();
    assert_int_equal(nd_stagefile_open(&file, path, ND_STAGE_KEYS, PARAMETERS, &error), ND_OK);
    assert_int_equal(file.kind, ND_STAGE_KEYS);
    assert_true(file.parameters == PARAMETERS);
    assert_int_equal(file.unicode, 0x0f0000);
    assert_int_equal(file.section_count, 4);
    assert_int_equal(file.sections[0].count, 5);
    assert_memory_equal(file.sections[0].data, "hello", 5);
    assert_int_equal(file.sections[1].count, 0);
    assert_int_equal(file.sections[1].width, 4);
    assert_int_equal(file.sections[2].count, 3);
    assert_memory_equal(file.sections[2].data, numbers, sizeof numbers);
    assert_int_equal(file.sections[3].width, 8);
    assert_memory_equal(file.sections[3].data, keys, sizeof keys);
    nd_stagefile_close(&file);
    nd_stagefile_close(&file);
}

static void a_file_without_sections_is_a_file(void **state) {
    (void)state;
    nd_stagefile none = {.kind = ND_STAGE_KEYS, .parameters = PARAMETERS}, file;
    assert_int_equal(nd_stagefile_save(&none, path, NULL), ND_OK);
    assert_int_equal(nd_stagefile_open(&file, path, ND_STAGE_KEYS, PARAMETERS, NULL), ND_OK);
    assert_int_equal(file.section_count, 0);
    nd_stagefile_close(&file);
}

static void the_most_sections_fit(void **state) {
    (void)state;
    nd_stagefile full = {.kind = ND_STAGE_KEYS, .parameters = PARAMETERS}, file;
    for (unsigned i = 0; i < ND_SECTIONS_MAX; i++) nd_stagefile_add(&full, numbers, i % 4, 4);
    assert_int_equal(nd_stagefile_save(&full, path, NULL), ND_OK);
    assert_int_equal(nd_stagefile_open(&file, path, ND_STAGE_KEYS, PARAMETERS, NULL), ND_OK);
    assert_int_equal(file.section_count, ND_SECTIONS_MAX);
    for (unsigned i = 0; i < ND_SECTIONS_MAX; i++) assert_int_equal(file.sections[i].count, i % 4);
    nd_stagefile_close(&file);
}

static void bytes_are_little_endian_and_sections_aligned(void **state) {
    (void)state;
    uint8_t bytes[MOST_BYTES];
    save_sample();
    size_t size = load(bytes);
    assert_int_equal(size % 64, 0);
    assert_memory_equal(bytes, "NDSTAGE\n", 8);
    assert_memory_equal(bytes + 24, "\xef\xcd\xab\x89\x67\x45\x23\x01", 8);
    const uint8_t *entry = bytes + TABLE + 3 * ENTRY;
    size_t         offset = entry[0] | (size_t)entry[1] << 8;
    assert_int_equal(offset % 64, 0);
    assert_in_range(offset, TABLE + ND_SECTIONS_MAX * ENTRY, size - 8);
    assert_memory_equal(bytes + offset, "\x88\x77\x66\x55\x44\x33\x22\x11", 8);
}

static void the_same_content_gives_the_same_bytes(void **state) {
    (void)state;
    uint8_t first[MOST_BYTES], second[MOST_BYTES];
    save_sample();
    size_t size = load(first);
    save_sample();
    assert_int_equal(load(second), size);
    assert_memory_equal(first, second, size);
}

static void a_file_cut_anywhere_is_refused(void **state) {
    (void)state;
    uint8_t bytes[MOST_BYTES];
    save_sample();
    size_t size = load(bytes);
    for (size_t cut = 0; cut < size; cut++) {
        store(bytes, cut);
        check_refused(ND_ERROR_FORMAT, "");
    }
}

static void a_byte_changed_anywhere_is_refused(void **state) {
    (void)state;
    uint8_t bytes[MOST_BYTES];
    save_sample();
    size_t size = load(bytes);
    for (size_t at = 0; at < size; at++) {
        bytes[at] ^= 0x40;
        store(bytes, size);
        check_refused(ND_ERROR_FORMAT, "");
        bytes[at] ^= 0x40;
    }
}

static void what_does_not_fit_is_named(void **state) {
    (void)state;
    nd_stagefile file = sample();
    file.kind = ND_STAGE_PAIRS;
    assert_int_equal(nd_stagefile_save(&file, path, NULL), ND_OK);
    check_refused(ND_ERROR_FORMAT, "another kind");
    file = sample();
    file.parameters++;
    assert_int_equal(nd_stagefile_save(&file, path, NULL), ND_OK);
    check_refused(ND_ERROR_FORMAT, "other options");
    store((const uint8_t *)"just text\n", 10);
    check_refused(ND_ERROR_FORMAT, "not a stage file");
    unlink(path);
    check_refused(ND_ERROR_IO, "cannot open");
    assert_int_equal(mkdir(path, 0700), 0);
    check_refused(ND_ERROR_IO, "cannot");
    rmdir(path);
}

/* Puts `value` at `at` of the saved sample and makes the checksum right again. */
static void forge(size_t at, uint64_t value, unsigned bytes_wide) {
    uint8_t bytes[MOST_BYTES];
    save_sample();
    size_t size = load(bytes);
    for (unsigned i = 0; i < bytes_wide; i++) bytes[at + i] = (uint8_t)(value >> 8 * i);
    uint64_t checksum = XXH3_64bits(bytes + CHECKED_FROM, size - CHECKED_FROM);
    for (unsigned i = 0; i < 8; i++) bytes[8 + i] = (uint8_t)(checksum >> 8 * i);
    store(bytes, size);
}

static void a_forged_file_is_refused(void **state) {
    (void)state;
    const size_t entry = TABLE + 2 * ENTRY;
    forge(16, ND_STAGEFILE_VERSION + 1, 4);
    check_refused(ND_ERROR_FORMAT, "another version");
    forge(36, ND_SECTIONS_MAX + 1, 4);
    check_refused(ND_ERROR_FORMAT, "too many sections");
    forge(entry, UINT64_C(1) << 40, 8);
    check_refused(ND_ERROR_FORMAT, "outside the file");
    forge(entry, UINT64_MAX - 63, 8);
    check_refused(ND_ERROR_FORMAT, "outside the file");
    forge(entry, 449, 8);
    check_refused(ND_ERROR_FORMAT, "outside the file");
    forge(entry + 8, 1000, 8);
    check_refused(ND_ERROR_FORMAT, "outside the file");
    forge(entry + 8, UINT64_MAX / 4 + 2, 8);
    check_refused(ND_ERROR_FORMAT, "outside the file");
    forge(entry + 16, 0, 4);
    check_refused(ND_ERROR_FORMAT, "unknown width");
    forge(entry + 16, 3, 4);
    check_refused(ND_ERROR_FORMAT, "unknown width");
}

static void a_file_that_is_replaced_stays_readable(void **state) {
    (void)state;
    nd_stagefile old, other = {.kind = ND_STAGE_KEYS, .parameters = PARAMETERS};
    save_sample();
    assert_int_equal(nd_stagefile_open(&old, path, ND_STAGE_KEYS, PARAMETERS, NULL), ND_OK);
    assert_int_equal(nd_stagefile_save(&other, path, NULL), ND_OK);
    assert_memory_equal(old.sections[2].data, numbers, sizeof numbers);
    assert_int_equal(count_files(), 1);
    nd_stagefile_close(&old);
}

static void a_failed_save_leaves_nothing_behind(void **state) {
    (void)state;
    nd_stagefile file = sample();
    nd_error     error;
    char         nowhere[160], deep[5000];
    snprintf(nowhere, sizeof nowhere, "%s/none/a.nd", folder);
    assert_int_equal(nd_stagefile_save(&file, nowhere, &error), ND_ERROR_IO);
    assert_non_null(strstr(error.message, nowhere));
    memset(deep, 'd', sizeof deep - 1);
    deep[sizeof deep - 1] = 0;
    assert_int_equal(nd_stagefile_save(&file, deep, &error), ND_ERROR_LIMIT);
    unlink(path);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(nd_stagefile_save(&file, path, &error), ND_ERROR_IO);
    assert_int_equal(count_files(), 1);
    rmdir(path);
}

static void what_others_have_begun_to_write_is_left_alone(void **state) {
    (void)state;
    char part[128];
    unlink(path);
    snprintf(part, sizeof part, "%s.0.part", path);
    FILE *other = fopen(part, "wb");
    assert_non_null(other);
    assert_true(fputs("of another process", other) >= 0);
    assert_int_equal(fclose(other), 0);
    save_sample();
    save_sample();
    assert_int_equal(count_files(), 2);
    struct stat info;
    assert_int_equal(stat(part, &info), 0);
    assert_int_equal(info.st_size, strlen("of another process"));
    assert_int_equal(unlink(part), 0);
}

static void a_file_has_the_mode_of_any_new_file(void **state) {
    (void)state;
    static const mode_t masks[] = {022, 027, 077};
    for (unsigned i = 0; i < sizeof masks / sizeof *masks; i++) {
        struct stat info;
        mode_t      before = umask(masks[i]);
        save_sample();
        umask(before);
        assert_int_equal(stat(path, &info), 0);
        assert_int_equal(info.st_mode & 07777, 0666 & ~masks[i]);
    }
}

static void a_full_disk_leaves_the_old_file(void **state) {
    (void)state;
    uint8_t       before[MOST_BYTES], after[MOST_BYTES];
    nd_stagefile  file = sample();
    nd_error      error;
    struct rlimit limit, small;
    save_sample();
    size_t size = load(before);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small = limit;
    small.rlim_cur = 100;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    int status = nd_stagefile_save(&file, path, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    assert_int_equal(status, ND_ERROR_IO);
    assert_int_equal(error.code, ND_ERROR_IO);
    assert_int_equal(count_files(), 1);
    assert_int_equal(load(after), size);
    assert_memory_equal(before, after, size);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_saved_is_opened),
        cmocka_unit_test(a_file_without_sections_is_a_file),
        cmocka_unit_test(the_most_sections_fit),
        cmocka_unit_test(bytes_are_little_endian_and_sections_aligned),
        cmocka_unit_test(the_same_content_gives_the_same_bytes),
        cmocka_unit_test(a_file_cut_anywhere_is_refused),
        cmocka_unit_test(a_byte_changed_anywhere_is_refused),
        cmocka_unit_test(what_does_not_fit_is_named),
        cmocka_unit_test(a_forged_file_is_refused),
        cmocka_unit_test(a_file_that_is_replaced_stays_readable),
        cmocka_unit_test(a_failed_save_leaves_nothing_behind),
        cmocka_unit_test(what_others_have_begun_to_write_is_left_alone),
        cmocka_unit_test(a_file_has_the_mode_of_any_new_file),
        cmocka_unit_test(a_full_disk_leaves_the_old_file),
    };
    return cmocka_run_group_tests_name("stagefile", tests, make_folder, remove_folder);
}
