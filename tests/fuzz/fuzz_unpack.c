/*
 * fuzz_unpack.c - PROPERTY: of an archive or a compressed file that was damaged at one place - bytes changed, taken out
 * or put in - either all members come with the bytes they had, or it is told that something is wrong. A zip has no
 * checksum over its names, lengths and attributes, so that of it only what comes without a word must have been in it,
 * or be empty. Files of any bytes end, and give no more than they may.
 */
#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "base/buf.h"
#include "fuzz.h"
#include "input/inflate.h"
#include "input/unpack.h"

#define MEMBERS 3
#define PACKS 9
#define ROOM 16384
#define LOOKED_AT 512 /* to see what it is */
#define KEPT_BYTES (1 << 20) /* of what comes out; damage may make it much */

static const char *const names[MEMBERS] = {"news/ferry.txt", "news/garden.txt", "storm.txt"};
static const char ferry[] =
    "The ferry to the outer islands will sail again on Monday, said the port office. Its engine had failed in the "
    "storm of last week, and parts had to come from the mainland. Forty passengers spent the night in a school, where "
    "the baker brought them bread; some of them sang.";
static const char garden[] =
    "Roses want little water in a cool spring. Who cuts them in March, and not before, will have them in June, and "
    "who forgets them until April will have them too, only later and fewer. Snails do not care.";
static const char *const texts[MEMBERS] = {ferry, garden, "Storm."};

/* An archive, or (`is_bare`) the first text alone. */
struct pack {
    uint8_t bytes[ROOM];
    size_t  size;
    int     is_bare, is_zip, is_checked; /* by a checksum over all of it */
};

static void write_member(struct archive *archive, size_t member) {
    struct archive_entry *entry = archive_entry_new();
    size_t                size = strlen(texts[member]);
    archive_entry_set_pathname(entry, names[member]);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)size);
    REQUIRE(archive_write_header(archive, entry) == ARCHIVE_OK);
    REQUIRE(archive_write_data(archive, texts[member], size) == (la_ssize_t)size);
    archive_entry_free(entry);
}

static void write_pack(struct pack *out, int filter, int format) {
    struct archive *archive = archive_write_new();
    REQUIRE(archive_write_add_filter(archive, filter) == ARCHIVE_OK);
    REQUIRE(archive_write_set_format(archive, format) == ARCHIVE_OK);
    archive_write_set_bytes_in_last_block(archive, 1);
    REQUIRE(archive_write_open_memory(archive, out->bytes, ROOM, &out->size) == ARCHIVE_OK);
    out->is_bare = format == ARCHIVE_FORMAT_RAW;
    out->is_zip = format == ARCHIVE_FORMAT_ZIP;
    for (size_t i = 0; i < (out->is_bare ? 1 : MEMBERS); i++) write_member(archive, i);
    REQUIRE(archive_write_close(archive) == ARCHIVE_OK);
    archive_write_free(archive);
}

/* With a checksum, which the program zstd writes and libarchive does not. */
static void write_zstd(struct pack *out, int format) {
    static uint8_t plain[ROOM];
    ZSTD_CCtx     *context = ZSTD_createCCtx();
    size_t         size = strlen(texts[0]);
    if (format == ARCHIVE_FORMAT_RAW) memcpy(plain, texts[0], size);
    else write_pack(out, ARCHIVE_FILTER_NONE, format), memcpy(plain, out->bytes, size = out->size);
    REQUIRE(context && !ZSTD_isError(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)));
    out->size = ZSTD_compress2(context, out->bytes, ROOM, plain, size);
    REQUIRE(!ZSTD_isError(out->size));
    ZSTD_freeCCtx(context);
    out->is_bare = format == ARCHIVE_FORMAT_RAW;
}

/* Made once. */
static const struct pack *get_pack(uint32_t number) {
    static struct pack packs[PACKS];
    static const int   filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_XZ, ARCHIVE_FILTER_BZIP2};
    struct pack       *pack = &packs[number];
    int                format = number % 2 ? ARCHIVE_FORMAT_TAR_USTAR : ARCHIVE_FORMAT_RAW;
    if (pack->size) return pack;
    if (number == 8) write_pack(pack, ARCHIVE_FILTER_NONE, ARCHIVE_FORMAT_ZIP);
    else if (number > 5) write_zstd(pack, format);
    else write_pack(pack, filters[number / 2], format);
    pack->is_checked = !pack->is_zip;
    return pack;
}

/* ---- damage -------------------------------------------------------------------------------------- */

/* Another pack put before or behind the first is no damage. */
static int holds_pack(nd_string bytes) {
    for (size_t i = 0; i < bytes.size; i++)
        if (nd_inflate_knows((const uint8_t *)bytes.data + i, bytes.size - i)) return 1;
    return 0;
}

