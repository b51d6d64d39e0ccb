/*
 * replay.c - runs a fuzz target over files without libFuzzer: each whole, and cut short at every length,
 * or at some 64 lengths of a longer file. The file is named before it is run, so that the last line
 * tells which one ended the program.
 *
 *     fuzz_<what> FILE|FOLDER...
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define FILE_BYTES ((size_t)1 << 20)
#define CUTS 64

static unsigned files, inputs;

/* A copy of exactly that size, so that a sanitizer sees a step beyond its end. */
static void run(const uint8_t *data, size_t size) {
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy) exit(2);
    if (size) memcpy(copy, data, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    inputs++;
}

static void run_file(const char *path) {
    static uint8_t data[FILE_BYTES];
    FILE          *file = fopen(path, "rb");
    size_t         size = file ? fread(data, 1, sizeof data, file) : 0;
    if (!file || ferror(file)) {
        perror(path);
        exit(2);
    }
    fclose(file);
    printf("%s\n", path);
    fflush(stdout);
    size_t step = size / CUTS + 1;
    for (size_t cut = 0; cut < size; cut += step) run(data, cut);
    run(data, size);
    files++;
}

static void run_folder(const char *path, DIR *folder) {
    char           name[4096];
    struct dirent *entry;
    while ((entry = readdir(folder))) {
        if (entry->d_name[0] == '.') continue;
        if (snprintf(name, sizeof name, "%s/%s", path, entry->d_name) >= (int)sizeof name) exit(2);
        run_file(name);
    }
    closedir(folder);
}

int main(int count, char **arguments) {
    for (int i = 1; i < count; i++) {
        DIR *folder = opendir(arguments[i]);
        if (folder) run_folder(arguments[i], folder);
        else run_file(arguments[i]);
    }
    printf("%u inputs\n%u passed, %u failed\n", inputs, files, files == 0);
    return files == 0;
}
