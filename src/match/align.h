/*
 * align.h - verification: what two texts have in common, found on their tokens.
 *
 * From chains of equal runs follow coverage both ways, the shared passages, and which numbers of one text
 * stand as other numbers in the other. A sentence that stands twice in one text is counted once.
 */
#ifndef ND_ALIGN_H
#define ND_ALIGN_H

#include "match/chain.h"
#include "match/statistics.h"

/* Equal words that a passage has at least; shorter ones are formulas of the trade. */
#define ND_PASSAGE_WORDS 8

/* Equal words in one that need not be uninterrupted: no form letter has so many. */
#define ND_LONG_PASSAGE_WORDS 64

/* One of the two texts. `masks` is NULL where nothing is masked. */
typedef struct nd_side {
    nd_text        text;
    const uint8_t *masks;
    uint32_t       halves; /* all words, times two; 0: not known */
} nd_side;

typedef struct nd_alignment {
    uint32_t       covered_a, covered_b; /* words in shared passages, times two, without furniture */
    uint32_t       halves_a, halves_b;   /* all words, times two, without furniture */
    uint32_t       equal;                /* equal words in shared passages, times two, without furniture */
    uint32_t       facts;                /* figures and names in the chains, if any changed: equal or changed */
    uint32_t       figures_changed;      /* numbers that stand as another number at the same place */
    uint32_t       names_changed;        /* names that stand as another name at the same place */
    uint32_t       figures_for_words;    /* places where few words with figures stand as few without */
    uint32_t       damage;               /* the share of the words that is damaged, of ND_WHOLE; 0: none is seen */
    uint32_t       damage_least;         /* what it takes to be no edits */
    uint32_t       span_count;           /* shared passages */
    const nd_span *spans;                /* by a_begin; borrowed until the next alignment */
} nd_alignment;

/* What is between equal words, as nd_spans in the order of the chains: kept where an alignment is explained. */
typedef struct nd_details {
    nd_buf differences; /* words within passages that stand as others, or are dropped or added */
    nd_buf figures;     /* nd_alignment.figures_changed numbers, a span each */
    nd_buf names;       /* nd_alignment.names_changed names, a span each */
    nd_buf figures_for_words; /* nd_alignment.figures_for_words places, a span each */
} nd_details;

void nd_details_clear(nd_details *details);
void nd_details_free(nd_details *details);

/* Working space of one thread, and the text A in it. Zero it before its first use. */
typedef struct nd_aligner {
    nd_side    a, b;
    uint32_t   halves_a; /* words of A, times two, without furniture */
    nd_chainer chainer;
    nd_buf     filled, segments; /* of the chain at hand */
    nd_buf     spans;
    nd_buf     stating;      /* the words of A in equal runs that are no furniture: facts may stand there */
    uint32_t   damage;       /* that is known of: nd_alignment.damage */
    nd_buf     shingles;     /* of the text at hand, for Jaccard */
    nd_buf     set_a, set_b; /* uint64_t: those of A; those of B that A has not */
    nd_buf     met;          /* uint32_t: [slot of set_a] the last text B that has it, counted by `meetings` */
    uint32_t   distinct_a, meetings;
    int        jaccard_ready; /* the set of A is made */
    nd_details *details;      /* emptied and filled by every alignment; NULL: nothing is kept */
} nd_aligner;

void nd_aligner_free(nd_aligner *aligner);

/* Makes `a` the first text of the alignments to come; it must stay. */
int nd_aligner_set(nd_aligner *aligner, nd_side a, nd_error *error);

/* Aligns A with `b`. */
int nd_aligner_align(nd_aligner *aligner, nd_side b, nd_alignment *out, nd_error *error);

/* Jaccard similarity of the sets of 5-word shingles of A and the last `b`, times 65536 (jaccard.c). */
int nd_aligner_jaccard(nd_aligner *aligner, uint32_t *out, nd_error *error);

/* The same of two texts that are not aligned; nd_aligner_set must come before the next that are. What is made of
 * `a` stays for those after it. */
int nd_aligner_compare(nd_aligner *aligner, nd_text a, nd_text b, uint32_t *out, nd_error *error);

#endif
