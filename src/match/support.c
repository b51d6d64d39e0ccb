/*
 * support.c - the shingles of all members in a row, text by text, a table that tells where each was met first, and a
 * byte for each that tells whether another member holds it; then one walk over each member, in runs of words that are
 * or are not in the consensus. Members repeat each other for paragraphs, so a shingle is mostly the one that follows
 * where the last was met before: there it is looked for first, and the table is asked only where texts part. Two
 * members have in common what they have less than the table; of more, one is marked for the others. Cost: linear, some
 * 5 ns a word.
 */
#include "match/support.h"

#include <inttypes.h>
#include <string.h>

#include "base/error.h"
#include "sketch/minhash.h"
#include "sketch/shingles.h"
#include "text/shingle.h"

#define SHORT_LINE_HALVES (2 * 8) /* links, buttons, bylines; hard-wrapped prose has 9 to 14 */
#define SLOTS_A_TOKEN 2           /* at least: half of the tokens or more repeat others, and take none */

#define MARKED UINT32_MAX
#define REPEATED (1u << 31) /* with the first place of a shingle: its own text had it before */

/* A place is that of a token, counted through all members; a shingle has that of its last word. */
struct table {
    uint32_t *slots; /* places plus one, from where the hash says on; 0: free */
    size_t    slot_mask;
    uint64_t *hashes; /* [place] */
    uint32_t *firsts; /* [place]: where its shingle was met first: there mostly, or before */
    uint32_t *lasts;  /* [place where a shingle was met first]: behind where it was met last; in the end MARKED */
    uint8_t  *shared; /* [place]: 1 if another text holds its shingle, and its own had it not before */
};

/* Words [begin, end) of a text. */
struct run {
    uint32_t begin, end;
};

static struct table table_of(const nd_supporter *supporter) {
    return (struct table){(uint32_t *)supporter->slots.data, supporter->slot_mask, (uint64_t *)supporter->hashes.data,
                          (uint32_t *)supporter->firsts.data, (uint32_t *)supporter->lasts.data,
                          supporter->shared.data};
}

/* Words of a text before the last of its first shingle. */
static uint32_t lead_of(nd_text text) {
    return (text.count < ND_MINHASH_SHINGLE ? text.count : ND_MINHASH_SHINGLE) - (text.count > 0);
}

/* The shingle at `at` is met again, where it was first at `first`. Returns whether its own text had it. */
static inline uint32_t meet_again(const struct table *table, uint32_t first, uint32_t at, uint32_t begin) {
    uint32_t repeats = table->lasts[first] > begin;
    table->lasts[first] = at + 1;
    table->firsts[at] = first | (repeats ? REPEATED : 0);
    table->shared[first] |= !repeats;
    table->shared[at] = !repeats;
    return repeats;
}

/* Where the shingle at `at` was met first; if it was not, it is added, and met now. */
static inline uint32_t look_up(const struct table *table, uint32_t at) {
    size_t slot = table->hashes[at] & table->slot_mask;
    for (; table->slots[slot]; slot = (slot + 1) & table->slot_mask)
        if (table->hashes[table->slots[slot] - 1] == table->hashes[at]) return table->slots[slot] - 1;
    table->slots[slot] = at + 1;
    table->firsts[at] = at;
    table->lasts[at] = at + 1;
    table->shared[at] = 0;
    return at;
}

/* Adds the shingles of a text whose first word has the place `begin`. Behind new ones, as behind a word that was
 * replaced, the text mostly goes on where it would be without them. */
static void add_text(nd_supporter *supporter, nd_text text, uint32_t begin, uint32_t *distinct) {
    struct table table = table_of(supporter);
    uint32_t     lead = lead_of(text), end = begin + text.count, follow = 0, repeats = 0, found = 0;
    nd_shingles_ending(text.tokens, text.count, ND_MINHASH_SHINGLE, table.hashes + begin);
    for (uint32_t at = begin; at < begin + lead; at++) table.hashes[at] = table.firsts[at] = 0; /* none there */
    for (uint32_t at = begin + lead; at < end; at++, follow++) {
        uint32_t first;
        if (follow < at && table.hashes[follow] == table.hashes[at]) {
            first = table.firsts[follow] & ~REPEATED;
        } else {
            first = look_up(&table, at);
            found += first == at;
            if (first == at) continue;
            follow = table.lasts[first] - 1;
        }
        repeats += meet_again(&table, first, at, begin);
    }
    *distinct = text.count - lead - repeats;
    supporter->used += found;
}

