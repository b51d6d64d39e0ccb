/*
 * textstore.c - 16 bytes a record. A file is opened for each text asked for and compared by number, size
 * and time of change with what was read, after its bytes are here: quoting other words than those that
 * were compared would be worse than quoting none.
 */
#include "input/textstore.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "input/root.h"

struct place {
    uint64_t offset;
    uint32_t size, file;
};

void nd_textstore_free(nd_textstore *store) {
    nd_spool_free(store->spool);
    nd_buf_free(&store->names);
    nd_buf_free(&store->files);
    nd_buf_free(&store->places);
    nd_buf_free(&store->again);
    nd_release(store->root);
    store->root = NULL;
    store->spool = NULL;
}

int nd_textstore_add_file(nd_textstore *store, const char *path, size_t prefix, uint32_t *out,
                          nd_error *error) {
    size_t number = store->files.size / sizeof(nd_file), size = strlen(path);
    if (number >= UINT32_MAX) return nd_fail(error, ND_ERROR_LIMIT, "more than 2^32 - 1 files");
    if (store->root) prefix = nd_root_size(store->root, path);
    if (prefix == ND_NOT_BELOW) prefix = 0;
    nd_file file = {.path = store->names.size, .prefix = (uint32_t)prefix};
    int     status = nd_buf_append(&store->names, path, size + 1, error);
    if (!status) status = nd_buf_append(&store->files, &file, sizeof file, error);
    *out = (uint32_t)number;
    return status;
}

nd_file *nd_textstore_file(const nd_textstore *store, uint32_t file) {
    return (nd_file *)store->files.data + file;
}

const char *nd_textstore_path(const nd_textstore *store, uint32_t file) {
    return (const char *)store->names.data + nd_textstore_file(store, file)->path;
}

int nd_textstore_set_header(nd_textstore *store, uint32_t file, nd_string header, nd_error *error) {
    nd_file *entry = nd_textstore_file(store, file);
    entry->header = store->names.size;
    entry->header_size = header.size;
    return nd_buf_append(&store->names, header.data, header.size, error);
}

nd_string nd_textstore_header(const nd_textstore *store, uint32_t file) {
    const nd_file *entry = nd_textstore_file(store, file);
    if (!entry->separator) return (nd_string){NULL, 0};
    return (nd_string){(const char *)store->names.data + entry->header, entry->header_size};
}

void nd_textstore_forget(nd_textstore *store) {
    store->names.size = store->files.size = 0;
}

int nd_textstore_keep(nd_textstore *store, uint32_t file, uint64_t offset, uint64_t size,
                      nd_error *error) {
    struct place place = {.offset = offset, .size = (uint32_t)size, .file = file};
    if (size > UINT32_MAX) return nd_fail(error, ND_ERROR_LIMIT, "a record of more than 2^32 - 1 bytes");
    return nd_buf_append(&store->places, &place, sizeof place, error);
}

int nd_textstore_load(const char *path, uint64_t most, nd_buf *into, nd_stamp *stamp, nd_string *out) {
    nd_stamp after;
    int      fd = nd_file_open(path, 0), number = 0;
    into->size = 0;
    if (fd < 0) return -1;
    if (nd_file_stamp(fd, stamp)) number = errno;
    else if (!stamp->is_regular) number = EINVAL;
    else if (nd_file_read_all(fd, into, stamp->size, most)) number = errno;
    else if (into->size > most) number = EFBIG;
    else if (nd_file_stamp(fd, &after)) number = errno;
    close(fd);
    size_t mark = into->size >= 3 && memcmp(into->data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    *out = (nd_string){into->data ? (const char *)into->data + mark : "", into->size - mark};
    errno = number;
    return number ? -1 : !nd_stamp_equal(stamp, &after);
}

static int changed(const char *path, nd_error *error) {
    return nd_fail(error, ND_ERROR_IO, "%s has changed since it was read", path);
}

/* A part of a file that was read as a stream. */
static int read_part(nd_textstore *store, const nd_file *file, const struct place *place, nd_string *out,
                     nd_error *error) {
    const char *path = (const char *)store->names.data + file->path;
    int         status = ND_OK, fd = file->is_input ? STDIN_FILENO : nd_file_open(path, 0);
    nd_stamp    now;
    if (fd < 0) return nd_file_fail("cannot open", path, error);
    store->again.size = 0;
    if (nd_file_read_at(fd, &store->again, place->offset, place->size))
        status = nd_file_fail("cannot read", path, error);
    if (status != ND_ERROR_MEMORY) {
        if (nd_file_stamp(fd, &now)) status = nd_file_fail("cannot read", path, error);
        else if (!nd_stamp_equal(&now, &file->stamp)) status = changed(path, error);
    }
    if (!file->is_input) close(fd);
    *out = (nd_string){(const char *)store->again.data, place->size};
    return status;
}

static int read_whole(nd_textstore *store, const nd_file *file, nd_string *out, nd_error *error) {
    const char *path = (const char *)store->names.data + file->path;
    nd_stamp    now;
    int         status = nd_textstore_load(path, store->max_record_bytes, &store->again, &now, out);
    if (status < 0) return nd_file_fail("cannot read", path, error);
    return !status && nd_stamp_equal(&now, &file->stamp) ? ND_OK : changed(path, error);
}

int nd_textstore_find(const nd_textstore *store, uint64_t record, uint32_t *file, uint32_t *size,
                      nd_error *error) {
    if (record >= store->places.size / sizeof(struct place))
        return nd_fail(error, ND_ERROR_USAGE, "no record %llu was kept", (unsigned long long)record);
    const struct place *place = (struct place *)store->places.data + record;
    *file = place->file;
    *size = place->size;
    return ND_OK;
}

int nd_textstore_read(nd_textstore *store, uint64_t record, nd_string *out, uint32_t *file,
                      nd_error *error) {
    uint32_t size;
    int      status = nd_textstore_find(store, record, file, &size, error);
    if (status) return status;
    const struct place *place = (struct place *)store->places.data + record;
    const nd_file      *entry = nd_textstore_file(store, place->file);
    if (entry->by_worker) return read_whole(store, entry, out, error);
    if (entry->stamp.is_regular) return read_part(store, entry, place, out, error);
    if (!store->spool) return nd_fail(error, ND_ERROR_USAGE, "no text was kept of a pipe");
    return nd_spool_read(store->spool, place->file, place->offset, place->size, out, error);
}
