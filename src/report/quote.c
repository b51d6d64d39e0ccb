/*
 * quote.c - a passage is copied character by character into a small buffer until it is long enough; the
 * end of the last whole word is remembered, as a sentence is better cut there. Scripts without spaces
 * have no such place and are cut between two characters.
 */
#include "report/quote.h"

#include <string.h>

#include "report/escape.h"

#define MOST_WORDS   8
#define MOST_COLUMNS 50

struct quote {
    char   text[4 * MOST_COLUMNS];
    size_t size, columns, words;
    size_t word_end, word_columns; /* of the last word that is whole */
};

static int is_space(uint32_t code) {
    return code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85 || code == 0xA0 ||
           (code >= 0x2000 && code <= 0x200A) || code == 0x2028 || code == 0x2029 || code == 0x202F ||
           code == 0x3000;
}

static void add_character(struct quote *quote, const char *data, size_t size) {
    memcpy(quote->text + quote->size, data, size);
    quote->size += size;
    quote->columns++;
}

static void end_word(struct quote *quote) {
    if (quote->size == quote->word_end) return;
    quote->words++;
    quote->word_end = quote->size;
    quote->word_columns = quote->columns;
}

/* Returns 1 if the passage was too long to be taken whole. */
static int take_words(struct quote *quote, nd_string passage) {
    uint32_t code;
    size_t   length;
    int      after_space = 0;
    for (size_t at = 0; at < passage.size; at += length) {
        length = nd_utf8_step(passage.data + at, passage.size - at, &code);
        if (is_space(code)) {
            end_word(quote);
            after_space = quote->size > 0;
            continue;
        }
        if (quote->words == MOST_WORDS || quote->columns + (size_t)after_space >= MOST_COLUMNS) return 1;
        if (after_space) add_character(quote, " ", 1);
        after_space = 0;
        add_character(quote, passage.data + at, length);
    }
    return 0;
}

void nd_put_quote(nd_out *out, nd_string passage) {
    struct quote quote = {.size = 0};
    int          is_cut = take_words(&quote, passage);
    size_t       size = quote.size;
    if (is_cut && quote.word_columns > quote.columns / 2) size = quote.word_end;
    nd_put_text(out, "\"");
    nd_put_shown(out, (nd_string){quote.text, size});
    nd_put_text(out, is_cut ? " ...\"" : "\"");
}
