/*
 * test_encodings.c - invented reports as newspapers write them, each in the encodings its language was ever printed
 * in: they come back as they were, as a text that says nothing of itself, as a page that names its encoding in one
 * of three ways, and in UTF-16 with a mark and without.
 */
#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "input/read_html.h"
#include "input/read_json.h"
#include "input/read_text.h"

#define RUSSIAN(open, close, dash) \
    "Паром на дальние острова выйдет в море в понедельник утром, сообщили вчера в конторе порта. Рейсы прекратились " \
    "12 марта, когда шторм повредил причал и затопил склад с запасными частями.\n\n" \
    open "Мы ждали этого три недели, " dash " сказала учительница школы. " dash " Хлеб привозили на лодке, а " \
    "письма не приходили вовсе" close ". В школе ночевали сорок пассажиров, которым пекарь приносил " \
    "по утрам горячие булки.\n\n" \
    "Начальник порта обещал, что к осени причал укрепят. Рыбаки, впрочем, ему не верят: такие обещания они слышали " \
    "и после бури 1998 года, а сваи так и остались гнилыми."
static const char russian[] = RUSSIAN("«", "»", "–");
static const char russian_of_koi8[] = RUSSIAN("\"", "\"", "-"); /* which has no other marks */
static const char czech[] =
    "Trajekt na vzdálené ostrovy vypluje znovu v pondělí ráno, oznámil včera úřad přístavu. Plavby ustaly 12. března, "
    "když bouře poškodila molo a zaplavila sklad s náhradními díly.\n\n"
    "„Čekali jsme na to tři týdny,“ řekla učitelka z místní školy. Čtyřicet cestujících tam přečkalo noc a pekař jim "
    "každé ráno nosil teplé housky. Dopisy nepřicházely vůbec, chléb vozil člun.\n\n"
    "Ředitel přístavu slíbil, že do podzimu bude molo zpevněno. Rybáři mu však nevěří: totéž slyšeli i po vichřici "
    "v roce 1998 a shnilé kůly zůstaly, kde byly. Starosta chce proto požádat o peníze kraj.\n\n"
    "Nejhůř na tom byli důchodci, kteří si nemohli dojet pro léky. Záchranáři za nimi létali vrtulníkem, vždy když "
    "mlha dovolila přistát na louce u kostela. Čtyři nemocní byli převezeni do nemocnice na pevnině, jeden z nich má "
    "zůstat až do května. Příbuzní se o něm dozvídali jen z vysílačky, protože kabel na mořském dně praskl hned první "
    "večer. Opraví ho nejdříve příští měsíc, až přijede loď ze sousední země.\n\n"
    "Také rybářům způsobila bouře škody. Tři čluny se potopily, několik dalších má proražený bok a sítě, které sušili "
    "na břehu, odnesl vítr. Pojišťovna zatím slíbila zaplatit polovinu. „Kdo má čekat půl roku, ten zkrátka dřív "
    "zchudne,“ řekl předseda družstva a dodal, že mladší muži už hledají práci v loděnici.\n\n"
    "První trajekt po přestávce poveze hlavně potraviny, naftu a dříví. Přednost dostanou rodiny s dětmi, které byly "
    "na pevnině u příbuzných, a řemeslníci, již mají opravit střechu školy. Jízdní řád se zatím nezmění. "
    "Převoz bude dražší: místo dvaceti korun zaplatí dospělý třicet, dítě čtyři.";
static const char polish[] =
    "Prom na odległe wyspy wypłynie znów w poniedziałek rano, poinformował wczoraj zarząd portu. Rejsy wstrzymano 12 "
    "marca, gdy sztorm uszkodził nabrzeże i zalał skład części zamiennych.\n\n"
    "- Czekaliśmy na to trzy tygodnie - powiedziała nauczycielka miejscowej szkoły. Nocowało w niej czterdziestu "
    "pasażerów, którym piekarz przynosił co rano ciepłe bułki. Chleb przywożono łodzią, a listy nie przychodziły.\n\n"
    "Kierownik portu obiecał, że do jesieni nabrzeże zostanie wzmocnione. Rybacy mu nie wierzą: to samo słyszeli po "
    "wichurze w roku 1998, a zgniłe pale jak stały, tak stoją. Wójt chce prosić o pieniądze województwo.";
