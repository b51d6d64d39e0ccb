/*
 * output.c - nobody ever sees half a result under the name they asked for: it is written to a new file
 * in the same folder, which takes the name at the end, or goes away on failure and on Ctrl-C.
 *
 * The one mutable global is the name that the signal handler removes.
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

static char                  doomed[4096];
static volatile sig_atomic_t has_doomed;

static int fail(nd_error *error, const char *what, const char *path) {
    int number = errno;
    snprintf(error->message, sizeof error->message, "cannot %s %s: %s", what, path, strerror(number));
    error->code = number == EPIPE ? ND_ERROR_CLOSED : ND_ERROR_IO;
    return error->code;
}

static const char *name_of(const struct output *output) {
    return output->path ? output->path : "the output";
}

/* ---- the file beside --------------------------------------------------------------------------- */

static void remove_and_die(int number) {
    if (has_doomed) unlink(doomed);
    raise(number); /* the handler was reset: this one ends the program */
}

static void remove_on_signal(const char *path) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = remove_and_die, .sa_flags = SA_RESETHAND}, old;
    if (strlen(path) >= sizeof doomed) return;
    strcpy(doomed, path);
    has_doomed = 1;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sigaction(numbers[i], NULL, &old);
        if (old.sa_handler != SIG_IGN) sigaction(numbers[i], &action, NULL);
    }
}

/* The permissions that the file has, or would get if it were simply created. */
static mode_t mode_for(const char *path) {
    struct stat status;
    if (!stat(path, &status)) return status.st_mode & 07777;
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

static int open_beside(struct output *output, const char *path, nd_error *error) {
    static const char ending[] = ".XXXXXX";
    output->path = realpath(path, NULL);
    if (!output->path) output->path = strdup(path);
    if (!output->path) return fail(error, "write", path);
    size_t size = strlen(output->path);
    output->beside = malloc(size + sizeof ending);
    if (!output->beside) return fail(error, "write", path);
    memcpy(output->beside, output->path, size);
    memcpy(output->beside + size, ending, sizeof ending);
    output->file = mkstemp(output->beside);
    if (output->file < 0) {
        output->beside[0] = '\0';
        return fail(error, "write", path);
    }
    remove_on_signal(output->beside);
    if (fchmod(output->file, mode_for(output->path))) return fail(error, "write", path);
    return ND_OK;
}

int output_open(struct output *output, const char *path, nd_error *error) {
    struct stat status;
    output->file = STDOUT_FILENO;
    output->path = output->beside = NULL;
    output->used = 0;
    if (!path || !strcmp(path, "-")) return ND_OK;
    output->file = -1;
    int exists = !stat(path, &status);
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
        if (sent < 0) return fail(error, "write", name_of(output));
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

static int put_in_place(struct output *output, nd_error *error) {
    if (rename(output->beside, output->path)) return fail(error, "write", output->path);
    output->beside[0] = '\0';
    return ND_OK;
}

int output_close(struct output *output, int keep, nd_error *error) {
    int status = ND_OK;
    if (output->file < 0) keep = 0;
    if (keep) status = flush(output, error);
    if (output->file >= 0 && close(output->file) && keep && !status)
        status = fail(error, "write", name_of(output));
    output->file = -1;
    if (keep && !status && output->beside) status = put_in_place(output, error);
    if (output->beside && output->beside[0]) unlink(output->beside);
    has_doomed = 0;
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
