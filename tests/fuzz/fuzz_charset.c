/*
 * fuzz_charset.c - PROPERTY: well-formed UTF-8 without NUL bytes stays as it is, unless it was encoded twice: then what
 * comes out gives the input when it is encoded again. A text of an alphabet, written in an encoding that has it and
 * declared as that, comes back; so does one in UTF-16 with a mark. Of any bytes under any label what comes out is
 * well-formed, or it is the input that was left alone; and a second run tells the same.
 */
#include <iconv.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "fuzz.h"
#include "input/charset.h"
#include "input/charset_label.h"

#define WORDS 200
#define RAW_BYTES 16384

/* Letters that stand apart, and encodings that have them all. */
static const struct script {
    const char *letters, *encoding, *label;
} scripts[] = {{"п а р о м с н в ы й д ж ш Я Щ ъ", "CP1251", "windows-1251"},
               {"п а р о м с н в ы й д ж ш Я Щ ъ", "KOI8-R", "koi8-r"},
               {"p á ř ě ň š č ž ý í Ů ť ď a e t", "CP1250", "windows-1250"},
               {"ą ł ę ś ć ż ź ó n k a r e w z y", "ISO-8859-2", "iso-8859-2"},
               {"離 島 へ 向 か う の は 月 曜 日 に 再 び 港 。", "SHIFT_JIS", "shift_jis"},
               {"離 島 へ 向 か う の は 月 曜 日 に 再 び 港 。", "EUC-JP", "euc-jp"},
               {"开 往 外 岛 的 渡 轮 将 于 星 期 一 。 重 新 启", "GB18030", "gb2312"},
               {"開 往 外 島 的 渡 輪 將 於 星 期 一 。 重 新 啟", "BIG5", "big5"},
               {"먼 섬 으 로 가 는 여 객 선 이 월 요 일 에 다 시", "EUC-KR", "euc-kr"},
               {"é è à ç “ ” – € a b c d e f g h", "CP1252", "iso-8859-1"}};
#define SCRIPTS (sizeof scripts / sizeof *scripts)

static const char *const labels[] = {NULL,      "utf-8",     "windows-1251", "shift_jis", "gb2312", "iso-2022-jp",
                                     "euc-kr",  "no-such",   "utf-16le",     "latin1",    "big5",   "ucs-4",
                                     "utf-8//", "hz-gb-2312"};
#define LABELS (sizeof labels / sizeof *labels)

struct converted {
    nd_buf    into;
    nd_string out;
    int       is_told;
};

static struct converted convert(nd_string bytes, const char *label) {
    struct converted made = {.is_told = 0};
    nd_finding       finding = {0};
    nd_string        name = {label, label ? strlen(label) : 0};
    REQUIRE(nd_charset_to_utf8(bytes, name, &made.into, &made.out, &finding, NULL) == ND_OK);
    made.is_told = finding.reason != NULL;
    nd_finding_free(&finding);
    return made;
}

static int same(nd_string x, nd_string y) {
    return x.size == y.size && (!x.size || !memcmp(x.data, y.data, x.size));
}

static int is_well_formed(nd_string text) {
    return nd_utf8_well_formed(text.data, text.size) == text.size;
}

static void append(nd_buf *into, const void *bytes, size_t size) {
    REQUIRE(nd_buf_append(into, bytes, size, NULL) == ND_OK);
}

static nd_string string_of(const nd_buf *bytes) {
    return (nd_string){bytes->data ? (const char *)bytes->data : "", bytes->size};
}

/* ---- what was written in a known encoding -------------------------------------------------------- */

static void write_text(struct choices *choices, const struct script *script, nd_buf *text) {
    const char *letters[16];
    size_t      count = 0;
    for (const char *at = script->letters; at && count < 16; at = strchr(at, ' '), at += at ? 1 : 0)
        letters[count++] = at;
    for (size_t i = 0; i < WORDS && choices->at < choices->end; i++) {
        const char *letter = letters[choose(choices, (uint32_t)count)];
        size_t      size = strcspn(letter, " ");
        append(text, letter, size);
        if (i % 7 == 6) append(text, i % 49 == 48 ? "\n" : " 1", i % 49 == 48 ? 1 : 2);
    }
}

