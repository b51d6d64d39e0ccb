/* scratch.h - a temporary folder with files for one test. */
#ifndef SCRATCH_H
#define SCRATCH_H

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct scratch {
    char folder[64];
    char path[4][512]; /* what scratch_path gave out last */
    int  next;
};

static inline void scratch_make(struct scratch *scratch) {
    memset(scratch, 0, sizeof *scratch);
    strcpy(scratch->folder, "/tmp/newsdup-test-XXXXXX");
    assert_non_null(mkdtemp(scratch->folder));
}

static inline void scratch_join(char *path, size_t room, const char *folder, const char *name) {
    size_t first = strlen(folder), second = strlen(name);
    assert_true(first + second + 2 <= room);
    memcpy(path, folder, first);
    path[first] = '/';
    memcpy(path + first + 1, name, second + 1);
}

/* The path of a name in the folder; good for four calls. */
static inline const char *scratch_path(struct scratch *scratch, const char *name) {
    char *path = scratch->path[scratch->next++ % 4];
    scratch_join(path, sizeof scratch->path[0], scratch->folder, name);
    return path;
}

static inline const char *scratch_write(struct scratch *scratch, const char *name, const void *data,
                                        size_t size) {
    const char *path = scratch_path(scratch, name);
    FILE       *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline const char *scratch_text(struct scratch *scratch, const char *name, const char *text) {
    return scratch_write(scratch, name, text, strlen(text));
}

static inline void scratch_folder(struct scratch *scratch, const char *name) {
    assert_int_equal(mkdir(scratch_path(scratch, name), 0755), 0);
}

static inline void scratch_link(struct scratch *scratch, const char *target, const char *name) {
    assert_int_equal(symlink(target, scratch_path(scratch, name)), 0);
}

static inline void scratch_empty(const char *folder) {
    DIR           *directory = opendir(folder);
    struct dirent *entry;
    struct stat    status;
    char           path[4096];
    while (directory && (entry = readdir(directory))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        scratch_join(path, sizeof path, folder, entry->d_name);
        if (lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
            chmod(path, 0755);
            scratch_empty(path);
        }
        remove(path);
    }
    if (directory) closedir(directory);
}

static inline void scratch_remove(struct scratch *scratch) {
    scratch_empty(scratch->folder);
    assert_int_equal(rmdir(scratch->folder), 0);
}

#endif
