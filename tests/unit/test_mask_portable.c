/* test_mask_portable.c - the same tests for the masks of processors without SSE2. */
#undef __SSE2__
#include "test_mask.c"
