/*
 * support.c - one table of the shingles of all members, with the number of members that hold each; then
 * one walk over each member, in runs of words that are or are not in the consensus.
 */
#include "match/support.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "sketch/minhash.h"
#include "text/shingle.h"

#define SHORT_LINE_HALVES (2 * 8) /* links, buttons, bylines; hard-wrapped prose has 9 to 14 */

struct support {
    uint64_t shingle; /* 0: free */
    uint32_t members, last; /* how many texts hold it; the last that was counted, plus one */
    uint32_t marked;        /* the last in which it was marked, plus one */
};

struct table {
    struct support *slots;
    size_t          mask;
    nd_buf          shingles, shared; /* of the text at hand; its tokens in the consensus, a byte each */
    nd_masker       masker;
};

static struct support *find(const struct table *table, uint64_t shingle) {
    size_t at = shingle & table->mask;
    while (table->slots[at].shingle && table->slots[at].shingle != shingle) at = (at + 1) & table->mask;
    return &table->slots[at];
}

/* Leaves the shingles of the text in the table's buffer. Returns how many, or a negative status. */
static int list_shingles(struct table *table, nd_text text, size_t *count, nd_error *error) {
    *count = nd_shingle_count(text.count, ND_MINHASH_SHINGLE);
    table->shingles.size = 0;
    int status = nd_buf_reserve(&table->shingles, *count * sizeof(uint64_t), error);
    if (status) return status;
    uint64_t *shingles = (uint64_t *)table->shingles.data;
    nd_shingles(text.tokens, text.count, ND_MINHASH_SHINGLE, shingles);
    for (size_t i = 0; i < *count; i++) shingles[i] |= shingles[i] == 0;
    return ND_OK;
}

static int add_text(struct table *table, nd_text text, uint32_t member, nd_error *error) {
    size_t count;
    int    status = list_shingles(table, text, &count, error);
    if (status) return status;
    const uint64_t *shingles = (const uint64_t *)table->shingles.data;
    for (size_t i = 0; i < count; i++) {
        struct support *slot = find(table, shingles[i]);
        slot->shingle = shingles[i];
        if (slot->last == member + 1) continue;
        slot->last = member + 1;
        slot->members++;
    }
    return ND_OK;
}

/* A shingle counts at its first place only: what a text says twice (captions mostly) makes it no more
 * complete. */
static int mark_shared(struct table *table, nd_text text, uint32_t member, nd_error *error) {
    size_t count;
    int    status = list_shingles(table, text, &count, error);
    table->shared.size = 0;
    if (!status) status = nd_buf_reserve(&table->shared, text.count + UINT64_C(1), error);
    if (status) return status;
    memset(table->shared.data, 0, text.count);
    const uint64_t *shingles = (const uint64_t *)table->shingles.data;
    for (size_t i = 0; i < count; i++) {
        struct support *slot = find(table, shingles[i]);
        if (slot->members < 2 || slot->marked == member + 1) continue;
        slot->marked = member + 1;
        for (size_t j = i; j < i + ND_MINHASH_SHINGLE && j < text.count; j++) table->shared.data[j] = 1;
    }
    return ND_OK;
}

/* ---- judging what is a text's own ------------------------------------------------------------- */

struct walk {
    nd_text        text;
    const uint8_t *shared, *masks; /* masks may be NULL */
    uint32_t       first_shared, last_shared;
    nd_profile    *profile;
};

static uint32_t line_end(nd_text text, uint32_t begin) {
    uint32_t end = begin + 1;
    while (end < text.count && !(text.tokens[end] & ND_TOKEN_LINE)) end++;
    return end;
}

static uint32_t count_halves(nd_text text, uint32_t begin, uint32_t end) {
    uint32_t halves = 0;
    for (; begin < end; begin++) halves += nd_token_halves(text.tokens[begin]);
    return halves;
}

