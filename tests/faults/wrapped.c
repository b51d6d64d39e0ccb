/*
 * wrapped.c - the linker's --wrap sends the program's calls here; the real ones are __real_*. Without a
 * sanitizer, malloc and its kin are defined outright, in front of the C library's: then the allocations
 * that zstd and the C library make for us fail as well. Some libraries are spared. json-c up to
 * version 0.16 cuts strings and follows null pointers when memory ends, uchardet ends the program, and iconv_open(3)
 * knows no encoding then, which is why json_value.c and charset.c make sure of it before. libarchive (3.6.2) ends
 * the program too.
 *
 * Calls are counted over all threads. unlink is not among them: nobody can clean up without it.
 */
#define _GNU_SOURCE /* pthread_create and the rest, under whatever flags */
#include "wrapped.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <json-c/json.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <uchardet.h>
#include <unistd.h>

/* With 64-bit offsets the C library's functions have other names than they are called by. */
#if defined __GLIBC__ && defined __USE_FILE_OFFSET64
#define SIZED(prefix, name) prefix##name##64
#else
#define SIZED(prefix, name) prefix##name
#endif

static struct fault         *armed;
static _Thread_local unsigned spared; /* calls of these libraries that are under way */

void fault_arm(struct fault *fault) {
    armed = fault;
}

/* ---- what is due ------------------------------------------------------------------------------ */

static int is_due(const char *name, int lasts) {
    unsigned call = __atomic_add_fetch(&armed->calls, 1, __ATOMIC_RELAXED);
    if (call < armed->due || (call > armed->due && !lasts)) return 0;
    if (call == armed->due) strncpy(armed->name, name, sizeof armed->name - 1);
    __atomic_store_n(&armed->happened, 1, __ATOMIC_RELAXED); /* by several threads, perhaps */
    return 1;
}

static int memory_fails(const char *name) {
    if (!armed || spared || (armed->kind != FAULT_MEMORY && armed->kind != FAULT_MEMORY_GONE)) return 0;
    if (!is_due(name, armed->kind == FAULT_MEMORY_GONE)) return 0;
    errno = ENOMEM;
    return 1;
}

static int call_fails(const char *name, int number) {
    if (!armed || armed->kind != FAULT_CALL || !is_due(name, 0)) return 0;
    errno = number;
    return 1;
}

static int is_interrupted(void) {
    if (!armed || armed->kind != FAULT_INTERRUPT) return 0;
    __atomic_store_n(&armed->happened, 1, __ATOMIC_RELAXED); /* by several threads, perhaps */
    errno = EINTR;
    return __atomic_add_fetch(&armed->calls, 1, __ATOMIC_RELAXED) % 2;
}

static size_t shortened(size_t size) {
    if (!armed || armed->kind != FAULT_SHORT || size < 2) return size;
    __atomic_store_n(&armed->happened, 1, __ATOMIC_RELAXED); /* by several threads, perhaps */
    size_t most = 1 + __atomic_add_fetch(&armed->calls, 1, __ATOMIC_RELAXED) % 97;
    return size < most ? size : most;
}

int     SIZED(__real_, open)(const char *path, int flags, ...);
ssize_t __real_write(int fd, const void *data, size_t size);
int     __real_close(int fd);
int     __real_rename(const char *from, const char *to);

static void write_again(const char *path, int flags, const char *text, size_t size) {
    int fd = SIZED(__real_, open)(path, flags, 0644);
    if (fd < 0) return;
    if (__real_write(fd, text, size) < 0) abort();
    __real_close(fd);
}

/* As a program would that keeps the times: size and time of change tell nothing. */
static void replace(const char *path) {
    static const char beside[] = "replacement";
    struct stat       status;
    char              other[4096];
    if (stat(path, &status) || (size_t)status.st_size > sizeof other) return;
    memset(other, 'x', sizeof other);
    write_again(beside, O_WRONLY | O_CREAT | O_TRUNC, other, (size_t)status.st_size);
    struct timespec times[2] = {status.st_atim, status.st_mtim};
    utimensat(AT_FDCWD, beside, times, 0);
    __real_rename(beside, path);
}

void fault_change(const struct fault *fault) {
    switch (fault->kind) {
    case FAULT_SHRINK:
        if (truncate(fault->victim, 20)) abort();
        break;
    case FAULT_GROW: write_again(fault->victim, O_WRONLY | O_APPEND, "and more\n", 9); break;
    case FAULT_REPLACE: replace(fault->victim); break;
    case FAULT_REMOVE: unlink(fault->victim); break;
    default: break;
    }
}

