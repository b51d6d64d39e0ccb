/*
 * cpu.h - the instructions that a kernel may use where the processor has them. A level is one list, of which both the
 * attribute that compiles a kernel and the question at run time are made, so that none runs where it cannot.
 *
 *     #ifdef ND_AVX2
 *     ND_AVX2 static void work_avx2(...)
 *     #endif
 *
 * and, in the one function that chooses, `if (nd_has_avx2()) work_avx2(...)`, which costs a load and a comparison.
 * Without these macros there is the portable code alone, which every kernel must equal.
 */
#ifndef ND_CPU_H
#define ND_CPU_H

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

/* Each level has what those before it have: most processors since 2013, of servers since 2017, and since 2019. */
#define ND_AVX2_LIST(EACH) EACH("avx2") EACH("popcnt") EACH("bmi") EACH("bmi2")
#define ND_AVX512_LIST(EACH) ND_AVX2_LIST(EACH) EACH("avx512f") EACH("avx512bw") EACH("avx512dq") EACH("avx512vl")
#define ND_VBMI2_LIST(EACH) ND_AVX512_LIST(EACH) EACH("avx512vbmi") EACH("avx512vbmi2")

#define ND_CPU_AND_TARGET(name) "," name
#define ND_CPU_AND_HAS(name) && __builtin_cpu_supports(name)
#define ND_CPU_TARGET(LIST) __attribute__((target("sse2" LIST(ND_CPU_AND_TARGET))))
#define ND_CPU_HAS(LIST) (1 LIST(ND_CPU_AND_HAS))

#define ND_AVX2 ND_CPU_TARGET(ND_AVX2_LIST)
#define ND_AVX512 ND_CPU_TARGET(ND_AVX512_LIST)
#define ND_VBMI2 ND_CPU_TARGET(ND_VBMI2_LIST)

static inline int nd_has_avx2(void) {
    return ND_CPU_HAS(ND_AVX2_LIST);
}

static inline int nd_has_avx512(void) {
    return ND_CPU_HAS(ND_AVX512_LIST);
}

static inline int nd_has_vbmi2(void) {
    return ND_CPU_HAS(ND_VBMI2_LIST);
}
#endif

#endif
