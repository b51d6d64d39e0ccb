/*
 * html_entities.c - the named references of HTML 4, and of HTML 5 those that stand in news: punctuation and
 * letters of Central Europe. A sorted table; a reference that is not in it stays as it stands.
 */
#include "input/html_entities.h"

#include <string.h>

#include "base/utf8.h"
#include "input/charset.h"

#define NAME_BYTES 10

struct name {
    char     text[NAME_BYTES];
    uint16_t code_point;
};

static const struct name names[] = {
    {"AElig", 198}, {"Aacute", 193}, {"Abreve", 258}, {"Acirc", 194}, {"Agrave", 192}, {"Alpha", 913},
    {"Amacr", 256}, {"Aogon", 260}, {"Aring", 197}, {"Atilde", 195}, {"Auml", 196}, {"Beta", 914},
    {"Cacute", 262}, {"Ccaron", 268}, {"Ccedil", 199}, {"Chi", 935}, {"Dagger", 8225}, {"Dcaron", 270},
    {"Delta", 916}, {"ETH", 208}, {"Eacute", 201}, {"Ecaron", 282}, {"Ecirc", 202}, {"Egrave", 200},
    {"Emacr", 274}, {"Eogon", 280}, {"Epsilon", 917}, {"Eta", 919}, {"Euml", 203}, {"Gamma", 915},
    {"Gbreve", 286}, {"Iacute", 205}, {"Icirc", 206}, {"Idot", 304}, {"Igrave", 204}, {"Imacr", 298},
    {"Iota", 921}, {"Iuml", 207}, {"Kappa", 922}, {"Lambda", 923}, {"Lstrok", 321}, {"Mu", 924},
    {"Nacute", 323}, {"Ncaron", 327}, {"NewLine", 10}, {"Ntilde", 209}, {"Nu", 925}, {"OElig", 338},
    {"Oacute", 211}, {"Ocirc", 212}, {"Odblac", 336}, {"Ograve", 210}, {"Omacr", 332}, {"Omega", 937},
    {"Omicron", 927}, {"Oslash", 216}, {"Otilde", 213}, {"Ouml", 214}, {"Phi", 934}, {"Pi", 928},
    {"Prime", 8243}, {"Psi", 936}, {"Rcaron", 344}, {"Rho", 929}, {"Sacute", 346}, {"Scaron", 352},
    {"Scedil", 350}, {"Sigma", 931}, {"THORN", 222}, {"Tab", 9}, {"Tau", 932}, {"Tcaron", 356},
    {"Tcedil", 354}, {"Theta", 920}, {"Uacute", 218}, {"Ucirc", 219}, {"Udblac", 368}, {"Ugrave", 217},
    {"Umacr", 362}, {"Upsilon", 933}, {"Uring", 366}, {"Uuml", 220}, {"Xi", 926}, {"Yacute", 221},
    {"Yuml", 376}, {"Zacute", 377}, {"Zcaron", 381}, {"Zdot", 379}, {"Zeta", 918}, {"aacute", 225},
    {"abreve", 259}, {"acirc", 226}, {"acute", 180}, {"aelig", 230}, {"agrave", 224}, {"alefsym", 8501},
    {"alpha", 945}, {"amacr", 257}, {"amp", 38}, {"and", 8743}, {"ang", 8736}, {"aogon", 261}, {"apos", 39},
    {"aring", 229}, {"ast", 42}, {"asymp", 8776}, {"atilde", 227}, {"auml", 228}, {"bdquo", 8222},
    {"beta", 946}, {"brvbar", 166}, {"bsol", 92}, {"bull", 8226}, {"cacute", 263}, {"cap", 8745},
    {"ccaron", 269}, {"ccedil", 231}, {"cedil", 184}, {"cent", 162}, {"chi", 967}, {"circ", 710},
    {"clubs", 9827}, {"colon", 58}, {"comma", 44}, {"commat", 64}, {"cong", 8773}, {"copy", 169},
    {"crarr", 8629}, {"cup", 8746}, {"curren", 164}, {"dArr", 8659}, {"dagger", 8224}, {"darr", 8595},
    {"dash", 8208}, {"dcaron", 271}, {"deg", 176}, {"delta", 948}, {"diams", 9830}, {"divide", 247},
    {"dollar", 36}, {"eacute", 233}, {"ecaron", 283}, {"ecirc", 234}, {"egrave", 232}, {"emacr", 275},
    {"empty", 8709}, {"emsp", 8195}, {"ensp", 8194}, {"eogon", 281}, {"epsilon", 949}, {"equals", 61},
    {"equiv", 8801}, {"eta", 951}, {"eth", 240}, {"euml", 235}, {"euro", 8364}, {"excl", 33},
    {"exist", 8707}, {"fnof", 402}, {"forall", 8704}, {"frac12", 189}, {"frac14", 188}, {"frac34", 190},
    {"frasl", 8260}, {"gamma", 947}, {"gbreve", 287}, {"ge", 8805}, {"gt", 62}, {"hArr", 8660},
    {"harr", 8596}, {"hearts", 9829}, {"hellip", 8230}, {"horbar", 8213}, {"hyphen", 8208}, {"iacute", 237},
    {"icirc", 238}, {"iexcl", 161}, {"igrave", 236}, {"imacr", 299}, {"image", 8465}, {"imath", 305},
    {"infin", 8734}, {"int", 8747}, {"iota", 953}, {"iquest", 191}, {"isin", 8712}, {"iuml", 239},
    {"kappa", 954}, {"lArr", 8656}, {"lambda", 955}, {"lang", 9001}, {"laquo", 171}, {"larr", 8592},
    {"lbrace", 123}, {"lceil", 8968}, {"ldquo", 8220}, {"ldquor", 8222}, {"le", 8804}, {"lfloor", 8970},
    {"lowast", 8727}, {"lowbar", 95}, {"loz", 9674}, {"lpar", 40}, {"lrm", 8206}, {"lsaquo", 8249},
    {"lsqb", 91}, {"lsquo", 8216}, {"lsquor", 8218}, {"lstrok", 322}, {"lt", 60}, {"macr", 175},
    {"mdash", 8212}, {"micro", 181}, {"middot", 183}, {"minus", 8722}, {"mu", 956}, {"nabla", 8711},
    {"nacute", 324}, {"nbsp", 160}, {"ncaron", 328}, {"ndash", 8211}, {"ne", 8800}, {"ni", 8715},
    {"not", 172}, {"notin", 8713}, {"nsub", 8836}, {"ntilde", 241}, {"nu", 957}, {"num", 35},
    {"numero", 8470}, {"oacute", 243}, {"ocirc", 244}, {"odblac", 337}, {"oelig", 339}, {"ograve", 242},
    {"oline", 8254}, {"omacr", 333}, {"omega", 969}, {"omicron", 959}, {"oplus", 8853}, {"or", 8744},
    {"ordf", 170}, {"ordm", 186}, {"oslash", 248}, {"otilde", 245}, {"otimes", 8855}, {"ouml", 246},
    {"para", 182}, {"part", 8706}, {"percnt", 37}, {"period", 46}, {"permil", 8240}, {"perp", 8869},
    {"phi", 966}, {"pi", 960}, {"piv", 982}, {"plus", 43}, {"plusmn", 177}, {"pound", 163}, {"prime", 8242},
    {"prod", 8719}, {"prop", 8733}, {"psi", 968}, {"quest", 63}, {"quot", 34}, {"rArr", 8658},
    {"radic", 8730}, {"rang", 9002}, {"raquo", 187}, {"rarr", 8594}, {"rbrace", 125}, {"rcaron", 345},
    {"rceil", 8969}, {"rdquo", 8221}, {"rdquor", 8221}, {"real", 8476}, {"reg", 174}, {"rfloor", 8971},
    {"rho", 961}, {"rlm", 8207}, {"rpar", 41}, {"rsaquo", 8250}, {"rsqb", 93}, {"rsquo", 8217},
    {"rsquor", 8217}, {"sacute", 347}, {"sbquo", 8218}, {"scaron", 353}, {"scedil", 351}, {"sdot", 8901},
    {"sect", 167}, {"semi", 59}, {"shy", 173}, {"sigma", 963}, {"sigmaf", 962}, {"sim", 8764}, {"sol", 47},
    {"spades", 9824}, {"sub", 8834}, {"sube", 8838}, {"sum", 8721}, {"sup", 8835}, {"sup1", 185},
    {"sup2", 178}, {"sup3", 179}, {"supe", 8839}, {"szlig", 223}, {"tau", 964}, {"tcaron", 357},
    {"tcedil", 355}, {"there4", 8756}, {"theta", 952}, {"thetasym", 977}, {"thinsp", 8201}, {"thorn", 254},
    {"tilde", 732}, {"times", 215}, {"trade", 8482}, {"uArr", 8657}, {"uacute", 250}, {"uarr", 8593},
    {"ucirc", 251}, {"udblac", 369}, {"ugrave", 249}, {"umacr", 363}, {"uml", 168}, {"upsih", 978},
    {"upsilon", 965}, {"uring", 367}, {"uuml", 252}, {"vert", 124}, {"weierp", 8472}, {"xi", 958},
    {"yacute", 253}, {"yen", 165}, {"yuml", 255}, {"zacute", 378}, {"zcaron", 382}, {"zdot", 380},
    {"zeta", 950}, {"zwj", 8205}, {"zwnj", 8204}};

