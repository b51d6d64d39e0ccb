/*
 * date.c - one cursor and a few scanners that either take a piece of the text or leave the cursor
 * where it was. A shape counts only if nothing is left over: half understood is not understood.
 * Days are counted with the civil calendar arithmetic of Howard Hinnant ("chrono-Compatible
 * Low-Level Date Algorithms"), in 64 bits, so no year of four digits can overflow.
 */
#include "input/date.h"

#include <string.h>

struct cursor {
    const char *at, *end;
};

struct moment {
    int64_t year, month, day, hour, minute, second, zone_minutes;
};

static int is_digit(char c) {
    return c >= '0' && c <= '9';
}

static int is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static void take_blanks(struct cursor *in) {
    while (in->at < in->end && is_blank(*in->at)) in->at++;
}

static int take(struct cursor *in, char c) {
    if (in->at == in->end || lower(*in->at) != c) return 0;
    in->at++;
    return 1;
}

/* A whole run of digits, if there are between `least` and `most` of them. Returns how many. */
static int take_number(struct cursor *in, int least, int most, int64_t *out) {
    const char *at = in->at;
    int64_t     value = 0;
    int         count = 0;
    for (; at < in->end && is_digit(*at) && count <= most; at++, count++) value = value * 10 + *at - '0';
    if (count < least || count > most) return 0;
    in->at = at;
    *out = value;
    return count;
}

/* One of `count` words of three letters, packed in `names`; 1, 2, ... or 0. A longer word that begins
 * with it counts too: "Sept", "March". */
static int take_name(struct cursor *in, const char *names, int count) {
    if (in->end - in->at < 3) return 0;
    for (int i = 0; i < count; i++) {
        const char *name = names + 3 * i;
        if (lower(in->at[0]) != name[0] || lower(in->at[1]) != name[1] || lower(in->at[2]) != name[2])
            continue;
        while (in->at < in->end && lower(*in->at) >= 'a' && lower(*in->at) <= 'z') in->at++;
        return i + 1;
    }
    return 0;
}

static int take_month(struct cursor *in, int64_t *month) {
    return (*month = take_name(in, "janfebmaraprmayjunjulaugsepoctnovdec", 12)) != 0;
}

