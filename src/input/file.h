/* file.h - opening and reading files of strangers, which may change while we read. */
#ifndef ND_FILE_H
#define ND_FILE_H

#include "base/buf.h"

/* Tells whether a file is still what it was. {0} is no file. */
typedef struct nd_stamp {
    uint64_t device, inode;
    uint64_t size;
    int64_t  seconds;     /* of the last change */
    uint32_t nanoseconds;
    uint32_t is_regular;  /* 0: a pipe, a terminal, a device: cannot be read twice */
    uint32_t is_device;   /* of characters: may never end */
} nd_stamp;

/* A descriptor that no other program inherits, or -1 with errno set. Never waits for a writer to turn
 * up at the other end of a pipe unless `wait`. */
int nd_file_open(const char *path, int wait);
/* Is the errno one of our own limits, memory or descriptors, and says nothing about the file? */
int nd_file_is_ours(int number);
/* "<what> <path>: <strerror(errno)>", or that there is no memory: ND_ERROR_IO or ND_ERROR_MEMORY. */
int nd_file_fail(const char *what, const char *path, nd_error *error);
/* 0, or -1 with errno set. */
int nd_file_stamp(int fd, nd_stamp *out);
int nd_stamp_equal(const nd_stamp *a, const nd_stamp *b);

/* Appends up to `size` bytes, as one read(2) gives them. How many, 0 at the end; -1 with errno set,
 * ENOMEM when the buffer cannot grow. */
ptrdiff_t nd_file_read(int fd, nd_buf *into, size_t size);
/* Appends all that is left, of a small file that has the `expected` bytes with one read(2); but stops soon after
 * `most`: the caller sees from the size that there was more. 0, or -1 with errno set. */
int nd_file_read_all(int fd, nd_buf *into, uint64_t expected, uint64_t most);
/* Appends exactly `size` bytes from `offset` on. 0; -1 with errno set, EIO when the file is shorter. */
int nd_file_read_at(int fd, nd_buf *into, uint64_t offset, size_t size);

#endif
