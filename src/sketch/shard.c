/*
 * shard.c - columns, not records: each stage touches only what it reads, and a column is a section of
 * the stage file as it stands.
 */
#include "sketch/shard.h"

#include <string.h>

#include "base/error.h"

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

static int append64(nd_buf *buf, uint64_t value, nd_error *error) {
    return nd_buf_append(buf, &value, sizeof value, error);
}

static int append_postings(nd_shard *shard, const nd_shard_entry *entry, nd_error *error) {
    uint32_t article = (uint32_t)(shard->halves.size / sizeof(uint32_t)) - 1;
    int      status = ND_OK;
    if (!entry->band_keys) return ND_OK;
    for (size_t i = 0; i < ND_BANDS && !status; i++)
        status = nd_posting_append(&shard->postings[ND_KEYS_BANDS], entry->band_keys[i], article, error);
    for (size_t i = 0; i < entry->passage_count && !status; i++)
        status = nd_posting_append(&shard->postings[ND_KEYS_PASSAGES], entry->passage_keys[i].key, article, error);
    return status;
}

static int append_columns(nd_shard *shard, const nd_shard_entry *entry, nd_error *error) {
    int status = nd_buf_append(&shard->tokens, entry->tokens.data, entry->tokens.size, error);
    if (!status) status = nd_buf_append(&shard->places, entry->places.data, entry->places.size, error);
    if (!status) status = nd_buf_append(&shard->fields, entry->fields.data, entry->fields.size, error);
    if (!status) status = append64(&shard->token_ends, shard->tokens.size / sizeof(uint32_t), error);
    if (!status) status = append64(&shard->place_ends, shard->places.size, error);
    if (!status) status = append64(&shard->field_ends, shard->fields.size, error);
    if (!status) status = nd_buf_append(&shard->digests, entry->digest, sizeof entry->digest, error);
    if (!status) status = append64(&shard->sources, entry->source, error);
    if (!status) status = append64(&shard->times, (uint64_t)entry->time, error);
    if (!status) status = append64(&shard->first_invalid, entry->first_invalid, error);
    if (!status) status = nd_buf_append(&shard->halves, &entry->halves, sizeof entry->halves, error);
    return status;
}

int nd_shard_append(nd_shard *shard, const nd_shard_entry *entry, nd_error *error) {
    if (shard->halves.size / sizeof(uint32_t) >= UINT32_MAX - 1)
        return nd_fail(error, ND_ERROR_LIMIT, "more than %u articles", UINT32_MAX - 1);
    int status = append_columns(shard, entry, error);
    return status ? status : append_postings(shard, entry, error);
}

int nd_shard_seal(nd_shard *shard, nd_pool *pool, nd_error *error) {
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        nd_posting *postings = (nd_posting *)shard->postings[family].data;
        size_t      count = shard->postings[family].size / sizeof *postings;
        int         status = nd_postings_sort(postings, count, pool, error);
        if (status) return status;
        nd_postings_partition(postings, count, shard->partition_ends[family]);
    }
    return ND_OK;
}

void nd_shard_free(nd_shard *shard) {
    nd_buf *columns[] = {&shard->digests,    &shard->sources,    &shard->times,  &shard->first_invalid,
                         &shard->halves,     &shard->token_ends, &shard->place_ends, &shard->field_ends,
                         &shard->tokens,     &shard->places,     &shard->fields, &shard->postings[0],
                         &shard->postings[1]};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) nd_buf_free(columns[i]);
}

/* ---- stage files ------------------------------------------------------------------------------ */

static void add_column(nd_stagefile *file, const nd_buf *buf, uint32_t width) {
    nd_stagefile_add(file, buf->data, buf->size / width, width);
}

void nd_shard_articles(const nd_shard *shard, nd_stagefile *out) {
    *out = (nd_stagefile){.kind = ND_STAGE_ARTICLES};
    add_column(out, &shard->digests, 8);
    add_column(out, &shard->sources, 8);
    add_column(out, &shard->times, 8);
    add_column(out, &shard->first_invalid, 8);
    add_column(out, &shard->token_ends, 8);
    add_column(out, &shard->place_ends, 8);
    add_column(out, &shard->field_ends, 8);
    add_column(out, &shard->halves, 4);
    add_column(out, &shard->tokens, 4);
    add_column(out, &shard->places, 1);
    add_column(out, &shard->fields, 1);
}

void nd_shard_keys(const nd_shard *shard, nd_stagefile *out) {
    *out = (nd_stagefile){.kind = ND_STAGE_KEYS};
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        nd_stagefile_add(out, shard->partition_ends[family], ND_PARTITIONS, 8);
        add_column(out, &shard->postings[family], 4);
    }
}

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

static int articles_fit(const nd_stagefile *file, uint64_t count) {
    const nd_section *s = file->sections;
    if (file->section_count != 11 || !fits(&s[0], 8, 2 * count) || !fits(&s[7], 4, count)) return 0;
    for (int i = 1; i < 7; i++)
        if (!fits(&s[i], 8, count)) return 0;
    return s[8].width == 4 && s[9].width == 1 && s[10].width == 1 && rises_to(s[4].data, count, s[8].count) &&
           rises_to(s[5].data, count, s[9].count) && rises_to(s[6].data, count, s[10].count) &&
           fields_fit(s[10].data, s[6].data, count);
}

static int keys_fit(const nd_stagefile *file, uint64_t articles) {
    if (file->section_count != 2 * ND_KEY_FAMILIES) return 0;
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        const nd_section *ends = &file->sections[2 * family], *words = ends + 1;
        if (!fits(ends, 8, ND_PARTITIONS) || words->width != 4 || words->count % 3) return 0;
        if (!rises_to(ends->data, ND_PARTITIONS, words->count / 3)) return 0;
        const nd_posting *postings = words->data;
        for (uint64_t i = 0; i < words->count / 3; i++)
            if (postings[i].article >= articles) return 0;
    }
    return 1;
}

int nd_shard_view_open(nd_shard_view *out, const nd_stagefile *articles, const nd_stagefile *keys, nd_error *error) {
    const nd_section *s = articles->sections;
    uint64_t          count = articles->section_count > 7 ? s[7].count : 0;
    if (count >= UINT32_MAX || !articles_fit(articles, count) || !keys_fit(keys, count))
        return nd_fail(error, ND_ERROR_FORMAT, "the sections of a stage file do not fit together");
    *out = (nd_shard_view){.count = (uint32_t)count, .digests = s[0].data, .sources = s[1].data, .times = s[2].data,
                           .first_invalid = s[3].data, .token_ends = s[4].data, .place_ends = s[5].data,
                           .field_ends = s[6].data, .halves = s[7].data, .tokens = s[8].data,
                           .places = s[9].data, .fields = s[10].data};
    for (int family = 0; family < ND_KEY_FAMILIES; family++) {
        out->partition_ends[family] = keys->sections[2 * family].data;
        out->postings[family] = keys->sections[2 * family + 1].data;
    }
    return ND_OK;
}
