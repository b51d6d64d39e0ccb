/*
 * options.c - every default and range of the core, and the names of relations and roles.
 *
 * Why the thresholds are what they are is told where they are used: match/relation.c.
 */
#include "options.h"

#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/error.h"
#include "cluster/canonical.h"

#define JOBS_MAX 1024
#define WORDS_MAX 1000000
#define DAYS_MAX 100000

const char *nd_version(void) {
    return ND_VERSION;
}

const char *nd_relation_name(nd_relation relation) {
    static const char *const names[] = {"unrelated", "identical",       "near-duplicate", "excerpt",
                                        "extended",  "shares-passages", "template"};
    return (unsigned)relation < sizeof names / sizeof *names ? names[relation] : "unrelated";
}

const char *nd_role_name(nd_role role) {
    static const char *const names[] = {"unique",  "canonical", "identical",      "near-duplicate",
                                        "excerpt", "extended",  "shares-passages"};
    return (unsigned)role < sizeof names / sizeof *names ? names[role] : "unique";
}

void nd_options_init(nd_options *options) {
    *options = (nd_options){.near_duplicate_coverage = .70,
                            .excerpt_coverage = .50,
                            .passage_words = 32,
                            .min_words = 8,
                            .jobs = 0,
                            .keep = "consensus,oldest,longest"};
}

int nd_options_check(const nd_options *options, nd_error *error) {
    if (!(options->near_duplicate_coverage > 0 && options->near_duplicate_coverage <= 1))
        return nd_fail(error, ND_ERROR_USAGE, "threshold: coverage must be over 0 and at most 1");
    if (!(options->excerpt_coverage >= 0 && options->excerpt_coverage <= 1))
        return nd_fail(error, ND_ERROR_USAGE, "excerpt: coverage must be from 0 (off) to 1");
    if (options->passage_words > WORDS_MAX)
        return nd_fail(error, ND_ERROR_USAGE, "passages: at most %d words", WORDS_MAX);
    if (options->min_words < 1 || options->min_words > WORDS_MAX)
        return nd_fail(error, ND_ERROR_USAGE, "min-words: from 1 to %d", WORDS_MAX);
    if (options->across < ND_ACROSS_ALL || options->across > ND_ACROSS_LANG)
        return nd_fail(error, ND_ERROR_USAGE, "across: no nd_across");
    if (options->within_days > DAYS_MAX)
        return nd_fail(error, ND_ERROR_USAGE, "within-days: from 0 (off) to %d", DAYS_MAX);
    if (options->jobs > JOBS_MAX)
        return nd_fail(error, ND_ERROR_USAGE, "jobs: from 0 (one for each processor) to %d", JOBS_MAX);
    return nd_keep_check(options->keep, error);
}

int nd_options_take(nd_options *out, const nd_options *options, nd_error *error) {
    nd_options_init(out);
    if (options) *out = *options;
    int status = nd_options_check(out, error);
    if (status) return status;
    if (out->jobs == 0) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        out->jobs = processors < 1 ? 1 : processors > JOBS_MAX ? JOBS_MAX : (unsigned)processors;
    }
    size_t size = strlen(out->keep) + 1;
    char  *keep = nd_allocate(size);
    if (keep) memcpy(keep, out->keep, size);
    out->keep = keep;
    return keep ? ND_OK : nd_fail_memory(error);
}

void nd_options_drop(nd_options *options) {
    nd_release((char *)options->keep);
    options->keep = NULL;
}

uint64_t nd_options_fingerprint(const nd_options *options) {
    uint64_t words[2];
    memcpy(&words[0], &options->near_duplicate_coverage, sizeof words[0]);
    memcpy(&words[1], &options->excerpt_coverage, sizeof words[1]);
    uint64_t print = nd_mix64_pair(words[0], words[1]);
    print = nd_mix64_pair(print, (uint64_t)options->passage_words << 32 | options->min_words);
    print = nd_mix64_pair(print, (uint64_t)options->across << 32 | options->within_days);
    return nd_mix64_pair(print, options->without_pairs != 0);
}