static int64_t days_in_month(int64_t year, int64_t month) {
    static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int               leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

static int64_t days_since_1970(int64_t year, int64_t month, int64_t day) {
    if (month <= 2) year--;
    int64_t era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int64_t seconds_of(const struct moment *m) {
    if (m->year < 1 || m->month < 1 || m->month > 12) return ND_NO_TIME;
    if (m->day < 1 || m->day > days_in_month(m->year, m->month)) return ND_NO_TIME;
    if (m->hour > 23 || m->minute > 59 || m->second > 60) return ND_NO_TIME; /* 60: a leap second */
    int64_t minutes = m->hour * 60 + m->minute - m->zone_minutes;
    return days_since_1970(m->year, m->month, m->day) * 86400 + minutes * 60 + m->second;
}

static int take_fraction(struct cursor *in) {
    struct cursor next = *in;
    if (!take(&next, '.') && !take(&next, ',')) return 0;
    const char *first = next.at;
    while (next.at < next.end && is_digit(*next.at)) next.at++;
    if (next.at == first) return 0;
    *in = next;
    return 1;
}

/* HH:MM, HH:MM:SS or HH:MM:SS.fraction */
static int take_clock(struct cursor *in, struct moment *m) {
    if (!take_number(in, 1, 2, &m->hour) || !take(in, ':')) return 0;
    if (!take_number(in, 2, 2, &m->minute)) return 0;
    if (!take(in, ':')) return 1;
    if (!take_number(in, 2, 2, &m->second)) return 0;
    take_fraction(in);
    return 1;
}

/* +HH:MM, +HHMM or +HH; the sign has been seen but not taken. */
static int take_offset(struct cursor *in, struct moment *m) {
    int64_t sign = take(in, '-') ? -1 : 1, hours, minutes = 0;
    if (sign == 1 && !take(in, '+')) return 0;
    if (take_number(in, 4, 4, &hours)) {
        minutes = hours % 100;
        hours /= 100;
    } else if (!take_number(in, 2, 2, &hours)) {
        return 0;
    } else if (take(in, ':') && !take_number(in, 2, 2, &minutes)) {
        return 0;
    }
    if (hours > 23 || minutes > 59) return 0;
    m->zone_minutes = sign * (hours * 60 + minutes);
    return 1;
}

/* The zones that RFC 822 names. */
static int take_zone_name(struct cursor *in, struct moment *m) {
    static const struct {
        char name[4];
        int  hours;
    } zones[] = {{"gmt", 0},  {"utc", 0},  {"est", -5}, {"edt", -4}, {"cst", -6}, {"cdt", -5},
                 {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}, {"ut", 0},   {"z", 0}};
    char        word[4] = "";
    const char *at = in->at;
    for (int i = 0; i < 3 && at < in->end; i++, at++) word[i] = lower(*at);
    if (at != in->end) return 0;
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (strcmp(word, zones[i].name) == 0) {
            m->zone_minutes = zones[i].hours * 60;
            in->at = at;
            return 1;
        }
    return 0;
}

/* What may stand after a clock; no zone is fine. */
static int take_zone(struct cursor *in, struct moment *m) {
    take_blanks(in);
    if (in->at == in->end) return 1;
    if (*in->at == '+' || *in->at == '-') return take_offset(in, m);
    return take_zone_name(in, m);
}

static int64_t iso_8601(struct cursor in) {
    struct moment m = {0};
    if (!take_number(&in, 4, 4, &m.year) || !take(&in, '-')) return ND_NO_TIME;
    if (!take_number(&in, 1, 2, &m.month) || !take(&in, '-')) return ND_NO_TIME;
    if (!take_number(&in, 1, 2, &m.day)) return ND_NO_TIME;
    if (in.at == in.end) return seconds_of(&m);
    if (!take(&in, 't')) {
        if (!is_blank(*in.at)) return ND_NO_TIME;
        take_blanks(&in);
    }
    if (!take_clock(&in, &m) || !take_zone(&in, &m) || in.at != in.end) return ND_NO_TIME;
    return seconds_of(&m);
}

/* Fewer digits are more likely a year or a number of something; 11 would be after the year 5000. */
static int64_t epoch(struct cursor in) {
    int64_t sign = take(&in, '-') ? -1 : 1, value;
    int     digits = take_number(&in, 9, 13, &value);
    if (!digits || digits == 11) return ND_NO_TIME;
    int fraction = take_fraction(&in);
    if (in.at != in.end) return ND_NO_TIME;
    value *= sign;
    int64_t unit = digits >= 12 ? 1000 : 1, seconds = value / unit;
    return seconds - (sign < 0 && (value % unit || (fraction && unit == 1))); /* towards the past */
}

/* Two digits as in RFC 2822: 00 to 49 are this century. */
static int take_year(struct cursor *in, int64_t *year) {
    int digits = take_number(in, 2, 4, year);
    if (digits == 2) *year += *year < 50 ? 2000 : 1900;
    return digits == 2 || digits == 4;
}

static int64_t rfc_822(struct cursor in) {
    struct moment m = {0};
    if (take_name(&in, "montuewedthufrisatsun", 7)) {
        take(&in, ',');
        take_blanks(&in);
    }
    if (!take_number(&in, 1, 2, &m.day)) return ND_NO_TIME;
    char separator = in.at < in.end && *in.at == '-' ? '-' : ' ';
    if (separator == ' ') take_blanks(&in);
    else in.at++;
    if (!take_month(&in, &m.month)) return ND_NO_TIME;
    if (separator == ' ') take_blanks(&in);
    else if (!take(&in, '-')) return ND_NO_TIME;
    if (!take_year(&in, &m.year)) return ND_NO_TIME;
    if (in.at == in.end) return seconds_of(&m);
    if (!is_blank(*in.at)) return ND_NO_TIME;
    take_blanks(&in);
    if (!take_clock(&in, &m) || !take_zone(&in, &m) || in.at != in.end) return ND_NO_TIME;
    return seconds_of(&m);
}

int64_t nd_date_parse(const char *text, size_t size) {
    if (!size) return ND_NO_TIME;
    struct cursor in = {text, text + size};
    take_blanks(&in);
    while (in.end > in.at && is_blank(in.end[-1])) in.end--;
    int64_t found = iso_8601(in);
    if (found == ND_NO_TIME) found = epoch(in);
    if (found == ND_NO_TIME) found = rfc_822(in);
    return found;
}
