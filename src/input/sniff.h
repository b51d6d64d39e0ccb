/* sniff.h - what a file holds, from its first bytes and its name. */
#ifndef ND_SNIFF_H
#define ND_SNIFF_H

#include "input/cut.h"
#include "newsdup_io.h"

/* Bytes to look at; a file is judged alike whether there are more or not. */
#define ND_SNIFF_BYTES ((size_t)1 << 16)

typedef enum nd_extension {
    ND_EXTENSION_OTHER,
    ND_EXTENSION_TEXT, /* .txt .md */
    ND_EXTENSION_HTML, /* .html .htm .xhtml */
    ND_EXTENSION_JSON, /* .json */
    ND_EXTENSION_LINES, /* .jsonl .ndjson */
    ND_EXTENSION_TABLE, /* .csv .tsv */
    ND_EXTENSION_WARC /* .warc .wet */
} nd_extension;

/* In upper or lower case; of a compressed file (.gz, .zst, .xz, .bz2) that of what is in it. */
nd_extension nd_extension_of(const char *path);

/* Bytes of the path before the ending of a compressed file, or all of them. */
size_t nd_unpacked_name_size(const char *path);

/* Does it end as archives do: .tar, .tgz, .tar.gz and so on, .zip? */
int nd_is_archive_name(const char *path);

typedef struct nd_layout {
    int      is_json, is_html; /* neither: text */
    nd_shape shape;
    size_t   skip; /* bytes before the first record */
    char     separator;   /* of a table; else 0 */
    char     line_end;    /* of its rows */
    size_t   header, header_size; /* of a table: its first row; 0 bytes: there is none in `data` */
} nd_layout;

/*
 * `format` as the user asked for it. With ND_INPUT_AUTO a file is JSON if it begins like an object, or like
 * an array of objects; a web archive if it begins like one; HTML if it begins like a page; a table if its
 * first line names two columns or more, one of them a name of texts, and it is not named as a text; or else
 * by its extension. A JSON file is an array if it begins with '[', with "[{" or "[]" if its name says that
 * it has lines; lines if its name says so and its first object does not go on for several, or if its first
 * line is complete and something follows; one object otherwise. `ended`: `data` is all there is.
 */
nd_layout nd_sniff(nd_input_format format, nd_extension extension, const uint8_t *data, size_t size,
                   int ended);

/* Does it begin like a page of HTML, behind blanks, comments and an XML declaration, in any encoding? */
int nd_sniff_html(const uint8_t *data, size_t size);

#endif
