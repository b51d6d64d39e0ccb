/*
 * inflate.c - gzip by zlib (gunzip.c), zstd by libzstd (unzstd.c), the others by libarchive's filters, which compare
 * the checksums that xz and bzip2 have. Bytes are taken in the blocks that libarchive makes, for it forgets what it
 * has unpacked when a longer read fails in the middle: a cut file gives all blocks before the cut. Memory: what the
 * compression asks for, 128 MB for zstd, 1 GB for xz at most. Cost: gzip 470 MB/s, zstd 600 to 760.
 */
#include "input/inflate.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "input/gunzip.h"
#include "input/unzstd.h"

struct nd_inflate {
    nd_inflate_input_fn *input;
    void                *context;
    nd_gunzip           *gunzip;  /* one of these three, the others NULL */
    nd_unzstd           *unzstd;
    struct archive      *archive;
    uint64_t             in;      /* bytes that were read */
    int                  is_input_over;
    int                  is_opened, is_ended, is_failed;
    int                  number;  /* errno of the failure, if it was one of input or memory */
    char                 reason[160];
};

/* The first frame may be one that is passed over, of 16 kinds: tools that compress with several threads begin so. */
static int is_zstd(const uint8_t *data, size_t size) {
    if (size < 4) return 0;
    return !memcmp(data, "\x28\xb5\x2f\xfd", 4) || (data[0] >> 4 == 5 && !memcmp(data + 1, "\x2a\x4d\x18", 3));
}

int nd_inflate_knows(const uint8_t *data, size_t size) {
    static const struct {
        size_t      at, size;
        const char *bytes;
    } marks[] = {{0, 2, "\x1f\x8b"},
                 {0, 6, "\xfd" "7zXZ"},
                 {4, 6, "1AY&SY"},
                 {4, 6, "\x17\x72\x45\x38\x50\x90"}};
    if (is_zstd(data, size)) return 1;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i].at + marks[i].size <= size && !memcmp(data + marks[i].at, marks[i].bytes, marks[i].size))
            return marks[i].at != 4 || !memcmp(data, "BZh", 3);
    return 0;
}

static la_ssize_t give_input(struct archive *archive, void *context, const void **out) {
    nd_inflate    *inflate = context;
    const uint8_t *data = NULL;
    ptrdiff_t      got = inflate->input(inflate->context, &data);
    *out = data;
    if (got < 0) {
        inflate->number = errno;
        archive_set_error(archive, errno, "cannot read");
        return ARCHIVE_FATAL;
    }
    inflate->in += (uint64_t)got;
    inflate->is_input_over = got == 0;
    return (la_ssize_t)got;
}

static int choose(nd_inflate *inflate) {
    struct archive *archive = inflate->archive;
    int             status = archive_read_support_filter_xz(archive);
    if (!status) status = archive_read_support_filter_bzip2(archive);
    if (!status) status = archive_read_support_format_raw(archive);
    if (!status) status = archive_read_support_format_empty(archive);
    if (!status) status = archive_read_set_read_callback(archive, give_input);
    return status ? status : archive_read_set_callback_data(archive, inflate);
}

nd_inflate *nd_inflate_new(const uint8_t *first, size_t size, nd_inflate_input_fn *input, void *context) {
    nd_inflate *inflate = nd_allocate_zeroed(1, sizeof *inflate);
    int         is_gzip = size >= 2 && !memcmp(first, "\x1f\x8b", 2);
    if (!inflate) return NULL;
    inflate->input = input;
    inflate->context = context;
    if (is_gzip) inflate->gunzip = nd_gunzip_new(input, context);
    else if (is_zstd(first, size)) inflate->unzstd = nd_unzstd_new(input, context);
    else inflate->archive = archive_read_new();
    if (inflate->gunzip || inflate->unzstd || (inflate->archive && !choose(inflate))) return inflate;
    nd_inflate_free(inflate);
    return NULL;
}

void nd_inflate_free(nd_inflate *inflate) {
    if (!inflate) return;
    nd_gunzip_free(inflate->gunzip);
    nd_unzstd_free(inflate->unzstd);
    if (inflate->archive) archive_read_free(inflate->archive);
    nd_release(inflate);
}

static ptrdiff_t fail(nd_inflate *inflate, const char *reason) {
    inflate->is_failed = 1;
    snprintf(inflate->reason, sizeof inflate->reason, "%s", reason);
    return errno = EIO, -1;
}

static ptrdiff_t fail_by_libarchive(nd_inflate *inflate) {
    const char *reason = archive_error_string(inflate->archive);
    if (!inflate->number && archive_errno(inflate->archive) == ENOMEM) inflate->number = ENOMEM;
    inflate->is_failed = 1;
    if (inflate->number) return errno = inflate->number, -1;
    return fail(inflate, reason ? reason : "it is damaged");
}

static ptrdiff_t open_filter(nd_inflate *inflate) {
    struct archive_entry *entry;
    inflate->is_opened = 1;
    int status = archive_read_open1(inflate->archive);
    if (!status || status == ARCHIVE_WARN) status = archive_read_next_header(inflate->archive, &entry);
    if (status == ARCHIVE_EOF) return inflate->is_ended = 1, 0;
    if (status && status != ARCHIVE_WARN) return fail_by_libarchive(inflate);
    if (archive_filter_count(inflate->archive) <= 1) return fail(inflate, "it is damaged from its first bytes on");
    return 0;
}

/* A filter stops behind the last frame that it knows. */
static ptrdiff_t end_filter(nd_inflate *inflate) {
    const void *data;
    inflate->is_ended = 1;
    while (!inflate->is_input_over)
        if (give_input(inflate->archive, inflate, &data) < 0) return fail_by_libarchive(inflate);
    la_int64_t used = archive_filter_bytes(inflate->archive, -1);
    if (used >= 0 && (uint64_t)used < inflate->in) return fail(inflate, "something that is not compressed follows");
    return 0;
}

ptrdiff_t nd_inflate_next(nd_inflate *inflate, const uint8_t **out) {
    const void *data = NULL;
    size_t      size = 0;
    la_int64_t  offset;
    if (inflate->gunzip) return nd_gunzip_next(inflate->gunzip, out);
    if (inflate->unzstd) return nd_unzstd_next(inflate->unzstd, out);
    if (inflate->is_failed) return errno = inflate->number ? inflate->number : EIO, -1;
    if (!inflate->is_opened && open_filter(inflate) < 0) return -1;
    while (!inflate->is_ended && !size) {
        int status = archive_read_data_block(inflate->archive, &data, &size, &offset);
        if (status == ARCHIVE_EOF) return end_filter(inflate);
        if (status) return fail_by_libarchive(inflate);
    }
    *out = data;
    return (ptrdiff_t)size;
}

const char *nd_inflate_reason(const nd_inflate *inflate) {
    if (inflate->gunzip) return nd_gunzip_reason(inflate->gunzip);
    if (inflate->unzstd) return nd_unzstd_reason(inflate->unzstd);
    return inflate->reason[0] ? inflate->reason : NULL;
}

int nd_inflate_resume(nd_inflate *inflate) {
    return inflate->gunzip && nd_gunzip_resume(inflate->gunzip);
}
