/*
 * shard.c - columns, not records: each stage touches only what it reads, and a column is a section of
 * the stage file as it stands.
 */
#include "sketch/shard.h"

#include <string.h>

#include "base/bytes.h"
#include "base/error.h"
#include "sketch/shard_keys.h"
#include "text/place.h"
#include "text/token.h"

/* ---- fields ----------------------------------------------------------------------------------- */

/* A string is a varint of its size plus one, then its bytes; 0: missing. */
static int encode_string(nd_string string, nd_buf *out, nd_error *error) {
    uint64_t left = string.data ? string.size + UINT64_C(1) : 0;
    int      status = nd_buf_reserve(out, 10 + string.size, error);
    if (status) return status;
    for (; left >= 0x80; left >>= 7) out->data[out->size++] = (uint8_t)(left | 0x80);
    out->data[out->size++] = (uint8_t)left;
    return string.data ? nd_buf_append(out, string.data, string.size, error) : ND_OK;
}

int nd_fields_encode(const nd_article *article, nd_buf *out, nd_error *error) {
    const nd_string fields[ND_FIELDS] = {
        [ND_FIELD_ID] = article->id,     [ND_FIELD_TITLE] = article->title, [ND_FIELD_URL] = article->url,
        [ND_FIELD_DATE] = article->date, [ND_FIELD_LANG] = article->lang,   [ND_FIELD_OUTLET] = article->outlet};
    int status = ND_OK;
    for (int i = 0; i < ND_FIELDS && !status; i++) status = encode_string(fields[i], out, error);
    return status;
}

void nd_fields_decode(const uint8_t *fields, nd_string out[ND_FIELDS]) {
    for (int i = 0; i < ND_FIELDS; i++) {
        uint64_t size = 0;
        unsigned shift = 0;
        for (; *fields >= 0x80; shift += 7) size |= (uint64_t)(*fields++ & 0x7f) << shift;
        size |= (uint64_t)*fields++ << shift;
        out[i] = (nd_string){size ? (const char *)fields : NULL, size ? (size_t)size - 1 : 0};
        fields += out[i].size;
    }
}

/* ---- growing ---------------------------------------------------------------------------------- */

/* Articles at once, so that adding one is so many stores: blocks that are mapped by themselves from the first, and
 * leave no holes in the heap. */
#define ROOM 10240
#define WIDEST (2 * sizeof(uint64_t))

static int make_room(nd_shard *shard, nd_error *error) {
    int status = ND_OK;
    for (int i = ND_COLUMN_DIGESTS; i <= ND_COLUMN_HALVES && !status; i++)
        status = nd_buf_reserve(&shard->columns[i], ROOM * WIDEST, error);
    if (!status) shard->room += ROOM;
    return status;
}

static inline void put(nd_buf *column, const void *data, size_t size) {
    memcpy(column->data + column->size, data, size);
    column->size += size;
}

static inline void put64(nd_buf *column, uint64_t value) {
    put(column, &value, sizeof value);
}

static int append_columns(nd_shard *shard, const nd_shard_entry *entry, nd_error *error) {
    nd_buf *c = shard->columns;
    int     status = nd_buf_append(&c[ND_COLUMN_TOKENS], entry->tokens.data, entry->tokens.size, error);
    if (!status) status = nd_buf_append(&c[ND_COLUMN_PLACES], entry->places.data, entry->places.size, error);
    if (!status) status = nd_buf_append(&c[ND_COLUMN_FIELDS], entry->fields.data, entry->fields.size, error);
    if (!status && nd_shard_size(shard) == shard->room) status = make_room(shard, error);
    if (status) return status;
    put64(&c[ND_COLUMN_TOKEN_ENDS], c[ND_COLUMN_TOKENS].size / sizeof(uint32_t));
    put64(&c[ND_COLUMN_PLACE_ENDS], c[ND_COLUMN_PLACES].size);
    put64(&c[ND_COLUMN_FIELD_ENDS], c[ND_COLUMN_FIELDS].size);
    put(&c[ND_COLUMN_DIGESTS], entry->digest, sizeof entry->digest);
    put64(&c[ND_COLUMN_SOURCES], entry->source);
    put64(&c[ND_COLUMN_TIMES], (uint64_t)entry->time);
    put64(&c[ND_COLUMN_FIRST_INVALID], entry->first_invalid);
    put(&c[ND_COLUMN_HALVES], &entry->halves, sizeof entry->halves);
    return ND_OK;
}

static void restore_columns(nd_shard *shard, const size_t sizes[ND_COLUMNS]) {
    for (int i = 0; i < ND_COLUMNS; i++) shard->columns[i].size = sizes[i];
}

