/*
 * flags.c - the table, and what can be asked of it. Two rows may have one name when their verbs differ,
 * as the formats do. The order is that of the help.
 *
 * Only what works has a row.
 */
#include "cli/flags.h"

#include <stdio.h>
#include <string.h>

#define FIELD(name) offsetof(struct settings, name)
#define RUNS        "cluster pairs explain stage"
#define READS       "cluster pairs explain read stage"

static const struct choice cluster_formats[] = {
    {"text", ND_FORMAT_TEXT}, {"jsonl", ND_FORMAT_JSONL}, {"tsv", ND_FORMAT_TSV},
    {"csv", ND_FORMAT_CSV},   {"paths", ND_FORMAT_PATHS}, {NULL, 0}};
static const struct choice pairs_formats[] = {
    {"tsv", ND_FORMAT_PAIRS_TSV}, {"jsonl", ND_FORMAT_PAIRS_JSONL}, {NULL, 0}};
static const struct choice explain_formats[] = {{"text", EXPLAIN_TEXT}, {"json", EXPLAIN_JSON}, {NULL, 0}};
static const struct choice input_formats[] = {{"auto", ND_INPUT_AUTO},
                                              {"text", ND_INPUT_TEXT},
                                              {"json", ND_INPUT_JSON},
                                              {"jsonl", ND_INPUT_JSONL},
                                              {NULL, 0}};
static const struct choice fields_across[] = {
    {"off", ND_ACROSS_ALL}, {"outlet", ND_ACROSS_OUTLET}, {"lang", ND_ACROSS_LANG}, {NULL, 0}};
static const struct choice levels[] = {{"stories", LEVEL_STORIES}, {"copies", LEVEL_COPIES}, {NULL, 0}};
static const struct choice colours[] = {
    {"auto", COLOUR_AUTO}, {"always", COLOUR_ALWAYS}, {"never", COLOUR_NEVER}, {NULL, 0}};

