/*
 * outputs.c - which format goes where. Two names are one place when they lead to the same file, or to the
 * same name in the same folder if there is no file yet; whoever came last would else replace the other.
 */
#include "cli/outputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* NULL and "-" are standard output. */
static int is_stdout(const char *file) {
    return !file || !strcmp(file, "-");
}

static int is_same_file(const struct stat *a, const struct stat *b) {
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static const char *last_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static int stat_folder(const char *path, struct stat *out) {
    size_t size = (size_t)(last_name(path) - path);
    char  *folder = malloc(size + 2);
    if (!folder) return -1;
    memcpy(folder, path, size);
    memcpy(folder + size, ".", 2); /* "a/." or "." */
    int status = stat(folder, out);
    free(folder);
    return status;
}

/* Of two files that are not there yet; links may lead to them. */
static int is_same_name(const char *a, const char *b) {
    struct stat one, two;
    char       *x = output_target(a), *y = output_target(b);
    int         is_same = x && y && !strcmp(last_name(x), last_name(y)) && !stat_folder(x, &one) &&
                  !stat_folder(y, &two) && is_same_file(&one, &two);
    free(x);
    free(y);
    return is_same;
}

static int is_same_place(const char *a, const char *b) {
    struct stat one, two;
    int         no_one = is_stdout(a) ? fstat(STDOUT_FILENO, &one) : stat(a, &one);
    int         no_two = is_stdout(b) ? fstat(STDOUT_FILENO, &two) : stat(b, &two);
    if (is_stdout(a) && is_stdout(b)) return 1;
    if (!no_one && !no_two) return is_same_file(&one, &two);
    return no_one && no_two && is_same_name(a, b);
}

static int refuse(nd_error *error, const struct target *one, const struct target *two, const char *file) {
    if (!one->name)
        snprintf(error->message, sizeof error->message, "--output and %s: both go to %s", two->name,
                 is_stdout(file) ? "standard output" : file);
    else if (is_stdout(file))
        snprintf(error->message, sizeof error->message,
                 "--format %s and %s: both go to standard output; give one a file, as %s:FILE", one->name,
                 two->name, two->name);
    else
        snprintf(error->message, sizeof error->message, "--format %s and %s: both go to %s", one->name,
                 two->name, file);
    error->code = ND_ERROR_USAGE;
    return ND_ERROR_USAGE;
}

/* Where each target goes; returns whether --output was needed. */
static int find_files(const struct settings *settings, const char *files[OUTPUTS_MAX]) {
    const char *output = settings->output;
    for (int i = 0; i < settings->targets.count; i++) {
        files[i] = settings->targets.items[i].file;
        if (files[i]) continue;
        files[i] = output;
        output = NULL;
    }
    return output == NULL;
}

static int check(const struct settings *settings, const char *files[OUTPUTS_MAX], nd_error *error) {
    const struct targets *targets = &settings->targets;
    for (int i = 1; i < targets->count; i++)
        for (int k = 0; k < i; k++)
            if (is_same_place(files[k], files[i]))
                return refuse(error, &targets->items[k], &targets->items[i], files[i]);
    return ND_OK;
}

int outputs_open(struct outputs *outputs, const struct settings *settings, nd_error *error) {
    const char *files[OUTPUTS_MAX];
    outputs->count = 0;
    if (!find_files(settings, files)) {
        snprintf(error->message, sizeof error->message, "--output '%s': every --format has a file of its own",
                 settings->output);
        error->code = ND_ERROR_USAGE;
        return ND_ERROR_USAGE;
    }
    int status = check(settings, files, error);
    while (!status && outputs->count < settings->targets.count) {
        int i = outputs->count++;
        status = output_open(&outputs->items[i], files[i], error);
    }
    return status;
}
