/*
 * walk.c - a stack of listed folders, without recursion, so that depth costs memory only. A folder is
 * read whole, closed and sorted before its first name is given out: one descriptor is open at a time,
 * and only during a listing. Each folder is entered once and each file given out once, by the first path
 * to it in the order of names. Cost: one fstatat(2) a name.
 */
#include "input/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/introsort.h"
#include "input/file.h"

struct name {
    const char *text;
    size_t      at;     /* of the text in the level's buffer, until that has its final place */
    int         reason; /* errno of a name that cannot be looked at, or 0 */
    int         is_folder, is_special;
    uint64_t    device, inode; /* of a file */
};

struct level {
    nd_buf letters, names; /* the texts, terminated; struct name */
    size_t next;
    size_t path_size;      /* of the folder, with its '/' */
    int    is_included;    /* a glob includes the folder, and so all that is in it */
};

struct nd_walk {
    nd_walk_filter_fn *filter;
    void              *context;
    nd_buf             path;   /* what is being given out, terminated */
    nd_buf             beside; /* the path of another file in its folder, terminated */
    nd_buf             levels; /* struct level */
    size_t             prefix;
    nd_seen           *seen;
    const nd_select   *select; /* NULL: everything */
    nd_left_out        left_out;
    uint64_t           skipped, repeated;
    int                started;
};

/* ---- one folder ------------------------------------------------------------------------------- */

/* Notes a name of the folder, if it is one to give out. */
static int add_name(nd_walk *walk, struct level *level, int fd, const char *text, nd_error *error) {
    if (text[0] == '.') return ND_OK;
    struct stat status;
    struct name name = {.at = level->letters.size};
    if (fstatat(fd, text, &status, 0)) {
        name.reason = errno;
        if (name.reason == ENOENT && fstatat(fd, text, &status, AT_SYMLINK_NOFOLLOW))
            return ND_OK; /* removed since it was listed; not a link to nowhere */
    } else if (S_ISDIR(status.st_mode)) {
        name.is_folder = 1;
    }
    int may_be_folder = name.is_folder || (name.reason && name.reason != ENOENT && name.reason != ELOOP);
    if (!may_be_folder && !walk->filter(walk->context, text)) {
        if (!name.reason && S_ISREG(status.st_mode)) walk->skipped++;
        return ND_OK;
    }
    name.is_special = !name.reason && !name.is_folder && !S_ISREG(status.st_mode);
    if (!name.reason) {
        name.device = (uint64_t)status.st_dev;
        name.inode = (uint64_t)status.st_ino;
    }
    int failed = nd_buf_append(&level->letters, text, strlen(text) + 1, error);
    return failed ? failed : nd_buf_append(&level->names, &name, sizeof name, error);
}

static int by_bytes(const void *a, const void *b) {
    return strcmp(((const struct name *)a)->text, ((const struct name *)b)->text);
}

static void sort_names(struct level *level) {
    struct name *names = (struct name *)level->names.data;
    size_t       count = level->names.size / sizeof *names;
    for (size_t i = 0; i < count; i++) names[i].text = (const char *)level->letters.data + names[i].at;
    if (count) nd_sort(names, count, sizeof *names, by_bytes);
}

/* Reads the folder into *level. ND_OK with *reason an errno when it cannot be read; a folder that was
 * entered before gives no names. */
static int list(nd_walk *walk, struct level *level, int *reason, nd_error *error) {
    const char *path = (const char *)walk->path.data;
    int         status = ND_OK;
    struct stat folder;
    DIR        *directory = opendir(path);
    if (!directory || fstat(dirfd(directory), &folder)) {
        *reason = errno;
        if (nd_file_is_ours(errno)) status = nd_file_fail("cannot read", path, error);
        goto done;
    }
    status = nd_seen_mark(walk->seen, (uint64_t)folder.st_dev, (uint64_t)folder.st_ino, error);
    if (status <= 0) goto done;
    for (status = ND_OK; !status;) {
        errno = 0;
        struct dirent *entry = readdir(directory);
        if (!entry) {
            *reason = errno;
            break;
        }
        status = add_name(walk, level, dirfd(directory), entry->d_name, error);
    }
    sort_names(level);
done:
    if (directory) closedir(directory);
    return status;
}

/* ---- the walk --------------------------------------------------------------------------------- */

static int set_path(nd_walk *walk, size_t keep, const char *more, nd_error *error) {
    walk->path.size = keep;
    return nd_buf_append(&walk->path, more, strlen(more) + 1, error);
}

nd_walk *nd_walk_new(const char *folder, nd_seen *seen, nd_walk_filter_fn *filter, void *context, nd_error *error) {
    nd_walk *walk = nd_allocate_zeroed(1, sizeof *walk);
    if (!walk) {
        nd_fail_memory(error);
        return NULL;
    }
    walk->seen = seen;
    walk->filter = filter;
    walk->context = context;
    if (set_path(walk, 0, folder, error)) {
        nd_walk_free(walk);
        return NULL;
    }
    return walk;
}

void nd_walk_limit(nd_walk *walk, const nd_select *select) {
    walk->select = select;
}

static void free_level(struct level *level) {
    nd_buf_free(&level->letters);
    nd_buf_free(&level->names);
}

static struct level *top(nd_walk *walk) {
    size_t count = walk->levels.size / sizeof(struct level);
    return count ? (struct level *)walk->levels.data + count - 1 : NULL;
}

