/*
 * side_by_side.c - a passage is equal stretches and differences in turn. Both texts are cut into pieces;
 * where a stretch is long, all but its ends is left out, and the columns start again in one line behind it,
 * so that they never run far apart.
 *
 * Equal words may be spelt in other ways (case, punctuation): in one text, those of A are shown.
 */
#include "report/side_by_side.h"

#include "report/number.h"
#include "report/pieces.h"

#define FOLD_FROM    40 /* pieces of an equal stretch from which on it is folded */
#define FOLD_ENDS    12 /* pieces that are left at both ends */
#define MARGIN       4
#define BETWEEN      3 /* " | " */
#define PLAIN_COLUMNS 80

/* Ranges of pieces that are shown, and how many halves of words are left out before the next block. */
struct block {
    size_t   begin[2], end[2];
    uint64_t folded;
};

struct sheet {
    nd_side_by_side      *space;
    const nd_explanation *explanation;
    nd_out               *out;
    int                   is_wide;
    unsigned              width; /* of a column */
    struct block          block; /* the one that grows */
};

void nd_side_by_side_free(nd_side_by_side *space) {
    nd_buf_free(&space->pieces[0]);
    nd_buf_free(&space->pieces[1]);
    nd_buf_free(&space->blocks);
}

static size_t piece_count(const struct sheet *sheet, int column) {
    return sheet->space->pieces[column].size / sizeof(nd_piece);
}

static const nd_piece *pieces_of(const struct sheet *sheet, int column) {
    return (const nd_piece *)sheet->space->pieces[column].data;
}

/* ---- the passage in blocks -------------------------------------------------------------------- */

static void add_text(struct sheet *sheet, int of_b, uint64_t begin, uint64_t end, nd_mark mark) {
    const uint64_t range[2] = {begin, end};
    int            column = of_b && sheet->is_wide;
    nd_string      text = nd_explanation_bytes(sheet->explanation, of_b, range);
    if (!sheet->out->status)
        sheet->out->status =
            nd_pieces_cut(text, mark, sheet->width, &sheet->space->pieces[column], sheet->out->error);
}

static void end_block(struct sheet *sheet) {
    nd_buf *blocks = &sheet->space->blocks;
    if (!sheet->out->status)
        sheet->out->status = nd_buf_append(blocks, &sheet->block, sizeof sheet->block, sheet->out->error);
}

/* Leaves out the middle of a stretch that began at pieces `from`. */
static void fold(struct sheet *sheet, const size_t from[2]) {
    const nd_piece *pieces = pieces_of(sheet, 0);
    for (int column = 0; column <= sheet->is_wide; column++)
        if (piece_count(sheet, column) - from[column] < FOLD_FROM) return;
    sheet->block.folded = 0;
    for (size_t i = from[0] + FOLD_ENDS; i < piece_count(sheet, 0) - FOLD_ENDS; i++)
        sheet->block.folded += pieces[i].halves;
    for (int column = 0; column <= sheet->is_wide; column++)
        sheet->block.end[column] = from[column] + FOLD_ENDS;
    end_block(sheet);
    for (int column = 0; column <= sheet->is_wide; column++)
        sheet->block.begin[column] = piece_count(sheet, column) - FOLD_ENDS;
}

static void add_equal(struct sheet *sheet, const uint64_t at[2], const uint64_t in[2]) {
    const size_t from[2] = {piece_count(sheet, 0), piece_count(sheet, 1)};
    add_text(sheet, 0, at[0], at[1], ND_MARK_SAME);
    if (sheet->is_wide) add_text(sheet, 1, in[0], in[1], ND_MARK_SAME);
    if (!sheet->out->status) fold(sheet, from);
}

