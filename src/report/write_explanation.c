/*
 * write_explanation.c - an explanation for people: who, the verdict in a sentence, the figures, the rules
 * in the order in which they were asked, the figures that changed, how each article is tied into its
 * group, and the passages. Which rule decided, and with which numbers, comes from where it was decided.
 */
#include <string.h>

#include "report/escape.h"
#include "report/explanation.h"
#include "report/group_list.h"
#include "report/number.h"
#include "report/side_by_side.h"

#define FACTS_SHOWN 40
#define RULE_COLUMNS  30 /* "coverage both ways, short text" */

struct page {
    const nd_explanation *e;
    nd_out               *out;
    nd_group_list         groups;
};

static void put_bold(const struct page *page, const char *text) {
    if (page->e->options->colour) nd_put_text(page->out, "\x1b[1m");
    nd_put_text(page->out, text);
    if (page->e->options->colour) nd_put_text(page->out, "\x1b[0m");
}

static void put_heading(const struct page *page, const char *text) {
    nd_put_newline(page->out);
    put_bold(page, text);
    nd_put_newline(page->out);
}

static void put_padded(nd_out *out, const char *text, size_t columns) {
    size_t size = strlen(text);
    nd_put_text(out, text);
    nd_put_spaces(out, size < columns ? columns - size : 0);
}

static void put_id_at(const struct page *page, uint64_t index) {
    nd_put_shown(page->out, nd_document_at(page->e->result, index).id);
}

/* ---- articles --------------------------------------------------------------------------------- */

static void put_group(const struct page *page, const char *before, uint64_t index) {
    nd_group group;
    if (index == ND_NONE) return;
    nd_result_group(page->e->result, index, &group);
    nd_put_text(page->out, before);
    nd_put(page->out, group.id, 2 + nd_group_list_digits(&page->groups, group.id));
}

static void put_article(const struct page *page, const char *letter, const nd_document *document) {
    put_bold(page, letter);
    nd_put_text(page->out, "  ");
    nd_put_shown(page->out, document->id);
    nd_put_text(page->out, ": ");
    nd_put_counted(page->out, document->words, "word");
    if (!page->e->options->alone) {
        nd_put_text(page->out, ", ");
        nd_put_text(page->out, nd_role_name(document->role));
        put_group(page, ", cluster ", document->cluster);
        put_group(page, ", story ", document->story);
    }
    nd_put_newline(page->out);
}

/* ---- the verdict ------------------------------------------------------------------------------ */

static const char *sentence_of(nd_relation relation) {
    switch (relation) {
    case ND_IDENTICAL: return "A and B have the same words";
    case ND_NEAR_DUPLICATE: return "A and B are near-duplicates";
    case ND_EXCERPT: return "A is an excerpt of B";
    case ND_EXTENDED: return "A is an extended version of B";
    case ND_SHARES_PASSAGES: return "A and B share passages and are no copies";
    case ND_TEMPLATE: return "A and B have the same form with other facts (template) and are no copies";
    case ND_UNRELATED: break;
    }
    return "A and B are unrelated";
}

/* Something other than the words forbids the pair: the note says what. */
static int is_refused(const nd_pair *pair) {
    return pair->relation == ND_UNRELATED && pair->note[0];
}

static int is_copy(nd_relation relation) {
    return relation != ND_UNRELATED && relation != ND_SHARES_PASSAGES && relation != ND_TEMPLATE;
}

/* What became of the pair where groups were made. */
static void put_outcome(const struct page *page) {
    const nd_comparison *c = &page->e->comparison;
    int                  copies = is_copy(c->pair.relation);
    if (copies == c->one_cluster) {
        if (page->e->options->alone) return;
        nd_put_text(page->out, copies ? ", in one cluster" : ", not in one cluster");
    } else if (c->one_cluster) {
        nd_put_text(page->out, ", yet in one cluster, through other members");
    } else {
        nd_put_text(page->out, ", yet not in one cluster: ");
        nd_put_text(page->out, c->was_aligned ? c->pair.note : "the run did not compare them");
    }
}

static void put_verdict(const struct page *page) {
    nd_put_newline(page->out);
    const nd_pair *pair = &page->e->comparison.pair;
    if (is_refused(pair)) {
        put_bold(page, "A and B would be related, but are refused");
        nd_put_text(page->out, " (");
        nd_put_text(page->out, pair->note);
        nd_put_text(page->out, ")");
    } else {
        put_bold(page, sentence_of(pair->relation));
    }
    put_outcome(page);
    nd_put_newline(page->out);
}

static void put_coverage(const struct page *page, const char *what, double share, const uint32_t words[2]) {
    nd_put_text(page->out, "  ");
    nd_put_percent(page->out, share);
    nd_put_text(page->out, what);
    nd_put_count(page->out, words[0]);
    nd_put_text(page->out, " of ");
    nd_put_counted(page->out, words[1], "word");
    nd_put_newline(page->out);
}