/* Lists the runs of words that are in the consensus, which others hold too. A shingle counts at its first place only:
 * what a text says twice (captions mostly) makes it no more complete. */
static int list_runs(nd_supporter *supporter, nd_text text, uint32_t begin, nd_error *error) {
    const uint8_t *shared = supporter->shared.data + begin, *next;
    uint32_t       lead = lead_of(text);
    supporter->runs.size = 0;
    int status = nd_buf_reserve(&supporter->runs, (text.count + UINT64_C(1)) * sizeof(struct run), error);
    if (status) return status;
    struct run *runs = (struct run *)supporter->runs.data;
    size_t      count = 0;
    for (uint32_t at = lead, end; (next = memchr(shared + at, 1, text.count - at)); at = end) {
        at = (uint32_t)(next - shared);
        next = memchr(next, 0, text.count - at);
        end = next ? (uint32_t)(next - shared) : text.count;
        if (count && at - lead <= runs[count - 1].end) runs[count - 1].end = end;
        else runs[count++] = (struct run){at - lead, end};
    }
    supporter->runs.size = count * sizeof *runs;
    return ND_OK;
}

/* ---- judging what is a text's own ------------------------------------------------------------- */

struct walk {
    nd_text           text;
    const struct run *runs; /* that others hold too, in the order of the text */
    size_t            run_count;
    const uint8_t    *masks;    /* may be NULL */
    int               is_plain; /* every token is a whole word */
    nd_profile       *profile;
};

static uint32_t halves_of(const struct walk *walk, uint32_t begin, uint32_t end) {
    return walk->is_plain ? 2 * (end - begin) : nd_text_halves(&walk->text, begin, end);
}

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
        if (is_in_short_line(walk->text, line)) scraps += halves_of(walk, line, stop);
        else
            for (uint32_t i = line; i < stop; i++)
                if (nd_is_furniture(walk->masks, i)) scraps += nd_token_halves(walk->text.tokens[i]);
        line = stop;
    }
    return scraps;
}

/* Adds a shared run to the consensus; furniture does not count. */
static void take_shared(const struct walk *walk, const struct run *run) {
    walk->profile->consensus += halves_of(walk, run->begin, run->end);
    for (uint32_t i = run->begin; walk->masks && i < run->end; i++)
        if (nd_is_furniture(walk->masks, i)) walk->profile->consensus -= nd_token_halves(walk->text.tokens[i]);
}

/* Judges what stands before the shared run of that number, or behind the last. */
static void judge_gap(const struct walk *walk, size_t number) {
    nd_profile *profile = walk->profile;
    uint32_t    begin = number ? walk->runs[number - 1].end : 0;
    uint32_t    end = number < walk->run_count ? walk->runs[number].begin : walk->text.count;
    if (begin == end) return;
    uint32_t halves = halves_of(walk, begin, end), scraps = count_scraps(walk, begin, end);
    if (number && number == walk->run_count) {
        profile->continuation += halves - scraps;
        profile->surplus += scraps;
    } else if (number && 2 * halves > profile->consensus) {
        profile->surplus += halves;
    } else {
        profile->surplus += scraps;
    }
}

static void judge(const struct walk *walk) {
    *walk->profile = (nd_profile){0};
    for (size_t i = 0; i < walk->run_count; i++) take_shared(walk, &walk->runs[i]);
    for (size_t i = 0; i <= walk->run_count; i++) judge_gap(walk, i);
}

/* ---- all members ------------------------------------------------------------------------------ */

static int list_texts(nd_supporter *supporter, const nd_cluster_texts *of, uint64_t *tokens, nd_error *error) {
    supporter->texts.size = 0;
    int status = nd_buf_reserve(&supporter->texts, of->count * sizeof(nd_text), error);
    nd_text *texts = (nd_text *)supporter->texts.data;
    *tokens = 0;
    for (uint32_t i = 0; i < of->count && !status; i++) {
        texts[i] = nd_collection_tokens(of->collection, of->texts[i]);
        *tokens += texts[i].count;
    }
    return status;
}

