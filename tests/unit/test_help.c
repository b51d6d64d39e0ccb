/*
 * test_help.c - walks the table of options: each is accepted by its commands and refused by the others,
 * and stands, with what it means and the default that the settings hold, in both helps of its commands and
 * on their pages of the manual. A name that is cut short is refused with the whole one.
 *
 * The program is $NEWSDUP, or build/newsdup.
 */
#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/flags.c"
#include "cli/nearest.c"
#include "cli/opt.c"
#include "cli/settings.c"

static const char *const verbs[] = {"cluster", "dedup", "check", "pairs", "explain",
                                    "tune",    "read",  "report", "stage", "help"};
#define VERBS (sizeof verbs / sizeof *verbs)

struct page {
    char   text[100000];
    size_t size;
};

static struct page wide[2 * VERBS]; /* both helps as they are printed */
static struct page helps[VERBS], short_helps[VERBS], pages[VERBS], manual; /* flat */

/* ---- pages ------------------------------------------------------------------------------------ */

static void read_page(struct page *page, const char *arguments) {
    char        command[512];
    const char *program = getenv("NEWSDUP");
    snprintf(command, sizeof command, "'%s' %s", program ? program : "build/newsdup", arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    page->size = fread(page->text, 1, sizeof page->text - 1, pipe);
    page->text[page->size] = '\0';
    assert_int_equal(pclose(pipe), 0);
}

/* Without what roff has of its own, of which only the quote is in a row, and with single spaces for line ends and
 * rows of blanks. */
static void flatten(struct page *page) {
    size_t kept = 0;
    for (size_t i = 0; i < page->size; i++) {
        char c = page->text[i] == '\n' ? ' ' : page->text[i];
        if (c == '\\' && page->text[i + 1] == '-') continue;
        if (!strncmp(page->text + i, "\\(aq", 4)) {
            c = '\'';
            i += 3;
        }
        if (c == ' ' && kept && page->text[kept - 1] == ' ') continue;
        page->text[kept++] = c;
    }
    page->text[page->size = kept] = '\0';
}

/* Help is told about by others. */
static int has_page(const char *verb) {
    return strcmp(verb, "help") != 0;
}

static int read_pages(void **state) {
    (void)state;
    for (size_t i = 0; i < VERBS; i++) {
        char arguments[64];
        snprintf(arguments, sizeof arguments, "%s --help", verbs[i]);
        read_page(&helps[i], arguments);
        snprintf(arguments, sizeof arguments, "%s -h", verbs[i]);
        read_page(&short_helps[i], arguments);
        wide[2 * i] = helps[i];
        wide[2 * i + 1] = short_helps[i];
        flatten(&helps[i]);
        flatten(&short_helps[i]);
        if (!has_page(verbs[i])) continue;
        snprintf(arguments, sizeof arguments, "manual newsdup-%s.1", verbs[i]);
        read_page(&pages[i], arguments);
        flatten(&pages[i]);
    }
    read_page(&manual, "manual newsdup.1");
    flatten(&manual);
    return 0;
}

static void require_line(const struct page *page, const struct flag *flag, const char *verb) {
    struct settings defaults;
    char            value[512], line[1024];
    settings_init(&defaults, verb);
    flag_value(flag, &defaults, value, sizeof value);
    snprintf(line, sizeof line, value[0] ? " %s [%s] " : " %s ", flag->help, value);
    if (!strstr(page->text, line)) fail_msg("the help of %s has no line '%s'", verb, line);
    const char *argument = flag->argument ? flag->argument : "";
    snprintf(line, sizeof line, "--%s%s%s ", flag->name, argument[0] ? " " : "", argument);
    if (!strstr(page->text, line)) fail_msg("the help of %s has no '%s'", verb, line);
}

static void every_option_is_in_both_helps_of_its_commands_and_no_other(void **state) {
    (void)state;
    for (size_t i = 0; i < VERBS; i++)
        for (const struct flag *flag = flags; flag->name; flag++) {
            if (flag_applies(flag, verbs[i])) {
                require_line(&helps[i], flag, verbs[i]);
                require_line(&short_helps[i], flag, verbs[i]);
            } else {
                if (strstr(short_helps[i].text, flag->help))
                    fail_msg("the help of %s has --%s, which it refuses", verbs[i], flag->name);
            }
        }
}

static void no_line_is_wider_than_a_terminal(void **state) {
    (void)state;
    for (size_t i = 0; i < 2 * VERBS; i++)
        for (char *at = wide[i].text, *end; (end = strchr(at, '\n')); at = end + 1)
            if (end - at > 80) fail_msg("the help of %s: %.*s", verbs[i / 2], (int)(end - at), at);
}

static void the_long_help_and_the_manual_tell_all_that_is_known_of_an_option(void **state) {
    (void)state;
    for (const struct flag *flag = flags; flag->name; flag++)
        for (size_t i = 0; i < VERBS; i++) {
            if (!flag_applies(flag, verbs[i])) continue;
            if (!strstr(helps[i].text, flag->about))
                fail_msg("the help of %s does not tell about --%s", verbs[i], flag->name);
            if (has_page(verbs[i]) && !strstr(pages[i].text, flag->about))
                fail_msg("the page of %s does not tell about --%s", verbs[i], flag->name);
        }
}

static void what_is_known_of_an_option_is_a_paragraph(void **state) {
    (void)state;
    for (const struct flag *flag = flags; flag->name; flag++) {
        size_t size = flag->about ? strlen(flag->about) : 0;
        if (size < 40 || size > 700) fail_msg("--%s: %zu characters are told about it", flag->name, size);
        if (!isupper((unsigned char)flag->about[0])) fail_msg("--%s: begins with a small letter", flag->name);
        for (const char *at = flag->about; *at; at++)
            if (*at < ' ' || *at > '~' || *at == '\\' || (*at == ' ' && at[1] == ' '))
                fail_msg("--%s: '%.20s'", flag->name, at);
    }
}

static void require_default(const struct page *page, const char *before, const char *verb, const char *value,
                            const char *after) {
    char expected[1024];
    snprintf(expected, sizeof expected, "%s .br Default: .BR %s .%s", before, value, after);
    if (!strstr(page->text, expected)) fail_msg("the manual of %s has no '%s'", verb, expected);
}

static void the_manual_has_the_default_and_the_commands_of_each_option(void **state) {
    (void)state;
    for (const struct flag *flag = flags; flag->name; flag++) {
        struct settings defaults;
        char            value[512], first[32] = "cluster", after[64];
        if (flag->verbs) snprintf(first, sizeof first, "%.*s", (int)strcspn(flag->verbs, " "), flag->verbs);
        snprintf(after, sizeof after, " .br Commands: %s", first);
        if (!strstr(manual.text, flag->help)) fail_msg("newsdup(1) does not tell about --%s", flag->name);
        settings_init(&defaults, first);
        flag_value(flag, &defaults, value, sizeof value);
        if (value[0]) require_default(&manual, flag->help, first, value, after);
        for (size_t i = 0; i < VERBS; i++) {
            if (!flag_applies(flag, verbs[i]) || !has_page(verbs[i])) continue;
            settings_init(&defaults, verbs[i]);
            flag_value(flag, &defaults, value, sizeof value);
            if (value[0]) require_default(&pages[i], flag->about, verbs[i], value, "");
        }
    }
}

/* ---- the parser ------------------------------------------------------------------------------- */

static struct settings settings;
static nd_error        problem;

static int parse(const char *verb, const char *name, const char *value) {
    static char words[2][256];
    char       *arguments[2] = {words[0], words[1]};
    snprintf(words[0], sizeof words[0], "--%s", name);
    snprintf(words[1], sizeof words[1], "%s", value ? value : "");
    problem.message[0] = '\0';
    settings_init(&settings, verb);
    return opt_parse(&settings, value ? 2 : 1, arguments, &problem);
}

static const char *value_for(const struct flag *flag) {
    if (!flag->argument) return NULL;
    switch (flag->kind) {
    case FLAG_CHOICE:
    case FLAG_TARGET: return flag->choices[0].name;
    case FLAG_LIMIT: return "7";
    case FLAG_PERCENT: return "2.5%";
    case FLAG_SHARD: return "0/1";
    case FLAG_LIST:
    case FLAG_STRING: return "first";
    default: return "1";
    }
}

static void every_option_is_accepted_by_its_commands_and_refused_by_others(void **state) {
    (void)state;
    for (size_t i = 0; i < VERBS; i++)
        for (const struct flag *flag = flags; flag->name; flag++) {
            int status = parse(verbs[i], flag->name, value_for(flag));
            int is_known = flag_by_name(verbs[i], flag->name, strlen(flag->name)) != NULL;
            if (flag_applies(flag, verbs[i]) && status) fail_msg("%s: %s", verbs[i], problem.message);
            if (is_known) continue;
            if (status != ND_ERROR_USAGE) fail_msg("%s takes --%s", verbs[i], flag->name);
            if (!strstr(problem.message, flag->verbs)) fail_msg("%s", problem.message);
        }
}

static int is_a_name(const char *name) {
    for (const struct flag *flag = flags; flag->name; flag++)
        if (!strcmp(flag->name, name)) return 1;
    return 0;
}

static void a_name_cut_short_is_refused_with_the_whole_one(void **state) {
    (void)state;
    unsigned tried = 0;
    for (size_t i = 0; i < VERBS; i++)
        for (const struct flag *flag = flags; flag->name; flag++)
            for (size_t size = 1; size < strlen(flag->name) && flag_applies(flag, verbs[i]); size++) {
                char prefix[64], expected[200];
                snprintf(prefix, sizeof prefix, "%.*s", (int)size, flag->name);
                snprintf(expected, sizeof expected, "unknown option --%s: write it out, as --%s", prefix, prefix);
                if (is_a_name(prefix)) continue;
                assert_int_equal(parse(verbs[i], prefix, value_for(flag)), ND_ERROR_USAGE);
                if (strncmp(problem.message, expected, strlen(expected))) fail_msg("%s", problem.message);
                tried++;
            }
    assert_true(tried > 100);
}

static void two_letters_that_change_places_are_refused_with_the_name(void **state) {
    (void)state;
    for (size_t i = 0; i < VERBS; i++)
        for (const struct flag *flag = flags; flag->name; flag++) {
            char   name[64], expected[80];
            size_t middle = strlen(flag->name) / 2;
            snprintf(name, sizeof name, "%s", flag->name);
            name[middle] = flag->name[middle - 1];
            name[middle - 1] = flag->name[middle];
            if (!flag_applies(flag, verbs[i]) || is_a_name(name)) continue;
            snprintf(expected, sizeof expected, "--%s", flag->name);
            assert_int_equal(parse(verbs[i], name, value_for(flag)), ND_ERROR_USAGE);
            if (!strstr(problem.message, expected)) fail_msg("%s", problem.message);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_option_is_in_both_helps_of_its_commands_and_no_other),
        cmocka_unit_test(no_line_is_wider_than_a_terminal),
        cmocka_unit_test(the_long_help_and_the_manual_tell_all_that_is_known_of_an_option),
        cmocka_unit_test(what_is_known_of_an_option_is_a_paragraph),
        cmocka_unit_test(the_manual_has_the_default_and_the_commands_of_each_option),
        cmocka_unit_test(every_option_is_accepted_by_its_commands_and_refused_by_others),
        cmocka_unit_test(a_name_cut_short_is_refused_with_the_whole_one),
        cmocka_unit_test(two_letters_that_change_places_are_refused_with_the_name)};
    return cmocka_run_group_tests(tests, read_pages, NULL);
}