/* Whether the line that word `at` stands in is short; looks at no more of it than it needs. */
static int is_in_short_line(nd_text text, uint32_t at) {
    uint32_t halves = nd_token_halves(text.tokens[at]);
    for (uint32_t i = at + 1; i < text.count && !(text.tokens[i] & ND_TOKEN_LINE) && halves < SHORT_LINE_HALVES; i++)
        halves += nd_token_halves(text.tokens[i]);
    for (uint32_t i = at; i > 0 && !(text.tokens[i] & ND_TOKEN_LINE) && halves < SHORT_LINE_HALVES; i--)
        halves += nd_token_halves(text.tokens[i - 1]);
    return halves < SHORT_LINE_HALVES;
}

/* Words of the run that are furniture, or stand in short lines. */
static uint32_t count_scraps(const struct walk *walk, uint32_t begin, uint32_t end) {
    uint32_t scraps = 0;
    for (uint32_t line = begin; line < end;) {
        uint32_t stop = line_end(walk->text, line);
        if (stop > end) stop = end;
        if (is_in_short_line(walk->text, line)) scraps += count_halves(walk->text, line, stop);
        else
            for (uint32_t i = line; i < stop; i++)
                if (walk->masks && walk->masks[i] & ND_MASK_FURNITURE) scraps += nd_token_halves(walk->text.tokens[i]);
        line = stop;
    }
    return scraps;
}

static void judge_run(const struct walk *walk, uint32_t begin, uint32_t end) {
    nd_profile *profile = walk->profile;
    uint32_t    halves = count_halves(walk->text, begin, end), scraps = count_scraps(walk, begin, end);
    int         is_inside = begin > walk->first_shared && end <= walk->last_shared;
    if (begin > walk->last_shared) {
        profile->continuation += halves - scraps;
        profile->surplus += scraps;
    } else if (is_inside && 2 * halves > profile->consensus) {
        profile->surplus += halves;
    } else {
        profile->surplus += scraps;
    }
}

static void judge(struct walk *walk) {
    uint32_t count = walk->text.count;
    *walk->profile = (nd_profile){0};
    walk->first_shared = count;
    walk->last_shared = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!walk->shared[i]) continue;
        if (walk->first_shared == count) walk->first_shared = i;
        walk->last_shared = i;
        if (!walk->masks || !(walk->masks[i] & ND_MASK_FURNITURE))
            walk->profile->consensus += nd_token_halves(walk->text.tokens[i]);
    }
    for (uint32_t begin = 0, end; begin < count; begin = end) {
        for (end = begin; end < count && walk->shared[end] == walk->shared[begin];) end++;
        if (!walk->shared[begin]) judge_run(walk, begin, end);
    }
}

static int open_table(struct table *table, const nd_collection *collection, const uint32_t *texts, uint32_t count,
                      nd_error *error) {
    size_t tokens = 0, slots = 64;
    for (uint32_t i = 0; i < count; i++) tokens += nd_collection_tokens(collection, texts[i]).count;
    while (slots < 2 * tokens) slots *= 2;
    table->slots = calloc(slots, sizeof *table->slots);
    table->mask = slots - 1;
    return table->slots ? ND_OK : nd_fail_memory(error);
}

int nd_support_profile(const nd_collection *collection, const nd_statistics *statistics, const uint32_t *texts,
                       uint32_t count, nd_profile *profiles, nd_error *error) {
    struct table table = {0};
    int          status = open_table(&table, collection, texts, count, error);
    for (uint32_t i = 0; i < count && !status; i++)
        status = add_text(&table, nd_collection_tokens(collection, texts[i]), i, error);
    for (uint32_t i = 0; i < count && !status; i++) {
        struct walk walk = {.text = nd_collection_tokens(collection, texts[i]), .profile = &profiles[i]};
        status = mark_shared(&table, walk.text, i, error);
        if (!status) status = nd_masker_mask(&table.masker, statistics, collection, texts[i], &walk.masks, error);
        walk.shared = table.shared.data;
        if (!status) judge(&walk);
    }
    free(table.slots);
    nd_buf_free(&table.shingles);
    nd_buf_free(&table.shared);
    nd_masker_free(&table.masker);
    return status;
}
