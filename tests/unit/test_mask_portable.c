/* test_mask_portable.c - the same tests for the masks of processors without SSE2. */
#include "base/cpu.h" /* before: the headers of vectors may define it again */
#undef __SSE2__
#include "test_mask.c"
