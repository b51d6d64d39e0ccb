/*
 * fuzz_csv.c - PROPERTY: a table that a writer of RFC 4180 has written comes back field by field, each row at the
 * line on which it begins, in whatever blocks it is read; and what any other bytes are cut and divided into does not
 * depend on the blocks either.
 *
 * The writer here is an independent one: it quotes what has to be quoted, and anything else if it likes.
 */
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "fuzz.h"
#include "input/stream.h"
#include "input/table.h"

#define COLUMNS 5
#define ROWS 40
#define FIELD_BYTES 24
#define RAW_BYTES 4096

struct written {
    nd_buf   bytes;
    uint64_t lines;              /* line ends so far */
    size_t   columns, rows;      /* but for the header */
    char     separator, line_end;
    nd_string fields[ROWS][COLUMNS];
    uint64_t places[ROWS];
};

static void put(struct written *table, const char *bytes, size_t size) {
    for (size_t i = 0; i < size; i++) table->lines += bytes[i] == table->line_end;
    REQUIRE(!nd_buf_append(&table->bytes, bytes, size, NULL));
}

static void put_field(struct written *table, nd_string field, int is_quoted) {
    for (size_t i = 0; i < field.size; i++) {
        char byte = field.data[i];
        is_quoted |= byte == '"' || byte == '\r' || byte == '\n' || byte == table->separator;
    }
    if (is_quoted) put(table, "\"", 1);
    for (size_t i = 0; i < field.size; i++) put(table, is_quoted && field.data[i] == '"' ? "\"\"" : field.data + i,
                                                is_quoted && field.data[i] == '"' ? 2 : 1);
    if (is_quoted) put(table, "\"", 1);
}

static void write_row(struct written *table, struct choices *choices, const char *line_end) {
    size_t row = table->rows++;
    table->places[row] = table->lines + 1;
    for (size_t column = 0; column < table->columns; column++) {
        nd_string field = choose_bytes(choices, choose(choices, FIELD_BYTES));
        table->fields[row][column] = field;
        if (column) put(table, &table->separator, 1);
        put_field(table, field, choose(choices, 4) == 0 || (table->columns == 1 && !field.size));
    }
    put(table, line_end, strlen(line_end));
}

static void write_table(struct written *table, struct choices *choices) {
    static const char        separators[] = ",;\t";
    static const char *const ends[] = {"\n", "\r\n", "\r"};
    const char              *line_end = ends[choose(choices, 3)];
    table->line_end = line_end[strlen(line_end) - 1];
    table->columns = 1 + choose(choices, COLUMNS);
    table->separator = table->columns > 1 ? separators[choose(choices, 3)] : ',';
    for (size_t column = 0; column < table->columns; column++) {
        if (column) put(table, &table->separator, 1);
        put(table, "name", 4);
    }
    put(table, line_end, strlen(line_end));
    while (choices->at < choices->end && table->rows < ROWS) write_row(table, choices, line_end);
    if (table->rows && choose(choices, 2)) table->bytes.size -= strlen(line_end); /* the last may have none */
}

/* ---- reading ------------------------------------------------------------------------------------ */

/* Opens the bytes as the reader does, and passes the header. 0 when it has found none. */
static int open_table(FILE *file, nd_string bytes, size_t block, nd_stream *stream) {
    char      path[64];
    nd_header header;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    REQUIRE(!ftruncate(fileno(file), 0));
    REQUIRE(pwrite(fileno(file), bytes.data, bytes.size, 0) == (ssize_t)bytes.size);
    REQUIRE(!nd_stream_open(stream, path, RAW_BYTES * 4) && !nd_stream_peek(stream, RAW_BYTES * 4));
    if (!nd_header_find(stream->carry.data, stream->carry.size, stream->ended, &header)) return 0;
    stream->block_bytes = block;
    stream->cut.separator = header.separator;
    stream->cut.line_end = header.line_end;
    nd_stream_begin(stream, ND_SHAPE_ROWS, header.end, 0);
    return 1;
}

/* Takes what was read ahead out of the stream, so that it comes in blocks like all else. */
static void take_ahead(nd_stream *stream, nd_buf *ahead) {
    *ahead = stream->carry;
    stream->carry = (nd_buf){0};
    stream->ended = 0;
}

