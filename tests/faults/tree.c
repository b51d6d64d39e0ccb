/* tree.c - small folders, small files, and no way to go on when one cannot be read. */
#include "tree.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void give_up(const char *path) {
    perror(path);
    exit(2);
}

char *tree_load_file(const char *path, size_t *size) {
    FILE  *file = fopen(path, "rb");
    char  *data = NULL;
    size_t used = 0, room = 0;
    if (!file) give_up(path);
    do {
        room = 2 * room + 4096;
        data = realloc(data, room + 1);
        if (!data) give_up(path);
        used += fread(data + used, 1, room - used, file);
    } while (used == room);
    fclose(file);
    data[used] = '\0';
    if (size) *size = used;
    return data;
}

void tree_save_file(const char *path, const char *data, size_t size) {
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(data, 1, size, file) != size || fclose(file)) give_up(path);
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct tree_file *)a)->name, ((const struct tree_file *)b)->name);
}

/* Calls `take` with the path and the name of each file. */
static void each(const char *folder, void (*take)(void *context, const char *path, const char *name), void *context) {
    DIR *directory = opendir(folder);
    char path[512];
    if (!directory) give_up(folder);
    for (struct dirent *entry; (entry = readdir(directory));) {
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        take(context, path, entry->d_name);
    }
    closedir(directory);
}

static void add(void *context, const char *path, const char *name) {
    struct tree *tree = context;
    if (tree->count == TREE_FILES) give_up(path);
    struct tree_file *file = &tree->files[tree->count++];
    snprintf(file->name, sizeof file->name, "%s", name);
    file->data = tree_load_file(path, &file->size);
}

void tree_load(struct tree *tree, const char *folder) {
    tree->count = 0;
    each(folder, add, tree);
    qsort(tree->files, tree->count, sizeof *tree->files, by_name);
}

void tree_free(struct tree *tree) {
    while (tree->count) free(tree->files[--tree->count].data);
}

const struct tree_file *tree_find(const struct tree *tree, const char *name) {
    for (size_t i = 0; i < tree->count; i++)
        if (!strcmp(tree->files[i].name, name)) return &tree->files[i];
    return NULL;
}

int tree_file_equal(const struct tree_file *a, const struct tree_file *b) {
    return a->size == b->size && !memcmp(a->data, b->data, a->size);
}

int tree_equal(const struct tree *a, const struct tree *b) {
    if (a->count != b->count) return 0;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->files[i].name, b->files[i].name) || !tree_file_equal(&a->files[i], &b->files[i])) return 0;
    return 1;
}

static void remove_file(void *context, const char *path, const char *name) {
    (void)context, (void)name;
    if (unlink(path)) give_up(path);
}

void tree_empty(const char *folder) {
    each(folder, remove_file, NULL);
}
