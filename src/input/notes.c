/*
 * notes.c - what is wrong with a file or a folder is found while a batch is filled, and told when its turn comes: a
 * note lies among the records, in the order of the input, and its path in the batch.
 */
#include "input/notes.h"

#include <errno.h>
#include <string.h>

#include "base/error.h"

int nd_note(nd_batch *batch, nd_problem_kind kind, const char *path, const char *what, const char *reason,
            nd_error *error) {
    nd_record note = {.file = ND_NO_FILE, .frame = ND_NO_FRAME, .path = batch->paths.size};
    int       status = nd_find(&note.finding, error, kind, "%s%s", what, reason);
    if (!status) status = nd_buf_append(&batch->paths, path, strlen(path) + 1, error);
    if (!status) status = nd_buf_append(&batch->records, &note, sizeof note, error);
    if (status) nd_finding_free(&note.finding);
    return status;
}

int nd_note_errno(nd_batch *batch, const char *path, int number, nd_error *error) {
    errno = number;
    if (nd_file_is_ours(number)) return nd_file_fail("cannot read", path, error);
    return nd_note(batch, ND_PROBLEM_UNREADABLE, path, "cannot read it: ", strerror(number), error);
}

int nd_note_failure(nd_batch *batch, const char *path, nd_error *error) {
    const nd_unpack *unpack = batch->stream.unpack;
    const char      *reason = unpack && errno != ENOMEM ? nd_unpack_reason(unpack) : NULL;
    if (reason) return nd_note(batch, ND_PROBLEM_UNREADABLE, path, "cannot unpack it: ", reason, error);
    return nd_note_errno(batch, path, errno, error);
}
