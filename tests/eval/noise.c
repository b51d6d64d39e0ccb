/*
 * noise.c - what is left of recall and precision when texts were edited or badly scanned, as rows of a table.
 *
 *     noise --head
 *     noise NAME SET.jsonl LABELS.tsv [MIN_WORDS]
 *     noise --write edit|scan IN_A_THOUSAND SET.jsonl     the damaged set, as JSON Lines
 *
 * Every article of the set is damaged by itself, and labels stay what they were. Counted at three stages: pairs
 * that were verified at all, pairs verified as copies, clusters.
 */
#include "result.h"
#include "rounds.h"

/* ---- a run, with what stands between the stages ----------------------------------------------- */

struct answers {
    struct pairs candidates, copies, clusters;
};

/* Articles of one text are a pair that no stage has to look at. */
static void add_identical(struct answers *answers, const nd_collection *c) {
    for (uint32_t text = 0; text < c->text_count; text++)
        for (uint32_t i = c->first[text]; i < c->first[text + 1] && !nd_collection_is_stub(c, text); i++)
            for (uint32_t j = i + 1; j < c->first[text + 1]; j++) {
                add_pair(&answers->candidates, c->ordered[i], c->ordered[j]);
                add_pair(&answers->copies, c->ordered[i], c->ordered[j]);
            }
}

static void add_verified(struct answers *answers, const nd_collection *c, const nd_verified *pair) {
    for (uint32_t i = c->first[pair->a]; i < c->first[pair->a + 1]; i++)
        for (uint32_t j = c->first[pair->b]; j < c->first[pair->b + 1]; j++) {
            add_pair(&answers->candidates, c->ordered[i], c->ordered[j]);
            if (nd_relation_is_copy(pair->relation)) add_pair(&answers->copies, c->ordered[i], c->ordered[j]);
        }
}

static void add_clusters(struct answers *answers, const nd_result *result, uint32_t count) {
    nd_document document;
    uint64_t   *groups = need(malloc((count + 1) * sizeof *groups));
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);)
        groups[document.index] = document.cluster;
    answers->clusters = pairs_in_groups(groups, count);
    free(groups);
}

static struct answers answer(const struct set *set, const struct row *row) {
    struct answers answers = {0};
    struct run     run;
    nd_error       error;
    nd_result     *result;
    open_run(&run, set, row, 1);
    for (uint32_t round = 0; round < ND_ROUNDS; round++) run_round(&run, round);
    const nd_verified *pairs = (const nd_verified *)run.engine.pairs.data;
    add_identical(&answers, &run.engine.collection);
    for (size_t i = 0; i < run.engine.pairs.size / sizeof *pairs; i++)
        add_verified(&answers, &run.engine.collection, &pairs[i]);
    check(nd_result_make(&result, &run.engine, &error), &error);
    add_clusters(&answers, result, run.engine.collection.article_count);
    nd_result_free(result);
    settle_pairs(&answers.candidates);
    settle_pairs(&answers.copies);
    close_run(&run);
    return answers;
}

/* ---- rows ------------------------------------------------------------------------------------- */

static void print_row(const char *name, const struct set *set, const struct labels *labels, const struct row *row) {
    struct answers answers = answer(set, row);
    struct score   candidates = score_pairs(&answers.candidates, labels, set);
    struct score   copies = score_pairs(&answers.copies, labels, set);
    struct score   clusters = score_pairs(&answers.clusters, labels, set);
    printf("| %s | %s | %.4f %.4f | %.4f %.4f | %.4f %.4f **%.4f** |\n", name, row->name, recall_of(candidates),
           precision_of(candidates), recall_of(copies), precision_of(copies), recall_of(clusters),
           precision_of(clusters), f1_of(clusters));
    free(answers.candidates.keys);
    free(answers.copies.keys);
    free(answers.clusters.keys);
}

static void print_rows(char **arguments, int count) {
    struct set    set = read_set(arguments[1], count > 3 ? (unsigned)strtoul(arguments[3], NULL, 10) : 0);
    struct labels labels = read_labels(arguments[2], &set);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) print_row(arguments[0], &set, &labels, &rows[i]);
    free_labels(&labels);
    free_set(&set);
}

static void print_head(void) {
    printf("| set | damage | verified at all: R, P | verified as copies: R, P | clusters: R, P, **F1** |\n"
           "|---|---|---|---|---|\n");
}

/* ---- the damaged set itself ------------------------------------------------------------------- */

static int print_bytes(void *context, const void *data, size_t size, nd_error *error) {
    (void)context;
    (void)error;
    return fwrite(data, 1, size, stdout) == size ? ND_OK : ND_ERROR_IO;
}

static void write_damaged(const char *kind, const char *in_a_thousand, const char *path) {
    struct set  set = read_set(path, 0);
    enum damage damage = strcmp(kind, "edit") ? DAMAGE_CHARACTERS : DAMAGE_WORDS;
    nd_error    error;
    for (uint32_t i = 0; i < set.count; i++) {
        nd_article article = set.articles[i];
        nd_buf     text = {0};
        damage_text(&text, &set, i, damage, (uint32_t)strtoul(in_a_thousand, NULL, 10));
        article.text = (nd_string){text.size ? (const char *)text.data : "", text.size};
        check(nd_article_write(&article, print_bytes, NULL, &error), &error);
        nd_buf_free(&text);
    }
    free_set(&set);
}

int main(int argc, char **argv) {
    if (argc == 2 && !strcmp(argv[1], "--head")) print_head();
    else if (argc == 5 && !strcmp(argv[1], "--write")) write_damaged(argv[2], argv[3], argv[4]);
    else if (argc == 4 || argc == 5) print_rows(argv + 1, argc - 1);
    else {
        fprintf(stderr, "usage: noise NAME SET.jsonl LABELS.tsv [MIN_WORDS]\n"
                        "       noise --write edit|scan IN_A_THOUSAND SET.jsonl\n");
        return 2;
    }
    return 0;
}
