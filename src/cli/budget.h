/*
 * budget.h - the memory of --memory: the library's blocks lie on the heap as long as there is room within
 * the bound, and beyond it in files without a name, mapped and shared, which the system may write out
 * and read again. What is in them depends on neither.
 */
#ifndef BUDGET_H
#define BUDGET_H

#include <stddef.h>
#include <stdint.h>

#include "newsdup.h"

/* The least that works for so many articles and threads, in bytes. */
uint64_t budget_least(uint64_t articles, unsigned jobs);

/* Once, before the library is used: at most `bytes` of anonymous memory; files are made in `folder`, which
 * stays the caller's. NULL: $TMPDIR, or else /tmp. */
void budget_open(uint64_t bytes, const char *folder);

/* Why there was no room for a block, if it is not memory that was lacking: 1 and the text in *error. */
int budget_failure(nd_error *error);

/* The most bytes there were in files at once. */
uint64_t budget_most_in_files(void);

#endif
