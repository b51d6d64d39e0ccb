/*
 * unpack.c - libarchive bids on the bytes, filters and formats apart, so that each compression works around each
 * archive and around a bare file. It reads through our descriptor, and seeks in a regular file only: a zip has
 * its list of members at the end. Bytes are taken in the blocks that libarchive makes, for it forgets what it
 * has unpacked when a longer read fails in the middle: a cut archive gives all blocks before the cut.
 * Skipped members of compressed archives are unpacked here rather than there, under the same bound, which holds
 * for all that was taken from the file. Memory: what the compression asks for, 128 MB for zstd, 1 GB for xz at
 * most. Cost: gzip 470 MB/s, zstd 600 to 760.
 */
#include "input/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

#define READ_BYTES ((size_t)1 << 18)

struct nd_unpack {
    nd_packed       from;
    struct archive *archive;
    nd_buf          input;      /* what libarchive is reading */
    uint64_t        in, out;    /* bytes that were read, and given */
    const uint8_t  *block;      /* of the current member */
    size_t          block_size;
    uint64_t        hole;       /* zero bytes before the block: the file is sparse */
    uint64_t        at;         /* in the member */
    int             is_opened, is_ended; /* nothing more can be read */
    int             is_in_member;
    int             number;     /* errno of our own read, or 0 */
    char            reason[160]; /* "": errno tells */
};

/* The header of a member carries the sum of its bytes in octal digits, this place itself taken for blanks (POSIX,
 * pax). No mark tells more: the oldest kind has none, and an article may be about "ustar". */
static int is_tar(const uint8_t *header, size_t size) {
    enum { BYTES = 512, SUM = 148, SUM_END = 156 };
    unsigned told = 0, sum = 0;
    if (size < BYTES) return 0;
    for (size_t i = SUM; i < SUM_END; i++) {
        if (header[i] >= '0' && header[i] <= '7') told = 8 * told + header[i] - '0';
        else if (header[i] != ' ' && header[i] != '\0') return 0;
    }
    for (size_t i = 0; i < BYTES; i++) sum += i >= SUM && i < SUM_END ? ' ' : header[i];
    return sum == told;
}