static void change_victim(void) {
    if (armed && armed->kind >= FAULT_SHRINK && is_due("read", 0)) fault_change(armed);
}

/* ---- memory ----------------------------------------------------------------------------------- */

#ifdef WRAP_MALLOC
#define OURS(name) __wrap_##name
#define REAL(name) __real_##name
#else
#define OURS(name) name
#define REAL(name) __libc_##name
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *block, size_t size);
void *OURS(malloc)(size_t size);
void *OURS(calloc)(size_t count, size_t size);
void *OURS(realloc)(void *block, size_t size);

void *OURS(malloc)(size_t size) {
    return memory_fails("malloc") ? NULL : REAL(malloc)(size);
}

void *OURS(calloc)(size_t count, size_t size) {
    return memory_fails("calloc") ? NULL : REAL(calloc)(count, size);
}

void *OURS(realloc)(void *block, size_t size) {
    return memory_fails("realloc") ? NULL : REAL(realloc)(block, size);
}

/* A call in which no allocation fails. */
#define SPARE(type, name, parameters, arguments) \
    type __real_##name parameters;               \
    type __wrap_##name parameters;               \
    type __wrap_##name parameters {              \
        spared++;                                \
        type result = __real_##name arguments;   \
        spared--;                                \
        return result;                           \
    }

SPARE(struct json_object *, json_tokener_parse_ex, (struct json_tokener * tokener, const char *text, int size),
      (tokener, text, size))
SPARE(const char *, json_object_get_string, (struct json_object * object), (object))
SPARE(struct archive *, archive_read_new, (void), ())
SPARE(int, archive_read_support_filter_zstd, (struct archive * archive), (archive))
SPARE(int, archive_read_support_filter_xz, (struct archive * archive), (archive))
SPARE(int, archive_read_support_filter_bzip2, (struct archive * archive), (archive))
SPARE(int, archive_read_support_format_tar, (struct archive * archive), (archive))
SPARE(int, archive_read_support_format_zip, (struct archive * archive), (archive))
SPARE(int, archive_read_support_format_raw, (struct archive * archive), (archive))
SPARE(int, archive_read_support_format_empty, (struct archive * archive), (archive))
SPARE(int, archive_read_set_callback_data, (struct archive * archive, void *data), (archive, data))
SPARE(const char *, archive_entry_pathname, (struct archive_entry * entry), (entry))
SPARE(uchardet_t, uchardet_new, (void), ())
SPARE(int, uchardet_handle_data, (uchardet_t detector, const char *data, size_t size), (detector, data, size))

void __real_uchardet_data_end(uchardet_t detector);
void __wrap_uchardet_data_end(uchardet_t detector);

void __wrap_uchardet_data_end(uchardet_t detector) {
    spared++;
    __real_uchardet_data_end(detector);
    spared--;
}

/* ---- files, folders, threads ------------------------------------------------------------------ */

/* A call that fails or is made: its result, its name, its parameters and arguments in brackets, what it
 * returns when it fails, and with which errno. */