/* What the verdict rests on, where that is not what the run did. */
static void put_basis(const struct page *page) {
    const char *basis = NULL;
    if (page->e->options->alone)
        basis = "  no statistics were used: two articles cannot tell furniture from text";
    else if (!page->e->comparison.was_aligned)
        basis = "  too little pointed to this pair: it is judged now, as the run would have done";
    if (!basis) return;
    nd_put_text(page->out, basis);
    nd_put_newline(page->out);
}

static void put_scores(const struct page *page) {
    const nd_comparison *c = &page->e->comparison;
    put_coverage(page, " of A is in B: ", c->pair.coverage_a, (const uint32_t[2]){c->covered_a, c->words_a});
    put_coverage(page, " of B is in A: ", c->pair.coverage_b, (const uint32_t[2]){c->covered_b, c->words_b});
    nd_put_text(page->out, "  Jaccard similarity ");
    nd_put_share(page->out, c->pair.jaccard);
    nd_put_newline(page->out);
    put_basis(page);
}

/* ---- rules ------------------------------------------------------------------------------------ */

static void put_value(nd_out *out, nd_unit unit, double value) {
    if (unit == ND_UNIT_SHARE) nd_put_share(out, value);
    else nd_put_count(out, (uint64_t)value);
}

/* "0.66, 0.79 without damage, at least 0.7" */
static void put_measure(nd_out *out, const nd_check *check) {
    put_value(out, check->unit, check->measured);
    if (check->value != check->measured) {
        nd_put_text(out, ", ");
        put_value(out, check->unit, check->value);
        nd_put_text(out, " without damage");
    }
    if (check->unit == ND_UNIT_SHARE && check->threshold > 1) {
        nd_put_text(out, ", which is off");
        return;
    }
    nd_put_text(out, check->is_most ? ", at most " : ", at least ");
    put_value(out, check->unit, check->threshold);
    if (check->unit == ND_UNIT_WORDS) nd_put_text(out, " words");
}

static void put_rules(const struct page *page) {
    const nd_comparison *c = &page->e->comparison;
    put_heading(page, "Rules, in the order in which they were asked");
    for (uint32_t i = 0; i < c->check_count; i++) {
        const nd_check *check = &c->checks[i];
        nd_put_text(page->out, check->is_met ? "  met     " : "  missed  ");
        put_padded(page->out, check->rule, RULE_COLUMNS + 2);
        put_measure(page->out, check);
        if (check->decides) nd_put_text(page->out, "   <- decides");
        nd_put_newline(page->out);
    }
}

/* On one line, wherever the text breaks its lines. */
static void put_words(nd_out *out, nd_string words) {
    while (words.size) {
        size_t size = 0, blanks;
        while (size < words.size && !strchr(" \t\r\n", words.data[size])) size++;
        for (blanks = size; blanks < words.size && strchr(" \t\r\n", words.data[blanks]);) blanks++;
        nd_put_shown(out, (nd_string){words.data, size});
        words = (nd_string){words.data + blanks, words.size - blanks};
        if (size && words.size) nd_put_text(out, " ");
    }
}

static void put_facts(const struct page *page, const char *heading, const nd_difference *facts, size_t count) {
    const nd_explanation *e = page->e;
    if (!count) return;
    put_heading(page, heading);
    nd_put_text(page->out, "  ");
    nd_put_count(page->out, count);
    nd_put_text(page->out, ": ");
    for (size_t i = 0; i < count && i < FACTS_SHOWN; i++) {
        if (i) nd_put_text(page->out, ", ");
        put_words(page->out, nd_explanation_bytes(e, 0, facts[i].at));
        nd_put_text(page->out, " -> ");
        put_words(page->out, nd_explanation_bytes(e, 1, facts[i].in));
    }
    if (count > FACTS_SHOWN) {
        nd_put_text(page->out, " and ");
        nd_put_count(page->out, count - FACTS_SHOWN);
        nd_put_text(page->out, " more");
    }
    nd_put_newline(page->out);
}

/* ---- how an article is tied in ---------------------------------------------------------------- */

static void put_tie(const struct page *page, const nd_document *document) {
    nd_out *out = page->out;
    if (document->via != ND_NONE) {
        nd_put_text(out, " -> ");
        put_id_at(page, document->via);
    }
    nd_put_text(out, " -> ");
    put_id_at(page, document->canonical);
    nd_put_text(out, ": ");
    nd_put_percent(out, document->coverage);
    nd_put_text(out, document->via != ND_NONE ? " of it in the first" : " of it there");
    nd_put_text(out, ", which it covers to ");
    nd_put_percent(out, document->canonical_coverage);
}

static void put_standing_for(const struct page *page, const nd_document *canonical) {
    nd_group group;
    uint64_t index = canonical->cluster != ND_NONE ? canonical->cluster : canonical->story;
    nd_result_group(page->e->result, index, &group);
    nd_put_text(page->out, " stands for ");
    nd_put_counted(page->out, group.size, "article");
    nd_put_text(page->out, ": ");
    nd_put_text(page->out, canonical->rule);
}

