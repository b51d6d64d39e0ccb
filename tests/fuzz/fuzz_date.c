/*
 * fuzz_date.c - PROPERTY: a date that was understood, written out in each of the forms of date.h, is read
 * as the same second; blanks around it and the case of its letters change nothing.
 */
#include <inttypes.h>
#include <string.h>

#include "fuzz.h"
#include "input/date.h"

#define DAY 86400
#define TEXT_BYTES 256

struct day {
    int64_t year, month, day;
};

static int is_leap(int64_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t days_of(int64_t year, int64_t month) {
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Counted from the first of January of the year 1, a year and a month at a time. */
static struct day calendar(int64_t days) {
    struct day out = {1, 1, 1};
    days += 719162;
    for (; days >= 365 + is_leap(out.year); out.year++) days -= 365 + is_leap(out.year);
    for (; days >= days_of(out.year, out.month); out.month++) days -= days_of(out.year, out.month);
    out.day = days + 1;
    return out;
}

static void require_time(int64_t time, const char *text) {
    REQUIRE(nd_date_parse(text, strlen(text)) == time);
}

/* The clock of a place `zone` minutes before that of Greenwich. */
static void try_zone(int64_t time, int64_t zone) {
    char       text[80];
    int64_t    local = time + zone * 60, second = (local % DAY + DAY) % DAY;
    struct day day = calendar((local - second) / DAY);
    int        y = (int)day.year, m = (int)day.month, d = (int)day.day, hour = (int)second / 3600;
    int        ahead = zone < 0 ? (int)-zone : (int)zone;
    if (y > 9999) return;
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", y, m, d, hour, (int)second / 60 % 60,
             (int)second % 60, zone < 0 ? '-' : '+', ahead / 60, ahead % 60);
    require_time(time, text);
}

static void try_forms(int64_t time) {
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    char              text[80];
    int64_t           second = (time % DAY + DAY) % DAY;
    struct day        day = calendar((time - second) / DAY);
    int               y = (int)day.year, m = (int)day.month, d = (int)day.day;
    int               hour = (int)second / 3600, minute = (int)second / 60 % 60, rest = (int)second % 60;
    if (y > 9999) return;
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", y, m, d, hour, minute, rest);
    require_time(time, text);
    snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d.999+00:00", y, m, d, hour, minute, rest);
    require_time(time, text);
    snprintf(text, sizeof text, "%d %.3s %04d %02d:%02d:%02d GMT", d, months + 3 * (m - 1), y, hour, minute, rest);
    require_time(time, text);
    snprintf(text, sizeof text, "%d-%.3s-%04d %02d:%02d:%02d", d, months + 3 * (m - 1), y, hour, minute, rest);
    require_time(time, text);
    if (time < 100000000 || time > 9999999999) return;
    snprintf(text, sizeof text, "%" PRId64, time);
    require_time(time, text);
}

static void try_looks(int64_t time, nd_string given) {
    char text[TEXT_BYTES + 8] = " \t\r\n";
    for (int upper = 0; upper < 2; upper++) {
        for (size_t i = 0; i < given.size; i++) {
            char c = given.data[i];
            if (upper && c >= 'a' && c <= 'z') c = (char)(c - 32);
            if (!upper && c >= 'A' && c <= 'Z') c = (char)(c + 32);
            text[4 + i] = c;
        }
        memcpy(text + 4 + given.size, "\n ", 2);
        REQUIRE(nd_date_parse(text, 4 + given.size + 2) == time);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    nd_string given = {(const char *)data, size < TEXT_BYTES ? size : TEXT_BYTES};
    int64_t   time = nd_date_parse(given.data, given.size);
    try_looks(time, given);
    if (time == ND_NO_TIME || time < -INT64_C(719161) * DAY) return 0;
    try_forms(time);
    try_zone(time, 330);
    try_zone(time, -1439);
    return 0;
}