const struct flag flags[] = {
    {.letter = 'f', .name = "format", .argument = "FMT[:FILE]", .verbs = "cluster", .kind = FLAG_TARGET,
     .field = FIELD(targets), .choices = cluster_formats,
     .help = "text, jsonl, tsv, csv or paths; may be repeated"},
    {.letter = 'f', .name = "format", .argument = "FMT[:FILE]", .verbs = "pairs", .kind = FLAG_TARGET,
     .field = FIELD(targets), .choices = pairs_formats,
     .help = "tsv or jsonl; may be repeated"},
    {.letter = 'f', .name = "format", .argument = "FMT[:FILE]", .verbs = "explain", .kind = FLAG_TARGET,
     .field = FIELD(targets), .choices = explain_formats,
     .help = "text or json, one object; may be repeated"},
    {.letter = 'o', .name = "output", .argument = "FILE", .verbs = "cluster pairs explain read",
     .kind = FLAG_STRING, .field = FIELD(output),
     .help = "write to FILE, which is replaced only when all went well"},
    {.name = "with-text", .verbs = "cluster", .kind = FLAG_SWITCH, .field = FIELD(with_text),
     .help = "the texts of grouped articles in jsonl"},
    {.name = "level", .argument = "LEVEL", .verbs = "cluster", .kind = FLAG_CHOICE,
     .field = FIELD(level), .choices = levels,
     .help = "groups in text and paths: whole stories, or copies only"},
    {.letter = 't', .name = "threshold", .argument = "N", .verbs = RUNS, .kind = FLAG_SHARE,
     .field = FIELD(run.near_duplicate_coverage), .is_method = METHOD,
     .help = "coverage both ways that makes a near-duplicate"},
    {.name = "excerpt", .argument = "N", .verbs = RUNS, .kind = FLAG_SHARE,
     .field = FIELD(run.excerpt_coverage), .zero = "off", .is_method = METHOD,
     .help = "coverage one way that makes an excerpt"},
    {.name = "passages", .argument = "N", .verbs = RUNS, .kind = FLAG_COUNT,
     .field = FIELD(run.passage_words), .least = 1, .most = 1000000, .zero = "off", .is_method = METHOD,
     .help = "words in passages that tie a story; twice that in one"},
    {.name = "min-words", .argument = "N", .verbs = RUNS, .kind = FLAG_COUNT,
     .field = FIELD(run.min_words), .least = 1, .most = 1000000, .is_method = METHOD,
     .help = "articles shorter than this stay unique"},
    {.name = "across", .argument = "FIELD", .verbs = RUNS, .kind = FLAG_CHOICE, .field = FIELD(run.across),
     .choices = fields_across, .is_method = METHOD_IF_ON,
     .help = "outlet or lang: only pairs in which it differs"},
    {.name = "within-days", .argument = "N", .verbs = RUNS, .kind = FLAG_COUNT,
     .field = FIELD(run.within_days), .least = 1, .most = 100000, .zero = "off", .is_method = METHOD_IF_ON,
     .help = "only pairs published at most so many days apart"},
    {.name = "keep", .argument = "RULES", .verbs = RUNS, .kind = FLAG_STRING,
     .field = FIELD(run.keep), .is_method = METHOD,
     .help = "what makes the canonical, in this order"},
    {.name = "all", .verbs = "pairs", .kind = FLAG_SWITCH, .field = FIELD(run.all_pairs),
     .is_method = METHOD_IF_ON,
     .help = "every pair, also in groups of more than 64 articles"},
    {.letter = 'F', .name = "input-format", .argument = "FMT", .verbs = READS, .kind = FLAG_CHOICE,
     .field = FIELD(input_format), .choices = input_formats,
     .help = "auto (by content, then by name), text, json or jsonl"},
    {.name = "include", .argument = "GLOB", .verbs = READS, .kind = FLAG_LIST, .field = FIELD(include),
     .help = "in folders, only files that match; may be repeated"},
    {.name = "exclude", .argument = "GLOB", .verbs = READS, .kind = FLAG_LIST, .field = FIELD(exclude),
     .help = "in folders, no files and folders that match"},
    {.name = "max-size", .argument = "BYTES", .verbs = READS, .kind = FLAG_SIZE, .field = FIELD(max_size),
     .zero = "off", .help = "skip articles (a file, line or object) over this; k, M, G"},
    {.name = "files-from", .argument = "FILE", .verbs = READS, .kind = FLAG_STRING,
     .field = FIELD(files_from),
     .help = "read the PATHs in FILE too, one a line; - is stdin"},
    {.letter = '0', .name = "null", .verbs = "cluster", .kind = FLAG_SWITCH, .field = FIELD(null),
     .help = "NUL, not newline, ends names in --files-from and paths"},
    {.letter = '0', .name = "null", .verbs = "pairs explain read stage", .kind = FLAG_SWITCH, .field = FIELD(null),
     .help = "NUL, not newline, ends the paths of --files-from"},
    {.letter = 'j', .name = "jobs", .argument = "N", .verbs = RUNS, .kind = FLAG_COUNT,
     .field = FIELD(run.jobs), .least = 1, .most = 1024, .zero = "auto",
     .help = "threads; auto is one for each processor"},
    {.name = "tmpdir", .argument = "DIR", .verbs = "cluster explain", .kind = FLAG_STRING,
     .field = FIELD(tmpdir),
     .help = "where texts from a pipe are kept; default $TMPDIR or /tmp"},
    {.name = "shard", .argument = "I/N", .verbs = "stage", .kind = FLAG_SHARD, .field = FIELD(shard),
     .help = "do part I of N, counted from 0"},
    {.name = "round", .argument = "R", .verbs = "stage", .kind = FLAG_COUNT, .field = FIELD(round),
     .least = 0, .most = 2, .help = "the round of pairs and cluster"},
    {.name = "in", .argument = "DIR", .verbs = "stage", .kind = FLAG_STRING, .field = FIELD(in),
     .help = "the folder of the files of earlier stages"},
    {.name = "out", .argument = "DIR", .verbs = "stage", .kind = FLAG_STRING, .field = FIELD(out),
     .help = "the folder that this stage writes to"},
    {.name = "strict", .verbs = READS, .kind = FLAG_SWITCH, .field = FIELD(strict),
     .help = "end with 2 if a record was skipped or a file changed"},
    {.letter = 'q', .name = "quiet", .verbs = READS, .kind = FLAG_SWITCH, .field = FIELD(quiet),
     .help = "no summary and no warnings on stderr"},
    {.letter = 'v', .name = "verbose", .verbs = READS, .kind = FLAG_SWITCH, .field = FIELD(verbose),
     .help = "every warning, and how much work was done"},
    {.name = "color", .argument = "WHEN", .verbs = "cluster explain", .kind = FLAG_CHOICE,
     .field = FIELD(colour), .choices = colours, .help = "auto (on a terminal), always or never"},
    {.letter = 'h', .name = "help", .kind = FLAG_HELP, .field = FIELD(help),
     .help = "the list of options (-h), or all of the help (--help)"},
    {.name = "version", .kind = FLAG_SWITCH, .field = FIELD(version), .help = "the version"},
    {.name = NULL}};

struct target target_of(const struct choice *choice, const char *file) {
    return (struct target){choice->value, choice->name, file};
}

void settings_init(struct settings *settings, const char *verb) {
    memset(settings, 0, sizeof *settings);
    settings->verb = verb;
    nd_options_init(&settings->run);
    settings->run.without_pairs = strcmp(verb, "pairs") != 0;
    settings->shard = (struct shard){0, 1};
    settings->targets.count = 1;
    for (const struct flag *flag = flags; flag->name; flag++) {
        void *field = (char *)settings + flag->field;
        if (!flag->choices || !flag_applies(flag, verb)) continue;
        if (flag->kind == FLAG_TARGET)
            ((struct targets *)field)->items[0] = target_of(flag->choices, NULL);
        else
            *(int *)field = flag->choices[0].value;
    }
}

int flag_applies(const struct flag *flag, const char *verb) {
    size_t size = strlen(verb);
    if (!flag->verbs) return 1;
    for (const char *at = flag->verbs; (at = strstr(at, verb)); at += size)
        if ((at == flag->verbs || at[-1] == ' ') && (at[size] == ' ' || !at[size])) return 1;
    return 0;
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
    case FLAG_SHARE: snprintf(text, size, "%g", *(const double *)field); break;
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