/* The path to the article that stands for the group, or why it is this one. */
static void put_path(const struct page *page, const char *letter, const nd_document *document) {
    nd_put_text(page->out, "  ");
    nd_put_text(page->out, letter);
    if (document->role == ND_ROLE_CANONICAL) {
        put_standing_for(page, document);
    } else if (document->canonical == ND_NONE) {
        nd_put_text(page->out, " is in no group: ");
        nd_put_text(page->out, document->rule);
    } else {
        put_tie(page, document);
    }
    nd_put_newline(page->out);
}

/* ---- passages --------------------------------------------------------------------------------- */

static void put_passage_line(const struct page *page, size_t number, const nd_passage *passage) {
    nd_out *out = page->out;
    nd_put_newline(out);
    nd_put_text(out, "  ");
    nd_put_count(out, number);
    nd_put_text(out, " of ");
    nd_put_count(out, page->e->comparison.passage_count);
    nd_put_text(out, ": ");
    nd_put_counted(out, passage->words, "word");
    nd_put_text(out, ", bytes ");
    nd_put_count(out, passage->at[0]);
    nd_put_text(out, "-");
    nd_put_count(out, passage->at[1]);
    nd_put_text(out, " of A, ");
    nd_put_count(out, passage->in[0]);
    nd_put_text(out, "-");
    nd_put_count(out, passage->in[1]);
    nd_put_text(out, " of B");
    if (!passage->story_words) nd_put_text(out, "; many articles hold it: it ties no story");
    nd_put_newline(out);
}

static void put_passages(const struct page *page) {
    const nd_comparison *c = &page->e->comparison;
    nd_side_by_side      space = {.next = 0};
    if (!c->passage_count) return;
    put_heading(page,
                c->difference_count ? "Shared passages, [-only in A-] {+only in B+}" : "Shared passages");
    for (size_t i = 0; i < c->passage_count && !page->out->status; i++) {
        put_passage_line(page, i + 1, &c->passages[i]);
        nd_put_side_by_side(&space, page->e, &c->passages[i], page->out);
    }
    nd_side_by_side_free(&space);
}

/* ---- one article ------------------------------------------------------------------------------ */

static void put_place(const struct page *page) {
    const nd_document *document = &page->e->a;
    put_heading(page, "Why it is there");
    put_path(page, "A", document);
    if (document->role == ND_ROLE_CANONICAL || document->canonical == ND_NONE) return;
    nd_put_text(page->out, "  rule: ");
    nd_put_text(page->out, document->rule);
    nd_put_newline(page->out);
    nd_put_text(page->out, "  ");
    put_id_at(page, document->canonical);
    nd_document canonical = nd_document_at(page->e->result, document->canonical);
    put_standing_for(page, &canonical);
    nd_put_newline(page->out);
}

static void put_refused_row(const struct page *page, const nd_refused *refused) {
    nd_out *out = page->out;
    nd_put_text(out, "  ");
    put_padded(out, nd_relation_name(refused->pair.relation), sizeof "shares-passages" + 1);
    nd_put_shown(out, refused->document.id);
    nd_put_text(out, ": ");
    nd_put_percent(out, refused->pair.coverage_a);
    nd_put_text(out, " of A in it, ");
    nd_put_percent(out, refused->pair.coverage_b);
    nd_put_text(out, " of it in A; ");
    if (is_copy(refused->pair.relation)) {
        nd_put_text(out, refused->pair.note);
    } else {
        nd_put_text(out, refused->reason.rule);
        nd_put_text(out, " ");
        put_measure(out, &refused->reason);
    }
    nd_put_newline(out);
}

static void put_refused(const struct page *page) {
    put_heading(page, "Nearest articles that are not in its cluster");
    for (size_t i = 0; i < page->e->refused_count; i++) put_refused_row(page, &page->e->refused[i]);
    if (page->e->refused_count) return;
    nd_put_text(page->out, "  none: no other article has enough in common with it to be compared");
    nd_put_newline(page->out);
}

static void put_pair(const struct page *page) {
    const nd_comparison *comparison = &page->e->comparison;
    put_article(page, "B", &page->e->b);
    put_verdict(page);
    put_scores(page);
    put_rules(page);
    put_facts(page, "Figures that changed, A -> B", comparison->figures, comparison->figure_count);
    put_facts(page, "Figures for words, A -> B", comparison->figures_for_words,
              comparison->figure_for_words_count);
    put_facts(page, "Names that changed, A -> B", comparison->names, comparison->name_count);
    if (!page->e->options->alone) {
        put_heading(page, "How they are tied into groups");
        put_path(page, "A", &page->e->a);
        put_path(page, "B", &page->e->b);
    }
    put_passages(page);
}

void nd_write_explanation(const nd_explanation *explanation, nd_out *out) {
    struct page page = {.e = explanation, .out = out};
    if (!explanation->options->alone)
        out->status = nd_group_list_make(explanation->result, 0, &page.groups, out->error);
    put_article(&page, "A", &explanation->a);
    if (nd_explains_pair(explanation)) {
        put_pair(&page);
    } else {
        put_place(&page);
        put_refused(&page);
    }
    nd_group_list_free(&page.groups);
}
