/* test_archive.c - the names of an archive are judged as those of a folder, and lead nowhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "input/archive.h"
#include "packed.h"
#include "scratch.h"

static struct packed packed;

static int is_text(void *context, const char *name) {
    size_t size = strlen(name);
    (void)context;
    assert_null(strchr(name, '/'));
    return size > 4 && !strcmp(name + size - 4, ".txt");
}

static nd_archive *open_archive(struct scratch *scratch, size_t prefix, const nd_select *select) {
    nd_packed   from = {.is_input = 0};
    nd_unpack  *unpack;
    const char *path = scratch_write(scratch, "x.tar", packed.bytes, packed.size);
    from.fd = nd_file_open(path, 1);
    assert_int_equal(nd_file_stamp(from.fd, &from.stamp), 0);
    assert_true(nd_file_read(from.fd, &from.ahead, 300) > 0);
    assert_int_equal(nd_unpack_new(&from, &unpack, NULL), ND_OK);
    nd_archive *archive = nd_archive_new(unpack, path, prefix, select, NULL);
    assert_non_null(archive);
    nd_archive_limit(archive, is_text, NULL);
    return archive;
}

/* The ids, each with a newline behind; the paths begin with that of the archive. */
static void list(nd_archive *archive, size_t path_size, char ids[400]) {
    nd_walk_entry entry;
    int           found;
    ids[0] = '\0';
    while ((found = nd_archive_next(archive, &entry, NULL)) == 1) {
        assert_null(entry.reason);
        assert_int_equal(entry.path[path_size], '/');
        strcat(strcat(ids, entry.path + entry.prefix), "\n");
    }
    assert_int_equal(found, 0);
}

static const struct packed_member members[] = {{"./a.txt", "x"},        {".//b/c.txt", "x"}, {"/abs.txt", "x"},
                                               {"../up.txt", "x"},      {".hidden.txt", "x"}, {"b/.git/d.txt", "x"},
                                               {"b/e.bin", "x"},        {"new\nline.txt", "x"},
                                               {"b/drafts/f.txt", "x"}, {NULL, NULL}};

static void members_are_chosen_and_named_as_files_of_a_folder(void **state) {
    (void)state;
    struct scratch scratch;
    char           ids[400];
    scratch_make(&scratch);
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, members);
    nd_archive *archive = open_archive(&scratch, 0, NULL);
    list(archive, strlen(scratch.folder) + 6, ids);
    assert_string_equal(ids, "a.txt\nb/c.txt\n/abs.txt\n../up.txt\nnew\nline.txt\nb/drafts/f.txt\n");
    assert_int_equal(nd_archive_skipped(archive), 1);
    assert_true(nd_archive_has_members(archive));
    nd_archive_free(archive);
    archive = open_archive(&scratch, strlen(scratch.folder) + 1, NULL); /* found in a folder */
    list(archive, strlen(scratch.folder) + 6, ids);
    assert_memory_equal(ids, "x.tar/a.txt\nx.tar/b/c.txt\nx.tar//abs.txt\n", 41);
    nd_archive_free(archive);
    scratch_remove(&scratch);
}

static void globs_choose_members(void **state) {
    (void)state;
    static const char *const exclude[] = {"drafts/", "up.txt", NULL}, *const include[] = {"b", "a*", NULL};
    struct scratch           scratch;
    nd_read_options          options;
    nd_select                select = {.letters = {0}};
    char                     ids[400];
    scratch_make(&scratch);
    nd_read_options_init(&options);
    options.exclude = exclude;
    options.include = include;
    assert_int_equal(nd_select_make(&select, &options, NULL), ND_OK);
    pack(&packed, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR, members);
    nd_archive *archive = open_archive(&scratch, 0, &select);
    list(archive, strlen(scratch.folder) + 6, ids);
    assert_string_equal(ids, "a.txt\nb/c.txt\n/abs.txt\n");
    assert_int_equal(nd_archive_left_out(archive)->excluded_files, 2);
    assert_int_equal(nd_archive_left_out(archive)->not_included, 1);
    nd_archive_free(archive);
    nd_select_free(&select);
    scratch_remove(&scratch);
}

