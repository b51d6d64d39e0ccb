/* test_complete.c - which pairs of a block are looked at: all up to 64 texts, some beyond. */
#include "made.h"
#include "match/complete.h"
#include "match/groups.h"

enum { TEXTS = 130 };

static const nd_collection *collection; /* of TEXTS texts; only their digests are read */

static int open_collection(void **state) {
    struct made *made = made_new(1);
    for (unsigned i = 0; i < TEXTS; i++) {
        char word[20];
        snprintf(word, sizeof word, "word%u", i);
        made_add(made, word);
    }
    collection = made_ready(made, 0);
    *state = made;
    return 0;
}

static int close_collection(void **state) {
    made_free(*state);
    return 0;
}

/* The first `block` texts are one block, and the first `copies` of them whole copies of the first. */
struct partition {
    uint32_t    blocks[TEXTS], copies[TEXTS];
    nd_verified pairs[TEXTS]; /* that make them copies */
    uint32_t    pair_count;
};

static struct partition partition(uint32_t block, uint32_t copies) {
    struct partition p = {.pair_count = copies ? copies - 1 : 0};
    for (uint32_t i = 0; i < TEXTS; i++) {
        p.blocks[i] = i < block ? 0 : i;
        p.copies[i] = i < copies ? 0 : i;
    }
    for (uint32_t i = 0; i < p.pair_count; i++)
        p.pairs[i] = (nd_verified){
            .a = 0, .b = i + 1, .relation = ND_NEAR_DUPLICATE, .coverage_a = ND_WHOLE, .coverage_b = ND_WHOLE};
    return p;
}

static int list_items(const struct partition *p, uint32_t *items) {
    return nd_complete_items(&(nd_known){p->blocks, p->copies, TEXTS, p->pairs, p->pair_count}, items, NULL);
}

static size_t complete(const struct partition *p, const nd_verified *pairs, size_t pair_count, nd_buf *out) {
    out->size = 0;
    if (!pairs) {
        pairs = p->pairs;
        pair_count = p->pair_count;
    }
    assert_int_equal(nd_complete_find(collection, p->blocks, p->copies, pairs, pair_count, 0, 1, out, NULL), ND_OK);
    const nd_candidate *list = (const nd_candidate *)out->data;
    size_t              count = out->size / sizeof *list;
    for (size_t i = 0; i < count; i++) {
        assert_true((uint32_t)(list[i] >> 32) < (uint32_t)list[i]);
        assert_true(i == 0 || list[i] > list[i - 1]);
    }
    return count;
}

static void a_text_alone_has_no_pairs(void **state) {
    (void)state;
    struct partition p = partition(1, 0);
    nd_buf           out = {0};
    assert_int_equal(complete(&p, NULL, 0, &out), 0);
    nd_buf_free(&out);
}

static void all_pairs_of_a_block_of_64_are_looked_at(void **state) {
    (void)state;
    struct partition p = partition(64, 0);
    nd_buf           out = {0};
    assert_int_equal(complete(&p, NULL, 0, &out), 64 * 63 / 2);
    p = partition(64, 64); /* copies count as one only in larger blocks; their pairs with the first are known */
    assert_int_equal(complete(&p, NULL, 0, &out), 64 * 63 / 2 - 63);
    nd_buf_free(&out);
}

static void of_a_block_of_65_each_text_is_looked_at_with_some(void **state) {
    (void)state;
    struct partition p = partition(65, 0);
    nd_buf           out = {0};
    uint32_t         degree[TEXTS] = {0};
    size_t           count = complete(&p, NULL, 0, &out);
    for (size_t i = 0; i < count; i++) {
        nd_candidate candidate = ((const nd_candidate *)out.data)[i];
        degree[candidate >> 32]++;
        degree[(uint32_t)candidate]++;
    }
    for (uint32_t i = 0; i < 65; i++) assert_true(degree[i] >= 2 * ND_BLOCK_NEIGHBOURS);
    assert_true(count < 65 * (ND_BLOCK_NEIGHBOURS + ND_BLOCK_HUBS));
    nd_buf_free(&out);
}

static void a_large_block_costs_in_proportion(void **state) {
    (void)state;
    struct partition p = partition(TEXTS, 0);
    nd_buf           out = {0};
    size_t           count = complete(&p, NULL, 0, &out);
    assert_true(count > TEXTS * ND_BLOCK_NEIGHBOURS);
    assert_true(count < TEXTS * (ND_BLOCK_NEIGHBOURS + ND_BLOCK_HUBS));
    nd_buf_free(&out);
}

static void in_a_large_block_whole_copies_are_one_text(void **state) {
    (void)state;
    struct partition p = partition(TEXTS, TEXTS - 63); /* 64 texts are left */
    nd_buf           out = {0};
    assert_int_equal(complete(&p, NULL, 0, &out), 64 * 63 / 2);
    for (size_t i = 0; i < out.size / sizeof(nd_candidate); i++) {
        uint32_t first = (uint32_t)(((const nd_candidate *)out.data)[i] >> 32);
        assert_true(first == 0 || first >= TEXTS - 63);
    }
    p = partition(65, 65);
    assert_int_equal(complete(&p, NULL, 0, &out), 0);
    nd_buf_free(&out);
}

