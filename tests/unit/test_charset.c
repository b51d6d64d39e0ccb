/* test_charset.c - invented sentences in many encodings come back as they were. */
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/charset.h"
#include "input/charset_label.h"

#define RUSSIAN "Паром на дальние острова снова выйдет в море в понедельник, сообщила вчера контора порта. "
#define CZECH \
    "Trajekt na vzdálené ostrovy vypluje znovu v pondělí, řekl úředník přístavu, ačkoli " \
    "vítr ještě nezeslábl. Loď měla minulý týden poruchu motoru a náhradní díly musely být" \
    " přivezeny z pevniny. Čtyřicet cestujících strávilo noc ve škole, kam jim místní " \
    "pekař přinesl čerstvý chléb. Starosta poděkoval všem, kteří v bouři pomáhali, a " \
    "slíbil, že přístaviště bude do konce roku opraveno. Obyvatelé ostrovů si však " \
    "stěžují, že na nový přívoz čekají už deset let. Podle rybářů se počasí v posledních " \
    "letech zhoršuje a moře je neklidnější než dříve. "
#define POLISH \
    "Prom na odległe wyspy wypłynie znów w poniedziałek, choć wiatr wciąż jeszcze nie " \
    "osłabł, powiedział urzędnik portu. W zeszłym tygodniu silnik uległ awarii i części " \
    "zamienne musiały zostać przywiezione z lądu. Czterdziestu pasażerów spędziło noc w " \
    "szkole, dokąd miejscowy piekarz przyniósł świeży chleb. Burmistrz podziękował " \
    "wszystkim, którzy pomagali podczas burzy, i obiecał, że przystań zostanie naprawiona " \
    "do końca roku. Mieszkańcy wysp skarżą się jednak, że na nowy prom czekają już " \
    "dziesięć lat. Zdaniem rybaków pogoda się pogarsza, a morze jest coraz bardziej " \
    "niespokojne. "
#define JAPANESE "離島へ向かうフェリーは月曜日に再び出航すると港の事務所が発表した。乗客は学校で一夜を過ごした。"
#define CHINESE "开往外岛的渡轮将于星期一重新启航，港口办公室昨天宣布了这个消息。乘客们在学校里过了一夜。"
#define TAIWANESE "開往外島的渡輪將於星期一重新啟航，港口辦公室昨天宣布了這個消息。乘客們在學校裡過了一夜。"
#define KOREAN "먼 섬으로 가는 여객선이 월요일에 다시 출항한다고 항구 사무소가 어제 밝혔다. 승객들은 학교에서 밤을 보냈다. "
#define FRENCH "Le ferry pour les îles lointaines repartira lundi, a déclaré hier le bureau du port. "

static void encode(const char *text, const char *encoding, nd_buf *into) {
    char   room[8192], *from = (char *)text, *to = room;
    size_t left = strlen(text), free_room = sizeof room;
    iconv_t converter = iconv_open(encoding, "UTF-8");
    assert_true(converter != (iconv_t)-1);
    assert_int_equal(iconv(converter, &from, &left, &to, &free_room), 0);
    iconv_close(converter);
    assert_int_equal(nd_buf_append(into, room, sizeof room - free_room, NULL), ND_OK);
}

/* `reason`: the beginning of what is noted, or NULL. */
static void expect_bytes(nd_string bytes, const char *label, const char *text, const char *reason) {
    nd_buf     into = {0};
    nd_string  out;
    nd_finding finding = {0};
    nd_error   error;
    assert_int_equal(nd_charset_to_utf8(bytes, (nd_string){label, label ? strlen(label) : 0}, &into, &out, &finding,
                                        &error),
                     ND_OK);
    assert_int_equal(out.size, strlen(text));
    assert_memory_equal(out.data, text, out.size);
    if (reason) assert_memory_equal(finding.reason, reason, strlen(reason));
    else assert_null(finding.reason);
    nd_finding_free(&finding);
    nd_buf_free(&into);
}

static void expect(const char *text, const char *encoding, const char *label) {
    nd_buf bytes = {0};
    encode(text, encoding, &bytes);
    expect_bytes((nd_string){(const char *)bytes.data, bytes.size}, label, text, NULL);
    nd_buf_free(&bytes);
}

static void a_label_is_followed(void **state) {
    (void)state;
    expect("Паром", "CP1251", "windows-1251");
    expect("Паром", "KOI8-R", "KOI8-R");
    expect("řekl úředník", "ISO-8859-2", "iso-8859-2");
    expect("離島へ", "SHIFT_JIS", "Shift_JIS");
    expect("離島へ", "EUC-JP", "euc-jp");
    expect("離島へ", "ISO-2022-JP", "iso-2022-jp");
    expect("渡轮", "GB18030", "gb2312");
    expect("渡輪", "BIG5", "big5");
    expect("여객선", "EUC-KR", "euc-kr");
    expect("“quoted” – 5 €", "CP1252", "iso-8859-1");
}

