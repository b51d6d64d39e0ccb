/*
 * foreign.c - a table of the marks that formats carry for this purpose. What a file is not read for must be
 * said once, at the file, with the way out: not for each of its lines as bad JSON, nor as bad UTF-8, nor
 * taken for an article. Text that merely mentions a mark does not begin with it.
 */
#include "input/foreign.h"

#include <string.h>
#include <strings.h>

#include "input/charset.h"
#include "input/sniff.h"
#include "input/unpack.h"

#define LOOKED_AT 8192

struct mark {
    size_t      at, size;
    const char *bytes;
    const char *what;
};

#define MARK(at, bytes, what) {at, sizeof bytes - 1, bytes, what}

static const char packed[] = "compressed, or an archive, by the name of a text: unpack it, or name the file itself";
static const char pdf[] = "a PDF document, which is not read: make text of it first, as with pdftotext";
static const char utf16[] = "JSON or a table in UTF-16, which is not read: iconv -f UTF-16 -t UTF-8 FILE >NEW";
static const char utf32[] = "text in UTF-32, which is not read: iconv -f UTF-32 -t UTF-8 FILE >NEW";
static const char warc[] = "a web archive (WARC) by the name of a text: rename it, or name the file itself";
static const char damaged[] = "named as a packed file, and neither that nor text: damaged from its first bytes on";
static const char no_archive[] = "named as an archive, but not one that is read (tar, zip)";
static const char picture[] = "a picture, not text";
static const char sqlite[] = "an SQLite database, which is not read: export its texts as JSON Lines";
static const char parquet[] = "a Parquet file, which is not read: export its texts as JSON Lines";
static const char feed[] = "an XML file, which is not read: make JSON Lines of it first (-F text takes it as it is)";
static const char binary[] = "a binary file, not text";

static const struct mark marks[] = {
    MARK(0, "%PDF-", pdf),              MARK(0, "\xff\xfe\0\0", utf32),
    MARK(0, "\0\0\xfe\xff", utf32),     MARK(0, "WARC/", warc),
    MARK(0, "\x89PNG", picture),        MARK(0, "\xff\xd8\xff", picture),
    MARK(0, "GIF89a", picture),         MARK(0, "SQLite format 3", sqlite),
    MARK(0, "PAR1\x15", parquet)};

static const char *find_mark(const uint8_t *data, size_t size) {
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const struct mark *mark = &marks[i];
        if (mark->at + mark->size <= size && !memcmp(data + mark->at, mark->bytes, mark->size)) return mark->what;
    }
    return NULL;
}

static int has_utf16_mark(const uint8_t *data, size_t size) {
    return size >= 2 && ((data[0] == 0xff && data[1] == 0xfe) || (data[0] == 0xfe && data[1] == 0xff));
}

static int is_utf16(const uint8_t *data, size_t size) {
    return has_utf16_mark(data, size) || nd_charset_utf16_order((nd_string){(const char *)data, size});
}

/* What has to be cut begins with two characters of ASCII: a NUL somewhere in it, which spoils a record, is not
 * taken for UTF-16, which would spoil all. */
static int begins_in_utf16(const uint8_t *data, size_t size) {
    if (has_utf16_mark(data, size)) return 1;
    if (size < 4 || !data[0] != !data[2] || !data[1] != !data[3] || !data[0] == !data[1]) return 0;
    return is_utf16(data, size);
}

/* Text may have lost a byte to a NUL; programs are full of them. */
static int is_binary(const uint8_t *data, size_t size) {
    size_t looked_at = size < LOOKED_AT ? size : LOOKED_AT, nuls = 0;
    if (!memchr(data, '\0', looked_at)) return 0;
    for (size_t i = 0; i < looked_at; i++) nuls += data[i] == '\0';
    return nuls > 1 && nuls * 100 > looked_at;
}

const char *nd_foreign(int is_json, int is_table, const uint8_t *data, size_t size) {
    const char *what = size ? find_mark(data, size) : NULL;
    if (!what && nd_unpack_knows(data, size)) what = packed;
    if (what || !size) return what;
    if (is_json || is_table) what = begins_in_utf16(data, size) ? utf16 : NULL;
    if (what || is_json || is_utf16(data, size)) return what; /* text and pages in UTF-16 are read: charset.c */
    return is_binary(data, size) ? binary : NULL;
}

/* One in nine of what a compression makes is a control character; an unpacked text with the old name has none. */
const char *nd_foreign_packed_name(const char *path, const uint8_t *data, size_t size) {
    size_t looked_at = size < LOOKED_AT ? size : LOOKED_AT, controls = 0;
    if (nd_unpacked_name_size(path) == strlen(path) && !nd_is_archive_name(path)) return NULL;
    for (size_t i = 0; i < looked_at; i++) controls += data[i] < ' ' && !memchr("\t\n\r\f\x1b", data[i], 5);
    return controls * 50 > looked_at && !is_utf16(data, size) ? damaged : NULL;
}

const char *nd_foreign_name(const char *path) {
    static const struct {
        const char *ending, *what;
    } names[] = {{".xml", feed}, {".rss", feed}};
    size_t size = nd_unpacked_name_size(path);
    if (nd_is_archive_name(path)) return no_archive;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t ending = strlen(names[i].ending);
        if (size >= ending && !strncasecmp(path + size - ending, names[i].ending, ending)) return names[i].what;
    }
    return NULL;
}
