/*
 * support.c - the shingles of all members in a row, text by text, and a table that tells where each was met first,
 * with the number of members that hold it; then one walk over each member, in runs of words that are or are not in
 * the consensus. Members repeat each other for paragraphs, so a shingle is mostly the one that follows where the last
 * was met before: there it is looked for first, and the table is asked only where texts part. Two members have in
 * common what they have less than the table; of more, one is marked for the others. Cost: linear.
 */
#include "match/support.h"

#include <string.h>

#include "base/error.h"
#include "sketch/minhash.h"
#include "text/shingle.h"

#define SHORT_LINE_HALVES (2 * 8) /* links, buttons, bylines; hard-wrapped prose has 9 to 14 */

#define MARKED UINT32_MAX

/* Where a shingle stands; `members` and `last` are kept where it was met first. */
struct place {
    uint32_t first;   /* the place where it was met first: this one mostly, or one before */
    uint32_t last;    /* the place behind that where it was met last */
    uint32_t members; /* how many texts hold it; in the end MARKED if one does */
    uint32_t repeats; /* whether its own text had it before */
};

/* The shingle at `at` is met again, where it was first at `first`. */
static void meet_again(struct place *places, uint32_t first, uint32_t at, uint32_t begin) {
    uint32_t repeats = places[first].last > begin;
    places[first].members += !repeats;
    places[first].last = at + 1;
    places[at].first = first;
    places[at].repeats = repeats;
}

/* Looks a shingle up that is not where it was expected, or adds it. Returns where it was met last, or `follow`. */
static uint32_t look_up(nd_supporter *supporter, uint32_t at, uint32_t begin, uint32_t follow) {
    uint32_t       *slots = (uint32_t *)supporter->slots.data; /* places plus one; 0: free */
    const uint64_t *hashes = (const uint64_t *)supporter->hashes.data;
    struct place   *places = (struct place *)supporter->places.data;
    size_t          slot = hashes[at] & supporter->slot_mask;
    while (slots[slot] && hashes[slots[slot] - 1] != hashes[at]) slot = (slot + 1) & supporter->slot_mask;
    if (!slots[slot]) {
        slots[slot] = at + 1;
        places[at] = (struct place){.first = at, .last = at + 1, .members = 1};
        supporter->used++;
        return follow;
    }
    follow = places[slots[slot] - 1].last - 1;
    meet_again(places, slots[slot] - 1, at, begin);
    return follow;
}

/* Adds the shingles of a text behind those that there are. Behind new ones, as behind a word that was replaced, the
 * text mostly goes on where it would be without them. */
static void add_text(nd_supporter *supporter, nd_text text, uint32_t *distinct) {
    uint64_t     *hashes = (uint64_t *)supporter->hashes.data;
    struct place *places = (struct place *)supporter->places.data;
    uint32_t      count = (uint32_t)nd_shingle_count(text.count, ND_MINHASH_SHINGLE);
    uint32_t      begin = supporter->count, follow = 0;
    *distinct = 0;
    nd_shingles(text.tokens, text.count, ND_MINHASH_SHINGLE, hashes + begin);
    for (uint32_t at = begin; at < begin + count; at++, follow++) {
        if (follow < at && hashes[follow] == hashes[at]) meet_again(places, places[follow].first, at, begin);
        else follow = look_up(supporter, at, begin, follow);
        *distinct += !places[at].repeats;
    }
    supporter->count += count;
}

/* Marks the words of the text that are in the consensus. A shingle counts at its first place only: what a text
 * says twice (captions mostly) makes it no more complete. Words are marked by runs, of which [from, to) is at hand. */