static void enough_text_needs_no_label(void **state) {
    (void)state;
    expect(RUSSIAN RUSSIAN RUSSIAN RUSSIAN, "CP1251", NULL);
    expect(RUSSIAN RUSSIAN RUSSIAN RUSSIAN, "KOI8-R", NULL);
    expect(JAPANESE JAPANESE JAPANESE JAPANESE, "SHIFT_JIS", NULL);
    expect(JAPANESE JAPANESE JAPANESE JAPANESE, "EUC-JP", NULL);
    expect(CHINESE CHINESE CHINESE CHINESE, "GB18030", NULL);
    expect(TAIWANESE TAIWANESE TAIWANESE TAIWANESE, "BIG5", NULL);
    expect(KOREAN KOREAN KOREAN KOREAN, "EUC-KR", NULL);
    expect(CZECH CZECH CZECH, "CP1250", NULL);
    expect(POLISH POLISH POLISH POLISH POLISH, "ISO-8859-2", NULL);
}

static void little_text_is_windows_1252(void **state) {
    (void)state;
    expect(FRENCH, "CP1252", NULL);
    expect("a single “caf\u00e9” in a long English text", "CP1252", NULL);
    expect_bytes((nd_string){"caf\xe9 \x81", 6}, NULL, "café \xc2\x81", NULL);
}

static void utf8_is_left_as_it_is(void **state) {
    (void)state;
    expect(RUSSIAN, "UTF-8", NULL);
    expect(FRENCH, "UTF-8", "iso-8859-1"); /* the label is wrong */
    expect(JAPANESE, "UTF-8", "shift_jis");
    expect("plain", "UTF-8", "shift_jis");
    expect("", "UTF-8", "big5");
    expect_bytes((nd_string){RUSSIAN "\xff", sizeof RUSSIAN}, NULL, RUSSIAN "\xff", NULL); /* damaged */
    expect_bytes((nd_string){"caf\u00e9, d\u00e9j\u00e0 \xff", 15}, NULL, "caf\u00e9, d\u00e9j\u00e0 \xff", NULL);
    expect_bytes((nd_string){"caf\u00e9, d\u00e9 \xff\xe9", 13}, NULL, "cafÃ©, dÃ© ÿé", NULL); /* as much damage */
    expect_bytes((nd_string){"caf\u00e9, d\u00e9j\u00e0 \xff", 15}, "cp1252", "cafÃ©, dÃ©jÃ\u00a0 ÿ", NULL);
}

static void utf16_is_known_with_a_mark_and_without(void **state) {
    (void)state;
    expect("A ferry – наконец", "UTF-16", NULL); /* with a mark */
    expect("A ferry sails again on Monday – наконец", "UTF-16LE", NULL);
    expect("A ferry sails again on Monday – наконец", "UTF-16BE", NULL);
    expect_bytes((nd_string){"\xfe\xff\0A\0B\xd8", 7}, NULL, "AB\ufffd", "1 units that are not UTF-16");
    expect(RUSSIAN, "UTF-16LE", NULL);
    expect(CZECH, "UTF-16BE", NULL);
    assert_null(nd_charset_utf16_order((nd_string){"a\0b", 3}));
    assert_null(nd_charset_utf16_order((nd_string){"a\0b\1c\2d\3e\4f\5g\6h\7i\10j\0", 20}));
    assert_null(nd_charset_utf16_order((nd_string){"plain text\0", 11}));
    assert_null(nd_charset_utf16_order((nd_string){"of\0a\0" "1,234\0a\xf1o", 14}));
    assert_string_equal(nd_charset_utf16_order((nd_string){"O\0k\0", 4}), "LE");
    assert_string_equal(nd_charset_utf16_order((nd_string){"\0O\0k\0\r\0\n\0\t", 10}), "BE");
    assert_null(nd_charset_utf16_order((nd_string){"\1\0\2\0", 4})); /* controls in either order */
    assert_null(nd_charset_utf16_order((nd_string){"\0\1\0o\0\1\0\1", 8}));
    assert_null(nd_charset_utf16_order((nd_string){"o\0k\0\x85\0", 6}));
    expect("До 7 дн.", "UTF-16BE", NULL);
    expect(JAPANESE "10月5日\n" JAPANESE, "UTF-16LE", NULL);
    expect(CHINESE "\n" CHINESE, "UTF-16BE", NULL);
    expect(TAIWANESE "\n" TAIWANESE, "UTF-16LE", NULL);
    expect(KOREAN, "UTF-16BE", NULL);
}

/* Nothing else tells UTF-16 here from pairs of letters. */
static void control_characters_are_found_wherever_they_are(void **state) {
    char bytes[150];
    (void)state;
    for (size_t last = 3; last < sizeof bytes; last += 2) {
        for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = i % 2 ? (char)(0xd8 + i / 2 % 8) : 0x4e;
        assert_null(nd_charset_utf16_order((nd_string){bytes, sizeof bytes}));
        bytes[last - 2] = bytes[last] = '\1';
        assert_string_equal(nd_charset_utf16_order((nd_string){bytes, sizeof bytes}), "BE");
    }
}

