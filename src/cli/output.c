/*
 * output.c - nobody ever sees half a result under the name they asked for: it is written to a new file
 * in the same folder, which takes the name at the end, or goes away on failure and on Ctrl-C.
 *
 * The one mutable global holds the names that the signal handler removes.
 */
#define _XOPEN_SOURCE 700 /* realpath */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/log.h"

#define DOOMED_MAX 16
#define LINK_BYTES 4096
#define LINKS_MOST 40 /* as the system follows */

static struct {
    char                  name[4096]; /* no path is longer */
    volatile sig_atomic_t is_there;
} doomed[DOOMED_MAX];

static int fail(nd_error *error, const char *what, const char *path) {
    int number = errno;
    snprintf(error->message, sizeof error->message, "cannot %s %s: %s", what, path, strerror(number));
    error->code = number == EPIPE ? ND_ERROR_CLOSED : ND_ERROR_IO;
    return error->code;
}

const char *output_name(const struct output *output) {
    return output->name ? output->name : "the output";
}

/* ---- the file beside --------------------------------------------------------------------------- */

/* All signals wait while it runs. SA_RESETHAND would not do: of two signals that come at once, as timeout(1)
 * sends them, the second finds the default action before the first is held back, and kills. */
static void remove_and_die(int number) {
    for (size_t i = 0; i < DOOMED_MAX; i++)
        if (doomed[i].is_there) unlink(doomed[i].name);
    signal(number, SIG_DFL);
    raise(number); /* ends the program as soon as this returns */
}

static void catch_signals(void) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = remove_and_die}, old;
    sigfillset(&action.sa_mask);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sigaction(numbers[i], NULL, &old);
        if (old.sa_handler != SIG_IGN) sigaction(numbers[i], &action, NULL);
    }
}

static void remove_on_signal(const char *path) {
    size_t free_one = 0;
    while (free_one < DOOMED_MAX && doomed[free_one].is_there) free_one++;
    if (free_one == DOOMED_MAX || strlen(path) >= sizeof doomed->name) return;
    strcpy(doomed[free_one].name, path);
    doomed[free_one].is_there = 1;
    catch_signals();
}

static void leave_on_signal(const char *path) {
    for (size_t i = 0; i < DOOMED_MAX; i++)
        if (doomed[i].is_there && !strcmp(doomed[i].name, path)) doomed[i].is_there = 0;
}

