/*
 * fuzz_options.c - PROPERTY: a command line is either refused with a message of one line, or understood;
 * then the line of options that the output tells is itself understood, and means the same to the digit.
 *
 * The input is a verb, by the first byte, and arguments with NULs between.
 */
#include <string.h>

#include "cli/flags.c"
#include "cli/nearest.c"
#include "cli/opt.c"
#include "cli/settings.c"
#include "fuzz.h"

#define LINE_BYTES 2048
#define ARGUMENTS 64

static const char *const verbs[] = {"cluster", "pairs", "read", "stage", "help"};

/* Cuts `line`, of `size` bytes and a NUL, at every `mark`. */
static int split(char *line, size_t size, char mark, char *arguments[ARGUMENTS]) {
    int   count = 0;
    char *end = line + size;
    for (char *at = line; at < end && count < ARGUMENTS; at++) {
        arguments[count++] = at;
        while (at < end && *at != mark) at++;
        *at = '\0';
    }
    return count;
}

static void require_refusal(const nd_error *error) {
    REQUIRE(error->code == ND_ERROR_USAGE);
    REQUIRE(error->message[0] && memchr(error->message, '\0', sizeof error->message));
}

/* A value with a space in it cannot be told from two; a share too small for 24 decimals is told as 0. */
static int can_be_told(const struct settings *settings) {
    const double shares[2] = {settings->run.near_duplicate_coverage, settings->run.excerpt_coverage};
    for (int i = 0; i < 2; i++)
        if (shares[i] != 0 && shares[i] < 1e-6) return 0;
    return !settings->run.keep || !strchr(settings->run.keep, ' ');
}

/* Rows that do not apply to a verb are not told, and stay as they are. */
static void require_same_again(const struct settings *settings) {
    static char     line[LINE_BYTES], told[LINE_BYTES], again[LINE_BYTES];
    char           *arguments[ARGUMENTS];
    struct settings second;
    nd_error        error;
    flags_method_line(settings, told, sizeof told);
    memcpy(line, told, sizeof line);
    settings_init(&second, settings->verb);
    REQUIRE(!opt_parse(&second, split(line, strlen(line), ' ', arguments), arguments, &error));
    REQUIRE(second.operand_count == 0);
    flags_method_line(&second, again, sizeof again);
    REQUIRE(!strcmp(told, again));
    REQUIRE(second.run.near_duplicate_coverage == settings->run.near_duplicate_coverage);
    REQUIRE(second.run.excerpt_coverage == settings->run.excerpt_coverage);
    REQUIRE(second.run.passage_words == settings->run.passage_words);
    REQUIRE(second.run.min_words == settings->run.min_words);
    REQUIRE(second.run.all_pairs == settings->run.all_pairs);
    REQUIRE(second.run.across == settings->run.across);
    REQUIRE(second.run.within_days == settings->run.within_days);
    REQUIRE(!strcmp(second.run.keep, settings->run.keep));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char     line[LINE_BYTES];
    char           *arguments[ARGUMENTS];
    struct settings settings;
    nd_error        error = {0, ""};
    if (size < 1 || size > 512) return 0;
    memcpy(line, data + 1, size - 1);
    line[size - 1] = '\0';
    int count = split(line, size - 1, '\0', arguments);
    settings_init(&settings, verbs[data[0] % 5]);
    int status = opt_parse(&settings, count, arguments, &error);
    if (status) require_refusal(&error);
    else {
        REQUIRE(settings.operand_count <= count);
        if (can_be_told(&settings)) require_same_again(&settings);
    }
    return 0;
}