#define WRAP(type, name, parameters, arguments, failed, number) \
    type __real_##name parameters;                              \
    type __wrap_##name parameters;                              \
    type __wrap_##name parameters {                             \
        if (call_fails(#name, number)) return failed;           \
        return __real_##name arguments;                         \
    }
/* The same for a library that ends the program where memory ends: only the call itself fails. */
#define WRAP_SPARED(type, name, parameters, arguments, failed, number) \
    type __real_##name parameters;                                     \
    type __wrap_##name parameters;                                     \
    type __wrap_##name parameters {                                    \
        if (call_fails(#name, number)) return failed;                  \
        spared++;                                                      \
        type result = __real_##name arguments;                         \
        spared--;                                                      \
        return result;                                                 \
    }
#define WRAP_SIZED(type, name, parameters, arguments, failed, number) \
    type SIZED(__real_, name) parameters;                             \
    type SIZED(__wrap_, name) parameters;                             \
    type SIZED(__wrap_, name) parameters {                            \
        if (call_fails(#name, number)) return failed;                 \
        return SIZED(__real_, name) arguments;                        \
    }

WRAP_SIZED(int, stat, (const char *path, struct stat *out), (path, out), -1, EIO)
WRAP_SIZED(int, fstat, (int fd, struct stat *out), (fd, out), -1, EIO)
WRAP_SIZED(int, fstatat, (int fd, const char *path, struct stat *out, int flags), (fd, path, out, flags), -1, EIO)
WRAP_SIZED(struct dirent *, readdir, (DIR *folder), (folder), NULL, EIO)
WRAP_SIZED(int, mkstemp, (char *path), (path), -1, ENOSPC)
WRAP_SIZED(void *, mmap, (void *at, size_t size, int protect, int flags, int fd, off_t from),
           (at, size, protect, flags, fd, from), MAP_FAILED, ENOMEM)
WRAP_SIZED(int, ftruncate, (int fd, off_t size), (fd, size), -1, EIO)
WRAP(int, access, (const char *path, int mode), (path, mode), -1, EACCES)
WRAP(DIR *, opendir, (const char *path), (path), NULL, EMFILE)
WRAP(FILE *, fdopen, (int fd, const char *mode), (fd, mode), NULL, EMFILE)
WRAP(int, fseek, (FILE *file, long at, int from), (file, at, from), -1, EIO)
WRAP(int, rename, (const char *from, const char *to), (from, to), -1, EIO)
WRAP(int, fchmod, (int fd, mode_t mode), (fd, mode), -1, EPERM)
WRAP(int, fsync, (int fd), (fd), -1, EIO)
WRAP_SPARED(iconv_t, iconv_open, (const char *to, const char *from), (to, from), (iconv_t)-1, EMFILE)
WRAP_SPARED(int, archive_read_open1, (struct archive * archive), (archive), ARCHIVE_FATAL, EIO)
WRAP_SPARED(int, archive_read_next_header, (struct archive * archive, struct archive_entry **entry), (archive, entry),
            ARCHIVE_FATAL, EIO)
WRAP_SPARED(int, archive_read_data_block, (struct archive * archive, const void **data, size_t *size, la_int64_t *at),
            (archive, data, size, at), ARCHIVE_FATAL, EIO)
WRAP(int, pthread_create,
     (pthread_t * thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument),
     (thread, attributes, start, argument), EAGAIN, EAGAIN)

int     SIZED(__wrap_, open)(const char *path, int flags, ...);
ssize_t __real_read(int fd, void *into, size_t size);
ssize_t __wrap_read(int fd, void *into, size_t size);
ssize_t SIZED(__real_, pread)(int fd, void *into, size_t size, off_t from);
ssize_t SIZED(__wrap_, pread)(int fd, void *into, size_t size, off_t from);
ssize_t __wrap_write(int fd, const void *data, size_t size);
ssize_t SIZED(__real_, pwrite)(int fd, const void *data, size_t size, off_t at);
ssize_t SIZED(__wrap_, pwrite)(int fd, const void *data, size_t size, off_t at);
size_t  __real_fwrite(const void *data, size_t size, size_t count, FILE *file);
size_t  __wrap_fwrite(const void *data, size_t size, size_t count, FILE *file);
int     __wrap_close(int fd);
int     __real_fclose(FILE *file);
int     __wrap_fclose(FILE *file);

int SIZED(__wrap_, open)(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & O_CREAT ? (mode_t)va_arg(more, int) : 0;
    va_end(more);
    if (call_fails("open", EMFILE) || is_interrupted()) return -1;
    return SIZED(__real_, open)(path, flags, mode);
}

ssize_t __wrap_read(int fd, void *into, size_t size) {
    if (call_fails("read", EIO) || is_interrupted()) return -1;
    change_victim();
    return __real_read(fd, into, shortened(size));
}

ssize_t SIZED(__wrap_, pread)(int fd, void *into, size_t size, off_t from) {
    if (call_fails("pread", EIO) || is_interrupted()) return -1;
    change_victim();
    return SIZED(__real_, pread)(fd, into, shortened(size), from);
}

ssize_t __wrap_write(int fd, const void *data, size_t size) {
    if (call_fails("write", ENOSPC) || is_interrupted()) return -1;
    return __real_write(fd, data, shortened(size));
}

ssize_t SIZED(__wrap_, pwrite)(int fd, const void *data, size_t size, off_t at) {
    if (call_fails("pwrite", ENOSPC) || is_interrupted()) return -1;
    return SIZED(__real_, pwrite)(fd, data, shortened(size), at);
}

/* Messages must be seen. */
size_t __wrap_fwrite(const void *data, size_t size, size_t count, FILE *file) {
    if (file != stderr && call_fails("fwrite", ENOSPC)) return 0;
    return __real_fwrite(data, size, count, file);
}

/* What fails to be closed is closed all the same. */
int __wrap_close(int fd) {
    int status = __real_close(fd);
    return call_fails("close", EIO) ? -1 : status;
}

int __wrap_fclose(FILE *file) {
    int status = __real_fclose(file);
    return call_fails("fclose", EIO) ? EOF : status;
}
