/*
 * pieces.c - characters of two columns are pieces of their own, as Chinese, Japanese and Korean may be
 * broken anywhere; what takes no column stays with the character before it. Widths are those of utf8proc,
 * which follow Unicode Standard Annex 11; what is escaped takes the columns of its escape.
 */
#include "report/pieces.h"

#include <string.h>
#include <utf8proc.h>

#include "report/escape.h"

#define SIGN_COLUMNS 2

static const char *const opening[] = {"", "[-", "{+"}, *const closing[] = {"", "-]", "+}"};
static const char *const colours[] = {"", "\x1b[31m", "\x1b[32m"};

static int is_white(uint32_t code) {
    if (code < 0x80) return code == ' ' || (code >= '\t' && code <= '\r');
    if (code == ND_NOT_UTF8) return 0;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return code == 0x85 || category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
           category == UTF8PROC_CATEGORY_ZP;
}

static int is_word_character(uint32_t code) {
    if (code == ND_NOT_UTF8) return 0;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           (category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO);
}

static unsigned width_of(nd_string character, uint32_t code) {
    size_t columns = nd_shown_columns(character);
    if (columns != 1 || code == ND_NOT_UTF8 || code < 0x80) return (unsigned)columns;
    int width = utf8proc_charwidth((utf8proc_int32_t)code);
    return width < 0 ? 0 : (unsigned)width;
}

struct cutter {
    nd_buf   *out;
    nd_error *error;
    nd_piece  piece; /* being made; size 0: none */
    unsigned  widest;
    int       status;
};

static void end_piece(struct cutter *cutter) {
    if (cutter->piece.size && !cutter->status)
        cutter->status = nd_buf_append(cutter->out, &cutter->piece, sizeof cutter->piece, cutter->error);
    cutter->piece.size = cutter->piece.columns = 0;
    cutter->piece.after_space = cutter->piece.is_wide = cutter->piece.halves = 0;
}

static void add_character(struct cutter *cutter, nd_string character, uint32_t code) {
    nd_piece *piece = &cutter->piece;
    unsigned  width = width_of(character, code);
    int       is_wide = width == 2 && code >= 0x80;
    int       is_full = piece->columns + width > cutter->widest - 2 * SIGN_COLUMNS;
    if (piece->size && width && (is_wide || is_full || piece->is_wide)) end_piece(cutter);
    if (!piece->size) piece->data = character.data;
    if (is_wide) piece->is_wide = 1;
    if (!piece->halves && is_word_character(code)) piece->halves = is_wide ? 1 : 2;
    piece->size += (uint32_t)character.size;
    piece->columns += width;
}

/* What was added stands apart from the word before it, whose text need not have a space there. */
static void put_signs(nd_buf *out, size_t first) {
    nd_piece *pieces = (nd_piece *)out->data;
    size_t    count = out->size / sizeof *pieces;
    if (first == count || pieces[first].mark == ND_MARK_SAME) return;
    if (first && pieces[first].mark == ND_MARK_NEW && !pieces[first].is_wide)
        pieces[first].after_space |= pieces[first - 1].mark == ND_MARK_SAME;
    pieces[first].opens = pieces[count - 1].closes = 1;
    pieces[first].columns += SIGN_COLUMNS;
    pieces[count - 1].columns += SIGN_COLUMNS;
}

int nd_pieces_cut(nd_string text, nd_mark mark, unsigned widest, nd_buf *out, nd_error *error) {
    struct cutter cutter = {.out = out, .error = error, .piece = {.mark = mark}, .widest = widest};
    size_t        first = out->size / sizeof(nd_piece), length;
    uint32_t      code;
    if (!text.size) return ND_OK;
    int           ends_with_space = 0;
    if (first) cutter.piece.after_space = ((const nd_piece *)out->data)[first - 1].before_space;
    for (size_t at = 0; at < text.size; at += length) {
        length = nd_utf8_step(text.data + at, text.size - at, &code);
        ends_with_space = is_white(code);
        if (ends_with_space) {
            end_piece(&cutter);
            cutter.piece.after_space = 1;
        } else {
            add_character(&cutter, (nd_string){text.data + at, length}, code);
        }
    }
    end_piece(&cutter);
    if (cutter.status) return cutter.status;
    if (out->size) ((nd_piece *)out->data)[out->size / sizeof(nd_piece) - 1].before_space = ends_with_space;
    put_signs(out, first);
    return ND_OK;
}

size_t nd_pieces_fit(const nd_piece *pieces, size_t count, unsigned columns, unsigned *used) {
    size_t fit = 0;
    *used = 0;
    while (fit < count) {
        unsigned more = pieces[fit].columns + (fit && pieces[fit].after_space);
        if (fit && *used + more > columns) break;
        *used += more;
        fit++;
    }
    return fit;
}

void nd_put_pieces(nd_out *out, const nd_piece *pieces, size_t count, int colour) {
    for (size_t i = 0; i < count; i++) {
        const nd_piece *piece = &pieces[i];
        int             is_coloured = colour && piece->mark != ND_MARK_SAME;
        if (i && piece->after_space) nd_put_spaces(out, 1);
        if (is_coloured) nd_put_text(out, colours[piece->mark]);
        if (piece->opens) nd_put_text(out, opening[piece->mark]);
        nd_put_shown(out, (nd_string){piece->data, piece->size});
        if (piece->closes) nd_put_text(out, closing[piece->mark]);
        if (is_coloured) nd_put_text(out, "\x1b[0m");
    }
}

int nd_is_right_to_left(nd_string text) {
    uint32_t code;
    for (size_t at = 0; at < text.size;) {
        at += nd_utf8_step(text.data + at, text.size - at, &code);
        if (code < 0x590 || code == ND_NOT_UTF8) continue;
        int class = (int)utf8proc_get_property((utf8proc_int32_t)code)->bidi_class;
        if (class == UTF8PROC_BIDI_CLASS_R || class == UTF8PROC_BIDI_CLASS_AL) return 1;
    }
    return 0;
}
