/*
 * support.c - one table of the shingles of all members, with the number of members that hold each; then
 * one walk over each member, in runs of words that are or are not in the consensus. Two members have in common what
 * they have less than the table; of more, one is marked in the table for the others.
 */
#include "match/support.h"

#include <string.h>

#include "base/error.h"
#include "sketch/minhash.h"
#include "text/shingle.h"

#define SHORT_LINE_HALVES (2 * 8) /* links, buttons, bylines; hard-wrapped prose has 9 to 14 */

#define MARKED UINT32_MAX

struct support {
    uint64_t shingle; /* 0: free */
    uint32_t members; /* how many texts hold it; in the end MARKED if one does */
    uint32_t last;    /* the last walk that met it: of text i, i + 1 when it is counted, `count` more when marked */
};

static inline size_t find(const struct support *slots, size_t mask, uint64_t shingle) {
    size_t at = shingle & mask;
    while (slots[at].shingle && slots[at].shingle != shingle) at = (at + 1) & mask;
    return at;
}

/* Counts the text for each of its shingles, and leaves their slots in `places`, which has room. */
static void add_text(nd_supporter *supporter, nd_text text, uint32_t walk) {
    struct support *slots = (struct support *)supporter->slots.data;
    uint64_t       *places = (uint64_t *)(supporter->places.data + supporter->places.size);
    size_t          count = nd_shingle_count(text.count, ND_MINHASH_SHINGLE), mask = supporter->slot_mask;
    uint32_t        distinct = 0, used = 0;
    nd_shingles(text.tokens, text.count, ND_MINHASH_SHINGLE, places);
    for (size_t i = 0; i < count; i++) {
        uint64_t        shingle = places[i] | (places[i] == 0);
        struct support *slot = &slots[places[i] = find(slots, mask, shingle)];
        uint32_t        is_first = slot->last != walk;
        used += slot->shingle == 0;
        slot->shingle = shingle;
        slot->members += is_first;
        slot->last = walk;
        distinct += is_first;
    }
    supporter->used += used;
    supporter->places.size += count * sizeof *places;
    ((uint32_t *)supporter->distinct.data)[walk - 1] = distinct;
}

/* Marks the words of the text that are in the consensus. A shingle counts at its first place only: what a text
 * says twice (captions mostly) makes it no more complete. */
static int mark_shared(nd_supporter *supporter, nd_text text, const uint64_t *places, uint32_t walk, nd_error *error) {
    struct support *slots = (struct support *)supporter->slots.data;
    size_t          count = nd_shingle_count(text.count, ND_MINHASH_SHINGLE), marked = 0;
    int             status = nd_zeros(&supporter->shared, text.count, 1, error);
    uint8_t        *shared = supporter->shared.data;
    for (size_t i = 0; i < count && !status; i++) {
        struct support *slot = &slots[places[i]];
        if (slot->members < 2 || slot->last == walk) continue;
        slot->last = walk;
        size_t begin = marked > i ? marked : i, end = i + ND_MINHASH_SHINGLE;
        if (end > text.count) end = text.count;
        for (marked = end; begin < end; begin++) shared[begin] = 1;
    }
    return status;
}

/* ---- judging what is a text's own ------------------------------------------------------------- */

struct walk {
    nd_text        text;
    const uint8_t *shared, *masks; /* masks may be NULL */
    uint32_t       first_shared, last_shared;
    nd_profile    *profile;
};

/* Looks no further than `limit`: a long text may be one line. */
static uint32_t line_end(nd_text text, uint32_t begin, uint32_t limit) {
    uint32_t end = begin + 1;
    while (end < limit && !(text.tokens[end] & ND_TOKEN_LINE)) end++;
    return end;
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
        uint32_t stop = line_end(walk->text, line, end);
        if (is_in_short_line(walk->text, line)) scraps += nd_text_halves(&walk->text, line, stop);
        else
            for (uint32_t i = line; i < stop; i++)
                if (walk->masks && walk->masks[i] & ND_MASK_FURNITURE) scraps += nd_token_halves(walk->text.tokens[i]);
        line = stop;
    }
    return scraps;
}

