/*
 * opt.c - a parser of some hundred lines instead of getopt_long, which accepts abbreviations: a script
 * that says --form would break on the day a second option starts so. Whatever is refused is refused with
 * the flag, the value and what would have been right.
 */
#include "cli/opt.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/nearest.h"

struct parser {
    struct settings *settings;
    char           **arguments;
    int              count, next;
    nd_error        *error;
};

static int refuse(nd_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

static int refuse(nd_error *error, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    error->code = ND_ERROR_USAGE;
    return ND_ERROR_USAGE;
}

/* ---- values ----------------------------------------------------------------------------------- */

static void describe_choices(const struct choice *choice, char *text, size_t size) {
    for (size_t used = 0; choice->name && used < size; choice++) {
        const char *between = !used ? "" : choice[1].name ? ", " : " or ";
        used += (size_t)snprintf(text + used, size - used, "%s%s", between, choice->name);
    }
}

static void describe_range(const struct flag *flag, char *text, size_t size) {
    const char *before = flag->zero ? flag->zero : "", *or = flag->zero ? " or " : "";
    switch (flag->kind) {
    case FLAG_COUNT:
        snprintf(text, size, "%s%sa whole number from %u to %u", before, or, (unsigned)flag->least,
                 (unsigned)flag->most);
        break;
    case FLAG_LIMIT: snprintf(text, size, "a whole number, from 0"); break;
    case FLAG_PERCENT: snprintf(text, size, "a percentage from 0%% to 100%%, of two decimals at most"); break;
    case FLAG_SHARE: snprintf(text, size, "%s%sa number above 0 and at most 1", before, or); break;
    case FLAG_CHOICE: describe_choices(flag->choices, text, size); break;
    case FLAG_TARGET:
        describe_choices(flag->choices, text, size);
        snprintf(text + strlen(text), size - strlen(text), ", or one of them with :FILE");
        break;
    case FLAG_SIZE:
        snprintf(text, size, "%s%sa number of bytes, as 500, 64k, 10M or 1G", before, or);
        break;
    case FLAG_SHARD: snprintf(text, size, "I/N with I below N, as 0/4"); break;
    case FLAG_STRING:
    case FLAG_LIST:
    case FLAG_SWITCH:
    case FLAG_HELP: snprintf(text, size, "something that is not empty"); break;
    }
}

/* Digits only: neither sign, nor space, nor exponent. Returns 1 and the number, or 0. */
static int read_count(const char *text, char end, uint64_t most, uint32_t *out) {
    char *stop;
    if (text[0] < '0' || text[0] > '9') return 0;
    errno = 0;
    unsigned long long value = strtoull(text, &stop, 10);
    if (errno || *stop != end || value > most) return 0;
    *out = (uint32_t)value;
    return 1;
}

/* Up to two decimals, in hundredths; a percent sign may follow. */
static int read_percent(const char *text, uint32_t *out) {
    uint32_t whole, rest = 0;
    size_t   digits = strspn(text, "0123456789");
    if (!read_count(text, text[digits], 100, &whole)) return 0;
    text += digits;
    size_t decimals = *text == '.' ? strspn(text + 1, "0123456789") : 0;
    if (*text == '.') {
        if (decimals < 1 || decimals > 2 || !read_count(text + 1, text[1 + decimals], 99, &rest)) return 0;
        text += 1 + decimals;
    }
    if (strcmp(text, "%") && *text) return 0;
    *out = whole * 100 + (decimals == 1 ? rest * 10 : rest);
    return *out <= 10000;
}

/* 1k is 1,024. */
static int read_size(const char *text, uint64_t *out) {
    uint32_t    number;
    size_t      digits = strspn(text, "0123456789");
    const char *suffixes = "kMG", *suffix = text[digits] ? strchr(suffixes, text[digits]) : NULL;
    if (text[digits] && (!suffix || text[digits + 1])) return 0;
    if (!read_count(text, text[digits], UINT32_MAX, &number) || !number) return 0;
    *out = (uint64_t)number << (suffix ? 10 * (suffix - suffixes + 1) : 0);
    return 1;
}

static int read_list(const char *text, struct list *out) {
    if (!text[0] || out->count == LIST_MAX) return 0;
    out->items[out->count++] = text;
    return 1;
}

static int read_share(const char *text, double *out) {
    char *stop;
    if (!text[0] || text[strspn(text, "0123456789.")]) return 0;
    double value = strtod(text, &stop);
    if (*stop || stop == text || !(value > 0) || value > 1) return 0;
    *out = value;
    return 1;
}

static int read_choice(const struct choice *choice, const char *text, int *out) {
    for (; choice->name; choice++) {
        if (strcmp(choice->name, text)) continue;
        *out = choice->value;
        return 1;
    }
    return 0;
}

/* The first colon divides: a name of a file may have others. */
static int read_target(const struct choice *choice, const char *text, struct targets *out) {
    size_t size = strcspn(text, ":");
    while (choice->name && (strlen(choice->name) != size || memcmp(choice->name, text, size))) choice++;
    if (!choice->name || (text[size] && !text[size + 1])) return 0;
    if (!out->is_given) out->count = 0;
    out->is_given = 1;
    out->items[out->count++] = target_of(choice, text[size] ? text + size + 1 : NULL);
    return 1;
}

static int read_shard(const char *text, struct shard *out) {
    struct shard shard;
    const char  *slash = strchr(text, '/');
    if (!slash || !read_count(text, '/', UINT32_MAX, &shard.number)) return 0;
    if (!read_count(slash + 1, '\0', UINT32_MAX, &shard.count) || shard.number >= shard.count) return 0;
    *out = shard;
    return 1;
}

static int read_zero(const struct flag *flag, void *field) {
    if (flag->kind == FLAG_SHARE)
        *(double *)field = 0;
    else if (flag->kind == FLAG_SIZE)
        *(uint64_t *)field = 0;
    else
        *(uint32_t *)field = 0;
    return 1;
}

/* Returns 1 if the value is right for the flag and is stored, or 0. */
static int read_value(const struct flag *flag, const char *text, void *field) {
    if (flag->zero && !strcmp(text, flag->zero)) return read_zero(flag, field);
    uint32_t count;
    switch (flag->kind) {
    case FLAG_COUNT:
        if (!read_count(text, '\0', flag->most, &count) || count < flag->least) return 0;
        *(uint32_t *)field = count;
        return 1;
    case FLAG_LIMIT: return read_count(text, '\0', ND_NO_LIMIT - 1, field);
    case FLAG_PERCENT: return read_percent(text, field);
    case FLAG_SHARE: return read_share(text, field);
    case FLAG_CHOICE: return read_choice(flag->choices, text, field);
    case FLAG_SIZE: return read_size(text, field);
    case FLAG_SHARD: return read_shard(text, field);
    case FLAG_LIST: return read_list(text, field);
    case FLAG_TARGET: return read_target(flag->choices, text, field);
    case FLAG_STRING: *(const char **)field = text; return text[0] != '\0';
    case FLAG_SWITCH:
    case FLAG_HELP: break;
    }
    return 0;
}

static int store(struct parser *parser, const struct flag *flag, const char *text) {
    char range[160];
    if (flag->kind == FLAG_TARGET && parser->settings->targets.count == OUTPUTS_MAX)
        return refuse(parser->error, "--%s '%s': at most %d in one run", flag->name, text, OUTPUTS_MAX);
    if (read_value(flag, text, (char *)parser->settings + flag->field)) return ND_OK;
    if (flag->kind == FLAG_LIST && text[0])
        return refuse(parser->error, "--%s '%s': may be given %d times", flag->name, text, LIST_MAX);
    describe_range(flag, range, sizeof range);
    return refuse(parser->error, "--%s '%s': must be %s", flag->name, text, range);
}

/* The value of a flag that stood at the end of its argument: the next argument. */
static int store_next(struct parser *parser, const struct flag *flag) {
    char range[160];
    if (parser->next < parser->count) return store(parser, flag, parser->arguments[parser->next++]);
    describe_range(flag, range, sizeof range);
    return refuse(parser->error, "--%s needs %s: %s", flag->name, flag->argument, range);
}

static void switch_on(struct parser *parser, const struct flag *flag, int by_letter) {
    int value = flag->kind == FLAG_HELP && !by_letter ? HELP_LONG : 1;
    *(int *)((char *)parser->settings + flag->field) = value;
}

/* ---- names ------------------------------------------------------------------------------------ */

/* Several rows may have the name, each for other verbs. */
static int refuse_verb(struct parser *parser, const struct flag *flag) {
    char   verbs[160] = "";
    size_t used = 0;
    for (const struct flag *row = flags; row->name && used < sizeof verbs; row++)
        if (!strcmp(row->name, flag->name))
            used += (size_t)snprintf(verbs + used, sizeof verbs - used, "%s%s", used ? " " : "", row->verbs);
    return refuse(parser->error, "--%s is not an option of %s, but of: %s", flag->name,
                  parser->settings->verb, verbs);
}

static int refuse_name(struct parser *parser, const char *name) {
    const char        *verb = parser->settings->verb;
    const struct flag *nearest = NULL;
    size_t             size = strlen(name);
    for (const struct flag *flag = flags; flag->name; flag++)
        if (!strcmp(flag->name, name)) return refuse_verb(parser, flag);
    for (const struct flag *flag = flags; size && flag->name; flag++)
        if (flag_applies(flag, verb) && !strncmp(flag->name, name, size))
            return refuse(parser->error, "unknown option --%s: write it out, as --%s", name, flag->name);
    for (const struct flag *flag = flags; flag->name; flag++) {
        if (!flag_applies(flag, verb) || !nearest_is_slip(name, flag->name)) continue;
        if (!nearest || nearest_distance(name, flag->name) < nearest_distance(name, nearest->name))
            nearest = flag;
    }
    if (!nearest) return refuse(parser->error, "unknown option --%s; newsdup help %s lists them", name, verb);
    return refuse(parser->error, "unknown option --%s; did you mean --%s?", name, nearest->name);
}

static int parse_long(struct parser *parser, char *name) {
    char  *equals = strchr(name, '=');
    size_t size = equals ? (size_t)(equals - name) : strlen(name);
    const struct flag *flag = flag_by_name(parser->settings->verb, name, size);
    if (!flag) {
        name[size] = '\0';
        return refuse_name(parser, name);
    }
    if (flag->argument) return equals ? store(parser, flag, equals + 1) : store_next(parser, flag);
    if (equals) return refuse(parser->error, "--%s takes no value", flag->name);
    switch_on(parser, flag, 0);
    return ND_OK;
}

static int refuse_letter(struct parser *parser, char letter) {
    for (const struct flag *flag = flags; flag->name; flag++)
        if (flag->letter == letter) return refuse_verb(parser, flag);
    return refuse(parser->error, "unknown option -%c; newsdup help %s lists them", letter, parser->settings->verb);
}

static int parse_letters(struct parser *parser, const char *letters) {
    for (; *letters; letters++) {
        const struct flag *flag = flag_by_letter(parser->settings->verb, *letters);
        if (!flag) return refuse_letter(parser, *letters);
        if (flag->argument)
            return letters[1] ? store(parser, flag, letters + 1) : store_next(parser, flag);
        switch_on(parser, flag, 1);
    }
    return ND_OK;
}

int opt_parse(struct settings *settings, int count, char **arguments, nd_error *error) {
    struct parser parser = {settings, arguments, count, 0, error};
    int           status = ND_OK, only_operands = 0;
    settings->operands = arguments;
    while (!status && parser.next < count) {
        char *argument = arguments[parser.next++];
        if (only_operands || argument[0] != '-' || !argument[1])
            arguments[settings->operand_count++] = argument;
        else if (!strcmp(argument, "--"))
            only_operands = 1;
        else if (argument[1] == '-')
            status = parse_long(&parser, argument + 2);
        else
            status = parse_letters(&parser, argument + 1);
    }
    return status;
}
