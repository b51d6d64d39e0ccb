/*
 * beside.h - which pages stand beside a JSON file of the same name.
 *
 * A crawler that keeps what it made of x.html in x.json has one article, not two: the page is passed over. Folders
 * know by their listing (walk.h); here are the names of other files, each with the folder as it is written.
 */
#ifndef ND_BESIDE_H
#define ND_BESIDE_H

#include "input/seen.h"

/* {0} knows of no file. Of each it keeps 128 bits of a hash. */
typedef struct nd_beside {
    nd_seen objects, pages;
} nd_beside;

void nd_beside_free(nd_beside *beside);

/* By their names: "x.json"; "x.html", "x.htm" or "x.xhtml" in upper or lower case. Neither is compressed. */
int nd_beside_is_object(const char *path);
int nd_beside_is_page(const char *path);

/* Notes the file, if it is one of the two: 1 if the other was noted before, else 0; or ND_ERROR_MEMORY. */
int nd_beside_note(nd_beside *beside, const char *path, nd_error *error);

/* Is it a page whose object was noted? */
int nd_beside_has(const nd_beside *beside, const char *path);

#endif
