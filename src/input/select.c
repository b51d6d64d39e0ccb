/*
 * select.c - a glob is kept as its components, so that fnmatch(3) sees one name at a time and only ** has to
 * be looked for here: the last one that was passed takes one name more whenever what follows it fails, and no
 * earlier one has to be tried again. Cost: components of the glob times those of the path.
 *
 * A glob that cannot match is refused when it is given: a filter that silently does nothing is found out too
 * late.
 */
#include "input/select.h"

#include <fnmatch.h>
#include <string.h>

#include "base/error.h"
#include "input/sniff.h"

struct glob {
    size_t at;           /* of its components in the letters */
    size_t count;        /* of components */
    int    is_path;      /* matched against the path, not the name */
    int    folders_only;
};

/* ---- making ----------------------------------------------------------------------------------- */

/* After a '[', the byte behind the ']' that closes it; NULL if none does. */
static const char *skip_set(const char *at) {
    if (*at == '!' || *at == '^') at++;
    if (*at == ']') at++;
    for (; *at && *at != ']'; at++) {
        if (*at == '\\' && at[1]) at++;
        if (*at != '[' || !at[1] || !strchr(":.=", at[1])) continue;
        const char close[3] = {at[1], ']', '\0'}, *end = strstr(at + 2, close);
        if (end) at = end + 1;
    }
    return *at ? at + 1 : NULL;
}

/* What is wrong with a component, or NULL. */
static const char *fault_of(const char *component) {
    if (!*component) return "has an empty name in it";
    if (!strcmp(component, ".") || !strcmp(component, ".."))
        return "is matched against paths below the folder, which have no '.' or '..' in them";
    for (const char *at = component; *at;) {
        if (*at == '\\' && !at[1]) return "ends with a backslash";
        if (*at == '[') at = skip_set(at + 1);
        else at += *at == '\\' ? 2 : 1;
        if (!at) return "has a '[' that is not closed; \\[ is the character";
    }
    return NULL;
}

/* Adds the letters of the glob, cut at each '/'. */
static int add_components(nd_select *select, struct glob *glob, const char *text, size_t size,
                          nd_error *error) {
    int status = nd_buf_append(&select->letters, text, size, error);
    if (!status) status = nd_buf_append(&select->letters, "", 1, error);
    if (status) return status;
    char *letters = (char *)select->letters.data + glob->at;
    glob->count = 1;
    for (size_t i = 0; i < size; i++) {
        if (letters[i] != '/') continue;
        letters[i] = '\0';
        glob->count++;
    }
    return ND_OK;
}

static int add_glob(nd_select *select, nd_buf *list, const char *name, const char *text, nd_error *error) {
    struct glob glob = {.at = select->letters.size, .is_path = text[0] == '/'};
    const char *begin = text + glob.is_path;
    size_t      size = strlen(begin);
    glob.folders_only = size > 0 && begin[size - 1] == '/';
    size -= (size_t)glob.folders_only;
    int status = add_components(select, &glob, begin, size, error);
    if (status) return status;
    glob.is_path |= glob.count > 1;
    const char *component = (const char *)select->letters.data + glob.at;
    for (size_t i = 0; i < glob.count; i++, component += strlen(component) + 1) {
        const char *fault = fault_of(component);
        if (fault) return nd_fail(error, ND_ERROR_USAGE, "%s: the glob '%s' %s", name, text, fault);
    }
    return nd_buf_append(list, &glob, sizeof glob, error);
}

int nd_select_make(nd_select *select, const nd_read_options *options, nd_error *error) {
    int status = ND_OK;
    for (const char *const *at = options->include; at && *at && !status; at++)
        status = add_glob(select, &select->includes, "include", *at, error);
    for (const char *const *at = options->exclude; at && *at && !status; at++)
        status = add_glob(select, &select->excludes, "exclude", *at, error);
    return status;
}

void nd_select_free(nd_select *select) {
    nd_buf_free(&select->includes);
    nd_buf_free(&select->excludes);
    nd_buf_free(&select->letters);
}

/* ---- matching --------------------------------------------------------------------------------- */

/* Names are bytes: fnmatch(3) sees one name of the path, terminated, at a time. */
static int name_matches(const char *component, const char *name, size_t size) {
    char copy[256];
    if (size >= sizeof copy) return 0; /* no file system has such names */
    memcpy(copy, name, size);
    copy[size] = '\0';
    return fnmatch(component, copy, 0) == 0;
}

static int is_any(const char *component) {
    return component[0] == '*' && component[1] == '*' && !component[2];
}

static int path_matches(const char *component, size_t count, const char *path) {
    const char *after_any = NULL, *again = NULL; /* what follows the last **, and where it was tried */
    size_t      left_after_any = 0;
    while (*path) {
        size_t size = strcspn(path, "/");
        if (count && is_any(component)) {
            component += 3;
            after_any = component;
            left_after_any = --count;
            again = path;
            if (!count) return 1;
        } else if (count && name_matches(component, path, size)) {
            component += strlen(component) + 1;
            count--;
            path += size + (path[size] == '/');
        } else if (after_any) {
            again += strcspn(again, "/");
            again += *again == '/';
            path = again;
            component = after_any;
            count = left_after_any;
        } else {
            return 0;
        }
    }
    return count == 0;
}

static int any_matches(const nd_select *select, const nd_buf *list, const char *path, int is_folder) {
    const struct glob *globs = (const struct glob *)list->data;
    for (size_t i = 0; i < list->size / sizeof *globs; i++) {
        const char *component = (const char *)select->letters.data + globs[i].at, *slash = strrchr(path, '/');
        if (globs[i].folders_only && !is_folder) continue;
        if (path_matches(component, globs[i].count, globs[i].is_path || !slash ? path : slash + 1)) return 1;
    }
    return 0;
}

nd_verdict nd_select_judge(const nd_select *select, const char *path, int is_folder) {
    if (any_matches(select, &select->excludes, path, is_folder)) return ND_EXCLUDED;
    return any_matches(select, &select->includes, path, is_folder) ? ND_INCLUDED : ND_NOT_NAMED;
}

int nd_select_has_includes(const nd_select *select) {
    return select->includes.size > 0;
}

/* ---- length ----------------------------------------------------------------------------------- */

static int is_asked(const nd_read_options *options) {
    return options->max_article_bytes && options->max_article_bytes <= options->max_record_bytes;
}

uint64_t nd_select_longest(const nd_read_options *options) {
    return is_asked(options) ? options->max_article_bytes : options->max_record_bytes;
}

int nd_select_find_too_long(const nd_read_options *options, nd_finding *finding, nd_error *error) {
    return nd_find(finding, error, is_asked(options) ? ND_PROBLEM_OVER_SIZE : ND_PROBLEM_BAD_RECORD,
                   "longer than %llu bytes", (unsigned long long)nd_select_longest(options));
}

int nd_select_is_article_name(void *context, const char *name) {
    const nd_read_options *options = context;
    nd_extension           extension = nd_extension_of(name);
    if (nd_is_archive_name(name)) return 1;
    switch (options->format) {
    case ND_INPUT_TEXT: return extension == ND_EXTENSION_TEXT;
    case ND_INPUT_CSV: return extension == ND_EXTENSION_TABLE;
    case ND_INPUT_WARC: return extension == ND_EXTENSION_WARC;
    case ND_INPUT_HTML: return extension == ND_EXTENSION_HTML;
    case ND_INPUT_JSON:
    case ND_INPUT_JSONL: return extension == ND_EXTENSION_JSON || extension == ND_EXTENSION_LINES;
    default: return extension != ND_EXTENSION_OTHER;
    }
}
