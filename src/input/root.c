/*
 * root.c - both are compared as they are written: no file is looked at, so an id says the same wherever and
 * by whomever it is made. "." is the folder of every relative path that does not begin with "..".
 */
#include "input/root.h"

#include <string.h>

#include "newsdup_io.h"

static size_t skip_slashes(const char *path, size_t at) {
    while (path[at] == '/') at++;
    return at;
}

/* Behind "./", as often as it stands there. */
static size_t skip_dots(const char *path) {
    size_t at = 0;
    while (path[at] == '.' && path[at + 1] == '/') at = skip_slashes(path, at + 1);
    return at;
}

static int leads_up(const char *path) {
    return path[0] == '.' && path[1] == '.' && (path[2] == '/' || !path[2]);
}

static size_t below_here(const char *path, size_t at) {
    if (path[at] == '/' || leads_up(path + at)) return ND_NOT_BELOW;
    return path[at] == '.' && !path[at + 1] ? at + 1 : at;
}

int nd_path_is_below(const char *path, const char *root) {
    return nd_root_size(root, path) != ND_NOT_BELOW;
}

size_t nd_root_size(const char *root, const char *path) {
    if (!root[0]) return 0;
    const char *folder = root + skip_dots(root);
    size_t      at = skip_dots(path), size = strlen(folder);
    if (!size || !strcmp(folder, ".")) return below_here(path, at);
    while (size > 0 && folder[size - 1] == '/') size--;
    if (strncmp(path + at, folder, size)) return ND_NOT_BELOW;
    at += size;
    if (path[at] && path[at] != '/') return ND_NOT_BELOW;
    return skip_slashes(path, at);
}
