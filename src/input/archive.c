/*
 * archive.c - the names of an archive judged as the walk judges those of a folder, so that packing a corpus
 * changes neither which files are articles nor, but for the name of the archive, what they are called. An
 * archive tells its names one by one and in its own order: what is excluded with a folder is found out for each
 * member from the folders in its path, and whether a JSON file is beside a page by going through all names of the
 * archive once more. That costs unpacking it twice, and so is done where a page turns up, and not before; of what
 * cannot be read twice only those names are known that came before the page.
 */
#include "input/archive.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "input/beside.h"
#include "input/sniff.h"

struct nd_archive {
    nd_unpack         *unpack;
    const nd_select   *select; /* NULL: everything */
    nd_walk_filter_fn *filter;
    void              *context;
    nd_buf             path; /* of the archive, or of the member in it; terminated */
    size_t             path_size;
    size_t             prefix; /* of the archive's path */
    int                has_members;
    int                is_pairing;  /* a page beside a JSON file is passed over */
    nd_stamp           stamp;       /* of a regular file until its names are known; or else none */
    nd_beside          beside;
    uint64_t           paired, late;
    uint64_t           skipped;
    nd_left_out        left_out;
};

nd_archive *nd_archive_new(nd_unpack *unpack, const char *path, size_t prefix, const nd_select *select,
                           nd_error *error) {
    nd_archive *archive = nd_allocate_zeroed(1, sizeof *archive);
    if (!archive) {
        nd_fail_memory(error);
        nd_unpack_free(unpack);
        return NULL;
    }
    archive->unpack = unpack;
    archive->select = select;
    archive->prefix = prefix;
    archive->path_size = strlen(path);
    if (!nd_buf_append(&archive->path, path, archive->path_size + 1, error)) return archive;
    nd_archive_free(archive);
    return NULL;
}

void nd_archive_free(nd_archive *archive) {
    if (!archive) return;
    nd_unpack_free(archive->unpack);
    nd_beside_free(&archive->beside);
    nd_buf_free(&archive->path);
    nd_release(archive);
}

void nd_archive_limit(nd_archive *archive, nd_walk_filter_fn *filter, void *context) {
    archive->filter = filter;
    archive->context = context;
}

void nd_archive_pair(nd_archive *archive, const nd_stamp *stamp) {
    archive->is_pairing = 1;
    if (stamp) archive->stamp = *stamp;
}

const char *nd_archive_path(nd_archive *archive) {
    archive->path.data[archive->path_size] = '\0';
    return (const char *)archive->path.data;
}

nd_unpack *nd_archive_source(const nd_archive *archive) {
    return archive->unpack;
}

int nd_archive_has_members(const nd_archive *archive) {
    return archive->has_members;
}

/* Is the name, or a folder in it, one that begins with a dot? "." and ".." are no names. */
static int is_hidden(const char *name) {
    for (const char *at = name; at; at = strchr(at, '/')) {
        if (*at == '/') at++;
        size_t size = strcspn(at, "/");
        if (at[0] == '.' && size > 1 && !(size == 2 && at[1] == '.')) return 1;
    }
    return 0;
}

/* What the globs say about the path: that of the nearest folder or of the file itself. */
static int is_selected(nd_archive *archive, char *path) {
    int is_included = 0;
    if (!archive->select) return 1;
    for (char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
        if (slash == path) continue;
        *slash = '\0';
        nd_verdict verdict = nd_select_judge(archive->select, path, 1);
        *slash = '/';
        is_included |= verdict == ND_INCLUDED;
        if (verdict == ND_EXCLUDED) return archive->left_out.excluded_files++, 0;
    }
    nd_verdict verdict = nd_select_judge(archive->select, path, 0);
    if (verdict == ND_EXCLUDED) return archive->left_out.excluded_files++, 0;
    if (is_included || verdict == ND_INCLUDED || !nd_select_has_includes(archive->select)) return 1;
    archive->left_out.not_included++;
    return 0;
}

/* Is the member, whose path is set, an article file that was asked for? */
static int is_taken(nd_archive *archive, size_t prefix) {
    char       *path = (char *)archive->path.data + prefix;
    const char *name = path + strlen(path);
    while (name > path && name[-1] != '/') name--;
    if (is_hidden((const char *)archive->path.data + archive->path_size + 1)) return 0;
    if (archive->filter && !archive->filter(archive->context, name)) {
        archive->skipped++;
        return 0;
    }
    return is_selected(archive, path);
}

/* ---- pages beside JSON files --------------------------------------------------------------------- */

