/*
 * accounts.c - a result that came of less than the whole input must not look like one that came of all of it:
 * what was passed over is counted, what looks wrong with the input has a warning, and the last line sums up.
 */
#include "cli/accounts.h"

#include <stdio.h>
#include <string.h>

#include "cli/budget.h"

typedef unsigned long long count; /* for printf */

static double seconds_since(const struct timespec *started) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - started->tv_sec) + (double)(now.tv_nsec - started->tv_nsec) / 1e9;
}

uint64_t accounts_unusable(const nd_read_counts *counts) {
    return counts->problems[ND_PROBLEM_UNREADABLE] + counts->problems[ND_PROBLEM_BAD_RECORD] +
           counts->problems[ND_PROBLEM_NO_TEXT];
}

/* "N skipped", and if any of that was asked for, by what. */
static void describe_skipped(const nd_read_counts *counts, char *text, size_t size) {
    const struct {
        count       number;
        const char *what;
    } parts[] = {{counts->excluded_files, "by --exclude"},
                 {counts->excluded_folders, counts->excluded_folders == 1 ? "folder by --exclude"
                                                                          : "folders by --exclude"},
                 {counts->files_not_included, "by --include"},
                 {counts->problems[ND_PROBLEM_OVER_SIZE], "over --max-size"},
                 {counts->paired_files, counts->paired_files == 1 ? "page beside its JSON" : "pages beside their JSON"},
                 {accounts_unusable(counts), "unusable"}};
    const size_t last = sizeof parts / sizeof *parts - 1;
    count        total = 0;
    for (size_t i = 0; i <= last; i++) total += parts[i].number;
    size_t used = (size_t)snprintf(text, size, "%llu skipped", total);
    if (total == parts[last].number) return;
    const char *before = ": ";
    for (size_t i = 0; i <= last && used < size; i++) {
        if (!parts[i].number) continue;
        used += (size_t)snprintf(text + used, size - used, "%s%llu %s", before, parts[i].number,
                                 parts[i].what);
        before = ", ";
    }
}

