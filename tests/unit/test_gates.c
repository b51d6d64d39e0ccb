/* test_gates.c - each gate passes what it should, and fails one more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "check/gates.h"

static const nd_audit_summary counted = {.articles = 40, .copies = 6, .new_copies = 3, .identical = 2,
                                         .largest_cluster = 5};

static int passes(nd_gate_kind kind, uint32_t most) {
    return nd_gate_make(kind, most, &counted).is_passed;
}

static void each_gate_counts_its_own(void **state) {
    static const uint64_t counts[ND_GATES] = {[ND_GATE_COPIES] = 6, [ND_GATE_NEW] = 3, [ND_GATE_RATIO] = 6,
                                              [ND_GATE_CLUSTER] = 5, [ND_GATE_IDENTICAL] = 2};
    (void)state;
    for (int kind = 0; kind < ND_GATES; kind++) {
        nd_gate gate = nd_gate_make((nd_gate_kind)kind, 7, &counted);
        assert_int_equal(gate.count, counts[kind]);
        assert_int_equal(gate.of, kind == ND_GATE_RATIO ? 40 : 0);
        assert_int_equal(gate.most, 7);
        assert_non_null(gate.name);
        if (kind == ND_GATE_RATIO) continue;
        assert_true(passes((nd_gate_kind)kind, (uint32_t)counts[kind]));
        assert_false(passes((nd_gate_kind)kind, (uint32_t)counts[kind] - 1));
    }
}

static void a_percentage_is_exact(void **state) {
    (void)state;
    assert_true(passes(ND_GATE_RATIO, 1500)); /* 6 of 40 */
    assert_false(passes(ND_GATE_RATIO, 1499));
    nd_audit_summary third = {.articles = 3, .copies = 1}, none = {.articles = 0}, all = {.articles = 7, .copies = 7};
    assert_false(nd_gate_make(ND_GATE_RATIO, 3333, &third).is_passed);
    assert_true(nd_gate_make(ND_GATE_RATIO, 3334, &third).is_passed);
    assert_true(nd_gate_make(ND_GATE_RATIO, 0, &none).is_passed);
    assert_true(nd_gate_make(ND_GATE_RATIO, 10000, &all).is_passed);
    assert_false(nd_gate_make(ND_GATE_RATIO, 9999, &all).is_passed);
}

static void large_counts_do_not_overflow(void **state) {
    (void)state;
    nd_audit_summary large = {.articles = UINT32_MAX, .copies = UINT32_MAX - 1};
    assert_true(nd_gate_make(ND_GATE_RATIO, 10000, &large).is_passed);
    assert_false(nd_gate_make(ND_GATE_RATIO, 9999, &large).is_passed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_gate_counts_its_own),
        cmocka_unit_test(a_percentage_is_exact),
        cmocka_unit_test(large_counts_do_not_overflow),
    };
    return cmocka_run_group_tests_name("gates", tests, NULL, NULL);
}
