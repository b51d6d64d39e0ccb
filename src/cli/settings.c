/*
 * settings.c - what can be asked of the table of flags: which row a name means, what its field holds, and
 * the settings that all the fields make.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/flags.h"

#define SAMPLES 5

struct target target_of(const struct choice *choice, const char *file) {
    return (struct target){choice->value, choice->name, file};
}

void settings_init(struct settings *settings, const char *verb) {
    memset(settings, 0, sizeof *settings);
    settings->verb = verb;
    nd_options_init(&settings->run);
    settings->run.without_pairs = strcmp(verb, "pairs") != 0;
    settings->shard = (struct shard){0, 1};
    settings->samples = SAMPLES;
    settings->targets.count = 1;
    for (const struct flag *flag = flags; flag->name; flag++) {
        void *field = (char *)settings + flag->field;
        if (flag->kind == FLAG_LIMIT || flag->kind == FLAG_PERCENT) *(uint32_t *)field = ND_NO_LIMIT;
        if (!flag->choices || !flag_applies(flag, verb)) continue;
        if (flag->kind == FLAG_TARGET)
            ((struct targets *)field)->items[0] = target_of(flag->choices, NULL);
        else
            *(int *)field = flag->choices[0].value;
    }
}

int verbs_have(const char *verbs, const char *verb) {
    size_t size = strlen(verb);
    if (!verbs) return 1;
    for (const char *at = verbs; (at = strstr(at, verb)); at += size)
        if ((at == verbs || at[-1] == ' ') && (at[size] == ' ' || !at[size])) return 1;
    return 0;
}

int flag_applies(const struct flag *flag, const char *verb) {
    return verbs_have(flag->verbs, verb);
}

const struct flag *flag_by_name(const char *verb, const char *name, size_t size) {
    for (const struct flag *flag = flags; flag->name; flag++)
        if (flag_applies(flag, verb) && strlen(flag->name) == size && !memcmp(flag->name, name, size))
            return flag;
    return NULL;
}

const struct flag *flag_by_letter(const char *verb, char letter) {
    for (const struct flag *flag = flags; flag->name; flag++)
        if (flag->letter && flag->letter == letter && flag_applies(flag, verb)) return flag;
    return NULL;
}

static const char *choice_name(const struct choice *choice, int value) {
    while (choice->name && choice->value != value) choice++;
    return choice->name ? choice->name : "";
}

static int is_zero(const struct flag *flag, const void *field) {
    if (flag->kind == FLAG_COUNT) return *(const uint32_t *)field == 0;
    if (flag->kind == FLAG_SIZE) return *(const uint64_t *)field == 0;
    return flag->kind == FLAG_SHARE && *(const double *)field == 0;
}

/* With as many decimals as give the same number again; an exponent would not be understood. */
static void put_share(double share, char *text, size_t size) {
    for (int decimals = 0; decimals <= 24; decimals++) {
        snprintf(text, size, "%.*f", decimals, share);
        if (strtod(text, NULL) == share) return;
    }
}

/* "" where there is no limit. */
static void put_limit(uint32_t limit, double parts, const char *unit, char *text, size_t size) {
    if (limit != ND_NO_LIMIT) snprintf(text, size, "%.10g%s", limit / parts, unit);
}

const char *flag_value(const struct flag *flag, const struct settings *settings, char *text, size_t size) {
    const void *field = (const char *)settings + flag->field;
    const char *string;
    text[0] = '\0';
    if (flag->zero && is_zero(flag, field)) {
        snprintf(text, size, "%s", flag->zero);
        return text;
    }
    switch (flag->kind) {
    case FLAG_COUNT: snprintf(text, size, "%u", (unsigned)*(const uint32_t *)field); break;
    case FLAG_LIMIT: put_limit(*(const uint32_t *)field, 1, "", text, size); break;
    case FLAG_PERCENT: put_limit(*(const uint32_t *)field, 100, "%", text, size); break;
    case FLAG_SHARE: put_share(*(const double *)field, text, size); break;
    case FLAG_CHOICE: snprintf(text, size, "%s", choice_name(flag->choices, *(const int *)field)); break;
    case FLAG_TARGET: snprintf(text, size, "%s", ((const struct targets *)field)->items[0].name); break;
    case FLAG_STRING:
        string = *(const char *const *)field;
        snprintf(text, size, "%s", string ? string : "");
        break;
    case FLAG_SIZE: snprintf(text, size, "%llu", (unsigned long long)*(const uint64_t *)field); break;
    case FLAG_SWITCH:
    case FLAG_HELP:
    case FLAG_LIST:
    case FLAG_SHARD: break;
    }
    return text;
}

void flags_method_line(const struct settings *settings, char *line, size_t size) {
    char   value[512];
    size_t used = 0;
    line[0] = '\0';
    for (const struct flag *flag = flags; flag->name; flag++) {
        if (!flag->is_method || !flag_applies(flag, settings->verb)) continue;
        int is_switch = flag->kind == FLAG_SWITCH;
        if (flag->is_method == METHOD_IF_ON && !*(const int *)((const char *)settings + flag->field)) continue;
        flag_value(flag, settings, value, sizeof value);
        int more = snprintf(line + used, size - used, "%s--%s%s%s", used ? " " : "", flag->name,
                            is_switch ? "" : " ", value);
        if (more < 0 || (size_t)more >= size - used) break;
        used += (size_t)more;
    }
}
