/*
 * eval.c - how near the program comes to the labels of one set, as a row of a table.
 *
 *     eval --head
 *     eval NAME SET.jsonl [LABELS.tsv [MIN_WORDS]]
 *
 * One run gives four answers to "which articles are copies": clusters; verified pairs; and the same pairs
 * grouped as other tools do it, by connected components and by stars. Without labels, it is told what came out.
 */
#include "cluster/copies.h"
#include "match/pair.h"
#include "scoring.h"

/* ---- a run ------------------------------------------------------------------------------------ */

static nd_result *run(const struct set *set) {
    nd_options options;
    nd_error   error;
    nd_result *result = NULL;
    nd_options_init(&options);
    options.all_pairs = 1;
    nd_corpus *corpus = nd_corpus_new(&options, &error);
    check(corpus ? ND_OK : ND_ERROR_MEMORY, &error);
    for (uint32_t i = 0; i < set->count; i++) check(nd_corpus_add(corpus, &set->articles[i], &error), &error);
    check(nd_corpus_run(corpus, &result, &error), &error);
    nd_corpus_free(corpus);
    return result;
}

static struct pairs pairs_of_clusters(const nd_result *result, uint32_t count) {
    nd_document document;
    uint64_t   *groups = need(malloc((count + 1) * sizeof *groups));
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);)
        groups[document.index] = document.cluster;
    struct pairs pairs = pairs_in_groups(groups, count);
    free(groups);
    return pairs;
}

static struct pairs verified_copies(const nd_result *result) {
    nd_pair      pair;
    struct pairs pairs = {0};
    for (uint64_t at = 0; nd_result_next_pair(result, &at, &pair);)
        if (nd_relation_is_copy(pair.relation)) add_pair(&pairs, (uint32_t)pair.a, (uint32_t)pair.b);
    settle_pairs(&pairs);
    return pairs;
}

/* The verified pairs of copies grouped by another method; there every pair counts alike. */
typedef int grouping(const nd_link *links, size_t count, uint32_t items, uint32_t least, uint32_t *groups,
                     nd_error *error);

static struct pairs group_by(grouping *method, const struct pairs *verified, uint32_t count) {
    nd_error  error;
    nd_link  *links = need(malloc((verified->count + 1) * sizeof *links));
    uint32_t *groups = need(malloc((count + 1) * sizeof *groups));
    uint64_t *wide = need(malloc((count + 1) * sizeof *wide));
    for (size_t i = 0; i < verified->count; i++)
        links[i] = (nd_link){(uint32_t)(verified->keys[i] >> 32), (uint32_t)verified->keys[i], 1};
    check(method(links, verified->count, count, 1, groups, &error), &error);
    for (uint32_t i = 0; i < count; i++) wide[i] = groups[i];
    struct pairs pairs = pairs_in_groups(wide, count);
    free(links);
    free(groups);
    free(wide);
    return pairs;
}

/* ---- rows ------------------------------------------------------------------------------------- */

static void print_score(const struct pairs *called, const struct labels *labels, const struct set *set) {
    struct score score = score_pairs(called, labels, set);
    printf(" %.4f %.4f **%.4f** |", precision_of(score), recall_of(score), f1_of(score));
}

static uint64_t largest_cluster(const nd_result *result) {
    nd_document document;
    uint64_t    largest = 1;
    for (uint64_t at = 0; nd_result_next_document(result, &at, &document);) {
        nd_group group = {.size = 1};
        if (document.cluster != ND_NONE) nd_result_group(result, document.cluster, &group);
        if (group.size > largest) largest = group.size;
    }
    return largest;
}

static void print_labelled(const char *name, const struct set *set, const nd_result *result, const char *path) {
    struct labels labels = read_labels(path, set);
    struct pairs  clusters = pairs_of_clusters(result, set->count), verified = verified_copies(result);
    struct pairs  components = group_by(nd_cluster_components, &verified, set->count);
    struct pairs  stars = group_by(nd_cluster_star, &verified, set->count);
    printf("| %s | %u | %zu |", name, set->count, labels.copy_count);
    print_score(&clusters, &labels, set);
    print_score(&verified, &labels, set);
    print_score(&components, &labels, set);
    print_score(&stars, &labels, set);
    printf(" %llu |\n", (unsigned long long)largest_cluster(result));
    free(clusters.keys);
    free(verified.keys);
    free(components.keys);
    free(stars.keys);
    free_labels(&labels);
}

static void print_unlabelled(const char *name, const nd_result *result) {
    nd_summary summary;
    nd_result_summary(result, &summary);
    printf("| %s | %llu | %llu | %llu | %llu | %llu |\n", name, (unsigned long long)summary.articles,
           (unsigned long long)summary.clusters, (unsigned long long)summary.copies,
           (unsigned long long)largest_cluster(result), (unsigned long long)summary.stories);
}

static void print_head(void) {
    printf("| set | articles | copies | clusters: P, R, **F1** | pairs: P, R, **F1** | components | star | largest |\n"
           "|---|---|---|---|---|---|---|---|\n");
}

int main(int argc, char **argv) {
    if (argc == 2 && !strcmp(argv[1], "--head")) {
        print_head();
        return 0;
    }
    if (argc < 3 || argc > 5) {
        fprintf(stderr, "usage: eval NAME SET.jsonl [LABELS.tsv [MIN_WORDS]]\n");
        return 2;
    }
    struct set set = read_set(argv[2], argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 0);
    nd_result *result = run(&set);
    if (argc > 3) print_labelled(argv[1], &set, result, argv[3]);
    else print_unlabelled(argv[1], result);
    nd_result_free(result);
    free_set(&set);
    return 0;
}