/* The permissions that the file has, or would get if it were simply created. */
static mode_t mode_for(const char *path) {
    struct stat status;
    if (!stat(path, &status)) return status.st_mode & 07777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

/* Makes the file beside, which a signal removes from its first moment on. 0, or -1 with errno set. */
static int make_doomed(struct output *output) {
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    output->file = mkstemp(output->beside);
    int number = errno;
    if (output->file >= 0) remove_on_signal(output->beside);
    sigprocmask(SIG_SETMASK, &before, NULL);
    errno = number;
    return output->file < 0 ? -1 : 0;
}

/* Where the link leads, as a path from where we are: NULL with errno set, EINVAL when it is no link. */
static char *read_link(const char *path) {
    char        to[LINK_BYTES + 1];
    const char *name = strrchr(path, '/');
    ssize_t     size = readlink(path, to, sizeof to);
    if (size < 0) return NULL;
    if ((size_t)size == sizeof to) return errno = ENAMETOOLONG, NULL;
    size_t folder = to[0] != '/' && name ? (size_t)(name - path) + 1 : 0;
    char  *target = malloc(folder + (size_t)size + 1);
    if (!target) return NULL;
    memcpy(target, path, folder);
    memcpy(target + folder, to, (size_t)size);
    target[folder + (size_t)size] = '\0';
    return target;
}

char *output_target(const char *path) {
    char *target = realpath(path, NULL);
    if (target || errno != ENOENT) return target;
    target = strdup(path);
    for (int links = 0; target; links++) {
        char *next = read_link(target);
        if (!next && (errno == EINVAL || errno == ENOENT)) return target;
        free(target);
        target = next;
        if (links < LINKS_MOST) continue;
        free(target);
        target = NULL;
        errno = ELOOP;
    }
    return NULL;
}

static int open_beside(struct output *output, const char *path, nd_error *error) {
    static const char ending[] = ".XXXXXX";
    output->path = output_target(path);
    if (!output->path) return fail(error, "write", path);
    size_t size = strlen(output->path);
    output->beside = malloc(size + sizeof ending);
    if (!output->beside) return fail(error, "write", path);
    memcpy(output->beside, output->path, size);
    memcpy(output->beside + size, ending, sizeof ending);
    if (make_doomed(output)) {
        output->beside[0] = '\0';
        return fail(error, "write", path);
    }
    if (fchmod(output->file, mode_for(output->path))) return fail(error, "write", path);
    return ND_OK;
}

/* Standard output by name, as /dev/stdout: replacing the file that it leads to would lose what is in it. */
static int is_standard_output(const struct stat *file) {
    struct stat status;
    return !fstat(STDOUT_FILENO, &status) && status.st_dev == file->st_dev && status.st_ino == file->st_ino;
}

int output_open(struct output *output, const char *path, nd_error *error) {
    struct stat status;
    output->file = STDOUT_FILENO;
    output->name = NULL;
    output->path = output->beside = NULL;
    output->status = ND_OK;
    output->used = 0;
    if (!path || !strcmp(path, "-")) return ND_OK;
    int exists = !stat(path, &status);
    if (exists && is_standard_output(&status)) return ND_OK;
    output->file = -1;
    output->name = path;
    if (exists && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return fail(error, "write", path);
    }
    if (exists && access(path, W_OK)) return fail(error, "write", path);
    if (!exists || S_ISREG(status.st_mode)) return open_beside(output, path, error);
    output->file = open(path, O_WRONLY);
    return output->file < 0 ? fail(error, "write", path) : ND_OK;
}

/* ---- bytes ------------------------------------------------------------------------------------ */

static int send_all(struct output *output, const char *data, size_t size, nd_error *error) {
    while (size) {
        ssize_t sent = write(output->file, data, size);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return fail(error, "write", output_name(output));
        data += sent;
        size -= (size_t)sent;
    }
    return ND_OK;
}

static int flush(struct output *output, nd_error *error) {
    size_t used = output->used;
    output->used = 0;
    return send_all(output, output->buffer, used, error);
}

int output_write(void *context, const void *data, size_t size, nd_error *error) {
    struct output *output = context;
    if (size > sizeof output->buffer - output->used) {
        int status = flush(output, error);
        if (status) return status;
    }
    if (size > sizeof output->buffer) return send_all(output, data, size, error);
    memcpy(output->buffer + output->used, data, size);
    output->used += size;
    return ND_OK;
}

int output_is_file(const struct output *output, const struct stat *file) {
    struct stat status;
    if (output->path ? stat(output->path, &status) : fstat(output->file, &status)) return 0;
    return S_ISREG(file->st_mode) && status.st_dev == file->st_dev && status.st_ino == file->st_ino;
}

static int put_in_place(struct output *output, nd_error *error) {
    if (rename(output->beside, output->path)) return fail(error, "write", output_name(output));
    leave_on_signal(output->beside);
    output->beside[0] = '\0';
    return ND_OK;
}

static void remove_beside(struct output *output) {
    unlink(output->beside);
    leave_on_signal(output->beside);
}

int output_close(struct output *output, int keep, nd_error *error) {
    int status = ND_OK;
    if (output->file < 0 || output->status) keep = 0;
    if (keep) status = flush(output, error);
    if (output->file >= 0 && close(output->file) && keep && !status)
        status = fail(error, "write", output_name(output));
    output->file = -1;
    if (keep && !status && output->beside) status = put_in_place(output, error);
    if (output->beside && output->beside[0]) remove_beside(output);
    free(output->path);
    free(output->beside);
    output->path = output->beside = NULL;
    return status;
}

int output_finish_stdout(void) {
    if (!fflush(stdout) && !ferror(stdout)) return 0;
    if (errno == EPIPE) return 0;
    log_error("cannot write the output: %s", strerror(errno));
    return 2;
}
