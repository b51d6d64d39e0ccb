/* test_proofs.c - passages are found by their pair, and by no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "failing.h"
#include "match/proofs.h"

enum { PAIRS = 100 };

static const nd_span spans[] = {{0, 9, 1, 10, 18}, {20, 30, 40, 50, 20}, {31, 64, 60, 93, 66}};

static uint64_t key_of(uint64_t i) {
    return (i / 3) << 32 | (10 + 2 * i);
}

/* Pair i has i % 4 passages, the last ones of `spans`. */
static void fill(nd_proofs *proofs) {
    for (uint32_t i = 0; i < PAIRS; i++)
        assert_int_equal(nd_proofs_add(proofs, key_of(i), spans + 3 - i % 4, i % 4, NULL), ND_OK);
}

static void check(const nd_proofs *proofs) {
    for (uint32_t i = 0; i < PAIRS; i++) {
        uint32_t       count = 99;
        const nd_span *found = nd_proofs_find(proofs, key_of(i), &count);
        assert_non_null(found);
        assert_int_equal(count, i % 4);
        assert_memory_equal(found, spans + 3 - i % 4, i % 4 * sizeof *spans);
        assert_null(nd_proofs_find(proofs, key_of(i) + 1, &count));
    }
}

static void passages_are_found_by_their_pair(void **state) {
    (void)state;
    nd_proofs proofs = {0};
    uint32_t  count;
    assert_null(nd_proofs_find(&proofs, 0, &count));
    fill(&proofs);
    check(&proofs);
    assert_null(nd_proofs_find(&proofs, 0, &count));
    assert_null(nd_proofs_find(&proofs, UINT64_MAX, &count));
    nd_proofs_free(&proofs);
}

static void a_pair_that_failed_is_not_there(void **state) {
    (void)state;
    for (unsigned calls = 0, done = 0; !done; calls++) {
        nd_proofs proofs = {0};
        fail_allocation_after(calls);
        for (uint32_t i = 0; i < PAIRS; i++)
            if (nd_proofs_add(&proofs, key_of(i), spans + 3 - i % 4, i % 4, NULL)) break;
        done = (unsigned)fail_nothing();
        size_t added = proofs.pairs.size / sizeof(uint64_t);
        assert_int_equal(proofs.ends.size, proofs.pairs.size);
        for (uint32_t i = (uint32_t)added; i < PAIRS; i++)
            assert_int_equal(nd_proofs_add(&proofs, key_of(i), spans + 3 - i % 4, i % 4, NULL), ND_OK);
        check(&proofs);
        nd_proofs_free(&proofs);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(passages_are_found_by_their_pair),
        cmocka_unit_test(a_pair_that_failed_is_not_there),
    };
    return cmocka_run_group_tests_name("proofs", tests, NULL, NULL);
}
