/*
 * select.h - which files of a folder are read, by globs, and how long an article may be.
 *
 * A glob without '/' is matched against the name of a file or folder, one with '/' against its path below
 * the folder that was given; '/' in front binds a bare name to that folder, '/' behind means folders only.
 * In a component * ? [a-z] [!a-z] and \ are as in the shell; a component ** is any number of folders, at the
 * end one name at least. A folder that matches stands for all that is in it.
 */
#ifndef ND_SELECT_H
#define ND_SELECT_H

#include "base/buf.h"
#include "input/finding.h"
#include "newsdup_io.h"

typedef struct nd_select {
    nd_buf includes, excludes; /* struct glob */
    nd_buf letters;            /* their components, each terminated */
} nd_select;

typedef enum nd_verdict {
    ND_NOT_NAMED, /* by no glob */
    ND_INCLUDED,
    ND_EXCLUDED   /* wins over ND_INCLUDED */
} nd_verdict;

/* What was left out by globs. */
typedef struct nd_left_out {
    uint64_t excluded_files, excluded_folders; /* folders were not entered */
    uint64_t not_included;                     /* files */
} nd_left_out;

/* Takes the globs of the options, which need not stay. ND_ERROR_USAGE for one that cannot match anything, or
 * not what it seems to. `select` is zero before; nd_select_free accepts one that failed. */
int  nd_select_make(nd_select *select, const nd_read_options *options, nd_error *error);
void nd_select_free(nd_select *select);

/* `path` is below the folder that was given, without '/' in front. */
nd_verdict nd_select_judge(const nd_select *select, const char *path, int is_folder);

/* Whether only what is included is taken. */
int nd_select_has_includes(const nd_select *select);

/* The longest record that is read, in bytes, and the finding about a longer one. */
uint64_t nd_select_longest(const nd_read_options *options);
int      nd_select_find_too_long(const nd_read_options *options, nd_finding *finding, nd_error *error);

/* By its name, in a folder or an archive: a file of the format that is asked for, or of any. `context` are the
 * nd_read_options. */
int nd_select_is_article_name(void *context, const char *name);

#endif
