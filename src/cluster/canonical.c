/*
 * canonical.c - a row for each rule: how it scores an article (the more the better), how near is equal,
 * and what to say when it decided.
 *
 * Consensus is neither length nor age. What members agree on counts for an article; what is judged to be
 * no part of the story counts a quarter against it. Of two texts the longer may simply go on, so there a
 * quarter of the continuation counts for it. Among more it is what none of the others has, and an eighth
 * counts against the article: an update that adds a few paragraphs is as good as the rest, a page that
 * goes on to other matters is not.
 */
#include "cluster/canonical.h"

#include <string.h>

#include "base/error.h"

struct rule {
    const char *name;
    int         takes_argument;
    int64_t (*score)(const nd_choice *choice, uint32_t texts, nd_string argument);
    int         tolerance; /* scores within 1/tolerance of the best are equal; 0: only equal ones are */
    const char *reason;
};

static int64_t score_consensus(const nd_choice *choice, uint32_t texts, nd_string argument) {
    (void)argument;
    int64_t goes_on = choice->continuation;
    return 4 * (int64_t)choice->consensus - choice->surplus + (texts == 2 ? goes_on : -goes_on / 2);
}

static int64_t score_oldest(const nd_choice *choice, uint32_t texts, nd_string argument) {
    (void)texts, (void)argument;
    return choice->time == ND_NO_TIME ? INT64_MIN : -choice->time;
}

static int64_t score_newest(const nd_choice *choice, uint32_t texts, nd_string argument) {
    (void)texts, (void)argument;
    return choice->time;
}

static int64_t score_longest(const nd_choice *choice, uint32_t texts, nd_string argument) {
    (void)texts, (void)argument;
    return choice->halves;
}

static int64_t score_shortest(const nd_choice *choice, uint32_t texts, nd_string argument) {
    (void)texts, (void)argument;
    return -(int64_t)choice->halves;
}

static int64_t score_first(const nd_choice *choice, uint32_t texts, nd_string argument) {
    (void)texts, (void)argument;
    return -(int64_t)choice->index;
}

/* `*` is any run of bytes, `?` any one. Backtracks to the last star only, which is enough. */
static int matches_glob(nd_string glob, nd_string text) {
    size_t g = 0, t = 0, star = SIZE_MAX, from = 0;
    while (t < text.size) {
        if (g < glob.size && glob.data[g] == '*') {
            star = g++;
            from = t;
        } else if (g < glob.size && (glob.data[g] == '?' || glob.data[g] == text.data[t])) {
            g++;
            t++;
        } else if (star != SIZE_MAX) {
            g = star + 1;
            t = ++from;
        } else return 0;
    }
    while (g < glob.size && glob.data[g] == '*') g++;
    return g == glob.size;
}

static int64_t score_path(const nd_choice *choice, uint32_t texts, nd_string argument) {
    (void)texts;
    return matches_glob(argument, choice->id);
}

static int equals(nd_string a, nd_string b) {
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static int64_t score_outlet(const nd_choice *choice, uint32_t texts, nd_string argument) {
    (void)texts;
    return equals(choice->outlet, argument);
}

static const nd_string *field_named(const nd_choice *choice, nd_string name) {
    const struct {
        const char      *name;
        const nd_string *value;
    } fields[] = {{"title", &choice->title}, {"url", &choice->url},       {"date", &choice->date},
                  {"lang", &choice->lang},   {"outlet", &choice->outlet}, {"id", &choice->id}};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (equals(name, (nd_string){fields[i].name, strlen(fields[i].name)})) return fields[i].value;
    return NULL;
}

static int64_t score_field(const nd_choice *choice, uint32_t texts, nd_string argument) {
    const nd_string *value = field_named(choice, argument);
    (void)texts;
    return value && value->size > 0;
}

static const struct rule rules_known[] = {
    {"consensus", 0, score_consensus, 20, "most complete, least furniture"},
    {"oldest", 0, score_oldest, 0, "oldest"},
    {"newest", 0, score_newest, 0, "newest"},
    {"longest", 0, score_longest, 0, "longest"},
    {"shortest", 0, score_shortest, 0, "shortest"},
    {"first", 0, score_first, 0, "came first"},
    {"path:", 1, score_path, 0, "its path is preferred"},
    {"outlet:", 1, score_outlet, 0, "its outlet is preferred"},
    {"field:", 1, score_field, 0, "it has the field that is asked for"},
};

/* The next word of the list: its rule (NULL if there is none of that name) and its argument. */
static const struct rule *next_rule(const char **list, nd_string *word, nd_string *argument) {
    const char *end = strchr(*list, ',');
    word->data = *list;
    word->size = end ? (size_t)(end - *list) : strlen(*list);
    *list += word->size + (end != NULL);
    for (size_t i = 0; i < sizeof rules_known / sizeof *rules_known; i++) {
        const struct rule *rule = &rules_known[i];
        size_t             length = strlen(rule->name);
        if (word->size < length || memcmp(word->data, rule->name, length)) continue;
        *argument = (nd_string){word->data + length, word->size - length};
        if (rule->takes_argument ? argument->size > 0 : argument->size == 0) return rule;
    }
    return NULL;
}

int nd_keep_check(const char *rules, nd_error *error) {
    static const nd_choice none;
    nd_string              word, argument;
    if (!rules || !*rules) return nd_fail(error, ND_ERROR_USAGE, "keep: no rule given");
    for (const char *at = rules; *at || at[-1] == ',';) { /* a comma at the end has an empty rule after it */
        const struct rule *rule = next_rule(&at, &word, &argument);
        if (!rule)
            return nd_fail(error, ND_ERROR_USAGE,
                           "keep: '%.*s' is not a rule (consensus, oldest, newest, longest, shortest, first, "
                           "path:GLOB, outlet:NAME, field:NAME)",
                           (int)word.size, word.data);
        if (rule->score == score_field && !field_named(&none, argument))
            return nd_fail(error, ND_ERROR_USAGE,
                           "keep: '%.*s' asks for no field there is (id, title, url, date, lang, outlet)",
                           (int)word.size, word.data);
    }
    return ND_OK;
}

/* Leaves the best; returns how many there are. */
static uint32_t leave_best(const nd_choice *choices, uint32_t count, uint32_t texts, const struct rule *rule,
                           nd_string argument, uint8_t *left) {
    int64_t  best = INT64_MIN;
    uint32_t number = 0;
    for (uint32_t i = 0; i < count; i++) {
        int64_t score = left[i] ? rule->score(&choices[i], texts, argument) : INT64_MIN;
        if (score > best) best = score;
    }
    int64_t least = rule->tolerance && best > 0 ? best - best / rule->tolerance : best;
    for (uint32_t i = 0; i < count; i++) {
        left[i] = left[i] && rule->score(&choices[i], texts, argument) >= least;
        number += left[i];
    }
    return number;
}

uint32_t nd_canonical_choose(const nd_choice *choices, uint32_t count, uint32_t texts, const char *rules,
                             uint8_t *left, const char **rule) {
    uint32_t  number = count, chosen = 0;
    nd_string word, argument;
    *rule = "first of equals";
    memset(left, 1, count);
    while (*rules && number > 1) {
        const struct rule *next = next_rule(&rules, &word, &argument);
        uint32_t           before = number;
        number = leave_best(choices, count, texts, next, argument, left);
        if (number < before && before == count) *rule = next->reason;
    }
    while (!left[chosen]) chosen++;
    return chosen;
}
