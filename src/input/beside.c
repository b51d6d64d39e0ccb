/*
 * beside.c - a name without its ending is kept as two hashes of 64 bits, made apart: that two of a million names have
 * both alike is less likely than a fault of the machine. Cost: 24 to 48 bytes a file, whatever its name.
 */
#include "input/beside.h"

#include <string.h>

#include "base/bytes.h"
#include "input/sniff.h"

void nd_beside_free(nd_beside *beside) {
    nd_seen_free(&beside->objects);
    nd_seen_free(&beside->pages);
}

int nd_beside_is_object(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot && !strcmp(dot, ".json");
}

int nd_beside_is_page(const char *path) {
    return nd_extension_of(path) == ND_EXTENSION_HTML && nd_unpacked_name_size(path) == strlen(path);
}

static nd_identity name_of(const char *path) {
    const char *dot = strrchr(path, '.');
    size_t      size = (size_t)(dot - path);
    nd_identity name = {.device = size, .inode = ~(uint64_t)size};
    for (size_t at = 0; at < size; at += 8) {
        char block[8] = {0};
        memcpy(block, path + at, size - at < 8 ? size - at : 8);
        name.device = nd_mix64_pair(name.device, nd_load64(block));
        name.inode = nd_mix64_pair(nd_load64(block), name.inode);
    }
    return name;
}

int nd_beside_note(nd_beside *beside, const char *path, nd_error *error) {
    int is_object = nd_beside_is_object(path);
    if (!is_object && !nd_beside_is_page(path)) return 0;
    nd_identity name = name_of(path);
    nd_seen    *own = is_object ? &beside->objects : &beside->pages;
    nd_seen    *other = is_object ? &beside->pages : &beside->objects;
    int         status = nd_seen_mark(own, name.device, name.inode, error);
    return status < 0 ? status : nd_seen_has(other, name.device, name.inode);
}

int nd_beside_has(const nd_beside *beside, const char *path) {
    if (!beside->objects.count || !nd_beside_is_page(path)) return 0;
    nd_identity name = name_of(path);
    return nd_seen_has(&beside->objects, name.device, name.inode);
}