int nd_unpack_knows(const uint8_t *data, size_t size) {
    static const struct {
        size_t      at, size;
        const char *bytes;
    } marks[] = {{0, 2, "\x1f\x8b"},                 {0, 4, "\x28\xb5\x2f\xfd"}, {0, 6, "\xfd" "7zXZ"},
                 {4, 6, "1AY&SY"},                   {4, 6, "\x17\x72\x45\x38\x50\x90"},
                 {0, 4, "PK\x03\x04"},               {0, 4, "PK\x05\x06"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (marks[i].at + marks[i].size <= size && !memcmp(data + marks[i].at, marks[i].bytes, marks[i].size))
            return marks[i].at != 4 || !memcmp(data, "BZh", 3);
    return is_tar(data, size);
}

/* ---- what libarchive asks of us ---------------------------------------------------------------- */

static la_ssize_t give_input(struct archive *archive, void *context, const void **out) {
    nd_unpack *unpack = context;
    nd_buf    *input = &unpack->input;
    if (unpack->from.ahead.size) { /* once; libarchive has left the other buffer */
        nd_buf empty = *input;
        *input = unpack->from.ahead;
        unpack->from.ahead = empty;
        unpack->from.ahead.size = 0;
    } else {
        input->size = 0;
        if (nd_file_read(unpack->from.fd, input, READ_BYTES) < 0) {
            unpack->number = errno;
            archive_set_error(archive, errno, "cannot read");
            return ARCHIVE_FATAL;
        }
    }
    unpack->in += input->size;
    *out = input->data;
    return (la_ssize_t)input->size;
}

static la_int64_t seek_input(struct archive *archive, void *context, la_int64_t offset, int whence) {
    nd_unpack *unpack = context;
    (void)archive;
    off_t at = lseek(unpack->from.fd, (off_t)offset, whence);
    return at < 0 ? ARCHIVE_FATAL : (la_int64_t)at;
}

/* ---- opening ----------------------------------------------------------------------------------- */

/* What has been read of a file that can be searched is read again, so that places in it are right. */
static int make_searchable(nd_unpack *unpack) {
    if (unpack->from.is_input || !unpack->from.stamp.is_regular) return ARCHIVE_OK;
    if (lseek(unpack->from.fd, 0, SEEK_SET)) return ARCHIVE_OK;
    unpack->from.ahead.size = 0;
    return archive_read_set_seek_callback(unpack->archive, seek_input);
}

static int choose(struct archive *archive) {
    int status = archive_read_support_filter_gzip(archive);
    if (!status) status = archive_read_support_filter_zstd(archive);
    if (!status) status = archive_read_support_filter_xz(archive);
    if (!status) status = archive_read_support_filter_bzip2(archive);
    if (!status) status = archive_read_support_format_tar(archive);
    if (!status) status = archive_read_support_format_zip(archive);
    if (!status) status = archive_read_support_format_raw(archive);
    return status ? status : archive_read_support_format_empty(archive);
}

int nd_unpack_new(const nd_packed *from, nd_unpack **out, nd_error *error) {
    nd_unpack *unpack = nd_allocate_zeroed(1, sizeof *unpack);
    if (unpack) {
        unpack->from = *from;
        unpack->archive = archive_read_new();
    }
    int status = unpack && unpack->archive ? choose(unpack->archive) : ARCHIVE_FATAL;
    if (!status) status = make_searchable(unpack);
    if (!status) status = archive_read_set_read_callback(unpack->archive, give_input);
    if (!status) status = archive_read_set_callback_data(unpack->archive, unpack);
    if (!status) {
        *out = unpack;
        return ND_OK;
    }
    nd_packed left = *from;
    if (unpack) nd_unpack_free(unpack);
    else if (!left.is_input) close(left.fd);
    if (!unpack) nd_buf_free(&left.ahead);
    return nd_fail_memory(error);
}

void nd_unpack_free(nd_unpack *unpack) {
    if (!unpack) return;
    if (unpack->archive) archive_read_free(unpack->archive);
    if (!unpack->from.is_input) close(unpack->from.fd);
    nd_buf_free(&unpack->from.ahead);
    nd_buf_free(&unpack->input);
    nd_release(unpack);
}

/* ---- failures ---------------------------------------------------------------------------------- */

static int fail(nd_unpack *unpack, const char *reason) {
    snprintf(unpack->reason, sizeof unpack->reason, "%s", reason);
    errno = EIO;
    return -1;
}

/* libarchive has failed; with ARCHIVE_FATAL nothing follows. */
static int fail_by(nd_unpack *unpack, int status) {
    const char *reason = archive_error_string(unpack->archive);
    int         number = unpack->number ? unpack->number : archive_errno(unpack->archive);
    if (status == ARCHIVE_FATAL) unpack->is_ended = 1;
    unpack->is_in_member = 0;
    unpack->reason[0] = '\0';
    if (unpack->number || number == ENOMEM) return errno = number, -1;
    return fail(unpack, reason ? reason : "it is damaged");
}

const char *nd_unpack_reason(const nd_unpack *unpack) {
    return unpack->reason[0] ? unpack->reason : NULL;
}

/* Counts what has come out. */
static int is_bomb(nd_unpack *unpack) {
    uint64_t out = unpack->out;
    if (archive_filter_count(unpack->archive) > 1) {
        la_int64_t unpacked = archive_filter_bytes(unpack->archive, 0);
        if (unpacked > 0 && (uint64_t)unpacked > out) out = (uint64_t)unpacked;
    }
    uint64_t in = unpack->in; /* of a file that was searched, parts may have been read twice */
    if (unpack->from.stamp.is_regular && in > unpack->from.stamp.size) in = unpack->from.stamp.size;
    return out > ND_UNPACK_FREE_BYTES && out / ND_UNPACK_RATIO > in;
}

static int fail_as_bomb(nd_unpack *unpack) {
    char reason[sizeof unpack->reason];
    unpack->is_ended = 1;
    unpack->is_in_member = 0;
    snprintf(reason, sizeof reason,
             "it grows to more than %d times its size: stopped, the rest was not read", ND_UNPACK_RATIO);
    return fail(unpack, reason);
}

/* ---- members ----------------------------------------------------------------------------------- */

/* The next block of the member, or the end: ARCHIVE_OK or ARCHIVE_EOF; -1 with errno set. */
static int next_block(nd_unpack *unpack) {
    const void *data = NULL;
    size_t      size = 0;
    la_int64_t  offset = 0;
    unpack->block_size = 0;
    unpack->hole = 0;
    int status = archive_read_data_block(unpack->archive, &data, &size, &offset);
    if (status == ARCHIVE_EOF) {
        unpack->is_in_member = 0;
        return ARCHIVE_EOF;
    }
    if (status != ARCHIVE_OK) return fail_by(unpack, status); /* a zip warns of a wrong checksum or size */
    unpack->block = data;
    unpack->block_size = size;
    if ((uint64_t)offset > unpack->at) unpack->hole = (uint64_t)offset - unpack->at;
    return ARCHIVE_OK;
}

/* Passes the rest of a member that nobody wants. */
static int pass_member(nd_unpack *unpack) {
    if (archive_filter_count(unpack->archive) <= 1) unpack->is_in_member = 0; /* libarchive passes it */
    while (unpack->is_in_member) {
        if (next_block(unpack) < 0) return -1;
        if (is_bomb(unpack)) return fail_as_bomb(unpack);
    }
    return 0;
}

static int open_archive(nd_unpack *unpack) {
    int status = archive_read_open1(unpack->archive);
    unpack->is_opened = 1;
    if (status == ARCHIVE_OK || status == ARCHIVE_WARN) return 0;
    return fail_by(unpack, ARCHIVE_FATAL);
}

/* Its bytes as they stand; else in UTF-8, where the archive says that they are; else there is no name for it. */
static const char *name_of(struct archive_entry *entry) {
    const char *name = archive_entry_pathname(entry);
    if (!name) name = archive_entry_pathname_utf8(entry);
    return name ? name : "?";
}

static int is_file(struct archive_entry *entry) {
    unsigned type = archive_entry_filetype(entry);
    return (type == AE_IFREG || type == 0) && !archive_entry_hardlink(entry);
}

int nd_unpack_next(nd_unpack *unpack, const char **name) {
    struct archive_entry *entry;
    unpack->block_size = 0;
    unpack->hole = unpack->at = 0;
    if (!unpack->is_opened && open_archive(unpack)) return -1;
    for (;;) {
        if (unpack->is_ended) return 0;
        if (pass_member(unpack)) return -1;
        int status = archive_read_next_header(unpack->archive, &entry);
        if (status == ARCHIVE_EOF) return unpack->is_ended = 1, 0;
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return fail_by(unpack, ARCHIVE_FATAL);
        unpack->is_in_member = 1;
        if (is_bomb(unpack)) return fail_as_bomb(unpack);
        int is_raw = archive_format(unpack->archive) == ARCHIVE_FORMAT_RAW;
        if (is_raw && archive_filter_count(unpack->archive) <= 1) {
            unpack->is_ended = 1;
            return fail(unpack, "it is damaged from its first bytes on");
        }
        *name = is_raw ? NULL : name_of(entry);
        if (is_raw || is_file(entry)) return 1;
    }
}

ptrdiff_t nd_unpack_read(nd_unpack *unpack, nd_buf *into, size_t size) {
    while (!unpack->block_size && !unpack->hole) {
        if (!unpack->is_in_member) return 0;
        int status = next_block(unpack);
        if (status) return status == ARCHIVE_EOF ? 0 : -1;
    }
    uint64_t left = unpack->hole ? unpack->hole : unpack->block_size;
    if (size > left) size = (size_t)left;
    if (nd_buf_reserve(into, size, NULL)) return errno = ENOMEM, -1;
    if (unpack->hole) {
        memset(into->data + into->size, 0, size);
        unpack->hole -= size;
    } else {
        memcpy(into->data + into->size, unpack->block, size);
        unpack->block += size;
        unpack->block_size -= size;
    }
    into->size += size;
    unpack->at += size;
    unpack->out += size;
    return is_bomb(unpack) ? fail_as_bomb(unpack) : (ptrdiff_t)size;
}

int nd_unpack_has_changed(const nd_unpack *unpack) {
    nd_stamp now;
    if (!unpack->from.stamp.is_regular) return 0;
    return nd_file_stamp(unpack->from.fd, &now) || !nd_stamp_equal(&now, &unpack->from.stamp);
}