static const char japanese[] =
    "離島へ向かうフェリーは月曜日の朝に運航を再開すると、港の管理事務所が昨日発表した。嵐で岸壁が壊れ、部品の倉庫が水につかったため、"
    "三月十二日から欠航が続いていた。\n\n"
    "「三週間も待ちました」と島の小学校の教師は話した。パンは小舟で運ばれ、手紙はまったく届かなかったという。学校に泊まった四十人の乗客"
    "には、町のパン屋が毎朝あたたかいパンを届けた。\n\n"
    "港長は秋までに岸壁を補強すると約束した。しかし漁師たちは信じていない。1998年の台風の後にも同じ約束を聞いたが、腐った杭は今もその"
    "ままだからだ。村長は県に費用の援助を求めるつもりだ。";
static const char chinese[] =
    "开往外岛的渡轮将于星期一早晨恢复航行，港口办公室昨天宣布了这一消息。三月十二日，一场风暴损坏了码头，淹没了存放零件的仓库，航班从那"
    "时起一直停开。\n\n"
    "“我们等了三个星期，”岛上小学的一位老师说。面包靠小船运来，信件根本收不到。四十名乘客在学校里过夜，镇上的面包师每天早晨给他们送去热"
    "面包。\n\n"
    "港口主任答应在秋天以前加固码头。可是渔民们不相信他：1998年的大风以后他们也听过同样的话，而那些腐烂的木桩至今还在原处。村长打算向省里"
    "申请经费。";
static const char taiwanese[] =
    "開往外島的渡輪將於星期一早晨恢復航行，港口辦公室昨天宣布了這一消息。三月十二日，一場風暴損壞了碼頭，淹沒了存放零件的倉庫，航班從那"
    "時起一直停開。\n\n"
    "「我們等了三個星期，」島上小學的一位老師說。麵包靠小船運來，信件根本收不到。四十名乘客在學校裡過夜，鎮上的麵包師每天早晨給他們送去熱"
    "麵包。\n\n"
    "港口主任答應在秋天以前加固碼頭。可是漁民們不相信他：1998年的大風以後他們也聽過同樣的話，而那些腐爛的木樁至今還在原處。村長打算向省裡"
    "申請經費。";
static const char korean[] =
    "먼 섬으로 가는 여객선이 월요일 아침에 운항을 다시 시작한다고 항만 사무소가 어제 밝혔다. 3월 12일 폭풍으로 부두가 부서지고 부품 창고가 "
    "물에 잠긴 뒤로 배는 뜨지 못했다.\n\n"
    "\"우리는 세 주를 기다렸습니다.\" 섬 학교의 한 교사가 말했다. 빵은 작은 배로 실어 왔고 편지는 전혀 오지 않았다. 학교에서 밤을 보낸 승객 마흔 "
    "명에게 마을 빵집 주인이 아침마다 따뜻한 빵을 가져다주었다.\n\n"
    "항만 소장은 가을까지 부두를 고치겠다고 약속했다. 그러나 어부들은 믿지 않는다. 1998년 태풍 뒤에도 같은 말을 들었지만 썩은 말뚝은 아직 그 "
    "자리에 있기 때문이다.";
static const char french[] =
    "Le ferry pour les îles lointaines repartira lundi matin, a annoncé hier le bureau du port. Les traversées avaient "
    "cessé le 12 mars, quand la tempête a endommagé le quai et inondé l’entrepôt.\n\n"
    "« Nous avons attendu trois semaines », a dit l’institutrice de l’école, où quarante passagers ont passé la nuit.";

/* `label` names what may be declared; is_detected: without that it is told by the bytes, of which at least 200 are
 * not ASCII. */
static const struct sample {
    const char *text, *encoding, *label;
    int         is_detected;
} samples[] = {{russian, "CP1251", "windows-1251", 1},    {russian_of_koi8, "KOI8-R", "koi8-r", 1},
               {czech, "CP1250", "windows-1250", 1},      {czech, "CP1250", "cp1250", 1},
               {polish, "ISO-8859-2", "iso-8859-2", 0},   {polish, "CP1250", "windows-1250", 0},
               {japanese, "SHIFT_JIS", "Shift_JIS", 1},   {japanese, "EUC-JP", "euc-jp", 1},
               {japanese, "ISO-2022-JP", "iso-2022-jp", 0},
               {chinese, "GB18030", "gb18030", 1},        {chinese, "GB2312", "gb2312", 1},
               {taiwanese, "BIG5", "big5", 1},            {korean, "EUC-KR", "euc-kr", 1},
               {french, "CP1252", "iso-8859-1", 1},       {french, "CP1252", "windows-1252", 1}};
#define SAMPLES (sizeof samples / sizeof *samples)

static void append(nd_buf *into, const char *text) {
    assert_int_equal(nd_buf_append(into, text, strlen(text), NULL), ND_OK);
}

