/* inputs.h - files for the readers that the sample articles do not reach. */
#ifndef INPUTS_H
#define INPUTS_H

/* Writes them into the current folder: mixed/, mixed.tar.gz, table.csv.xz, pages.warc and pages.warc.gz. */
void inputs_save(void);

#endif
