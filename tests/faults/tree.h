/* tree.h - the files of a folder, in memory, to be compared with what it held before. */
#ifndef TREE_H
#define TREE_H

#include <stddef.h>

#define TREE_FILES 16

struct tree_file {
    char   name[64];
    char  *data; /* terminated */
    size_t size;
};

/* {0} is empty. Files in the order of their names. */
struct tree {
    struct tree_file files[TREE_FILES];
    size_t           count;
};

/* The bytes of a file, terminated; *size may be NULL. What goes wrong here ends the program, here and below. */
char *tree_load_file(const char *path, size_t *size);
void  tree_save_file(const char *path, const char *data, size_t size);

void                    tree_load(struct tree *tree, const char *folder);
void                    tree_free(struct tree *tree);
const struct tree_file *tree_find(const struct tree *tree, const char *name);
int                     tree_file_equal(const struct tree_file *a, const struct tree_file *b);
int                     tree_equal(const struct tree *a, const struct tree *b);

/* Removes the files in a folder. */
void tree_empty(const char *folder);

#endif
