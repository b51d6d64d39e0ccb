/*
 * root.h - the folder that ids of files are relative to, when it is not the one that was named.
 */
#ifndef ND_ROOT_H
#define ND_ROOT_H

#include <stddef.h>
#include <stdint.h>

#define ND_NOT_BELOW SIZE_MAX

/* Bytes in front of the part of `path` that is below the folder `root`, or all of it if it is the root itself;
 * ND_NOT_BELOW if it is elsewhere. "" has every path below it as it stands. */
size_t nd_root_size(const char *root, const char *path);

#endif
