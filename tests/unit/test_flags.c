/* test_flags.c - walks the table: what every row must have, and what no two rows may share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/flags.c"
#include "cli/settings.c"

static const char *const verbs[] = {"cluster", "dedup", "check",  "pairs", "explain", "tune",
                                    "read",    "report", "stage", "help"};
#define VERBS (sizeof verbs / sizeof *verbs)

static void every_row_has_name_help_and_a_known_verb(void **state) {
    (void)state;
    for (const struct flag *flag = flags; flag->name; flag++) {
        size_t known = 0;
        for (size_t i = 0; i < VERBS; i++) known += (size_t)flag_applies(flag, verbs[i]);
        if (!known || strlen(flag->name) < 2 || !flag->help || !flag->help[0])
            fail_msg("--%s is not complete", flag->name);
        /* two blanks, "-x, --", name, blank, argument, blank, help, default: one line of a terminal */
        size_t left = 6 + strlen(flag->name) + 1 + (flag->argument ? strlen(flag->argument) : 0);
        if (left > 26 || strlen(flag->help) > 62) fail_msg("--%s does not fit its line", flag->name);
        if (strchr(flag->help, '\n')) fail_msg("--%s has more than one line", flag->name);
    }
}

static void every_verb_in_the_table_exists(void **state) {
    (void)state;
    for (const struct flag *flag = flags; flag->name; flag++) {
        char  names[64] = "";
        char *rest = NULL;
        if (flag->verbs) strncpy(names, flag->verbs, sizeof names - 1);
        for (char *name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
            size_t i = 0;
            while (i < VERBS && strcmp(verbs[i], name)) i++;
            if (i == VERBS) fail_msg("--%s is for '%s', which is no command", flag->name, name);
        }
    }
}

static void names_and_letters_are_unique_within_a_verb(void **state) {
    (void)state;
    for (size_t i = 0; i < VERBS; i++)
        for (const struct flag *one = flags; one->name; one++)
            for (const struct flag *two = one + 1; two->name; two++) {
                if (!flag_applies(one, verbs[i]) || !flag_applies(two, verbs[i])) continue;
                if (!strcmp(one->name, two->name) || (one->letter && one->letter == two->letter))
                    fail_msg("%s has --%s and --%s", verbs[i], one->name, two->name);
            }
}

/* "Same letters everywhere": a letter means one name, and a name one letter. */
static void a_letter_means_the_same_for_all_verbs(void **state) {
    (void)state;
    for (const struct flag *one = flags; one->name; one++)
        for (const struct flag *two = one + 1; two->name; two++) {
            int same_name = !strcmp(one->name, two->name);
            int same_letter = one->letter == two->letter;
            if (same_name ? !same_letter : one->letter && same_letter)
                fail_msg("--%s and --%s", one->name, two->name);
        }
}

static void kinds_have_what_they_need(void **state) {
    (void)state;
    for (const struct flag *flag = flags; flag->name; flag++) {
        int is_switch = flag->kind == FLAG_SWITCH || flag->kind == FLAG_HELP;
        assert_int_equal(is_switch, flag->argument == NULL);
        assert_int_equal(flag->kind == FLAG_CHOICE || flag->kind == FLAG_TARGET, flag->choices != NULL);
        if (flag->kind == FLAG_COUNT) assert_true(flag->least <= flag->most && flag->most > 0);
        if (flag->kind == FLAG_COUNT && flag->zero) assert_true(flag->least > 0);
    }
}

static void defaults_are_those_of_the_library_and_in_range(void **state) {
    (void)state;
    nd_options      library;
    struct settings settings;
    char            value[64];
    nd_options_init(&library);
    settings_init(&settings, "cluster");
    assert_int_equal(settings.targets.count, 1);
    assert_int_equal(settings.targets.items[0].format, ND_FORMAT_TEXT);
    assert_int_equal(settings.run.passage_words, library.passage_words);
    assert_int_equal(nd_options_check(&settings.run, NULL), ND_OK);
    for (const struct flag *flag = flags; flag->name; flag++) {
        if (flag->kind != FLAG_COUNT || !flag_applies(flag, "cluster")) continue;
        uint32_t count = *(const uint32_t *)(const void *)((const char *)&settings + flag->field);
        assert_true((count == 0 && flag->zero) || (count >= flag->least && count <= flag->most));
    }
    const struct flag *threshold = flag_by_name("cluster", "threshold", strlen("threshold"));
    assert_non_null(threshold);
    settings.run.near_duplicate_coverage = .25;
    assert_string_equal(flag_value(threshold, &settings, value, sizeof value), "0.25");
    settings_init(&settings, "pairs");
    assert_int_equal(settings.targets.items[0].format, ND_FORMAT_PAIRS_TSV);
}

static void zero_is_told_by_its_word(void **state) {
    (void)state;
    struct settings settings;
    char            value[64];
    settings_init(&settings, "cluster");
    settings.run.excerpt_coverage = 0;
    settings.run.passage_words = 0;
    settings.run.jobs = 0;
    assert_string_equal(flag_value(flag_by_name("cluster", "excerpt", 7), &settings, value, 64), "off");
    assert_string_equal(flag_value(flag_by_name("cluster", "passages", 8), &settings, value, 64), "off");
    assert_string_equal(flag_value(flag_by_name("cluster", "jobs", 4), &settings, value, 64), "auto");
}

static void a_flag_is_found_only_where_it_applies(void **state) {
    (void)state;
    assert_non_null(flag_by_name("pairs", "all", 3));
    assert_null(flag_by_name("cluster", "all", 3));
    assert_null(flag_by_name("cluster", "form", 4));
    assert_null(flag_by_name("cluster", "formats", 7));
    assert_ptr_not_equal(flag_by_letter("cluster", 'f'), flag_by_letter("pairs", 'f'));
    assert_null(flag_by_letter("cluster", '\0'));
    assert_null(flag_by_letter("read", 'j'));
}

static void the_method_line_repeats_what_decides_about_groups(void **state) {
    (void)state;
    struct settings settings;
    char            line[512], cut[20];
    settings_init(&settings, "pairs");
    settings.run = (nd_options){.near_duplicate_coverage = .7, .passage_words = 32, .min_words = 20,
                                .keep = "oldest", .jobs = 7, .all_pairs = 1};
    flags_method_line(&settings, line, sizeof line);
    assert_string_equal(line, "--threshold 0.7 --excerpt off --passages 32 --min-words 20 "
                              "--keep oldest --all");
    settings.run.across = ND_ACROSS_OUTLET;
    settings.run.within_days = 3;
    settings.run.all_pairs = 0;
    flags_method_line(&settings, line, sizeof line);
    assert_string_equal(line, "--threshold 0.7 --excerpt off --passages 32 --min-words 20 "
                              "--across outlet --within-days 3 --keep oldest");
    flags_method_line(&settings, cut, sizeof cut);
    assert_true(strlen(cut) < sizeof cut);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_name_help_and_a_known_verb),
        cmocka_unit_test(every_verb_in_the_table_exists),
        cmocka_unit_test(names_and_letters_are_unique_within_a_verb),
        cmocka_unit_test(a_letter_means_the_same_for_all_verbs),
        cmocka_unit_test(kinds_have_what_they_need),
        cmocka_unit_test(defaults_are_those_of_the_library_and_in_range),
        cmocka_unit_test(zero_is_told_by_its_word),
        cmocka_unit_test(a_flag_is_found_only_where_it_applies),
        cmocka_unit_test(the_method_line_repeats_what_decides_about_groups),
    };
    return cmocka_run_group_tests_name("flags", tests, NULL, NULL);
}
