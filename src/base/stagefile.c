/*
 * stagefile.c - the one header of all stage files.
 *
 * All numbers little-endian. A section begins at a multiple of 64, so that a mapped file can be used in
 * place where the processor is little-endian; elsewhere the numbers are turned round once, on opening.
 * The checksum covers everything after itself.
 *
 * Files are mapped here, and nowhere else in newsdup: a mapped file that is cut while it is read ends the
 * process, which is no way to treat files of strangers. These are our own. They are written beside and
 * renamed, so that a name that is written again is another file and the one that is mapped stays; nothing
 * of ours ever cuts one.
 *
 * Signals that would end the program wait while a file is being written, which then breaks off at once and
 * removes what there is of it.
 */
#include "base/stagefile.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/bytes.h"
#include "base/error.h"

#define MAGIC "NDSTAGE\n"
#define CHECKED_FROM 16 /* magic and checksum come before */
#define HEADER_BYTES 48
#define ENTRY_BYTES 24
#define TABLE_BYTES (HEADER_BYTES + ND_SECTIONS_MAX * ENTRY_BYTES)
#define ALIGNMENT 64
#define PIECE_BYTES ((size_t)4 << 20) /* written between two looks for signals */
#define PARTS_MAX 1000 /* files of one name being written at once, or left over */

static const uint8_t padding[ALIGNMENT];

