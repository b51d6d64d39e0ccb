/*
 * make_corpus.c - writes made articles: `make_corpus COUNT` JSON Lines to stdout, `make_corpus COUNT DIR` text
 * files into a folder that is there, a thousand to a folder.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "made_articles.h"

static int write_file(const char *folder, unsigned long index, const char *text, size_t size) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%03lu", folder, index / 1000);
    if (mkdir(path, 0777) && errno != EEXIST) return perror(path), 1;
    snprintf(path, sizeof path, "%s/%03lu/%06lu.txt", folder, index / 1000, index);
    FILE *file = fopen(path, "wb");
    if (!file) return perror(path), 1;
    int failed = fwrite(text, 1, size, file) != size;
    if (fclose(file) || failed) return perror(path), 1;
    return 0;
}

int main(int count, char **arguments) {
    static char   text[MADE_BYTES_MAX], line[2 * MADE_BYTES_MAX];
    unsigned long articles = count > 1 ? strtoul(arguments[1], NULL, 10) : 0;
    if (articles == 0 || count > 3) return fprintf(stderr, "usage: make_corpus COUNT [DIR]\n"), 2;
    for (unsigned long i = 0; i < articles; i++) {
        size_t size = made_nth_article(&scripts[0], i, text);
        if (count == 3) {
            if (write_file(arguments[2], i, text, size)) return 1;
        } else {
            size = made_line(i, text, size, line);
            if (fwrite(line, 1, size, stdout) != size) return perror("stdout"), 1;
        }
    }
    return fflush(stdout) ? 1 : 0;
}
