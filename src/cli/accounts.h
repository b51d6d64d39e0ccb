/* accounts.h - what is told at the end of a run: what was read, what was not and why, and what came of it. */
#ifndef ACCOUNTS_H
#define ACCOUNTS_H

#include "cli/run.h"

/* Warnings, and the line that sums up; of a run that went well. */
void accounts_tell(const struct run *run, const nd_read_counts *counts);

/* Files and records that could not be used, as against those that were left out because that was asked for. */
uint64_t accounts_unusable(const nd_read_counts *counts);

#endif
