/*
 * wholefile.h - small files of the user's own, read at once: lists and baselines.
 */
#ifndef WHOLEFILE_H
#define WHOLEFILE_H

#include <stdio.h>

/* Reads what is left, with a NUL behind it that is not counted. The caller's to free, on failure too. 0, or -1 with
 * errno set. */
int wholefile_read(FILE *from, char **bytes, size_t *size);

#endif
