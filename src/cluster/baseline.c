/*
 * baseline.c - what other tools do with verified pairs, for measurements and tests: connected components
 * merge through chains; a star around the best-connected item splits what has no centre.
 */
#include <stdlib.h>

#include "base/error.h"
#include "cluster/copies.h"

static uint32_t find(uint32_t *groups, uint32_t item) {
    while (groups[item] != item) item = groups[item] = groups[groups[item]];
    return item;
}

int nd_cluster_components(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                          nd_error *error) {
    (void)error;
    for (uint32_t i = 0; i < items; i++) groups[i] = i;
    for (size_t i = 0; i < count; i++) {
        if (links[i].score < least) continue;
        uint32_t a = find(groups, links[i].a), b = find(groups, links[i].b);
        groups[a < b ? b : a] = a < b ? a : b;
    }
    for (uint32_t i = 0; i < items; i++) groups[i] = find(groups, i);
    return ND_OK;
}

/* Free items linked with each item. */
static void count_degrees(const nd_link *links, size_t count, uint32_t least, const uint8_t *taken, uint32_t *degree) {
    for (size_t i = 0; i < count; i++) {
        if (links[i].score < least || taken[links[i].a] || taken[links[i].b]) continue;
        degree[links[i].a]++;
        degree[links[i].b]++;
    }
}

static void take_star(const nd_link *links, size_t count, uint32_t least, uint32_t centre, uint8_t *taken,
                      uint32_t *groups) {
    for (size_t i = 0; i < count; i++) {
        if (links[i].score < least || (links[i].a != centre && links[i].b != centre)) continue;
        uint32_t other = links[i].a == centre ? links[i].b : links[i].a;
        if (taken[other]) continue;
        taken[other] = 1;
        groups[other] = centre;
    }
    taken[centre] = 1;
}

int nd_cluster_star(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                    nd_error *error) {
    uint8_t  *taken = calloc(items + UINT64_C(1), 1);
    uint32_t *degree = calloc(items + UINT64_C(1), sizeof *degree);
    int       status = taken && degree ? ND_OK : nd_fail_memory(error);
    for (uint32_t i = 0; i < items; i++) groups[i] = i;
    while (!status) {
        uint32_t centre = 0;
        for (uint32_t i = 0; i < items; i++) degree[i] = 0;
        count_degrees(links, count, least, taken, degree);
        for (uint32_t i = 1; i < items; i++)
            if (degree[i] > degree[centre]) centre = i;
        if (items == 0 || degree[centre] == 0) break;
        take_star(links, count, least, centre, taken, groups);
    }
    for (uint32_t i = 0; i < items; i++) { /* named after the smallest item */
        uint32_t centre = groups[i];
        if (i < centre && groups[centre] == centre)
            for (uint32_t j = i; j < items; j++)
                if (groups[j] == centre) groups[j] = i;
    }
    free(taken);
    free(degree);
    return status;
}
