/*
 * pathlist.c - a list is read whole before any of its paths is looked at, so that standard input may be the
 * list, and so that a wrong list is found out at once. A NUL where lines are expected is the output of
 * find -print0 without -0: read as lines it would be one path that nobody wrote. A list in which every line ends
 * with a carriage return comes from Windows; one such line alone is a name.
 */
#include "cli/pathlist.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/wholefile.h"

static int refuse_list(nd_error *error, nd_status code, const char *file, const char *what) {
    snprintf(error->message, sizeof error->message, "--files-from '%s': %s", file, what);
    error->code = code;
    return code;
}

/* Do all lines of the list end with CR LF? */
static int has_returns(const char *bytes, size_t size) {
    size_t newlines = 0;
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != '\n') continue;
        if (!i || bytes[i - 1] != '\r') return 0;
        newlines++;
    }
    return newlines > 0;
}

static int cut(struct pathlist *list, size_t size, int end, const char *file, nd_error *error) {
    size_t line = 0, lines = 1;
    int    is_windows = end == '\n' && has_returns(list->bytes, size);
    for (size_t i = 0; i < size; i++) {
        if (end && !list->bytes[i])
            return refuse_list(error, ND_ERROR_FORMAT, file, "has NUL bytes: is it a list for -0?");
        lines += list->bytes[i] == end;
    }
    list->paths = malloc(lines * sizeof *list->paths);
    if (!list->paths) return refuse_list(error, ND_ERROR_MEMORY, file, "out of memory");
    for (char *at = list->bytes, *behind = at + size, *stop; at < behind; at = stop + 1) {
        stop = memchr(at, end, (size_t)(behind - at));
        if (!stop) stop = behind;
        *stop = '\0';
        line++;
        if (is_windows && stop > at && stop[-1] == '\r') stop[-1] = '\0';
        if (*at) list->paths[list->count++] = (struct listed){at, line};
    }
    return ND_OK;
}

int pathlist_read(struct pathlist *list, const char *file, int null, nd_error *error) {
    int    is_input = !strcmp(file, "-");
    size_t size;
    FILE  *from = is_input ? stdin : fopen(file, "rb");
    if (!from) return refuse_list(error, ND_ERROR_IO, file, strerror(errno));
    int status = ND_OK;
    if (wholefile_read(from, &list->bytes, &size))
        status = refuse_list(error, errno == ENOMEM ? ND_ERROR_MEMORY : ND_ERROR_IO, file,
                             errno == ENOMEM ? "out of memory" : strerror(errno));
    if (!is_input) fclose(from);
    return status ? status : cut(list, size, null ? '\0' : '\n', file, error);
}

void pathlist_free(struct pathlist *list) {
    free(list->paths);
    free(list->bytes);
    *list = (struct pathlist){0};
}
