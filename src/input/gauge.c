/*
 * gauge.c - how far reading has got. How much there is to read is known only where all inputs are files that are
 * named by themselves, and not of what is unpacked on the way.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "input/batch.h"

/* Counts an input with what there is to read. Is it a folder? */
static int weigh(nd_batch *batch, const char *path) {
    struct stat file;
    int         is_input = strcmp(path, "-") == 0;
    int         failed = is_input ? fstat(STDIN_FILENO, &file) : stat(path, &file);
    if (failed || !S_ISREG(file.st_mode)) batch->is_unweighed = 1;
    else batch->weight += (uint64_t)file.st_size;
    return !failed && S_ISDIR(file.st_mode);
}

int nd_batch_add_root(nd_batch *batch, const char *path, nd_error *error) {
    int is_folder = weigh(batch, path);
    int is_object = !is_folder && nd_beside_is_object(path);
    if (is_object && nd_beside_note(&batch->named, path, error) < 0) return ND_ERROR_MEMORY;
    return nd_buf_append(&batch->roots, path, strlen(path) + 1, error);
}

uint64_t nd_batch_bytes(const nd_batch *batch) {
    return batch->bytes + (batch->stream_file == ND_NO_FILE ? 0 : batch->stream.bytes);
}

int nd_batch_tell(const nd_batch *batch, nd_error *error) {
    const nd_read_options *options = batch->options;
    uint64_t               done = nd_batch_bytes(batch);
    uint64_t               total = batch->is_unweighed || done > batch->weight ? 0 : batch->weight;
    if (!options->progress) return ND_OK;
    if (!options->progress(options->progress_context, "read", done, total)) return ND_OK;
    return nd_fail(error, ND_ERROR_CANCELLED, "cancelled while reading");
}