static int mark_shared(nd_supporter *supporter, nd_text text, uint32_t begin, nd_error *error) {
    const struct place *places = (const struct place *)supporter->places.data;
    size_t              count = nd_shingle_count(text.count, ND_MINHASH_SHINGLE), from = 0, to = 0;
    int                 status = nd_zeros(&supporter->shared, text.count, 1, error);
    if (status) return status;
    for (size_t i = 0; i < count; i++) {
        const struct place *place = &places[begin + i];
        if (place->repeats || places[place->first].members < 2) continue;
        if (i > to) {
            memset(supporter->shared.data + from, 1, to - from);
            from = i;
        }
        to = i + ND_MINHASH_SHINGLE;
    }
    if (to > text.count) to = text.count;
    if (to > from) memset(supporter->shared.data + from, 1, to - from);
    return ND_OK;
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

/* Room for the shingles of the texts, and slots for them, one in three free at least. */
static int open_table(nd_supporter *supporter, const nd_cluster_texts *of, nd_error *error) {
    size_t tokens = 0, slots = 64;
    for (uint32_t i = 0; i < of->count; i++) tokens += nd_collection_tokens(of->collection, of->texts[i]).count;
    if (tokens >= UINT32_MAX) return nd_fail_memory(error); /* there would have to be a hundred gigabytes */
    while (slots < tokens + tokens / 2) slots *= 2;
    supporter->slot_mask = slots - 1;
    supporter->used = supporter->count = 0;
    int status = nd_buf_reserve(&supporter->hashes, (tokens + 1) * sizeof(uint64_t), error);
    if (!status) status = nd_buf_reserve(&supporter->places, (tokens + 1) * sizeof(struct place), error);
    if (!status) status = nd_zeros(&supporter->distinct, of->count, sizeof(uint32_t), error);
    return status ? status : nd_zeros(&supporter->slots, slots, sizeof(uint32_t), error);
}

static uint32_t shingles_of(const nd_cluster_texts *of, uint32_t number) {
    nd_text text = nd_collection_tokens(of->collection, of->texts[number]);
    return (uint32_t)nd_shingle_count(text.count, ND_MINHASH_SHINGLE);
}

int nd_support_profile(nd_supporter *supporter, const nd_cluster_texts *of, nd_profile *profiles, nd_error *error) {
    const nd_collection *collection = of->collection;
    int                  status = open_table(supporter, of, error);
    uint32_t            *distinct = (uint32_t *)supporter->distinct.data;
    for (uint32_t i = 0; i < of->count && !status; i++)
        add_text(supporter, nd_collection_tokens(collection, of->texts[i]), &distinct[i]);
    for (uint32_t i = 0, begin = 0; i < of->count && !status; begin += shingles_of(of, i++)) {
        struct walk walk = {.text = nd_collection_tokens(collection, of->texts[i]), .profile = &profiles[i]};
        status = mark_shared(supporter, walk.text, begin, error);
        if (!status)
            status = nd_masker_mask(&supporter->masker, of->statistics, collection, of->texts[i], &walk.masks, error);
        walk.shared = supporter->shared.data;
        if (!status) judge(&walk);
    }
    return status;
}

/* ---- what two of them have in common ---------------------------------------------------------- */

/* How many different shingles of a text, whose places begin there, are marked. */
static uint32_t count_marked(const struct place *places, uint32_t begin, uint32_t count) {
    uint32_t marked = 0;
    for (uint32_t at = begin; at < begin + count; at++)
        marked += places[places[at].first].members == MARKED && !places[at].repeats;
    return marked;
}

static uint32_t share(uint64_t common, uint64_t either) {
    return either ? (uint32_t)(common * 65536 / either) : 0;
}

void nd_support_jaccard(nd_supporter *supporter, const nd_cluster_texts *of, uint32_t one, uint32_t *jaccard) {
    struct place   *places = (struct place *)supporter->places.data;
    const uint32_t *distinct = (const uint32_t *)supporter->distinct.data;
    uint32_t        begin = 0;
    if (of->count == 2) {
        jaccard[one] = 65536;
        jaccard[1 - one] = share((uint64_t)distinct[0] + distinct[1] - supporter->used, supporter->used);
        return;
    }
    for (uint32_t i = 0; i < one; i++) begin += shingles_of(of, i);
    for (uint32_t i = 0; i < shingles_of(of, one); i++) places[places[begin + i].first].members = MARKED;
    begin = 0;
    for (uint32_t i = 0; i < of->count; begin += shingles_of(of, i++)) {
        uint32_t marked = count_marked(places, begin, shingles_of(of, i));
        jaccard[i] = share(marked, (uint64_t)distinct[i] + distinct[one] - marked);
    }
}

void nd_supporter_free(nd_supporter *supporter) {
    nd_buf_free(&supporter->slots);
    nd_buf_free(&supporter->hashes);
    nd_buf_free(&supporter->places);
    nd_buf_free(&supporter->distinct);
    nd_buf_free(&supporter->shared);
    nd_masker_free(&supporter->masker);
}