void nd_walk_free(nd_walk *walk) {
    if (!walk) return;
    for (struct level *level; (level = top(walk)); walk->levels.size -= sizeof *level) free_level(level);
    nd_buf_free(&walk->levels);
    nd_buf_free(&walk->path);
    nd_buf_free(&walk->beside);
    nd_release(walk);
}

/* Enters the folder that `path` names. */
static int enter(nd_walk *walk, int is_included, int *reason, nd_error *error) {
    struct level level = {.is_included = is_included};
    int          status = list(walk, &level, reason, error);
    if (!status) {
        walk->path.size = strlen((const char *)walk->path.data);
        if (walk->path.size && walk->path.data[walk->path.size - 1] == '/') walk->path.size--;
        status = set_path(walk, walk->path.size, "/", error);
        level.path_size = walk->path.size - 1;
    }
    if (!status) status = nd_buf_append(&walk->levels, &level, sizeof level, error);
    if (status) free_level(&level);
    return status;
}

/* What cannot be read is given out without the '/' behind it. */
static int give(nd_walk *walk, int reason, int is_special, nd_walk_entry *out) {
    size_t size = walk->path.size - 1;
    if (reason && size > 1 && walk->path.data[size - 1] == '/') walk->path.data[--size] = 0;
    *out = (nd_walk_entry){.path = (const char *)walk->path.data, .is_special = is_special};
    out->prefix = walk->prefix < size ? walk->prefix : size;
    if (reason) out->reason = strerror(reason);
    return 1;
}

static int start(nd_walk *walk, int *reason, nd_error *error) {
    walk->started = 1;
    int status = enter(walk, 0, reason, error);
    if (!status) walk->prefix = top(walk)->path_size;
    return status;
}

/* Is the name at hand, whose path is set, to be looked at further? What is not is counted. *is_included tells
 * of a folder whether all in it is. */
static int is_selected(nd_walk *walk, int is_folder, int *is_included) {
    if (!walk->select) return 1;
    nd_verdict verdict = nd_select_judge(walk->select, (const char *)walk->path.data + walk->prefix, is_folder);
    *is_included |= verdict == ND_INCLUDED;
    if (verdict == ND_EXCLUDED) {
        if (is_folder) walk->left_out.excluded_folders++;
        else walk->left_out.excluded_files++;
        return 0;
    }
    if (is_folder || *is_included || !nd_select_has_includes(walk->select)) return 1;
    walk->left_out.not_included++;
    return 0;
}

int nd_walk_next(nd_walk *walk, nd_walk_entry *out, nd_error *error) {
    int reason = 0, status = ND_OK;
    if (!walk->started) status = start(walk, &reason, error);
    for (struct level *level; !status && !reason && (level = top(walk));) {
        struct name *names = (struct name *)level->names.data;
        if (level->next == level->names.size / sizeof *names) {
            free_level(level);
            walk->levels.size -= sizeof *level;
            continue;
        }
        struct name *name = &names[level->next++];
        int          is_included = level->is_included;
        walk->path.data[level->path_size - 1] = '/'; /* `give` may have cut there */
        status = set_path(walk, level->path_size, name->text, error);
        if (status) break;
        if (!is_selected(walk, name->is_folder, &is_included)) continue;
        if (name->is_folder) {
            status = enter(walk, is_included, &reason, error);
            continue;
        }
        int is_new = name->reason ? 1 : nd_seen_mark(walk->seen, name->device, name->inode, error);
        if (is_new < 0) return is_new;
        if (is_new) return give(walk, name->reason, name->is_special, out);
        walk->repeated++;
    }
    if (status) return status;
    return reason ? give(walk, reason, 0, out) : 0;
}

/* Is the file at `path`, below the folder that was given, to be given out? */
static int is_included(const nd_walk *walk, const struct level *level, const char *path) {
    if (!walk->select) return 1;
    nd_verdict verdict = nd_select_judge(walk->select, path, 0);
    if (verdict == ND_EXCLUDED) return 0;
    return verdict == ND_INCLUDED || level->is_included || !nd_select_has_includes(walk->select);
}

int nd_walk_has_beside(nd_walk *walk, const char *ending, nd_error *error) {
    const struct level *level = top(walk);
    const char         *path = (const char *)walk->path.data, *dot = strrchr(path, '.');
    if (!level || !dot || dot < path + level->path_size) return 0;
    walk->beside.size = 0;
    int status = nd_buf_append(&walk->beside, path, (size_t)(dot - path), error);
    if (!status) status = nd_buf_append(&walk->beside, ending, strlen(ending) + 1, error);
    if (status) return status;
    const char        *beside = (const char *)walk->beside.data;
    const struct name *names = (const struct name *)level->names.data;
    struct name        key = {.text = beside + level->path_size};
    const struct name *found = bsearch(&key, names, level->names.size / sizeof *names, sizeof *names, by_bytes);
    return found && !found->is_folder && !found->is_special && !found->reason &&
           is_included(walk, level, beside + walk->prefix);
}

uint64_t nd_walk_skipped(const nd_walk *walk) {
    return walk->skipped;
}

const nd_left_out *nd_walk_left_out(const nd_walk *walk) {
    return &walk->left_out;
}

uint64_t nd_walk_repeated(const nd_walk *walk) {
    return walk->repeated;
}
