/* bytes.h - loads and stores without alignment, the lowest byte first, ones of a number, and the integer mixers used
 * for every key. */
#ifndef ND_BYTES_H
#define ND_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint64_t nd_load64(const void *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

static inline void nd_store64(void *at, uint64_t value) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    memcpy(at, &value, sizeof value);
}

/* How many bits are set: sums of two, of four, of eight, of all. Where a processor can count them, compilers see what
 * this does; without, their own way is slower. */
static inline unsigned nd_count_bits(uint64_t x) {
    x -= x >> 1 & UINT64_C(0x5555555555555555);
    x = (x & UINT64_C(0x3333333333333333)) + (x >> 2 & UINT64_C(0x3333333333333333));
    x = (x + (x >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)(x * UINT64_C(0x0101010101010101) >> 56);
}

/* A bijection of 64 bits in which every input bit moves every output bit: the finaliser of
 * splitmix64 (Steele, Lea, Flood, OOPSLA 2014), constants by David Stafford. */
static inline uint64_t nd_mix64(uint64_t x) {
    x ^= x >> 30;
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 27;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* A bijection at half the cost, for what is made once a word. Every input bit moves the upper 32 output
 * bits; a lower one depends on some of the input only. */
static inline uint64_t nd_spread64(uint64_t x) {
    x *= UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 32;
    return x * UINT64_C(0x94d049bb133111eb);
}

static inline uint64_t nd_rotate64(uint64_t x, unsigned bits) {
    return x << (bits & 63) | x >> (-bits & 63);
}

/* Two values into one; not symmetric. */
static inline uint64_t nd_mix64_pair(uint64_t a, uint64_t b) {
    return nd_mix64(nd_mix64(a) + b * UINT64_C(0x9e3779b97f4a7c15));
}

#endif
