/* random.h - numbers that look random and are the same in every run. */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdint.h>

#include "base/bytes.h"

struct dice {
    uint64_t state;
};

static inline uint64_t roll(struct dice *dice) {
    return nd_mix64(dice->state += UINT64_C(0x9e3779b97f4a7c15));
}

/* 0 <= number < limit. */
static inline uint32_t roll_below(struct dice *dice, uint32_t limit) {
    return (uint32_t)((roll(dice) >> 32) * limit >> 32);
}

#endif
