/*
 * missed.c - how many copies share a key, beside what --stats expects, as rows of a table.
 *
 *     missed --head
 *     missed NAME SET.jsonl [LABELS.tsv [MIN_WORDS]]     labels are not asked for
 *
 * All pairs of the set are aligned and judged by the statistics of the run: those that are copies are what there was
 * to find. Damage is that of noise.c. Of 9,000 articles a row takes half a minute, of twice as many two.
 */
#include "match/recall.h"
#include "rounds.h"

enum { PAIRS_AT_ONCE = 300000 };

/* Of the copies among all pairs. */
struct missed {
    uint64_t copies;
    uint64_t linked;  /* by keys: aligned in the first two rounds */
    uint64_t aligned; /* in any round */
};

static void judge(struct missed *missed, const struct run *run, const nd_buf *linked, nd_buf *candidates) {
    const nd_buf *aligned = &run->engine.pairs;
    nd_judge      judge = nd_engine_judge(&run->engine, ND_ROUNDS - 1);
    nd_buf        judged = {0};
    nd_error      error;
    judge.with_jaccard = 0;
    check(nd_verify(&judge, (const nd_candidate *)candidates->data, candidates->size / sizeof(nd_candidate), &judged,
                    &error), &error);
    const nd_verified *pairs = (const nd_verified *)judged.data;
    for (size_t i = 0; i < judged.size / sizeof *pairs; i++) {
        if (!nd_relation_is_copy(pairs[i].relation)) continue;
        missed->copies++;
        missed->linked += nd_pairs_find((const nd_verified *)linked->data, linked->size / sizeof *pairs, pairs[i].a,
                                        pairs[i].b) != NULL;
        missed->aligned += nd_pairs_find((const nd_verified *)aligned->data, aligned->size / sizeof *pairs,
                                         pairs[i].a, pairs[i].b) != NULL;
    }
    nd_buf_free(&judged);
    candidates->size = 0;
}

static struct missed judge_all(const struct run *run, const nd_buf *linked) {
    const nd_collection *c = &run->engine.collection;
    struct missed        missed = {0};
    nd_buf               candidates = {0};
    nd_error             error;
    for (uint32_t a = 0; a < c->text_count; a++)
        for (uint32_t b = a + 1; b < c->text_count; b++) {
            nd_candidate candidate = ND_CANDIDATE(a, b);
            if (nd_collection_is_stub(c, a) || nd_collection_is_stub(c, b)) continue;
            check(nd_buf_append(&candidates, &candidate, sizeof candidate, &error), &error);
            if (candidates.size == PAIRS_AT_ONCE * sizeof candidate) judge(&missed, run, linked, &candidates);
        }
    judge(&missed, run, linked, &candidates);
    nd_buf_free(&candidates);
    return missed;
}

static double share(uint64_t part, uint64_t whole) {
    return whole ? (double)part / (double)whole : 1;
}

static void print_row(const char *name, const struct set *set, const struct row *row) {
    struct run run;
    nd_buf     linked = {0};
    nd_error   error;
    uint64_t   found;
    open_run(&run, set, row, 0);
    for (uint32_t round = 0; round < ND_ROUNDS; round++) {
        run_round(&run, round);
        if (round == 1)
            check(nd_buf_append(&linked, run.engine.pairs.data, run.engine.pairs.size, &error), &error);
    }
    double expected = nd_expected_recall(&run.engine.collection, (const nd_verified *)run.engine.pairs.data,
                                         run.engine.pairs.size / sizeof(nd_verified), &found);
    struct missed missed = judge_all(&run, &linked);
    printf("| %s | %s | %llu | %.4f | %.4f | %.4f |\n", name, row->name, (unsigned long long)missed.copies, expected,
           share(missed.linked, missed.copies), share(missed.aligned, missed.copies));
    fflush(stdout);
    nd_buf_free(&linked);
    close_run(&run);
}

int main(int argc, char **argv) {
    if (argc == 2 && !strcmp(argv[1], "--head")) {
        printf("| set | damage | copies | expected to share a key | linked by keys | aligned |\n"
               "|---|---|---|---|---|---|\n");
        return 0;
    }
    if (argc < 3 || argc > 5) {
        fprintf(stderr, "usage: missed NAME SET.jsonl [LABELS.tsv [MIN_WORDS]]\n");
        return 2;
    }
    struct set set = read_set(argv[2], 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) print_row(argv[1], &set, &rows[i]);
    free_set(&set);
    return 0;
}