static void items_are_whole_copies_of_one_text_in_large_blocks_only(void **state) {
    (void)state;
    struct partition p = partition(65, 20);
    uint32_t         items[TEXTS];
    assert_int_equal(list_items(&p, items), ND_OK);
    for (uint32_t i = 0; i < TEXTS; i++) assert_int_equal(items[i], i < 20 ? 0 : i);
    p = partition(64, 20);
    assert_int_equal(list_items(&p, items), ND_OK);
    for (uint32_t i = 0; i < TEXTS; i++) assert_int_equal(items[i], i);
}

/* 1 is a copy of 0, 2 of 1, and so on: the ends have nothing in common. */
static void a_chain_of_whole_copies_is_many_items(void **state) {
    (void)state;
    struct partition p = partition(TEXTS, TEXTS);
    uint32_t         items[TEXTS];
    for (uint32_t i = 0; i < p.pair_count; i++) p.pairs[i].a = i;
    assert_int_equal(list_items(&p, items), ND_OK);
    for (uint32_t i = 0; i < TEXTS; i++) assert_int_equal(items[i], i - i % 2);
}

static void those_that_stand_for_most_are_looked_at_with_all(void **state) {
    (void)state;
    struct partition p = partition(TEXTS, 20);
    nd_buf           out = {0};
    uint32_t         with_heaviest = 0;
    size_t           count = complete(&p, NULL, 0, &out);
    for (size_t i = 0; i < count; i++) with_heaviest += ((const nd_candidate *)out.data)[i] >> 32 == 0;
    assert_int_equal(with_heaviest, TEXTS - 20);
    nd_buf_free(&out);
}

static void pairs_that_are_known_are_left_out(void **state) {
    (void)state;
    const nd_verified known[] = {{.a = 0, .b = 2}, {.a = 1, .b = 3}, {.a = 5, .b = 9}};
    struct partition  p = partition(4, 0);
    nd_buf            out = {0};
    assert_int_equal(complete(&p, known, 3, &out), 4);
    const nd_candidate expected[] = {ND_CANDIDATE(0, 1), ND_CANDIDATE(0, 3), ND_CANDIDATE(1, 2), ND_CANDIDATE(2, 3)};
    assert_memory_equal(out.data, expected, sizeof expected);
    nd_buf_free(&out);
}

static void pairs_of_two_blocks_are_not_looked_at(void **state) {
    (void)state;
    struct partition p = partition(0, 0);
    nd_buf           out = {0};
    for (uint32_t i = 0; i < 6; i++) p.blocks[i] = i % 2;
    assert_int_equal(complete(&p, NULL, 0, &out), 6);
    for (size_t i = 0; i < 6; i++) {
        nd_candidate candidate = ((const nd_candidate *)out.data)[i];
        assert_int_equal((candidate >> 32) % 2, (uint32_t)candidate % 2);
    }
    nd_buf_free(&out);
}

static void the_shards_share_out_the_blocks(void **state) {
    (void)state;
    struct partition p = partition(0, 0);
    nd_buf           whole = {0}, part = {0}, all = {0};
    for (uint32_t i = 0; i < TEXTS; i++) p.blocks[i] = i % 7;
    complete(&p, NULL, 0, &whole);
    for (uint32_t shard = 0; shard < 3; shard++) {
        part.size = 0;
        assert_int_equal(nd_complete_find(collection, p.blocks, p.copies, NULL, 0, shard, 3, &part, NULL), ND_OK);
        assert_true(part.size > 0);
        assert_int_equal(nd_buf_append(&all, part.data, part.size, NULL), ND_OK);
    }
    assert_int_equal(all.size, whole.size);
    nd_candidates_sort((nd_candidate *)all.data, all.size / sizeof(nd_candidate));
    assert_memory_equal(all.data, whole.data, whole.size);
    nd_buf_free(&whole);
    nd_buf_free(&part);
    nd_buf_free(&all);
}

static void out_of_memory_is_reported(void **state) {
    (void)state;
    struct partition p = partition(5, 0);
    for (unsigned calls = 0, reached = 1; reached; calls++) {
        nd_buf out = {0};
        fail_allocation_after(calls);
        int status = nd_complete_find(collection, p.blocks, p.copies, NULL, 0, 0, 1, &out, NULL);
        reached = !fail_nothing();
        assert_int_equal(status, reached ? ND_ERROR_MEMORY : ND_OK);
        nd_buf_free(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_alone_has_no_pairs),
        cmocka_unit_test(all_pairs_of_a_block_of_64_are_looked_at),
        cmocka_unit_test(of_a_block_of_65_each_text_is_looked_at_with_some),
        cmocka_unit_test(a_large_block_costs_in_proportion),
        cmocka_unit_test(in_a_large_block_whole_copies_are_one_text),
        cmocka_unit_test(items_are_whole_copies_of_one_text_in_large_blocks_only),
        cmocka_unit_test(a_chain_of_whole_copies_is_many_items),
        cmocka_unit_test(those_that_stand_for_most_are_looked_at_with_all),
        cmocka_unit_test(pairs_that_are_known_are_left_out),
        cmocka_unit_test(pairs_of_two_blocks_are_not_looked_at),
        cmocka_unit_test(the_shards_share_out_the_blocks),
        cmocka_unit_test(out_of_memory_is_reported),
    };
    return cmocka_run_group_tests_name("complete", tests, open_collection, close_collection);
}