static uint64_t aligned(uint64_t offset) {
    return (offset + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static int host_is_big_endian(void) {
    const uint16_t one = 1;
    return *(const uint8_t *)&one == 0;
}

static void reverse_numbers(uint8_t *data, uint64_t count, uint32_t width) {
    for (uint64_t i = 0; i < count; i++, data += width)
        for (uint32_t low = 0, high = width - 1; low < high; low++, high--) {
            uint8_t byte = data[low];
            data[low] = data[high];
            data[high] = byte;
        }
}

void nd_stagefile_add(nd_stagefile *file, const void *data, uint64_t count, uint32_t width) {
    assert(file->section_count < ND_SECTIONS_MAX);
    file->sections[file->section_count++] = (nd_section){data, count, width};
}

/* ---- writing ---------------------------------------------------------------------------------- */

/* The file is written once through this; the checksum is put in at the end. */
struct output {
    FILE        *file;
    const char  *path;
    XXH3_state_t checksum;
    sigset_t     mask; /* of the caller */
    nd_error    *error;
    int          status;
};

/* The signals by which somebody asks a program to end. */
#define HELD_BACK 3
static const int held_back[HELD_BACK] = {SIGINT, SIGTERM, SIGHUP};

/* Has one come that the caller does not hold back or ignore? */
static int is_interrupted(const sigset_t *mask) {
    sigset_t pending;
    if (sigpending(&pending)) return 0;
    for (size_t i = 0; i < HELD_BACK; i++) {
        struct sigaction action;
        if (!sigismember(&pending, held_back[i]) || sigismember(mask, held_back[i])) continue;
        if (!sigaction(held_back[i], NULL, &action) && action.sa_handler != SIG_IGN) return 1;
    }
    return 0;
}

static void put_piece(struct output *out, const void *data, size_t size) {
    XXH3_64bits_update(&out->checksum, data, size);
    if (fwrite(data, 1, size, out->file) != size) out->status = nd_fail_errno(out->error, "cannot write", out->path);
    else if (is_interrupted(&out->mask))
        out->status = nd_fail(out->error, ND_ERROR_CANCELLED, "%s: interrupted", out->path);
}

static void put(struct output *out, const void *data, size_t size) {
    const uint8_t *at = data;
    for (size_t piece; size && !out->status; at += piece, size -= piece) {
        piece = size < PIECE_BYTES ? size : PIECE_BYTES;
        put_piece(out, at, piece);
    }
}

static void put_little(uint8_t *at, uint64_t value, unsigned bytes) {
    for (unsigned i = 0; i < bytes; i++) at[i] = (uint8_t)(value >> 8 * i);
}

static void put_section(struct output *out, const nd_section *section) {
    const uint8_t *data = section->data;
    uint64_t       size = section->count * section->width;
    if (!host_is_big_endian() || section->width == 1) put(out, data, size);
    else
        for (uint64_t i = 0; i < section->count; i++) {
            uint8_t number[8];
            memcpy(number, data + i * section->width, section->width);
            reverse_numbers(number, 1, section->width);
            put(out, number, section->width);
        }
    put(out, padding, aligned(size) - size);
}

static void put_table(struct output *out, const nd_stagefile *file) {
    uint8_t  table[TABLE_BYTES] = {0};
    uint64_t offset = aligned(TABLE_BYTES);
    put_little(table + 16, ND_STAGEFILE_VERSION, 4);
    put_little(table + 20, file->kind, 4);
    put_little(table + 24, file->parameters, 8);
    put_little(table + 32, file->unicode, 4);
    put_little(table + 36, file->section_count, 4);
    for (uint32_t i = 0; i < file->section_count; i++) {
        const nd_section *section = &file->sections[i];
        uint8_t          *entry = table + HEADER_BYTES + i * ENTRY_BYTES;
        put_little(entry, offset, 8);
        put_little(entry + 8, section->count, 8);
        put_little(entry + 16, section->width, 4);
        offset += aligned(section->count * section->width);
    }
    put(out, table + CHECKED_FROM, TABLE_BYTES - CHECKED_FROM);
    put(out, padding, aligned(TABLE_BYTES) - TABLE_BYTES);
}

static void put_front(struct output *out) {
    uint8_t front[CHECKED_FROM] = MAGIC;
    put_little(front + 8, XXH3_64bits_digest(&out->checksum), 8);
    if (out->status) return;
    if (fseek(out->file, 0, SEEK_SET) || fwrite(front, 1, sizeof front, out->file) != sizeof front)
        out->status = nd_fail_errno(out->error, "cannot write", out->path);
}

static int write_all(const nd_stagefile *file, struct output *out) {
    uint8_t front[CHECKED_FROM] = {0};
    XXH3_64bits_reset(&out->checksum);
    if (fwrite(front, 1, sizeof front, out->file) != sizeof front)
        return nd_fail_errno(out->error, "cannot write", out->path);
    put_table(out, file);
    for (uint32_t i = 0; i < file->section_count; i++) put_section(out, &file->sections[i]);
    put_front(out);
    return out->status;
}

/* A new file beside `path`, under the first name that is free: other processes may be writing the same file,
 * and process ids are shared between containers. Its mode is that of any new file: mkstemp would give
 * another, and the umask cannot be asked for without changing it for all threads. */
static int create_beside(FILE **out, char *beside, size_t room, const char *path, nd_error *error) {
    int handle = -1;
    for (unsigned number = 0; handle < 0 && number < PARTS_MAX; number++) {
        int length = snprintf(beside, room, "%s.%u.part", path, number);
        if (length < 0 || (size_t)length >= room) return nd_fail(error, ND_ERROR_LIMIT, "path too long: %s", path);
        handle = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (handle < 0 && errno != EEXIST) break;
    }
    if (handle < 0) return nd_fail_errno(error, "cannot create", beside);
    *out = fdopen(handle, "wb");
    if (*out) return ND_OK;
    int status = nd_fail_errno(error, "cannot create", beside);
    close(handle);
    unlink(beside);
    return status;
}

static int save(const nd_stagefile *file, const char *path, const sigset_t *mask, nd_error *error) {
    char          beside[4096];
    struct output out = {.path = beside, .mask = *mask, .error = error};
    int           status = create_beside(&out.file, beside, sizeof beside, path, error);
    if (status) return status;
    status = write_all(file, &out);
    if (fclose(out.file) && !status) status = nd_fail_errno(error, "cannot write", beside);
    if (!status && rename(beside, path)) status = nd_fail_errno(error, "cannot rename to", path);
    if (status) unlink(beside);
    return status;
}

int nd_stagefile_save(const nd_stagefile *file, const char *path, nd_error *error) {
    sigset_t signals, mask;
    sigemptyset(&signals);
    for (size_t i = 0; i < HELD_BACK; i++) sigaddset(&signals, held_back[i]);
    pthread_sigmask(SIG_BLOCK, &signals, &mask);
    int status = save(file, path, &mask, error);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    return status;
}

/* ---- reading ---------------------------------------------------------------------------------- */

static uint32_t load32(const uint8_t *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static const char *read_section(nd_stagefile *file, const uint8_t *entry) {
    uint64_t offset = nd_load64(entry), count = nd_load64(entry + 8);
    uint32_t width = load32(entry + 16);
    if (width != 1 && width != 4 && width != 8) return "a section has an unknown width";
    if (offset % ALIGNMENT || offset > file->map_size || count > (file->map_size - offset) / width)
        return "a section lies outside the file";
    uint8_t *data = (uint8_t *)file->map + offset;
    if (host_is_big_endian() && width > 1) reverse_numbers(data, count, width);
    nd_stagefile_add(file, data, count, width);
    return NULL;
}

static const char *read_header(nd_stagefile *file, nd_stage_kind kind, uint64_t parameters) {
    const uint8_t *bytes = file->map;
    if (file->map_size < TABLE_BYTES || memcmp(bytes, MAGIC, 8)) return "not a stage file";
    if (load32(bytes + 16) != ND_STAGEFILE_VERSION) return "made by another version";
    if (load32(bytes + 20) != (uint32_t)kind) return "a stage file of another kind";
    if (XXH3_64bits(bytes + CHECKED_FROM, file->map_size - CHECKED_FROM) != nd_load64(bytes + 8))
        return "damaged: its checksum is wrong";
    if (nd_load64(bytes + 24) != parameters) return "made with other options or of other articles";
    file->kind = kind;
    file->parameters = parameters;
    file->unicode = load32(bytes + 32);
    uint32_t count = load32(bytes + 36);
    if (count > ND_SECTIONS_MAX) return "it has too many sections";
    for (uint32_t i = 0; i < count; i++) {
        const char *wrong = read_section(file, bytes + HEADER_BYTES + i * ENTRY_BYTES);
        if (wrong) return wrong;
    }
    return NULL;
}

/* A private map, so that numbers may be turned round in it. */
static int map_file(nd_stagefile *file, const char *path, nd_error *error) {
    struct stat info;
    int         handle = open(path, O_RDONLY | O_CLOEXEC), status = ND_OK;
    if (handle < 0) return nd_fail_errno(error, "cannot open", path);
    if (fstat(handle, &info)) status = nd_fail_errno(error, "cannot read", path);
    else if (info.st_size < TABLE_BYTES) status = nd_fail(error, ND_ERROR_FORMAT, "%s: not a stage file", path);
    else {
        file->map_size = (size_t)info.st_size;
        file->map = mmap(NULL, file->map_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, handle, 0);
        if (file->map == MAP_FAILED) {
            file->map = NULL;
            status = nd_fail_errno(error, "cannot map", path);
        }
    }
    close(handle);
    return status;
}

int nd_stagefile_open(nd_stagefile *out, const char *path, nd_stage_kind kind, uint64_t parameters,
                      nd_error *error) {
    *out = (nd_stagefile){0};
    int status = map_file(out, path, error);
    if (status) return status;
    const char *wrong = read_header(out, kind, parameters);
    if (!wrong) return ND_OK;
    nd_stagefile_close(out);
    return nd_fail(error, ND_ERROR_FORMAT, "%s: %s", path, wrong);
}

void nd_stagefile_close(nd_stagefile *file) {
    if (file->map) munmap(file->map, file->map_size);
    *file = (nd_stagefile){0};
}
