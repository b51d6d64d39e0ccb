/* test_opt.c - the ways to write an option, and what each refusal says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/flags.c"
#include "cli/nearest.c"
#include "cli/opt.c"
#include "cli/settings.c"

static struct settings settings;
static nd_error        problem;

/* Parses a line whose words are parted by single spaces; the words live until the next call. */
static int parse(const char *verb, const char *line) {
    static char  words[512];
    static char *arguments[32];
    int          count = 0;
    strncpy(words, line, sizeof words - 1);
    for (char *at = words, *space; *at && count < 32; at = space + 1) {
        space = strchr(at, ' ');
        arguments[count++] = at;
        if (!space) break;
        *space = '\0';
    }
    problem.message[0] = '\0';
    settings_init(&settings, verb);
    return opt_parse(&settings, count, arguments, &problem);
}

#define assert_refused(verb, line, expected)                                                            \
    do {                                                                                                \
        assert_int_equal(parse(verb, line), ND_ERROR_USAGE);                                            \
        assert_int_equal(problem.code, ND_ERROR_USAGE);                                                 \
        assert_string_equal(problem.message, expected);                                                 \
    } while (0)

static void a_value_may_be_joined_or_follow(void **state) {
    (void)state;
    static const char *const lines[] = {"-j2", "-j 2", "--jobs=2", "--jobs 2", "-qj2", "-qj 2"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_int_equal(parse("cluster", lines[i]), ND_OK);
        assert_int_equal(settings.run.jobs, 2);
        assert_int_equal(settings.operand_count, 0);
    }
    assert_true(settings.quiet);
}

static void operands_are_gathered_in_order(void **state) {
    (void)state;
    assert_int_equal(parse("cluster", "a -q - b --level copies -- -v --jobs"), ND_OK);
    assert_int_equal(settings.operand_count, 5);
    assert_string_equal(settings.operands[0], "a");
    assert_string_equal(settings.operands[1], "-");
    assert_string_equal(settings.operands[2], "b");
    assert_string_equal(settings.operands[3], "-v");
    assert_string_equal(settings.operands[4], "--jobs");
    assert_int_equal(settings.verbose, 0);
    assert_int_equal(settings.level, LEVEL_COPIES);
}

static void every_flag_reaches_its_field(void **state) {
    (void)state;
    assert_int_equal(parse("cluster", "-f jsonl -o out -t .8 --excerpt off --passages off --min-words 1 "
                                      "--keep oldest -F json --tmpdir /x --strict -qv --color never"),
                     ND_OK);
    assert_int_equal(settings.targets.count, 1);
    assert_int_equal(settings.targets.items[0].format, ND_FORMAT_JSONL);
    assert_null(settings.targets.items[0].file);
    assert_string_equal(settings.output, "out");
    assert_true(settings.run.near_duplicate_coverage == .8);
    assert_true(settings.run.excerpt_coverage == 0);
    assert_int_equal(settings.run.passage_words, 0);
    assert_int_equal(settings.run.min_words, 1);
    assert_string_equal(settings.run.keep, "oldest");
    assert_int_equal(settings.input_format, ND_INPUT_JSON);
    assert_string_equal(settings.tmpdir, "/x");
    assert_true(settings.strict && settings.quiet && settings.verbose);
    assert_int_equal(settings.colour, COLOUR_NEVER);
    assert_int_equal(parse("stage", "--across lang --within-days 7"), ND_OK);
    assert_int_equal(settings.run.across, ND_ACROSS_LANG);
    assert_int_equal(settings.run.within_days, 7);
    assert_int_equal(parse("pairs", "--all -fjsonl"), ND_OK);
    assert_true(settings.run.all_pairs);
    assert_int_equal(settings.targets.items[0].format, ND_FORMAT_PAIRS_JSONL);
    assert_int_equal(parse("stage", "pairs --shard 3/4 --round 2 --in a --out b"), ND_OK);
    assert_int_equal(settings.shard.number, 3);
    assert_int_equal(settings.shard.count, 4);
    assert_int_equal(settings.round, 2);
    assert_string_equal(settings.in, "a");
    assert_string_equal(settings.out, "b");
}

