/*
 * finding.c - problems are rare, so that each may cost an allocation; what is quoted from the input
 * may hold anything, so that the text passes through the one place that makes lines of messages.
 */
#include "input/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/utf8.h"

int nd_find(nd_finding *finding, nd_error *error, nd_problem_kind kind, const char *format, ...) {
    if (finding->reason) return ND_OK;
    char     text[512];
    nd_error line;
    va_list  arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    nd_fail(&line, ND_ERROR_FORMAT, "%s", text);
    size_t size = strlen(line.message) + 1;
    finding->reason = nd_allocate(size);
    if (!finding->reason) return nd_fail_memory(error);
    memcpy(finding->reason, line.message, size);
    finding->kind = kind;
    return ND_OK;
}

int nd_find_invalid_utf8(nd_finding *finding, nd_error *error, nd_string text) {
    size_t valid = nd_utf8_well_formed(text.data, text.size);
    if (valid == text.size) return ND_OK;
    return nd_find(finding, error, ND_PROBLEM_INVALID_UTF8, "not UTF-8 at byte %zu of the text", valid);
}

void nd_finding_free(nd_finding *finding) {
    nd_release(finding->reason);
    finding->reason = NULL;
}