/* The pack with `taken` bytes at a place replaced by others. Returns 0 if something else may have come of it. */
static int damage(struct choices *choices, const struct pack *pack, nd_buf *out) {
    size_t high = choose(choices, 256), at = (high << 8 | choose(choices, 256)) % (pack->size + 1);
    size_t taken = choose(choices, 16), left = pack->size - at;
    if (taken == 15) taken = left; /* cut */
    if (taken > left) taken = left;
    nd_string put = choose_bytes(choices, ROOM);
    REQUIRE(!nd_buf_append(out, pack->bytes, at, NULL));
    REQUIRE(!nd_buf_append(out, put.data, put.size, NULL));
    REQUIRE(!nd_buf_append(out, pack->bytes + at + taken, left - taken, NULL));
    return !holds_pack(put);
}

/* ---- reading ------------------------------------------------------------------------------------- */

static nd_unpack *open_bytes(FILE *file, const nd_buf *bytes, int is_searched) {
    nd_unpack *unpack;
    nd_packed  packed = {.fd = dup(fileno(file))};
    REQUIRE(packed.fd >= 0 && !ftruncate(packed.fd, 0) && !lseek(packed.fd, 0, SEEK_SET));
    REQUIRE(pwrite(packed.fd, bytes->data, bytes->size, 0) == (ssize_t)bytes->size);
    if (is_searched) REQUIRE(!nd_file_stamp(packed.fd, &packed.stamp));
    REQUIRE(nd_file_read(packed.fd, &packed.ahead, LOOKED_AT) > 0);
    REQUIRE(nd_unpack_new(&packed, &unpack, NULL) == ND_OK);
    return unpack;
}

/* Which member has this text, or MEMBERS. */
static size_t member_of(const nd_buf *text) {
    size_t i = 0;
    while (i < MEMBERS && (text->size != strlen(texts[i]) || memcmp(text->data, texts[i], text->size))) i++;
    return i;
}

/* Reads the rest of a member into `text`; 0, or -1 when something is told. */
static int read_member(nd_unpack *unpack, nd_buf *text) {
    ptrdiff_t got;
    size_t    dropped = 0;
    text->size = 0;
    while ((got = nd_unpack_read(unpack, text, 4096)) > 0) {
        if (text->size < KEPT_BYTES) continue;
        dropped += text->size;
        text->size = 0;
        REQUIRE(dropped < ND_UNPACK_FREE_BYTES);
    }
    return got < 0 ? -1 : 0;
}

/* 0 when something was told. Counts the members that are as they were and where they were, and others. */
static int read_all(nd_unpack *unpack, const struct pack *pack, size_t *whole, size_t *others) {
    nd_buf      text = {0};
    const char *name;
    int         is_good = 1, found;
    for (size_t next = 0; (found = nd_unpack_next(unpack, &name)) != 0; next++) {
        REQUIRE(next < 1000);
        int failed = found < 0 || read_member(unpack, &text);
        is_good &= !failed;
        if (failed || (!pack->is_checked && !pack->is_zip)) continue;
        size_t member = member_of(&text);
        REQUIRE(member < MEMBERS || !text.size || !is_good || pack->is_checked);
        if (pack->is_zip || member == MEMBERS) continue;
        *whole += member == next && (pack->is_bare ? !name : name && !strcmp(name, names[member]));
        *others += member != next; /* damage may repeat a member before the checksum tells of it */
    }
    nd_buf_free(&text);
    return is_good;
}

static void try(FILE *file, const struct pack *pack, const nd_buf *bytes, int is_searched) {
    size_t     whole = 0, others = 0;
    nd_unpack *unpack = open_bytes(file, bytes, is_searched);
    int        is_good = read_all(unpack, pack, &whole, &others);
    nd_unpack_free(unpack);
    if (pack->is_checked && is_good) REQUIRE(whole == (pack->is_bare ? 1 : MEMBERS) && !others);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static const struct pack none;
    static FILE             *file;
    struct choices           choices = {data, data + (size < ROOM ? size : ROOM)};
    uint32_t                 number = choose(&choices, PACKS + 1), is_searched = choose(&choices, 2);
    const struct pack       *pack = number < PACKS ? get_pack(number) : &none;
    nd_buf                   bytes = {0};
    if (!file) file = tmpfile();
    REQUIRE(file);
    int is_damaged = damage(&choices, pack, &bytes);
    if (!is_damaged || (!pack->is_zip && !nd_inflate_knows(bytes.data, bytes.size))) pack = &none;
    if (nd_unpack_knows(bytes.data, bytes.size)) try(file, pack, &bytes, (int)is_searched);
    nd_buf_free(&bytes);
    return 0;
}