static void formats_are_gathered_with_their_files(void **state) {
    (void)state;
    const struct target *targets = settings.targets.items;
    assert_int_equal(parse("cluster", "-0 -f csv:a:b:c --format=paths -ftext:- --with-text"), ND_OK);
    assert_int_equal(settings.targets.count, 3);
    assert_int_equal(targets[0].format, ND_FORMAT_CSV);
    assert_string_equal(targets[0].file, "a:b:c");
    assert_int_equal(targets[1].format, ND_FORMAT_PATHS);
    assert_null(targets[1].file);
    assert_string_equal(targets[2].name, "text");
    assert_string_equal(targets[2].file, "-");
    assert_true(settings.null && settings.with_text);
    assert_int_equal(parse("cluster", "-ftsv:1 -ftsv:2 -ftsv:3 -ftsv:4 -ftsv:5 -ftsv:6 -ftsv:7 -ftsv:8"), ND_OK);
    assert_int_equal(settings.targets.count, OUTPUTS_MAX);
    assert_refused("cluster", "-ftsv:1 -ftsv:2 -ftsv:3 -ftsv:4 -ftsv:5 -ftsv:6 -ftsv:7 -ftsv:8 -ftsv:9",
                   "--format 'tsv:9': at most 8 in one run");
    assert_refused("pairs", "-f tsv:", "--format 'tsv:': must be tsv, jsonl or html, or one of them with :FILE");
    assert_refused("pairs", "-f t:x", "--format 't:x': must be tsv, jsonl or html, or one of them with :FILE");
    assert_refused("pairs", "-f tsvx", "--format 'tsvx': must be tsv, jsonl or html, or one of them with :FILE");
    assert_refused("pairs", "-f", "--format needs FMT[:FILE]: tsv, jsonl or html, or one of them with :FILE");
}

static void flags_of_selection_reach_their_fields(void **state) {
    (void)state;
    assert_int_equal(parse("read", "--include a --exclude b --include=c -0 --files-from - --max-size 64k"), ND_OK);
    assert_int_equal(settings.include.count, 2);
    assert_string_equal(settings.include.items[0], "a");
    assert_string_equal(settings.include.items[1], "c");
    assert_null(settings.include.items[2]);
    assert_string_equal(settings.exclude.items[0], "b");
    assert_string_equal(settings.files_from, "-");
    assert_true(settings.null);
    assert_int_equal(settings.max_size, 65536);
    assert_int_equal(parse("read", "--max-size 4294967295G"), ND_OK);
    assert_true(settings.max_size == UINT64_C(4294967295) << 30);
    assert_int_equal(parse("read", "--max-size 5"), ND_OK);
    assert_int_equal(settings.max_size, 5);
    assert_int_equal(parse("read", "--max-size 5M --max-size off"), ND_OK);
    assert_int_equal(settings.max_size, 0);
}

static void lists_have_an_end(void **state) {
    (void)state;
    static char *arguments[2 * LIST_MAX + 2];
    for (int i = 0; i < LIST_MAX + 1; i++) {
        arguments[2 * i] = "--exclude";
        arguments[2 * i + 1] = "x";
    }
    settings_init(&settings, "read");
    assert_int_equal(opt_parse(&settings, 2 * LIST_MAX, arguments, &problem), ND_OK);
    for (int i = 0; i < LIST_MAX + 1; i++) arguments[2 * i] = "--exclude";
    settings_init(&settings, "read");
    assert_int_equal(opt_parse(&settings, 2 * LIST_MAX + 2, arguments, &problem), ND_ERROR_USAGE);
    assert_string_equal(problem.message, "--exclude 'x': may be given 64 times");
}

static void the_letter_of_help_asks_for_the_short_one(void **state) {
    (void)state;
    assert_int_equal(parse("read", "-h"), ND_OK);
    assert_int_equal(settings.help, HELP_SHORT);
    assert_int_equal(parse("read", "--help"), ND_OK);
    assert_int_equal(settings.help, HELP_LONG);
}

static void unknown_options_are_refused_with_the_nearest(void **state) {
    (void)state;
    assert_refused("cluster", "--tresholt 1", "unknown option --tresholt; did you mean --threshold?");
    assert_refused("cluster", "--formats=x", "unknown option --formats; did you mean --format?");
    assert_refused("cluster", "--nonsense", "unknown option --nonsense; newsdup help cluster lists them");
    assert_refused("cluster", "-z", "unknown option -z; newsdup help cluster lists them");
    assert_refused("cluster", "-qz", "unknown option -z; newsdup help cluster lists them");
    assert_refused("cluster", "--=1", "unknown option --; newsdup help cluster lists them");
}

static void abbreviations_are_refused(void **state) {
    (void)state;
    assert_refused("cluster", "--form text", "unknown option --form: write it out, as --format");
    assert_refused("cluster", "--form=text", "unknown option --form: write it out, as --format");
}