static double percent(uint64_t part, uint64_t whole) {
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

static void warn_of_no_articles(const struct run *run, const nd_read_counts *counts) {
    const struct settings *settings = run->settings;
    int                    is_list = !settings->operand_count && settings->files_from;
    const char            *first = settings->operand_count ? settings->operands[0] : settings->files_from;
    int                    is_stdin = !is_list && (!first || !strcmp(first, "-"));
    size_t                 more = settings->operand_count ? (size_t)settings->operand_count - 1 + run->listed.count : 0;
    const char            *mark = is_stdin ? "" : "'";
    char                   others[80] = "", passed_over[160] = "";
    if (more) snprintf(others, sizeof others, " and %zu more", more);
    if (counts->other_files)
        snprintf(passed_over, sizeof passed_over,
                 ": %llu file%s not .txt, .md, .html, .json, .jsonl, .csv, .tsv or .warc",
                 (count)counts->other_files, counts->other_files == 1 ? " is" : "s are");
    if (counts->other_records)
        snprintf(passed_over, sizeof passed_over, ": %llu record%s of a web archive, and no page or text among them",
                 (count)counts->other_records, log_plural(counts->other_records));
    log_warning(&run->log, "no articles in %s%s%s%s%s%s", is_list ? "the paths of " : "", mark,
                is_stdin ? "standard input" : first, mark, others, passed_over);
}

static int reads_stdin_as_lines(const struct settings *settings) {
    int is_stdin = settings->operand_count ? !strcmp(settings->operands[0], "-") : !settings->files_from;
    return is_stdin && (settings->input_format == ND_INPUT_AUTO || settings->input_format == ND_INPUT_JSONL);
}

static int maps_text(const struct settings *settings) {
    const char *map = settings->map;
    return map && (!strncmp(map, "text=", 5) || strstr(map, ",text="));
}

/* Records there were, and none was of use: the whole input is probably of another kind than was thought. */
static void warn_of_wrong_format(const struct run *run, const nd_read_counts *counts) {
    const struct settings *settings = run->settings;
    if (counts->problems[ND_PROBLEM_NO_TEXT] && !maps_text(settings))
        log_warning(&run->log, "text is looked for in the fields maintext, text, content, articleBody, body, "
                               "article and full_text; --map text=NAME names another");
    if (!counts->problems[ND_PROBLEM_BAD_RECORD]) return;
    if (reads_stdin_as_lines(settings))
        log_warning(&run->log, "standard input is read as JSON Lines; -F json reads one object or array, "
                               "-F text a text");
    else if (settings->input_format == ND_INPUT_JSON || settings->input_format == ND_INPUT_JSONL)
        log_warning(&run->log, "-F said that this is JSON; without it, the content tells the format");
}

/* Silently empty texts are how giant clusters, or empty results, come about. */
static void warn_of_input(const struct run *run, const nd_read_counts *counts) {
    uint64_t without_text = counts->problems[ND_PROBLEM_NO_TEXT] + counts->problems[ND_PROBLEM_EMPTY];
    int      is_empty = counts->articles == 0 && !counts->problems[ND_PROBLEM_UNREADABLE];
    if (is_empty && run->settings->shard.count == 1) warn_of_no_articles(run, counts);
    if (is_empty) warn_of_wrong_format(run, counts);
    if (counts->repeated_files)
        log_warning(&run->log, "%llu file%s reached by a second path: read once", (count)counts->repeated_files,
                    counts->repeated_files == 1 ? " was" : "s were");
    if (counts->late_pages)
        log_warning(&run->log, "%llu page%s in a streamed archive came before the JSON of the same name: "
                               "both were read",
                    (count)counts->late_pages, log_plural(counts->late_pages));
    if (without_text * 100 > counts->records)
        log_warning(&run->log, "%llu of %llu records without text (%.1f%%)", (count)without_text,
                    (count)counts->records, percent(without_text, counts->records));
}

/* What --across and --within-days go by. */
static const char *missing_scope(const struct settings *settings) {
    int is_lang = settings->run.across == ND_ACROSS_LANG;
    if (!settings->run.across) return "date";
    if (!settings->run.within_days) return is_lang ? "language" : "outlet";
    return is_lang ? "language or date" : "outlet or date";
}

/* A check tells of its articles, and beside them how many they were compared with. */
static void take_checked(const struct run *run, nd_summary *sum, char *against, size_t size) {
    nd_audit_summary checked = {.references = 0};
    if (run->audit) nd_audit_summarize(run->audit, &checked);
    against[0] = '\0';
    if (!checked.references) return;
    snprintf(against, size, " against %llu", (count)checked.references);
    sum->articles = checked.articles;
    sum->copies = checked.copies;
}

static void sum_up_groups(const struct run *run, const nd_read_counts *counts) {
    nd_summary sum;
    char       skipped[200], against[40];
    nd_result_summary(run->result, &sum);
    take_checked(run, &sum, against, sizeof against);
    describe_skipped(counts, skipped, sizeof skipped);
    if (sum.repeated_ids)
        log_warning(&run->log, "%llu article%s had the id of another: told apart as ID#2 and so on",
                    (count)sum.repeated_ids, log_plural(sum.repeated_ids));
    if (sum.unscoped)
        log_warning(&run->log, "the %s of %llu of %llu articles is not known: it refuses no pair of theirs",
                    missing_scope(run->settings), (count)sum.unscoped, (count)sum.articles);
    if (run->log.verbose)
        log_summary(&run->log, "%llu record%s, %llu byte%s, %llu stub%s, %llu pair%s aligned",
                    (count)counts->records, log_plural(counts->records), (count)counts->bytes,
                    log_plural(counts->bytes), (count)sum.stubs, log_plural(sum.stubs),
                    (count)sum.verifications, log_plural(sum.verifications));
    if (run->settings->stats)
        log_summary(&run->log,
                    "%llu pair%s aligned, %llu of them copies; of copies so alike, an expected %.4f share a key",
                    (count)sum.verifications, log_plural(sum.verifications), (count)sum.copy_pairs,
                    sum.expected_recall);
    if (run->log.verbose && run->settings->memory)
        log_summary(&run->log, "at most %llu byte%s of temporary files for --memory", (count)budget_most_in_files(),
                    log_plural(budget_most_in_files()));
    log_summary(&run->log,
                "%llu article%s%s, %llu stor%s, %llu cluster%s, %llu cop%s (%.1f%%), %s, %.2f s",
                (count)sum.articles, log_plural(sum.articles), against, (count)sum.stories,
                sum.stories == 1 ? "y" : "ies", (count)sum.clusters, log_plural(sum.clusters),
                (count)sum.copies, sum.copies == 1 ? "y" : "ies", percent(sum.copies, sum.articles),
                skipped, seconds_since(&run->started));
}

static void sum_up_reading(const struct run *run, const nd_read_counts *counts) {
    char skipped[200];
    describe_skipped(counts, skipped, sizeof skipped);
    if (run->log.verbose)
        log_summary(&run->log, "%llu record%s, %llu byte%s", (count)counts->records,
                    log_plural(counts->records), (count)counts->bytes, log_plural(counts->bytes));
    log_summary(&run->log, "%llu article%s, %s, %.2f s", (count)counts->articles,
                log_plural(counts->articles), skipped, seconds_since(&run->started));
}

/* "fields: text from body (3), text (1); date from pubDate (4)" */
static void tell_fields(const struct run *run) {
    char            line[2048];
    size_t          used = 0;
    nd_field_source source;
    const char     *last = NULL;
    for (size_t i = 0; nd_reader_field(run->reader, i, &source) && used < sizeof line; i++) {
        int goes_on = last && !strcmp(last, source.field);
        used += (size_t)snprintf(line + used, sizeof line - used, "%s%s%s%s (%llu)",
                                 goes_on ? ", " : last ? "; " : "", goes_on ? "" : source.field,
                                 goes_on ? "" : " from ", source.name, (count)source.articles);
        last = source.field;
    }
    if (last) log_summary(&run->log, "fields: %s", line);
}

/* A stage, which has a corpus and no result, is not summed up: it is one part of a run. */
void accounts_tell(const struct run *run, const nd_read_counts *counts) {
    int reads_articles = !run->saved || run->settings->operand_count || run->settings->files_from;
    if (reads_articles) warn_of_input(run, counts);
    if (run->log.verbose) tell_fields(run);
    if (run->log.verbose && counts->other_files)
        log_summary(&run->log, "%llu file%s of other kinds passed over", (count)counts->other_files,
                    log_plural(counts->other_files));
    if (run->log.verbose && counts->other_records)
        log_summary(&run->log, "%llu record%s of web archives passed over: requests, pictures, errors and the like",
                    (count)counts->other_records, log_plural(counts->other_records));
    if (run->result)
        sum_up_groups(run, counts);
    else if (!run->corpus)
        sum_up_reading(run, counts);
}