/* Room for the shingles of the texts, and slots for them. */
static int open_table(nd_supporter *supporter, const nd_cluster_texts *of, nd_error *error) {
    uint64_t tokens, slots = 64;
    int      status = list_texts(supporter, of, &tokens, error);
    if (status) return status;
    if (tokens >= REPEATED)
        return nd_fail(error, ND_ERROR_LIMIT, "a cluster of %" PRIu64 " words; at most %u", tokens, REPEATED - 1);
    while (slots < SLOTS_A_TOKEN * tokens) slots *= 2;
    supporter->slot_mask = slots - 1;
    supporter->used = 0;
    uint64_t room = tokens + ND_SHINGLES_SLACK;
    if (!status) status = nd_buf_reserve(&supporter->hashes, room * sizeof(uint64_t), error);
    if (!status) status = nd_buf_reserve(&supporter->firsts, room * sizeof(uint32_t), error);
    if (!status) status = nd_buf_reserve(&supporter->lasts, room * sizeof(uint32_t), error);
    if (!status) status = nd_buf_reserve(&supporter->shared, room, error);
    if (!status) status = nd_buf_reserve(&supporter->distinct, of->count * sizeof(uint32_t), error);
    return status ? status : nd_zeros(&supporter->slots, slots, sizeof(uint32_t), error);
}

/* The profile of a member whose first word has the place `begin`. */
static int profile_text(nd_supporter *supporter, const nd_cluster_texts *of, uint32_t number, uint32_t begin,
                        nd_profile *profile, nd_error *error) {
    struct walk walk = {.text = ((const nd_text *)supporter->texts.data)[number], .profile = profile};
    uint32_t    text = of->texts[number];
    int         status = list_runs(supporter, walk.text, begin, error);
    if (!status)
        status = nd_masker_mask(&supporter->masker, of->statistics, of->collection, text, &walk.masks, error);
    if (status) return status;
    walk.runs = (const struct run *)supporter->runs.data;
    walk.run_count = supporter->runs.size / sizeof *walk.runs;
    walk.is_plain = nd_collection_halves(of->collection, text) == 2 * walk.text.count;
    judge(&walk);
    return ND_OK;
}

int nd_support_profile(nd_supporter *supporter, const nd_cluster_texts *of, nd_profile *profiles, nd_error *error) {
    int            status = open_table(supporter, of, error);
    const nd_text *texts = (const nd_text *)supporter->texts.data;
    uint32_t      *distinct = (uint32_t *)supporter->distinct.data;
    for (uint32_t i = 0, begin = 0; i < of->count && !status; begin += texts[i++].count)
        add_text(supporter, texts[i], begin, &distinct[i]);
    for (uint32_t i = 0, begin = 0; i < of->count && !status; begin += texts[i++].count)
        status = profile_text(supporter, of, i, begin, &profiles[i], error);
    return status;
}

/* ---- what two of them have in common ---------------------------------------------------------- */

/* How many different shingles of a text, whose first word has the place `begin`, are marked. */
static uint32_t count_marked(const struct table *table, nd_text text, uint32_t begin) {
    uint32_t marked = 0;
    for (uint32_t at = begin + lead_of(text); at < begin + text.count; at++)
        marked += !(table->firsts[at] & REPEATED) && table->lasts[table->firsts[at]] == MARKED;
    return marked;
}

static uint32_t share(uint64_t common, uint64_t either) {
    return either ? (uint32_t)(common * 65536 / either) : 0;
}

void nd_support_jaccard(nd_supporter *supporter, const nd_cluster_texts *of, uint32_t one, uint32_t *jaccard) {
    const struct table table = table_of(supporter);
    const nd_text     *texts = (const nd_text *)supporter->texts.data;
    const uint32_t    *distinct = (const uint32_t *)supporter->distinct.data;
    uint32_t           begin = 0;
    if (of->count == 2) {
        jaccard[one] = 65536;
        jaccard[1 - one] = share((uint64_t)distinct[0] + distinct[1] - supporter->used, supporter->used);
        return;
    }
    for (uint32_t i = 0; i < one; i++) begin += texts[i].count;
    for (uint32_t at = begin + lead_of(texts[one]); at < begin + texts[one].count; at++)
        table.lasts[table.firsts[at] & ~REPEATED] = MARKED;
    begin = 0;
    for (uint32_t i = 0; i < of->count; begin += texts[i++].count) {
        uint32_t marked = count_marked(&table, texts[i], begin);
        jaccard[i] = share(marked, (uint64_t)distinct[i] + distinct[one] - marked);
    }
}

void nd_supporter_free(nd_supporter *supporter) {
    nd_buf_free(&supporter->texts);
    nd_buf_free(&supporter->slots);
    nd_buf_free(&supporter->hashes);
    nd_buf_free(&supporter->firsts);
    nd_buf_free(&supporter->lasts);
    nd_buf_free(&supporter->distinct);
    nd_buf_free(&supporter->shared);
    nd_buf_free(&supporter->runs);
    nd_masker_free(&supporter->masker);
}
