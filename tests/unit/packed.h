/* packed.h - archives and compressed files made in memory, to be read again. */
#ifndef PACKED_H
#define PACKED_H

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include <cmocka.h>

struct packed_member {
    const char *name, *text;
};

struct packed {
    char   bytes[1 << 20];
    size_t size;
};

/* `filter` is an ARCHIVE_FILTER_*, `format` an ARCHIVE_FORMAT_*; RAW takes one member. Members end with a NULL
 * name; a text of NULL makes a folder. */
static inline void pack(struct packed *out, int filter, int format, const struct packed_member *members) {
    struct archive *archive = archive_write_new();
    assert_int_equal(archive_write_add_filter(archive, filter), ARCHIVE_OK);
    assert_int_equal(archive_write_set_format(archive, format), ARCHIVE_OK);
    archive_write_set_bytes_in_last_block(archive, 1);
    assert_int_equal(archive_write_open_memory(archive, out->bytes, sizeof out->bytes, &out->size), ARCHIVE_OK);
    for (; members->name; members++) {
        struct archive_entry *entry = archive_entry_new();
        size_t                size = members->text ? strlen(members->text) : 0;
        archive_entry_set_pathname(entry, members->name);
        archive_entry_set_filetype(entry, members->text ? AE_IFREG : AE_IFDIR);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (la_int64_t)size);
        assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
        if (size) assert_int_equal(archive_write_data(archive, members->text, size), (la_ssize_t)size);
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_close(archive), ARCHIVE_OK);
    archive_write_free(archive);
}

static const int packed_filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD, ARCHIVE_FILTER_XZ,
                                     ARCHIVE_FILTER_BZIP2};
#define PACKED_FILTERS (sizeof packed_filters / sizeof *packed_filters)

#endif