/* Pairs of letters and of bytes of other encodings are ideographs and syllables too. */
static void what_only_looks_like_utf16_is_not(void **state) {
    static const char *const encodings[] = {"UTF-8", "EUC-KR", "UTF-16LE"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        nd_buf bytes = {0};
        encode(KOREAN KOREAN, encodings[i], &bytes);
        const char *order = nd_charset_utf16_order((nd_string){(const char *)bytes.data, bytes.size});
        if (i == 2) assert_string_equal(order, "LE");
        else assert_null(order);
        nd_buf_free(&bytes);
    }
    assert_null(nd_charset_utf16_order((nd_string){"a ship put to sea at noon, and never came back from it", 54}));
    /* ideographs in one order, but ASCII */
    assert_null(nd_charset_utf16_order((nd_string){"N\1O\2P\3N\1O\2P\3N\1O\2P\3N\1O\2P\3N\1O\2P\3", 30}));
    /* in both, which are no other encoding's, but text of none */
    assert_null(nd_charset_utf16_order((nd_string){"\x4e\1\x4e\2\x4f\3\xd8\1\xd9\2\xda\3\xdb\1\xdc\2\xdd\3\xde\1\xdf"
                                                   "\2\xe0\3\xe1\1\xe2\2\xe3\3", 30}));
}

static void what_has_no_character_is_replaced_and_told(void **state) {
    (void)state;
    nd_buf bytes = {0};
    encode(RUSSIAN, "CP1251", &bytes);
    assert_int_equal(nd_buf_append(&bytes, "\x98", 1, NULL), ND_OK); /* means nothing in it */
    expect_bytes((nd_string){(const char *)bytes.data, bytes.size}, "cp1251", RUSSIAN "\ufffd",
                 "1 bytes that are not cp1251");
    nd_buf_free(&bytes);
}

static void a_wrong_label_is_not_followed(void **state) {
    (void)state;
    expect(FRENCH, "CP1252", "no-such-encoding");
    expect(FRENCH, "CP1252", "utf-8");
    expect(FRENCH, "CP1252", "UTF-8//IGNORE");
    expect(RUSSIAN RUSSIAN RUSSIAN RUSSIAN, "KOI8-R", "euc-jp");
}

/* UTF-8 that somebody took for Windows-1252 and made UTF-8. */
static void what_was_encoded_twice_is_turned_back(void **state) {
    (void)state;
    static const char twice[] = "Ã®les dÃ©jÃ\xc2\xa0 Ã©tÃ© lâ€™Ã©tÃ©";
    expect_bytes((nd_string){twice, sizeof twice - 1}, NULL, "îles déjà été l’été", NULL);
    expect(FRENCH "Ã©", "UTF-8", NULL); /* one real character, and it was not */
    expect("Ã© Ã©", "UTF-8", NULL);     /* too little to tell */
}

static void expect_label(const char *page, const char *label) {
    nd_string found = nd_charset_label((nd_string){page, strlen(page)});
    assert_int_equal(found.size, strlen(label));
    if (found.size) assert_memory_equal(found.data, label, found.size);
}

static void a_page_names_its_encoding(void **state) {
    (void)state;
    expect_label("<html><head><meta charset=\"windows-1251\">", "windows-1251");
    expect_label("<META http-equiv=Content-Type content='text/html; Charset = x'>", "");
    expect_label("<META http-equiv=Content-Type content='text/html; CHARSET=koi8-r; x'>", "koi8-r");
    expect_label("<meta name=a content=b><p><meta charset=big5>", "big5");
    expect_label("<!-- <meta charset=big5> -->", "");
    expect_label("charset=big5", "");
    expect_label("\n<?xml version='1.0' encoding='windows-1251'?><html>", "windows-1251");
    expect_label("<?xml version='1.0' encoding='utf-8'?><html><meta charset=koi8-r>", "koi8-r");
    expect_label("<?xml version='1.0'?><p encoding='koi8-r'>", "");
    expect_label("<?xml encoding='koi8-r'", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_label_is_followed),
        cmocka_unit_test(enough_text_needs_no_label),
        cmocka_unit_test(little_text_is_windows_1252),
        cmocka_unit_test(utf8_is_left_as_it_is),
        cmocka_unit_test(utf16_is_known_with_a_mark_and_without),
        cmocka_unit_test(control_characters_are_found_wherever_they_are),
        cmocka_unit_test(what_only_looks_like_utf16_is_not),
        cmocka_unit_test(what_has_no_character_is_replaced_and_told),
        cmocka_unit_test(a_wrong_label_is_not_followed),
        cmocka_unit_test(what_was_encoded_twice_is_turned_back),
        cmocka_unit_test(a_page_names_its_encoding),
    };
    return cmocka_run_group_tests_name("charset", tests, NULL, NULL);
}