static void encode(nd_string text, const char *encoding, nd_buf *into) {
    iconv_t converter = iconv_open(encoding, "UTF-8");
    size_t  left = text.size, room = 4 * text.size + 16;
    REQUIRE(converter != (iconv_t)-1 && !nd_buf_reserve(into, room, NULL));
    char *from = (char *)text.data, *to = (char *)into->data + into->size;
    REQUIRE(iconv(converter, &from, &left, &to, &room) == 0);
    iconv_close(converter);
    into->size = (size_t)(to - (char *)into->data);
}

/* So much of it that it is taken for that, whatever it says of itself. */
static int looks_like_utf8(nd_string bytes) {
    size_t all = 0, fit = 0;
    for (size_t at = 0, size; at < bytes.size; at += size) {
        uint32_t code_point;
        size = nd_utf8_step(bytes.data + at, bytes.size - at, &code_point);
        if (size == 1 && (uint8_t)bytes.data[at] < 0x80) continue;
        all += size;
        fit += code_point == ND_NOT_UTF8 ? 0 : size;
    }
    return fit * 10 >= all * 9;
}

static void require_back(nd_string bytes, const char *label, nd_string text) {
    struct converted made = convert(bytes, label);
    REQUIRE(same(made.out, text) && !made.is_told);
    nd_buf_free(&made.into);
}

static void try_written(struct choices *choices) {
    static const char *const orders[] = {"UTF-16LE", "UTF-16BE"};
    const struct script     *script = &scripts[choose(choices, SCRIPTS)];
    uint32_t                 order = choose(choices, 2);
    nd_buf                   text = {0}, bytes = {0}, units = {0};
    write_text(choices, script, &text);
    encode(string_of(&text), script->encoding, &bytes);
    if (!looks_like_utf8(string_of(&bytes))) require_back(string_of(&bytes), script->label, string_of(&text));
    append(&units, order ? "\xfe\xff" : "\xff\xfe", 2);
    encode(string_of(&text), orders[order], &units);
    require_back(string_of(&units), NULL, string_of(&text));
    nd_buf_free(&text);
    nd_buf_free(&bytes);
    nd_buf_free(&units);
}

/* ---- anything ------------------------------------------------------------------------------------ */

/* What was encoded twice, made from what it was turned back to. */
static void encode_again(nd_string text, nd_buf *into) {
    for (size_t i = 0; i < text.size; i++) {
        uint8_t bytes[4];
        append(into, bytes, nd_utf8_encode(bytes, nd_charset_windows_1252((uint8_t)text.data[i])));
    }
}

static void require_left_alone(nd_string bytes, nd_string out) {
    nd_buf again = {0};
    if (!same(bytes, out)) {
        encode_again(out, &again);
        REQUIRE(same(bytes, string_of(&again)));
    }
    nd_buf_free(&again);
}

static void try_any(nd_string bytes, const char *label) {
    struct converted first = convert(bytes, label), second = convert(bytes, label);
    REQUIRE(same(first.out, second.out) && first.is_told == second.is_told);
    REQUIRE(is_well_formed(first.out) || same(first.out, bytes));
    int has_mark = bytes.size > 1 && (uint8_t)bytes.data[0] >= 0xfe; /* which no UTF-8 has */
    if (!label && !has_mark && is_well_formed(bytes) && !memchr(bytes.data, 0, bytes.size))
        require_left_alone(bytes, first.out);
    nd_buf_free(&first.into);
    nd_buf_free(&second.into);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct choices choices = {data, data + size};
    nd_string      bytes = {size ? (const char *)data : "", size < RAW_BYTES ? size : RAW_BYTES};
    nd_string      label = nd_charset_label(bytes);
    REQUIRE(label.size <= bytes.size);
    try_any(bytes, NULL);
    if (size) try_any((nd_string){bytes.data + 1, bytes.size - 1}, labels[data[0] % LABELS]);
    try_written(&choices);
    return 0;
}