static void judge_run(const struct walk *walk, uint32_t begin, uint32_t end) {
    nd_profile *profile = walk->profile;
    uint32_t    halves = nd_text_halves(&walk->text, begin, end), scraps = count_scraps(walk, begin, end);
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

/* Where the words end that are shared as the first is, or are not. */
static uint32_t run_end(const struct walk *walk, uint32_t begin) {
    const uint8_t *other = memchr(walk->shared + begin, !walk->shared[begin], walk->text.count - begin);
    return other ? (uint32_t)(other - walk->shared) : walk->text.count;
}

/* Adds a shared run to the consensus; furniture does not count. */
static void take_shared(struct walk *walk, uint32_t begin, uint32_t end) {
    if (walk->first_shared == walk->text.count) walk->first_shared = begin;
    walk->last_shared = end - 1;
    walk->profile->consensus += nd_text_halves(&walk->text, begin, end);
    for (uint32_t i = begin; walk->masks && i < end; i++)
        if (walk->masks[i] & ND_MASK_FURNITURE) walk->profile->consensus -= nd_token_halves(walk->text.tokens[i]);
}

static void judge(struct walk *walk) {
    uint32_t count = walk->text.count;
    *walk->profile = (nd_profile){0};
    walk->first_shared = count;
    walk->last_shared = 0;
    for (uint32_t begin = 0, end; begin < count; begin = end) {
        end = run_end(walk, begin);
        if (walk->shared[begin]) take_shared(walk, begin, end);
    }
    for (uint32_t begin = 0, end; begin < count; begin = end) {
        end = run_end(walk, begin);
        if (!walk->shared[begin]) judge_run(walk, begin, end);
    }
}

/* Slots for all shingles of the texts, one in three free at least, and room for the places of all. */
static int open_table(nd_supporter *supporter, const nd_collection *collection, const uint32_t *texts, uint32_t count,
                      nd_error *error) {
    size_t tokens = 0, slots = 64;
    for (uint32_t i = 0; i < count; i++) tokens += nd_collection_tokens(collection, texts[i]).count;
    while (slots < tokens + tokens / 2) slots *= 2;
    supporter->slot_mask = slots - 1;
    supporter->used = 0;
    supporter->places.size = 0;
    int status = nd_buf_reserve(&supporter->places, (tokens + 1) * sizeof(uint64_t), error);
    if (!status) status = nd_zeros(&supporter->distinct, count, sizeof(uint32_t), error);
    return status ? status : nd_zeros(&supporter->slots, slots, sizeof(struct support), error);
}

int nd_support_profile(nd_supporter *supporter, const nd_cluster_texts *of, nd_profile *profiles, nd_error *error) {
    const nd_collection *collection = of->collection;
    int                  status = open_table(supporter, collection, of->texts, of->count, error);
    for (uint32_t i = 0; i < of->count && !status; i++)
        add_text(supporter, nd_collection_tokens(collection, of->texts[i]), i + 1);
    const uint64_t *places = (const uint64_t *)supporter->places.data;
    for (uint32_t i = 0; i < of->count && !status; i++) {
        struct walk walk = {.text = nd_collection_tokens(collection, of->texts[i]), .profile = &profiles[i]};
        status = mark_shared(supporter, walk.text, places, of->count + i + 1, error);
        places += nd_shingle_count(walk.text.count, ND_MINHASH_SHINGLE);
        if (!status)
            status = nd_masker_mask(&supporter->masker, of->statistics, collection, of->texts[i], &walk.masks, error);
        walk.shared = supporter->shared.data;
        if (!status) judge(&walk);
    }
    return status;
}

/* ---- what two of them have in common ---------------------------------------------------------- */

/* The slots of a text in the order of its shingles. */
static const uint64_t *slots_of(const nd_supporter *supporter, const nd_cluster_texts *of, uint32_t number) {
    const uint64_t *places = (const uint64_t *)supporter->places.data;
    for (uint32_t i = 0; i < number; i++)
        places += nd_shingle_count(nd_collection_tokens(of->collection, of->texts[i]).count, ND_MINHASH_SHINGLE);
    return places;
}

static size_t shingles_of(const nd_cluster_texts *of, uint32_t number) {
    return nd_shingle_count(nd_collection_tokens(of->collection, of->texts[number]).count, ND_MINHASH_SHINGLE);
}

/* How many different shingles among these are marked. */
static uint32_t count_marked(nd_supporter *supporter, const uint64_t *places, size_t count, uint32_t walk) {
    struct support *slots = (struct support *)supporter->slots.data;
    uint32_t        marked = 0;
    for (size_t i = 0; i < count; i++) {
        struct support *slot = &slots[places[i]];
        marked += slot->members == MARKED && slot->last != walk;
        slot->last = walk;
    }
    return marked;
}

static uint32_t share(uint64_t common, uint64_t either) {
    return either ? (uint32_t)(common * 65536 / either) : 0;
}

void nd_support_jaccard(nd_supporter *supporter, const nd_cluster_texts *of, uint32_t one, uint32_t *jaccard) {
    struct support *slots = (struct support *)supporter->slots.data;
    const uint32_t *distinct = (const uint32_t *)supporter->distinct.data;
    if (of->count == 2) {
        jaccard[one] = 65536;
        jaccard[1 - one] = share((uint64_t)distinct[0] + distinct[1] - supporter->used, supporter->used);
        return;
    }
    const uint64_t *places = slots_of(supporter, of, one);
    for (size_t i = 0; i < shingles_of(of, one); i++) slots[places[i]].members = MARKED;
    places = (const uint64_t *)supporter->places.data;
    for (uint32_t i = 0; i < of->count; places += shingles_of(of, i++)) {
        uint32_t marked = count_marked(supporter, places, shingles_of(of, i), 2 * of->count + i + 1);
        jaccard[i] = share(marked, (uint64_t)distinct[i] + distinct[one] - marked);
    }
}

void nd_supporter_free(nd_supporter *supporter) {
    nd_buf_free(&supporter->slots);
    nd_buf_free(&supporter->places);
    nd_buf_free(&supporter->distinct);
    nd_buf_free(&supporter->shared);
    nd_masker_free(&supporter->masker);
}