static void options_of_other_commands_are_told_so(void **state) {
    (void)state;
    assert_refused("cluster", "--all", "--all is not an option of cluster, but of: pairs");
    assert_refused("read", "-j2",
                   "--jobs is not an option of read, but of: cluster dedup check pairs explain tune stage");
}

static void bad_values_are_refused_with_the_range(void **state) {
    (void)state;
    assert_refused("cluster", "-j0", "--jobs '0': must be auto or a whole number from 1 to 1024");
    assert_refused("cluster", "-j 1025", "--jobs '1025': must be auto or a whole number from 1 to 1024");
    assert_refused("cluster", "-j +2", "--jobs '+2': must be auto or a whole number from 1 to 1024");
    assert_refused("cluster", "-j 2x", "--jobs '2x': must be auto or a whole number from 1 to 1024");
    assert_refused("cluster", "--jobs=", "--jobs '': must be auto or a whole number from 1 to 1024");
    assert_refused("cluster", "--min-words 99999999999999999999",
                   "--min-words '99999999999999999999': must be a whole number from 1 to 1000000");
    assert_refused("cluster", "-t 1.01", "--threshold '1.01': must be a number above 0 and at most 1");
    assert_refused("cluster", "-t -1", "--threshold '-1': must be a number above 0 and at most 1");
    assert_refused("cluster", "-t 0", "--threshold '0': must be a number above 0 and at most 1");
    assert_refused("cluster", "-t nan", "--threshold 'nan': must be a number above 0 and at most 1");
    assert_refused("cluster", "-t 0x1p-1", "--threshold '0x1p-1': must be a number above 0 and at most 1");
    assert_refused("cluster", "-t .", "--threshold '.': must be a number above 0 and at most 1");
    assert_refused("cluster", "-t .5.5", "--threshold '.5.5': must be a number above 0 and at most 1");
    assert_refused("cluster", "--excerpt on",
                   "--excerpt 'on': must be off or a number above 0 and at most 1");
    assert_refused("cluster", "-f xml",
                   "--format 'xml': must be text, jsonl, tsv, csv, paths or html, or one of them with :FILE");
    assert_refused("cluster", "-F xml", "--input-format 'xml': must be auto, text, html, json, jsonl, csv or warc");
    assert_refused("cluster", "--output=", "--output '': must be something that is not empty");
    assert_refused("read", "--max-size 0",
                   "--max-size '0': must be off or a number of bytes, as 500, 64k, 10M or 1G");
    assert_refused("read", "--max-size 1kB",
                   "--max-size '1kB': must be off or a number of bytes, as 500, 64k, 10M or 1G");
    assert_refused("read", "--max-size k",
                   "--max-size 'k': must be off or a number of bytes, as 500, 64k, 10M or 1G");
    assert_refused("read", "--max-size -1",
                   "--max-size '-1': must be off or a number of bytes, as 500, 64k, 10M or 1G");
    assert_refused("read", "--include=", "--include '': must be something that is not empty");
    assert_refused("stage", "--shard 4/4", "--shard '4/4': must be I/N with I below N, as 0/4");
    assert_refused("stage", "--shard 1", "--shard '1': must be I/N with I below N, as 0/4");
    assert_refused("stage", "--shard 1/2/3", "--shard '1/2/3': must be I/N with I below N, as 0/4");
    assert_refused("stage", "--round 3", "--round '3': must be a whole number from 0 to 2");
}

static void missing_and_needless_values_are_refused(void **state) {
    (void)state;
    assert_refused("cluster", "a -j", "--jobs needs N: auto or a whole number from 1 to 1024");
    assert_refused("cluster", "--level", "--level needs LEVEL: stories or copies");
    assert_refused("cluster", "--quiet=1", "--quiet takes no value");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_value_may_be_joined_or_follow),
        cmocka_unit_test(operands_are_gathered_in_order),
        cmocka_unit_test(every_flag_reaches_its_field),
        cmocka_unit_test(formats_are_gathered_with_their_files),
        cmocka_unit_test(flags_of_selection_reach_their_fields),
        cmocka_unit_test(lists_have_an_end),
        cmocka_unit_test(the_letter_of_help_asks_for_the_short_one),
        cmocka_unit_test(unknown_options_are_refused_with_the_nearest),
        cmocka_unit_test(abbreviations_are_refused),
        cmocka_unit_test(options_of_other_commands_are_told_so),
        cmocka_unit_test(bad_values_are_refused_with_the_range),
        cmocka_unit_test(missing_and_needless_values_are_refused),
    };
    return cmocka_run_group_tests_name("opt", tests, NULL, NULL);
}