static void encode(const char *text, const char *encoding, nd_buf *into) {
    char    room[8192], *from = (char *)text, *to = room;
    size_t  left = strlen(text), free_room = sizeof room;
    iconv_t converter = iconv_open(encoding, "UTF-8");
    assert_true(converter != (iconv_t)-1);
    if (iconv(converter, &from, &left, &to, &free_room)) fail_msg("%s has not all of \"%.20s\"", encoding, text);
    assert_true(iconv(converter, NULL, NULL, &to, &free_room) != (size_t)-1); /* back to ASCII */
    iconv_close(converter);
    assert_int_equal(nd_buf_append(into, room, sizeof room - free_room, NULL), ND_OK);
}

static void expect_read(nd_parse_fn *read, const nd_buf *bytes, const char *text, const char *what) {
    nd_parser  parser = {0};
    nd_article article;
    nd_finding finding = {0};
    nd_string  record = {(const char *)bytes->data, bytes->size};
    assert_int_equal(read(&parser, record, &article, &finding, NULL), ND_OK);
    if (finding.reason) fail_msg("%s: %s", what, finding.reason);
    if (article.text.size != strlen(text) || memcmp(article.text.data, text, article.text.size))
        fail_msg("%s came back as %.*s", what, (int)article.text.size, article.text.data);
    nd_read_html_free(&parser);
    nd_read_json_free(&parser);
    nd_buf_free(&parser.utf8);
}

static void a_text_says_nothing_of_itself(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        nd_buf bytes = {0};
        if (!samples[i].is_detected) continue;
        encode(samples[i].text, samples[i].encoding, &bytes);
        expect_read(nd_read_text, &bytes, samples[i].text, samples[i].encoding);
        nd_buf_free(&bytes);
    }
}

/* The text as paragraphs of a page. */
static void put_page(nd_buf *page, const char *head, const struct sample *sample) {
    append(page, head);
    append(page, "<title>-</title></head><body><article><p>");
    for (const char *at = sample->text, *end; at; at = end ? end + 2 : NULL) {
        char paragraph[2048];
        end = strstr(at, "\n\n");
        size_t size = end ? (size_t)(end - at) : strlen(at);
        assert_true(size < sizeof paragraph);
        memcpy(paragraph, at, size);
        paragraph[size] = '\0';
        encode(paragraph, sample->encoding, page);
        append(page, end ? "</p>\n<p>" : "</p></article></body></html>");
    }
}

static void a_page_names_its_encoding(void **state) {
    static const char *const heads[] = {
        "<!doctype html><html><head><meta charset=\"%s\">",
        "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=%s\">",
        "<?xml version=\"1.0\" encoding=\"%s\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"><head>"};
    (void)state;
    for (size_t i = 0; i < SAMPLES * 3; i++) {
        const struct sample *sample = &samples[i / 3];
        nd_buf               page = {0};
        char                 head[256];
        snprintf(head, sizeof head, heads[i % 3], sample->label); /* NOLINT: of the table above */
        put_page(&page, head, sample);
        expect_read(nd_read_html, &page, sample->text, head);
        nd_buf_free(&page);
    }
}

static void a_page_that_names_none_is_detected(void **state) {
    (void)state;
    for (size_t i = 0; i < SAMPLES; i++) {
        nd_buf page = {0};
        if (!samples[i].is_detected) continue;
        put_page(&page, "<html><head>", &samples[i]);
        expect_read(nd_read_html, &page, samples[i].text, samples[i].encoding);
        nd_buf_free(&page);
    }
}

static void utf16_needs_no_mark(void **state) {
    static const char *const texts[] = {russian, czech, japanese, chinese, taiwanese, korean, french};
    static const char *const encodings[] = {"UTF-16LE", "UTF-16BE"};
    static const char *const marks[] = {"\xff\xfe", "\xfe\xff"};
    (void)state;
    for (size_t i = 0; i < 4 * sizeof texts / sizeof *texts; i++) {
        nd_buf bytes = {0};
        if (i / 2 % 2) append(&bytes, marks[i % 2]);
        encode(texts[i / 4], encodings[i % 2], &bytes);
        expect_read(nd_read_text, &bytes, texts[i / 4], encodings[i % 2]);
        nd_buf_free(&bytes);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_says_nothing_of_itself),
        cmocka_unit_test(a_page_names_its_encoding),
        cmocka_unit_test(a_page_that_names_none_is_detected),
        cmocka_unit_test(utf16_needs_no_mark),
    };
    return cmocka_run_group_tests_name("encodings", tests, NULL, NULL);
}
