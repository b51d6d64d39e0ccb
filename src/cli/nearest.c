/*
 * nearest.c - optimal string alignment (Damerau's four slips of the typist, CACM 1964), three rows of
 * the table at a time. Words are names of options and commands, so the cost does not matter.
 */
#include "cli/nearest.h"

#include <stdint.h>
#include <string.h>

#define LONGEST 40

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

size_t nearest_distance(const char *a, const char *b) {
    size_t rows[3][LONGEST + 1], size_a = strlen(a), size_b = strlen(b);
    if (size_a > LONGEST || size_b > LONGEST) return SIZE_MAX;
    for (size_t j = 0; j <= size_b; j++) rows[0][j] = j;
    for (size_t i = 1; i <= size_a; i++) {
        size_t *row = rows[i % 3], *above = rows[(i - 1) % 3], *higher = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= size_b; j++) {
            row[j] = least(above[j - 1] + (a[i - 1] != b[j - 1]), least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], higher[j - 2] + 1);
        }
    }
    return rows[size_a % 3][size_b];
}

int nearest_is_slip(const char *word, const char *name) {
    return nearest_distance(word, name) <= (strlen(name) < 5 ? 1 : 2);
}