static int digit_of(char c, unsigned base) {
    int value = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    return value < (int)base ? value : -1;
}

static size_t number_at(nd_string text, uint32_t *code_point) {
    size_t   at = 2, first;
    unsigned base = 10;
    uint32_t value = 0;
    if (at < text.size && (text.data[at] | 32) == 'x') base = 16, at++;
    for (first = at; at < text.size && digit_of(text.data[at], base) >= 0; at++)
        if (value < 0x110000) value = value * base + (uint32_t)digit_of(text.data[at], base);
    if (at == first) return 0;
    if (value >= 128 && value < 160) value = nd_charset_windows_1252((uint8_t)value);
    if (value == 0 || value >= 0x110000 || (value >= 0xd800 && value < 0xe000)) value = 0xfffd;
    *code_point = value;
    return at < text.size && text.data[at] == ';' ? at + 1 : at;
}

static const struct name *find_name(const char *text, size_t size) {
    char   key[NAME_BYTES] = {0};
    size_t low = 0, high = sizeof names / sizeof *names;
    memcpy(key, text, size);
    while (low < high) {
        size_t middle = (low + high) / 2;
        int    order = memcmp(key, names[middle].text, NAME_BYTES);
        if (order == 0) return &names[middle];
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return NULL;
}

/* Without a ';' only what is one before "=", a letter or a digit cannot follow: those are in addresses. */
static size_t name_at(nd_string text, uint32_t *code_point) {
    size_t size = 0;
    while (size + 1 < text.size && size < NAME_BYTES && digit_of(text.data[size + 1], 10) < 0 &&
           (text.data[size + 1] | 32) >= 'a' && (text.data[size + 1] | 32) <= 'z') size++;
    while (size && size + 1 < text.size && size < NAME_BYTES && digit_of(text.data[size + 1], 10) >= 0) size++;
    if (size == 0 || size >= NAME_BYTES) return 0;
    const struct name *name = find_name(text.data + 1, size);
    int is_ended = size + 1 < text.size && text.data[size + 1] == ';';
    if (!name || (!is_ended && size + 1 < text.size && text.data[size + 1] == '=')) return 0;
    *code_point = name->code_point;
    return size + 1 + (size_t)is_ended;
}

size_t nd_html_entity(nd_string text, uint32_t *code_point) {
    if (text.size > 1 && text.data[1] == '#') return number_at(text, code_point);
    return name_at(text, code_point);
}

int nd_html_decode(nd_string text, nd_buf *into, nd_error *error) {
    int status = nd_buf_reserve(into, text.size + 4, error); /* a reference is no shorter than what it is */
    for (size_t at = 0; !status && at < text.size;) {
        nd_string   rest = {text.data + at, text.size - at};
        const char *mark = memchr(rest.data, '&', rest.size);
        size_t      plain = mark ? (size_t)(mark - rest.data) : rest.size, taken = 0;
        uint32_t    code_point;
        status = nd_buf_append(into, rest.data, plain, error);
        at += plain;
        if (status || !mark) break;
        rest = (nd_string){mark, rest.size - plain};
        uint8_t  bytes[4] = {'&'};
        unsigned size = 1;
        if ((taken = nd_html_entity(rest, &code_point))) size = nd_utf8_encode(bytes, code_point);
        status = nd_buf_append(into, bytes, size, error);
        at += taken ? taken : 1;
    }
    return status;
}
