/*
 * unpack.c - compression (unpacked.c) and archives apart, so that each compression works around each archive and
 * around a bare file. libarchive tells the archive by its bytes. It reads through our descriptor, and seeks in a
 * regular file only: a zip has its list of members at the end. Skipped members of compressed archives are unpacked
 * here rather than there, under the same bound, which holds for all that was taken from the file; and so is what
 * follows an archive, for the checksum at its end. What holds no archive passes libarchive by,
 * so that a web archive can be read on behind damage. Names that a zip says are UTF-8 libarchive (3.6.2) gives only in
 * the encoding of the thread's locale, and has none for them in that of a program that was just started: "C".
 */
#include "input/unpack.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "input/inflate.h"
#include "input/tar.h"
#include "input/warc.h"
#include "input/zip.h"

#define NAME_BYTES ((size_t)100) /* in the header of a tar */

struct nd_unpack {
    nd_unpacked    *bytes;      /* of the file, unpacked */
    struct archive *archive;
    locale_t        locale;     /* of UTF-8; 0: there is none, and such names are lost, and told of */
    nd_buf          first;      /* of them: looked at before they are given */
    uint64_t        unpacked, out; /* how many came; and were given */
    const uint8_t  *block;      /* of the current member */
    size_t          block_size;
    uint64_t        hole;       /* zero bytes before the block: the file is sparse */
    uint64_t        at;         /* in the member */
    int64_t         behind;     /* all members so far, in what libarchive has read */
    uint64_t        members;    /* so far, of any kind */
    int             is_listed;  /* at the end of the file: a zip that can be searched */
    int             has_first;  /* those have not been given yet */
    int             is_given;   /* the bare member has been */
    int             has_entry;  /* libarchive is at a member */
    int             is_bare;    /* the only member is all that is unpacked, and libarchive has no part in it */
    int             is_opened, is_ended; /* nothing more can be read */
    int             is_in_member;
    int             failed;     /* errno by which the member ended; 0: it has not failed */
    char            reason[160]; /* "": errno tells */
};

int nd_unpack_knows(const uint8_t *data, size_t size) {
    if (nd_inflate_knows(data, size) || nd_tar_begins(data, size)) return 1;
    return nd_zip_begins(data, size);
}

/* ---- reading ----------------------------------------------------------------------------------- */

/* The next bytes, unpacked. */
static ptrdiff_t read_on(nd_unpack *unpack, const uint8_t **out) {
    ptrdiff_t got = nd_unpacked_next(unpack->bytes, out);
    if (got > 0) unpack->unpacked += (uint64_t)got;
    return got;
}

static const char *why(const nd_unpack *unpack) {
    const char *reason = nd_unpacked_reason(unpack->bytes);
    return reason ? reason : "cannot read";
}

static la_ssize_t give_input(struct archive *archive, void *context, const void **out) {
    nd_unpack     *unpack = context;
    const uint8_t *data = NULL;
    ptrdiff_t      got = 0;
    if (unpack->has_first) {
        data = unpack->first.data;
        got = (ptrdiff_t)unpack->first.size;
        unpack->has_first = 0;
    } else {
        got = read_on(unpack, &data);
    }
    *out = data;
    if (got >= 0) return (la_ssize_t)got;
    archive_set_error(archive, errno, "%s", why(unpack));
    return ARCHIVE_FATAL;
}

static la_int64_t seek_input(struct archive *archive, void *context, la_int64_t offset, int whence) {
    nd_unpack *unpack = context;
    (void)archive;
    la_int64_t at = nd_unpacked_seek(unpack->bytes, offset, whence);
    return at < 0 ? ARCHIVE_FATAL : at;
}

/* ---- opening ----------------------------------------------------------------------------------- */

static int choose(struct archive *archive) {
    int status = archive_read_support_format_tar(archive);
    if (!status) status = archive_read_support_format_zip(archive);
    return status ? status : archive_read_support_format_empty(archive);
}

static int is_compressed(const nd_unpack *unpack) {
    return nd_unpacked_is_compressed(unpack->bytes);
}

