/*
 * number.c - fixed-point by integers. printf would take the decimal point from the locale of the
 * program that uses the library, and JSON with a comma in it is not JSON.
 */
#include "report/number.h"

unsigned nd_count_digits(uint64_t count) {
    unsigned digits = 1;
    for (; count >= 10; count /= 10) digits++;
    return digits;
}

void nd_put_count(nd_out *out, uint64_t count) {
    char   text[20];
    size_t at = sizeof text;
    do text[--at] = (char)('0' + count % 10);
    while (count /= 10);
    nd_put(out, text + at, sizeof text - at);
}

void nd_put_counted(nd_out *out, uint64_t count, const char *noun) {
    nd_put_count(out, count);
    nd_put_text(out, " ");
    nd_put_text(out, noun);
    if (count != 1) nd_put_text(out, "s");
}

unsigned nd_share_parts(double share) {
    if (!(share > 0)) return 0;
    if (share >= 1) return 10000;
    unsigned parts = (unsigned)(share * 10000 + 0.5);
    return parts < 1 ? 1 : parts > 9999 ? 9999 : parts;
}

void nd_put_share(nd_out *out, double share) {
    unsigned parts = nd_share_parts(share);
    nd_put_count(out, parts / 10000);
    parts %= 10000;
    if (!parts) return;
    char     text[5] = {'.'};
    unsigned size = 5;
    for (unsigned at = 4; at > 0; at--, parts /= 10) text[at] = (char)('0' + parts % 10);
    while (text[size - 1] == '0') size--;
    nd_put(out, text, size);
}

void nd_put_percent(nd_out *out, double share) {
    unsigned parts = nd_share_parts(share), percent = (parts + 50) / 100;
    if (percent == 100 && parts < 10000) percent = 99;
    if (percent == 0 && parts > 0) percent = 1;
    nd_put_count(out, percent);
    nd_put_text(out, "%");
}

void nd_put_hundredths(nd_out *out, uint64_t hundredths) {
    unsigned rest = (unsigned)(hundredths % 100);
    char     text[] = {'.', (char)('0' + rest / 10), (char)('0' + rest % 10)};
    nd_put_count(out, hundredths / 100);
    if (rest) nd_put(out, text, rest % 10 ? 3 : 2);
}