static void what_cannot_be_unpacked_is_told_of_the_archive(void **state) {
    (void)state;
    struct scratch scratch;
    nd_walk_entry  entry;
    scratch_make(&scratch);
    pack(&packed, ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR, members);
    packed.size /= 2;
    nd_archive *archive = open_archive(&scratch, 0, NULL);
    while (nd_archive_next(archive, &entry, NULL) == 1 && !entry.reason) continue;
    assert_string_equal(entry.reason, "cut, in what begins at byte 0");
    assert_string_equal(entry.path, nd_archive_path(archive));
    assert_int_equal(nd_archive_next(archive, &entry, NULL), 0);
    nd_archive_free(archive);
    scratch_remove(&scratch);
}

static void a_compressed_file_has_the_path_it_had(void **state) {
    (void)state;
    static const struct packed_member one[] = {{"x", "The ferry left at noon."}, {NULL, NULL}};
    struct scratch                    scratch;
    nd_walk_entry                     entry;
    scratch_make(&scratch);
    pack(&packed, ARCHIVE_FILTER_ZSTD, ARCHIVE_FORMAT_RAW, one);
    nd_archive *archive = open_archive(&scratch, 3, NULL);
    assert_int_equal(nd_archive_next(archive, &entry, NULL), 1);
    assert_string_equal(entry.path, nd_archive_path(archive));
    assert_int_equal(entry.prefix, 3);
    assert_false(nd_archive_has_members(archive));
    assert_int_equal(nd_archive_next(archive, &entry, NULL), 0);
    nd_archive_free(archive);
    scratch_remove(&scratch);
}

static int is_any(void *context, const char *name) {
    (void)context, (void)name;
    return 1;
}

/* Lists with and without the stamp of the file; counts[0] were passed over, counts[1] came late. */
static void list_pairs(int filter, int format, int is_searched, char ids[400], uint64_t counts[2]) {
    static const struct packed_member pair[] = {{"a.html", "x"},   {"b.json", "x"}, {"d/b.html", "x"}, {"b.html", "x"},
                                                {"d/c.html", "x"}, {"a.json", "x"}, {NULL, NULL}};
    struct scratch scratch;
    nd_stamp       stamp;
    scratch_make(&scratch);
    pack(&packed, filter, format, pair);
    nd_archive *archive = open_archive(&scratch, 0, NULL);
    int         fd = nd_file_open(nd_archive_path(archive), 1);
    assert_int_equal(nd_file_stamp(fd, &stamp), 0);
    close(fd);
    nd_archive_limit(archive, is_any, NULL);
    nd_archive_pair(archive, is_searched ? &stamp : NULL);
    list(archive, strlen(scratch.folder) + 6, ids);
    counts[0] = counts[1] = 0;
    nd_archive_pairs(archive, &counts[0], &counts[1]);
    nd_archive_free(archive);
    scratch_remove(&scratch);
}

static void pages_beside_json_files_are_passed_over(void **state) {
    (void)state;
    static const int formats[][2] = {{ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_TAR_USTAR},
                                     {ARCHIVE_FILTER_GZIP, ARCHIVE_FORMAT_TAR_USTAR},
                                     {ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP}};
    char             ids[400];
    uint64_t         counts[2];
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        list_pairs(formats[i][0], formats[i][1], 1, ids, counts);
        assert_string_equal(ids, "b.json\nd/b.html\nd/c.html\na.json\n");
        assert_int_equal(counts[0], 2);
        assert_int_equal(counts[1], 0);
        list_pairs(formats[i][0], formats[i][1], 0, ids, counts);
        assert_string_equal(ids, "a.html\nb.json\nd/b.html\nd/c.html\na.json\n");
        assert_int_equal(counts[0], 1);
        assert_int_equal(counts[1], 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_chosen_and_named_as_files_of_a_folder),
        cmocka_unit_test(globs_choose_members),
        cmocka_unit_test(what_cannot_be_unpacked_is_told_of_the_archive),
        cmocka_unit_test(a_compressed_file_has_the_path_it_had),
        cmocka_unit_test(pages_beside_json_files_are_passed_over),
    };
    return cmocka_run_group_tests_name("archive", tests, NULL, NULL);
}
