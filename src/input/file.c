/*
 * file.c - plain read(2) and pread(2) into buffers. Files are never mapped: one that shrinks while it
 * is read would end the process.
 */
#include "input/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define BLOCK_BYTES ((size_t)1 << 20)

int nd_file_open(const char *path, int wait) {
    int fd;
    do fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | (wait ? 0 : O_NONBLOCK));
    while (fd < 0 && errno == EINTR);
    return fd;
}

int nd_file_is_ours(int number) {
    return number == ENOMEM || number == EMFILE || number == ENFILE;
}

int nd_file_fail(const char *what, const char *path, nd_error *error) {
    return errno == ENOMEM ? nd_fail_memory(error) : nd_fail_errno(error, what, path);
}

int nd_file_stamp(int fd, nd_stamp *out) {
    struct stat status;
    if (fstat(fd, &status)) return -1;
    *out = (nd_stamp){.device = (uint64_t)status.st_dev,
                      .inode = (uint64_t)status.st_ino,
                      .size = (uint64_t)status.st_size,
                      .seconds = (int64_t)status.st_mtim.tv_sec,
                      .nanoseconds = (uint32_t)status.st_mtim.tv_nsec,
                      .is_regular = S_ISREG(status.st_mode) != 0,
                      .is_device = S_ISCHR(status.st_mode) != 0};
    return 0;
}

int nd_stamp_equal(const nd_stamp *a, const nd_stamp *b) {
    return a->device == b->device && a->inode == b->inode && a->size == b->size && a->seconds == b->seconds &&
           a->nanoseconds == b->nanoseconds && a->is_regular == b->is_regular;
}

static int make_room(nd_buf *into, size_t size) {
    if (nd_buf_reserve(into, size, NULL) == ND_OK) return 0;
    errno = ENOMEM;
    return -1;
}

ptrdiff_t nd_file_read(int fd, nd_buf *into, size_t size) {
    if (make_room(into, size)) return -1;
    ssize_t got;
    do got = read(fd, into->data + into->size, size);
    while (got < 0 && errno == EINTR);
    if (got > 0) into->size += (size_t)got;
    return got;
}

/* Room for one byte more than there should be: a read that leaves it empty has come to the end. */
int nd_file_read_all(int fd, nd_buf *into, uint64_t expected, uint64_t most) {
    size_t begin = into->size, block = expected < BLOCK_BYTES ? (size_t)expected + 1 : BLOCK_BYTES;
    while (into->size - begin <= most) {
        ptrdiff_t got = nd_file_read(fd, into, block);
        if (got <= 0) return (int)got;
        if ((size_t)got < block && into->size - begin == expected) break;
        block = BLOCK_BYTES;
    }
    return 0;
}

int nd_file_read_at(int fd, nd_buf *into, uint64_t offset, size_t size) {
    if (make_room(into, size)) return -1;
    while (size) {
        ssize_t got = pread(fd, into->data + into->size, size, (off_t)offset);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) errno = EIO;
        if (got <= 0) return -1;
        into->size += (size_t)got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
    return 0;
}