int nd_shard_append(nd_shard *shard, const nd_shard_entry *entry, nd_error *error) {
    size_t sizes[ND_COLUMNS];
    if (nd_shard_size(shard) >= UINT32_MAX - 1)
        return nd_fail(error, ND_ERROR_LIMIT, "more than %u articles", UINT32_MAX - 1);
    int status = shard->keys == ND_KEYS_GROWING ? ND_OK : nd_shard_unseal(shard, error);
    if (status) return status;
    for (int i = 0; i < ND_COLUMNS; i++) sizes[i] = shard->columns[i].size;
    status = append_columns(shard, entry, error);
    if (!status) status = nd_shard_post(shard, (uint32_t)nd_shard_size(shard) - 1, entry, error);
    if (status) restore_columns(shard, sizes);
    return status;
}

void nd_shard_free(nd_shard *shard) {
    for (int i = 0; i < ND_COLUMNS; i++) nd_buf_free(&shard->columns[i]);
    shard->room = 0;
    nd_shard_free_keys(shard);
}

/* ---- stage files ------------------------------------------------------------------------------ */

static const uint32_t widths[ND_COLUMNS] = {
    [ND_COLUMN_DIGESTS] = 8,    [ND_COLUMN_SOURCES] = 8,    [ND_COLUMN_TIMES] = 8,      [ND_COLUMN_FIRST_INVALID] = 8,
    [ND_COLUMN_TOKEN_ENDS] = 8, [ND_COLUMN_PLACE_ENDS] = 8, [ND_COLUMN_FIELD_ENDS] = 8, [ND_COLUMN_HALVES] = 4,
    [ND_COLUMN_TOKENS] = 4,     [ND_COLUMN_PLACES] = 1,     [ND_COLUMN_FIELDS] = 1};

/* The sections of a keys file: of each family where its partitions end, then its postings. */
#define SECTION_ENDS(family) (2 * (family))
#define SECTION_POSTINGS(family) (2 * (family) + 1)
#define KEY_SECTIONS (2 * ND_KEY_FAMILIES)

#define POSTING_WORDS 3
_Static_assert(sizeof(nd_posting) == POSTING_WORDS * sizeof(uint32_t), "postings are words of 32 bits on disk");

static void add_column(nd_stagefile *file, const nd_buf *buf, uint32_t width) {
    nd_stagefile_add(file, buf->data, buf->size / width, width);
}

void nd_shard_articles(const nd_shard *shard, nd_stagefile *out) {
    *out = (nd_stagefile){.kind = ND_STAGE_ARTICLES};
    for (int i = 0; i < ND_COLUMNS; i++) add_column(out, &shard->columns[i], widths[i]);
}

void nd_shard_keys(const nd_shard *shard, nd_stagefile *out) {
    *out = (nd_stagefile){.kind = ND_STAGE_KEYS};
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        nd_stagefile_add(out, shard->partition_ends[family], ND_PARTITIONS, 8);
        add_column(out, &shard->postings[family], 4);
    }
}

uint64_t nd_shard_fingerprint(const nd_stagefile *articles) {
    const nd_section *digests = &articles->sections[ND_COLUMN_DIGESTS];
    const uint64_t   *numbers = digests->data;
    uint64_t          print = digests->count;
    if (digests->width != widths[ND_COLUMN_DIGESTS]) return print;
    for (uint64_t i = 0; i < digests->count; i++) print = nd_mix64_pair(print, numbers[i]);
    return print;
}

/* ---- checks ----------------------------------------------------------------------------------- */

static int fits(const nd_section *section, uint32_t width, uint64_t count) {
    return section->width == width && section->count == count;
}

static uint64_t last_end(const uint64_t *ends, uint64_t count) {
    return count ? ends[count - 1] : 0;
}

static int rises_to(const uint64_t *ends, uint64_t count, uint64_t most) {
    for (uint64_t i = 1; i < count; i++)
        if (ends[i] < ends[i - 1]) return 0;
    return last_end(ends, count) == most;
}

/* NULL if the string does not end by `end`. */
static const uint8_t *skip_string(const uint8_t *at, const uint8_t *end) {
    uint64_t size = 0, more = 0x80;
    for (unsigned shift = 0; more; shift += 7) {
        if (at == end || shift > 56) return NULL;
        more = *at & 0x80;
        size |= (uint64_t)(*at++ & 0x7f) << shift;
    }
    if (size) size--;
    return size <= (uint64_t)(end - at) ? at + size : NULL;
}

