/*
 * write_pairs.c - the evidence behind the groups, a row for each verified pair, refused ones included:
 * as a table with a header line, or as JSON Lines between a header and a summary.
 */
#include "report/escape.h"
#include "report/frame.h"
#include "report/number.h"
#include "report/pair_row.h"

struct sides {
    nd_document a, b;
};

static struct sides sides_of(const nd_result *result, const nd_pair *pair) {
    struct sides sides;
    nd_result_document(result, pair->a, &sides.a);
    nd_result_document(result, pair->b, &sides.b);
    return sides;
}

static void put_tab_share(nd_out *out, double share) {
    nd_put_text(out, "\t");
    nd_put_share(out, share);
}

static void put_tab_count(nd_out *out, uint64_t count) {
    nd_put_text(out, "\t");
    nd_put_count(out, count);
}

static void put_tsv_row(const nd_pair *pair, const struct sides *sides, nd_out *out) {
    nd_put_tsv(out, sides->a.id);
    nd_put_text(out, "\t");
    nd_put_tsv(out, sides->b.id);
    nd_put_text(out, "\t");
    nd_put_text(out, nd_relation_name(pair->relation));
    put_tab_share(out, pair->coverage_a);
    put_tab_share(out, pair->coverage_b);
    put_tab_share(out, pair->jaccard);
    put_tab_count(out, pair->passages);
    put_tab_count(out, pair->longest_passage_words);
    put_tab_count(out, pair->figures_changed);
    nd_put_text(out, "\t");
    nd_put_text(out, pair->note);
    nd_put_newline(out);
}

void nd_write_pairs_tsv(const nd_result *result, const nd_write_options *options, nd_out *out) {
    (void)options;
    nd_pair pair;
    nd_put_text(out, "id_a\tid_b\trelation\tcoverage_a\tcoverage_b\tjaccard\tpassages\t"
                     "longest_passage_words\tfigures_changed\tnote");
    nd_put_newline(out);
    for (uint64_t at = 0; !out->status && nd_result_next_pair(result, &at, &pair);) {
        struct sides sides = sides_of(result, &pair);
        put_tsv_row(&pair, &sides, out);
    }
}

void nd_write_pairs_jsonl(const nd_result *result, const nd_write_options *options, nd_out *out) {
    nd_pair    pair;
    nd_summary summary;
    nd_put_json_header(out, options);
    for (uint64_t at = 0; !out->status && nd_result_next_pair(result, &at, &pair);)
        nd_put_json_pair(result, &pair, out);
    nd_result_summary(result, &summary);
    nd_put_json_summary(out, &summary);
}