static int is_tar_format(const nd_unpack *unpack) {
    return (archive_format(unpack->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR;
}

static int make_archive(nd_unpack *unpack, int is_zip) {
    unpack->archive = archive_read_new();
    if (!unpack->archive || choose(unpack->archive)) return -1;
    /* Of a file that can be searched all is read again, so that places in it are right. */
    int is_searched = nd_unpacked_rewind(unpack->bytes);
    if (is_searched && archive_read_set_seek_callback(unpack->archive, seek_input)) return -1;
    unpack->is_listed = is_zip && is_searched;
    if (archive_read_set_read_callback(unpack->archive, give_input)) return -1;
    return archive_read_set_callback_data(unpack->archive, unpack) ? -1 : 0;
}

int nd_unpack_new(const nd_packed *from, nd_unpack **out, nd_error *error) {
    int          is_zip = nd_zip_begins(from->ahead.data, from->ahead.size);
    nd_unpacked *bytes = nd_unpacked_new(from);
    nd_unpack   *unpack = bytes ? nd_allocate_zeroed(1, sizeof *unpack) : NULL;
    if (!unpack) {
        nd_unpacked_free(bytes);
        return nd_fail_memory(error);
    }
    unpack->bytes = bytes;
    unpack->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    *out = unpack;
    if (!make_archive(unpack, is_zip)) return ND_OK;
    nd_unpack_free(unpack);
    return nd_fail_memory(error);
}

void nd_unpack_free(nd_unpack *unpack) {
    if (!unpack) return;
    if (unpack->archive) archive_read_free(unpack->archive);
    nd_unpacked_free(unpack->bytes);
    if (unpack->locale) freelocale(unpack->locale);
    nd_buf_free(&unpack->first);
    nd_release(unpack);
}

/* ---- failures ---------------------------------------------------------------------------------- */

static int fail(nd_unpack *unpack, const char *reason) {
    snprintf(unpack->reason, sizeof unpack->reason, "%s", reason);
    errno = EIO;
    return -1;
}

/* libarchive has failed, by itself or because there was nothing to read; with ARCHIVE_FATAL nothing follows. */
static int fail_by(nd_unpack *unpack, int status) {
    const char *reason = nd_unpacked_reason(unpack->bytes);
    if (!reason) reason = archive_error_string(unpack->archive);
    int failed = nd_unpacked_number(unpack->bytes), number = failed ? failed : archive_errno(unpack->archive);
    if (status == ARCHIVE_FATAL) unpack->is_ended = 1;
    unpack->is_in_member = 0;
    unpack->reason[0] = '\0';
    if (failed || number == ENOMEM) return errno = number, -1;
    return fail(unpack, reason ? reason : "it is damaged");
}

const char *nd_unpack_reason(const nd_unpack *unpack) {
    return unpack->reason[0] ? unpack->reason : NULL;
}

/* Counts what has come out. */
static int is_bomb(const nd_unpack *unpack) {
    uint64_t out = is_compressed(unpack) ? unpack->unpacked : unpack->out;
    uint64_t in = nd_unpacked_read_bytes(unpack->bytes);
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

/* Of what is all that is unpacked. */
static int next_bare_block(nd_unpack *unpack) {
    const uint8_t *data = unpack->first.data;
    ptrdiff_t      got = unpack->has_first ? (ptrdiff_t)unpack->first.size : read_on(unpack, &data);
    unpack->has_first = 0;
    unpack->block = data;
    unpack->block_size = got > 0 ? (size_t)got : 0;
    if (got > 0) return ARCHIVE_OK;
    if (got < 0) return fail_by(unpack, ARCHIVE_FAILED); /* nd_unpack_resume may go on */
    unpack->is_in_member = 0;
    unpack->is_ended = 1;
    return ARCHIVE_EOF;
}

/* The next block of the member, or the end: ARCHIVE_OK or ARCHIVE_EOF; -1 with errno set. */
static int next_block(nd_unpack *unpack) {
    const void *data = NULL;
    size_t      size = 0;
    la_int64_t  offset = 0;
    unpack->block_size = 0;
    unpack->hole = 0;
    if (unpack->is_bare) return next_bare_block(unpack);
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

/* Passes the rest of a member that nobody wants, and notes where a member of a tar ends with its padding. */
static int pass_member(nd_unpack *unpack) {
    if (!is_compressed(unpack)) unpack->is_in_member = 0; /* libarchive passes it */
    while (unpack->is_in_member) {
        if (next_block(unpack) < 0) return -1;
        if (is_bomb(unpack)) return fail_as_bomb(unpack);
    }
    if (!unpack->has_entry || !is_tar_format(unpack)) return 0;
    unpack->has_entry = 0;
    int status = archive_read_data_skip(unpack->archive);
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return fail_by(unpack, ARCHIVE_FATAL);
    unpack->behind = archive_filter_bytes(unpack->archive, 0);
    return 0;
}

/* Does no tar begin so? The names in it end with zero bytes, and nobody has a line end in them, or calls a file as a
 * web archive begins. */
static int is_text(const nd_buf *first) {
    if (nd_warc_begins(first->data, first->size)) return 1;
    int is_beyond_name = first->size > NAME_BYTES || (first->size && memchr(first->data, '\n', first->size));
    return is_beyond_name && !memchr(first->data, 0, first->size);
}

/* Takes enough of what is unpacked to see whether it is a tar. */
static int look_inside(nd_unpack *unpack) {
    const uint8_t *data;
    while (unpack->first.size < ND_TAR_BLOCK) {
        ptrdiff_t got = read_on(unpack, &data);
        if (got < 0 && is_text(&unpack->first)) break;
        if (got < 0) {
            unpack->first.size = 0;
            fail_by(unpack, ARCHIVE_FAILED);
            unpack->is_ended = !nd_unpacked_resume(unpack->bytes);
            return -1;
        }
        if (!got) break;
        if (nd_buf_append(&unpack->first, data, (size_t)got, NULL)) return errno = ENOMEM, -1;
    }
    unpack->has_first = 1;
    unpack->is_bare = !nd_tar_begins(unpack->first.data, unpack->first.size) &&
                      !nd_tar_ends(unpack->first.data, unpack->first.size);
    return 0;
}

static int open_archive(nd_unpack *unpack) {
    if (is_compressed(unpack) && look_inside(unpack)) return -1;
    unpack->is_opened = 1;
    if (unpack->is_bare) {
        unpack->is_in_member = unpack->first.size > 0;
        unpack->is_ended = !unpack->first.size;
        return 0;
    }
    int status = archive_read_open1(unpack->archive);
    if (status == ARCHIVE_OK || status == ARCHIVE_WARN) return 0;
    return fail_by(unpack, ARCHIVE_FATAL);
}

/* A zip has ended. Have all members come that are in its list? */
static int end_zip(nd_unpack *unpack) {
    nd_buf   tail = {0};
    uint64_t members;
    int      status = nd_unpacked_tail(unpack->bytes, &tail, ND_ZIP_TAIL_BYTES), number = errno;
    int      known = status ? 0 : nd_zip_members(tail.data, tail.size, &members);
    nd_buf_free(&tail);
    if (status) return errno = number, -1;
    if (known < 0) return fail(unpack, "its list of members is cut, or something follows it");
    if (known ? members == unpack->members : unpack->members > 0) return 0; /* of zip64 it is not known */
    return fail(unpack, "damaged: not all members came that are in its list");
}

/* An archive has ended. A tar has empty blocks there, unless it is cut; behind it there may be a checksum yet. */
static int end_archive(nd_unpack *unpack) {
    const uint8_t *data;
    unpack->is_ended = 1;
    if (is_tar_format(unpack) && archive_filter_bytes(unpack->archive, 0) == unpack->behind)
        return fail(unpack, "it has no end: cut between two members");
    if (unpack->is_listed) return end_zip(unpack);
    for (ptrdiff_t got = 1; is_compressed(unpack) && got;) {
        got = read_on(unpack, &data);
        if (got < 0) return fail_by(unpack, ARCHIVE_FATAL);
        if (is_bomb(unpack)) return fail_as_bomb(unpack);
    }
    return 0;
}

/* The next member, and its name: its bytes as they stand, or in UTF-8, where the archive says that they are. */
static int next_entry(nd_unpack *unpack, struct archive_entry **entry, const char **name) {
    locale_t before = unpack->locale ? uselocale(unpack->locale) : (locale_t)0;
    int      status = archive_read_next_header(unpack->archive, entry);
    *name = status == ARCHIVE_OK || status == ARCHIVE_WARN ? archive_entry_pathname(*entry) : NULL;
    if (unpack->locale) uselocale(before);
    return status;
}

static int is_file(struct archive_entry *entry) {
    unsigned type = archive_entry_filetype(entry);
    return (type == AE_IFREG || type == 0) && !archive_entry_hardlink(entry);
}

/* The one member of a compressed file that holds no archive: once. */
static int next_bare(nd_unpack *unpack, const char **name) {
    int is_new = !unpack->is_given && unpack->is_in_member;
    if (!is_new && pass_member(unpack)) return -1;
    *name = NULL;
    unpack->is_given = 1;
    return is_new;
}

int nd_unpack_next(nd_unpack *unpack, const char **name) {
    struct archive_entry *entry;
    unpack->block_size = 0;
    unpack->failed = 0;
    unpack->hole = unpack->at = 0;
    if (unpack->is_ended) return 0;
    if (!unpack->is_opened && open_archive(unpack)) return -1;
    if (unpack->is_bare) return next_bare(unpack, name);
    for (;;) {
        if (unpack->is_ended) return 0;
        if (pass_member(unpack)) return -1;
        int status = next_entry(unpack, &entry, name);
        if (status == ARCHIVE_EOF) return end_archive(unpack);
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return fail_by(unpack, ARCHIVE_FATAL);
        unpack->is_in_member = unpack->has_entry = 1;
        unpack->members++;
        if (is_bomb(unpack)) return fail_as_bomb(unpack);
        if (is_file(entry)) return *name ? 1 : fail(unpack, "a member has a name that is not in its encoding");
    }
}

int nd_unpack_resume(nd_unpack *unpack) {
    if (unpack->is_ended || !unpack->is_bare || !nd_unpacked_resume(unpack->bytes)) return 0;
    unpack->is_in_member = 1;
    unpack->failed = 0;
    return 1;
}

static ptrdiff_t read_member(nd_unpack *unpack, nd_buf *into, size_t size) {
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

ptrdiff_t nd_unpack_read(nd_unpack *unpack, nd_buf *into, size_t size) {
    if (unpack->failed) return errno = unpack->failed, -1;
    ptrdiff_t got = read_member(unpack, into, size);
    if (got < 0 && errno != ENOMEM) unpack->failed = errno;
    return got;
}

int nd_unpack_has_changed(const nd_unpack *unpack) {
    return nd_unpacked_has_changed(unpack->bytes);
}