/* Differences and what is equal between them. */
static void lay_out(struct sheet *sheet, const nd_passage *passage) {
    const nd_comparison *comparison = &sheet->explanation->comparison;
    uint64_t             at = passage->at[0], in = passage->in[0];
    size_t              *next = &sheet->space->next;
    for (; *next < comparison->difference_count && !sheet->out->status; ++*next) {
        const nd_difference *difference = &comparison->differences[*next];
        const uint64_t       same_a[2] = {at, difference->at[0]}, same_b[2] = {in, difference->in[0]};
        if (difference->at[0] >= passage->at[1]) break;
        add_equal(sheet, same_a, same_b);
        add_text(sheet, 0, difference->at[0], difference->at[1], ND_MARK_GONE);
        add_text(sheet, 1, difference->in[0], difference->in[1], ND_MARK_NEW);
        at = difference->at[1];
        in = difference->in[1];
    }
    const uint64_t rest_a[2] = {at, passage->at[1]}, rest_b[2] = {in, passage->in[1]};
    add_equal(sheet, rest_a, rest_b);
    for (int column = 0; column < 2; column++) sheet->block.end[column] = piece_count(sheet, column);
    sheet->block.folded = 0;
    end_block(sheet);
}

/* ---- blocks in lines -------------------------------------------------------------------------- */

/* As much of the column as a line takes; moves *at on. Returns the columns that were used. */
static unsigned put_part(const struct sheet *sheet, int column, size_t *at, size_t end) {
    const nd_piece *pieces = pieces_of(sheet, column);
    unsigned        used;
    if (*at == end) return 0;
    size_t fit = nd_pieces_fit(pieces + *at, end - *at, sheet->width, &used);
    nd_put_pieces(sheet->out, pieces + *at, fit, sheet->explanation->options->colour);
    *at += fit;
    return used;
}

static void put_block(const struct sheet *sheet, const struct block *block) {
    size_t left = block->begin[0], right = sheet->is_wide ? block->begin[1] : 0;
    size_t right_end = sheet->is_wide ? block->end[1] : 0;
    while (!sheet->out->status && (left < block->end[0] || right < right_end)) {
        nd_put_spaces(sheet->out, MARGIN);
        unsigned used = put_part(sheet, 0, &left, block->end[0]);
        if (sheet->is_wide) {
            nd_put_spaces(sheet->out, used < sheet->width ? sheet->width - used : 0);
            nd_put_text(sheet->out, right < right_end ? " | " : " |");
            put_part(sheet, 1, &right, right_end);
        }
        nd_put_newline(sheet->out);
    }
    if (!block->folded) return;
    nd_put_spaces(sheet->out, MARGIN);
    nd_put_text(sheet->out, "... ");
    nd_put_counted(sheet->out, (block->folded + 1) / 2, "word");
    nd_put_text(sheet->out, " the same ...");
    nd_put_newline(sheet->out);
}

static void measure(struct sheet *sheet, const nd_passage *passage) {
    const nd_explanation *e = sheet->explanation;
    unsigned              columns = e->options->columns ? e->options->columns : PLAIN_COLUMNS;
    sheet->is_wide = columns >= ND_WIDE_COLUMNS && e->options->columns &&
                     !nd_is_right_to_left(nd_explanation_bytes(e, 0, passage->at)) &&
                     !nd_is_right_to_left(nd_explanation_bytes(e, 1, passage->in));
    unsigned room = columns > MARGIN ? columns - MARGIN : 0;
    sheet->width = sheet->is_wide ? (room - BETWEEN) / 2 : room;
    if (sheet->width < 16) sheet->width = 16;
}

void nd_put_side_by_side(nd_side_by_side *space, const nd_explanation *explanation, const nd_passage *passage,
                         nd_out *out) {
    struct sheet sheet = {.space = space, .explanation = explanation, .out = out};
    space->pieces[0].size = space->pieces[1].size = space->blocks.size = 0;
    measure(&sheet, passage);
    lay_out(&sheet, passage);
    const struct block *blocks = (const struct block *)space->blocks.data;
    size_t              count = space->blocks.size / sizeof *blocks;
    for (size_t i = 0; i < count && !out->status; i++) put_block(&sheet, &blocks[i]);
}