/* The archive from its beginning: 1; 0 when it cannot be opened again, or is another by now; or a negative status. */
static int open_again(nd_archive *archive, nd_archive **out, nd_error *error) {
    const char *path = nd_archive_path(archive);
    nd_packed   packed = {.fd = nd_file_open(path, 0)};
    nd_unpack  *unpack;
    if (packed.fd < 0) return nd_file_is_ours(errno) ? nd_file_fail("cannot read", path, error) : 0;
    if (nd_file_stamp(packed.fd, &packed.stamp) || !nd_stamp_equal(&packed.stamp, &archive->stamp) ||
        nd_file_read(packed.fd, &packed.ahead, ND_SNIFF_BYTES) < 0) {
        nd_buf_free(&packed.ahead);
        close(packed.fd);
        return 0;
    }
    int status = nd_unpack_new(&packed, &unpack, error);
    if (status) return status;
    *out = nd_archive_new(unpack, path, archive->prefix, archive->select, error);
    if (!*out) return ND_ERROR_MEMORY;
    nd_archive_limit(*out, archive->filter, archive->context);
    return 1;
}

/* Notes the JSON files among all members that can be read. */
static int list_objects(nd_archive *archive, nd_error *error) {
    nd_archive   *all = NULL;
    nd_walk_entry entry;
    int           found = open_again(archive, &all, error);
    while (found == 1 && (found = nd_archive_next(all, &entry, error)) == 1) {
        if (entry.reason || !nd_beside_is_object(entry.path)) continue;
        if (nd_beside_note(&archive->beside, entry.path, error) < 0) found = ND_ERROR_MEMORY;
    }
    nd_archive_free(all);
    archive->path.data[archive->path_size] = '/'; /* of the member at hand again */
    archive->stamp.is_regular = 0;
    return found < 0 ? found : ND_OK;
}

/* Is the member at hand a page beside a JSON file? 1, 0 or ND_ERROR_MEMORY. */
static int is_beside(nd_archive *archive, nd_error *error) {
    const char *path = (const char *)archive->path.data;
    if (!archive->is_pairing) return 0;
    if (archive->stamp.is_regular && nd_beside_is_page(path)) {
        int status = list_objects(archive, error);
        if (status) return status;
    }
    if (nd_beside_has(&archive->beside, path)) return archive->paired++, 1;
    int is_late = nd_beside_note(&archive->beside, path, error);
    if (is_late < 0) return is_late;
    archive->late += (uint64_t)is_late;
    return 0;
}

/* ---- members ----------------------------------------------------------------------------------- */

static int set_member(nd_archive *archive, const char *name, nd_error *error) {
    while (name[0] == '.' && name[1] == '/') {
        name++;
        while (*name == '/') name++;
    }
    archive->path.size = archive->path_size;
    int status = nd_buf_append(&archive->path, "/", 1, error);
    return status ? status : nd_buf_append(&archive->path, name, strlen(name) + 1, error);
}

static int fail(nd_archive *archive, nd_walk_entry *out, nd_error *error) {
    const char *reason = nd_unpack_reason(archive->unpack);
    if (errno == ENOMEM && !reason) return nd_fail_memory(error);
    *out = (nd_walk_entry){.path = nd_archive_path(archive), .prefix = archive->prefix};
    out->reason = reason ? reason : strerror(errno);
    return 1;
}

int nd_archive_next(nd_archive *archive, nd_walk_entry *out, nd_error *error) {
    const char *name;
    for (;;) {
        int found = nd_unpack_next(archive->unpack, &name);
        if (found < 0) return fail(archive, out, error);
        if (!found) return 0;
        *out = (nd_walk_entry){.path = nd_archive_path(archive), .prefix = archive->prefix};
        if (!name) return 1;
        archive->has_members = 1;
        int status = set_member(archive, name, error);
        if (status) return status;
        out->path = (const char *)archive->path.data;
        if (!archive->prefix) out->prefix = archive->path_size + 1;
        if (!is_taken(archive, out->prefix)) continue;
        int is_passed = is_beside(archive, error);
        if (is_passed <= 0) return is_passed < 0 ? is_passed : 1;
    }
}

uint64_t nd_archive_skipped(const nd_archive *archive) {
    return archive->skipped;
}

const nd_left_out *nd_archive_left_out(const nd_archive *archive) {
    return &archive->left_out;
}

void nd_archive_pairs(const nd_archive *archive, uint64_t *paired, uint64_t *late) {
    *paired += archive->paired;
    *late += archive->late;
}