static void fill_block(nd_stream *stream, nd_buf *bytes, nd_buf *ahead) {
    size_t size = ahead->size < stream->block_bytes ? ahead->size : stream->block_bytes;
    if (size) {
        REQUIRE(!nd_stream_pause(stream, bytes, NULL));
        REQUIRE(!nd_buf_append(&stream->carry, ahead->data, size, NULL));
        memmove(ahead->data, ahead->data + size, ahead->size -= size);
    }
    REQUIRE(!nd_stream_fill(stream, bytes));
}

struct rows {
    nd_buf   text;  /* fields, each with what became of it behind */
    uint64_t count; /* of rows */
};

static void require_row(const struct written *table, uint64_t row, nd_string bytes, uint64_t place) {
    nd_buf      unescaped = {0};
    nd_division division = {.bytes = bytes, .separator = table->separator};
    nd_string   field;
    REQUIRE(!nd_buf_reserve(&unescaped, bytes.size + 1, NULL));
    REQUIRE(row < table->rows && place == table->places[row]);
    for (size_t column = 0; column < table->columns; column++) {
        nd_string want = table->fields[row][column];
        REQUIRE(nd_division_next(&division, &unescaped, &field) == 1);
        REQUIRE(field.size == want.size && (!field.size || !memcmp(field.data, want.data, field.size)));
    }
    REQUIRE(nd_division_next(&division, &unescaped, &field) == 0);
    nd_buf_free(&unescaped);
}

static void note_row(struct rows *rows, char separator, nd_string bytes, uint64_t place) {
    nd_buf      unescaped = {0};
    nd_division division = {.bytes = bytes, .separator = separator};
    nd_string   field;
    int         found;
    REQUIRE(!nd_buf_reserve(&unescaped, bytes.size + 1, NULL));
    REQUIRE(!nd_buf_append(&rows->text, &place, sizeof place, NULL));
    while ((found = nd_division_next(&division, &unescaped, &field)) > 0) {
        REQUIRE(field.size <= bytes.size && unescaped.size <= bytes.size);
        REQUIRE(!nd_buf_append(&rows->text, &field.size, sizeof field.size, NULL));
        REQUIRE(!nd_buf_append(&rows->text, field.data, field.size, NULL));
    }
    REQUIRE(!nd_buf_append(&rows->text, &found, sizeof found, NULL));
    nd_buf_free(&unescaped);
}

/* All rows in blocks of that size, compared with `table`, or noted in `rows`. */
static void read_table(FILE *file, nd_string bytes, size_t block, const struct written *table, struct rows *rows) {
    nd_stream stream;
    nd_buf    buffer = {0}, ahead = {0};
    nd_span   span;
    uint64_t  row = 0;
    if (open_table(file, bytes, block, &stream)) {
        REQUIRE(!table || stream.cut.separator == table->separator);
        take_ahead(&stream, &ahead);
        do {
            fill_block(&stream, &buffer, &ahead);
            while (nd_stream_next(&stream, &buffer, &span)) {
                nd_string record = {(const char *)buffer.data + span.at, span.size};
                if (table) require_row(table, row, record, span.place);
                else note_row(rows, stream.cut.separator, record, span.place);
                row++;
            }
        } while (!stream.ended);
    }
    REQUIRE(!table || row == table->rows);
    nd_stream_close(&stream);
    nd_buf_free(&buffer);
    nd_buf_free(&ahead);
}

/* ---- the two halves of the property ------------------------------------------------------------- */

static void try_written(FILE *file, struct choices *choices) {
    size_t         block = 1 + choose(choices, 64);
    struct written table = {.rows = 0};
    write_table(&table, choices);
    nd_string bytes = {(const char *)table.bytes.data, table.bytes.size};
    read_table(file, bytes, block, &table, NULL);
    nd_buf_free(&table.bytes);
}

static void try_raw(FILE *file, nd_string bytes, size_t block) {
    struct rows some = {.count = 0}, all = {.count = 0};
    read_table(file, bytes, RAW_BYTES * 4, NULL, &all);
    read_table(file, bytes, block, NULL, &some);
    REQUIRE(some.text.size == all.text.size);
    REQUIRE(!all.text.size || !memcmp(some.text.data, all.text.data, all.text.size));
    nd_buf_free(&some.text);
    nd_buf_free(&all.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static FILE   *file;
    struct choices choices = {data, data + (size < RAW_BYTES ? size : RAW_BYTES)};
    if (!file) file = tmpfile();
    REQUIRE(file);
    try_written(file, &choices);
    if (size) try_raw(file, (nd_string){(const char *)data + 1, (size < RAW_BYTES ? size : RAW_BYTES) - 1},
                      1 + data[0] % 64);
    return 0;
}
