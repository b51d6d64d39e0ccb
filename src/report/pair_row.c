/*
 * pair_row.c - the names of these members are those of the columns of the table of pairs.
 */
#include "report/pair_row.h"

#include "report/escape.h"
#include "report/number.h"

static void put_pair_share(nd_out *out, const char *name, double share) {
    nd_put_text(out, name);
    nd_put_share(out, share);
}

static void put_pair_count(nd_out *out, const char *name, uint64_t count) {
    nd_put_text(out, name);
    nd_put_count(out, count);
}

void nd_put_json_pair(const nd_result *result, const nd_pair *pair, nd_out *out) {
    nd_document a, b;
    nd_result_document(result, pair->a, &a);
    nd_result_document(result, pair->b, &b);
    nd_put_text(out, "{\"type\":\"pair\",\"id_a\":");
    nd_put_json(out, a.id);
    nd_put_text(out, ",\"id_b\":");
    nd_put_json(out, b.id);
    nd_put_text(out, ",\"relation\":");
    nd_put_json_text(out, nd_relation_name(pair->relation));
    put_pair_share(out, ",\"coverage_a\":", pair->coverage_a);
    put_pair_share(out, ",\"coverage_b\":", pair->coverage_b);
    put_pair_share(out, ",\"jaccard\":", pair->jaccard);
    put_pair_count(out, ",\"passages\":", pair->passages);
    put_pair_count(out, ",\"longest_passage_words\":", pair->longest_passage_words);
    put_pair_count(out, ",\"figures_changed\":", pair->figures_changed);
    nd_put_text(out, ",\"note\":");
    nd_put_json_text(out, pair->note);
    nd_put_text(out, "}");
    nd_put_newline(out);
}