static int fields_fit(const uint8_t *fields, const uint64_t *ends, uint64_t count) {
    const uint8_t *at = fields;
    for (uint64_t article = 0; article < count; article++) {
        for (int i = 0; i < ND_FIELDS && at; i++) at = skip_string(at, fields + ends[article]);
        if (at != fields + ends[article]) return 0;
    }
    return 1;
}

/* The words of each article are counted again, and as many places must fill its part of that column. */
static int tokens_fit(const nd_shard_view *view) {
    uint64_t token = 0, place = 0;
    for (uint32_t article = 0; article < view->count; article++) {
        uint64_t count = view->token_ends[article] - token, size = view->place_ends[article] - place, halves = 0;
        if (count > ND_SKETCH_TOKENS_MAX || !nd_places_fit(view->places + place, size, count)) return 0;
        for (uint64_t i = 0; i < count; i++) halves += nd_token_halves(view->tokens[token + i]);
        if (halves != view->halves[article]) return 0;
        token += count;
        place += size;
    }
    return 1;
}

static int columns_fit(const nd_stagefile *file, uint64_t count) {
    const nd_section *s = file->sections;
    for (int i = 0; i < ND_COLUMNS; i++)
        if (s[i].width != widths[i]) return 0;
    for (int i = ND_COLUMN_SOURCES; i <= ND_COLUMN_HALVES; i++)
        if (s[i].count != count) return 0;
    return s[ND_COLUMN_DIGESTS].count == 2 * count &&
           rises_to(s[ND_COLUMN_TOKEN_ENDS].data, count, s[ND_COLUMN_TOKENS].count) &&
           rises_to(s[ND_COLUMN_PLACE_ENDS].data, count, s[ND_COLUMN_PLACES].count) &&
           rises_to(s[ND_COLUMN_FIELD_ENDS].data, count, s[ND_COLUMN_FIELDS].count);
}

static int keys_fit(const nd_stagefile *file, uint64_t articles) {
    if (file->section_count != KEY_SECTIONS) return 0;
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        const nd_section *ends = &file->sections[SECTION_ENDS(family)];
        const nd_section *words = &file->sections[SECTION_POSTINGS(family)];
        uint64_t          count = words->count / POSTING_WORDS;
        if (!fits(ends, 8, ND_PARTITIONS) || !fits(words, 4, count * POSTING_WORDS)) return 0;
        if (!rises_to(ends->data, ND_PARTITIONS, count)) return 0;
        const nd_posting *postings = words->data;
        for (uint64_t i = 0; i < count; i++)
            if (postings[i].article >= articles) return 0;
    }
    return 1;
}

/* ---- views ------------------------------------------------------------------------------------ */

void nd_shard_view_make(nd_shard_view *out, const nd_stagefile *articles, const nd_stagefile *keys) {
    const nd_section *s = articles->sections;
    *out = (nd_shard_view){.count = (uint32_t)s[ND_COLUMN_HALVES].count,
                           .others = (uint32_t)s[ND_COLUMN_HALVES].count,
                           .digests = s[ND_COLUMN_DIGESTS].data,
                           .sources = s[ND_COLUMN_SOURCES].data,
                           .times = s[ND_COLUMN_TIMES].data,
                           .first_invalid = s[ND_COLUMN_FIRST_INVALID].data,
                           .token_ends = s[ND_COLUMN_TOKEN_ENDS].data,
                           .place_ends = s[ND_COLUMN_PLACE_ENDS].data,
                           .field_ends = s[ND_COLUMN_FIELD_ENDS].data,
                           .halves = s[ND_COLUMN_HALVES].data,
                           .tokens = s[ND_COLUMN_TOKENS].data,
                           .places = s[ND_COLUMN_PLACES].data,
                           .fields = s[ND_COLUMN_FIELDS].data};
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        out->partition_ends[family] = keys->sections[SECTION_ENDS(family)].data;
        out->postings[family] = keys->sections[SECTION_POSTINGS(family)].data;
    }
}

int nd_shard_view_open(nd_shard_view *out, const nd_stagefile *articles, const nd_stagefile *keys, nd_error *error) {
    uint64_t count = articles->sections[ND_COLUMN_HALVES].count;
    int      sound = articles->section_count == ND_COLUMNS && count < UINT32_MAX;
    sound = sound && columns_fit(articles, count) && keys_fit(keys, count);
    if (sound) nd_shard_view_make(out, articles, keys);
    if (sound && fields_fit(out->fields, out->field_ends, count) && tokens_fit(out)) return ND_OK;
    return nd_fail(error, ND_ERROR_FORMAT, "the sections of a stage file do not fit together");
}
