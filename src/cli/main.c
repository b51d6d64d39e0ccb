/*
 * main.c - from arguments to a command. The program is the library's first user: it includes the two
 * public headers and nothing else of it.
 */
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/log.h"
#include "cli/nearest.h"
#include "cli/opt.h"
#include "cli/output.h"

#define OPERANDS "[OPTION]... [PATH|-]..."

const struct command commands[] = {
    {"cluster", cmd_cluster, "group copies and stories (the default)", OPERANDS,
     "Finds the articles that are copies of one another, whole or in part, and the\n"
     "stories that tie such clusters by shared verbatim passages. Prints each group\n"
     "with the evidence for each member; the canonical article is the one to keep.\n"},
    {"dedup", cmd_dedup, "write the corpus without its copies", OPERANDS,
     "Of JSON Lines, writes the lines that are kept, byte for byte and in their order:\n"
     "all but the members of clusters that are not the canonical. A line that is no\n"
     "article is kept; only blank lines are not written. What comes from a pipe is\n"
     "stored compressed in --tmpdir, and written after its end. Of folders and files\n"
     "of one article each, prints the names of those to keep, or with --removable of\n"
     "the others. Nothing is removed for being in a story.\n"},
    {"check", cmd_check, "fail on copies, or on new ones: a gate for CI", OPERANDS,
     "Finds copies as cluster does and ends with status 1 if a gate fails: without\n"
     "any --max option, if there is a copy, or with --baseline a new one.\n"
     "  newsdup check corpus/\n"
     "  newsdup check corpus/ --baseline .newsdup-baseline\n"
     "  newsdup check incoming/ --against corpus/ -f sarif:copies.sarif\n"
     "Reports are written in any case. The article that stands for its cluster is no\n"
     "copy.\n"},
    {"pairs", cmd_pairs, "list every verified pair with its evidence", OPERANDS,
     "Prints each pair of articles that was compared word by word: how much of each\n"
     "lies in the other, and why a pair did not end in one cluster.\n"},
    {"explain", cmd_explain, "tell why articles are copies, or are not",
     "[OPTION]... A B | A PATH... | A B PATH...",
     "Shows the scores of two articles, the rules that were asked and the one that\n"
     "decided, the figures that changed, how each is tied into its group, and the\n"
     "passages they share. With one article: why it is where it is, and the nearest\n"
     "that were refused.\n"
     "  newsdup explain A B          two files by themselves\n"
     "  newsdup explain A PATH...    article A of the corpus at PATH\n"
     "  newsdup explain A B PATH...  articles A and B of that corpus\n"
     "Two operands that are both files are compared, without statistics of a corpus.\n"
     "Otherwise A is an id, and the second operand is too, unless it is the last, a\n"
     "folder or -. With --files-from, which gives the PATHs, operands are ids.\n"
     "newsdup read prints the ids. The exit status is 0 for articles in one cluster,\n"
     "or one that is in a cluster, and 1 for others.\n"},
    {"read", cmd_read, "print the articles as the program sees them", OPERANDS,
     "Prints id, title, url, date, lang, outlet and text of each article as JSON\n"
     "Lines. Byte offsets in other outputs count in these texts.\n"},
    {"report", cmd_report, "show a saved result in another format", "[OPTION]... RESULT.jsonl [PATH]...",
     "Reads what cluster -f jsonl wrote, from a file, a compressed one or - for\n"
     "standard input, and writes it in another format, comparing nothing again. With\n"
     "cluster --with-text the file holds all that a page shows. Without, the texts\n"
     "are read again from the PATHs, as cluster reads them; those that are not found\n"
     "there are told.\n"},
    {"tune", cmd_tune, "show the pairs near each threshold, to choose it", OPERANDS,
     "Shows, for each threshold, the pairs just below and just above it with the\n"
     "passages they share, the nearest first, how many lie within .05 of it (8 words,\n"
     "or .005 of the facts that make a template), and how many would have another\n"
     "relation if it moved by as much. With --labels, a table tells precision, recall\n"
     "and F1 of the labelled pairs at other settings: as verified pairs, and in\n"
     "clusters made anew of all verified pairs. Pairs that the run did not compare are\n"
     "not found at any setting; pairs without a label are counted, not scored.\n"},
    {"stage", cmd_stage, NULL, "sketch|pairs|cluster [OPTION]... [PATH|-]...",
     "Runs one step of cluster as a process of its own, on files in a folder:\n"
     "  newsdup stage sketch  --shard I/N --out DIR [PATH|-]...\n"
     "  newsdup stage pairs   --shard I/N --round R --in DIR --out DIR\n"
     "  newsdup stage cluster --round R --in DIR --out DIR\n"
     "In order: sketch by every shard; then for the rounds 0, 1 and 2 pairs by every\n"
     "shard and cluster once. The last cluster prints the result as JSON Lines.\n"},
    {"help", cmd_help, "tell about a command", "[COMMAND]", NULL},
    {"manual", cmd_manual, NULL, "PAGE|list", NULL},
    {"completions", cmd_completions, NULL, "bash|zsh|fish", NULL},
    {NULL, NULL, NULL, NULL, NULL}};

const struct command *command_by_name(const char *name) {
    for (const struct command *command = commands; command->name; command++)
        if (!strcmp(command->name, name)) return command;
    return NULL;
}

/* `newsdup clutser news/` must not complain of a missing path only, nor `newsdup -q pairs news/`. */
static int is_slip(const char *operand) {
    if (!access(operand, F_OK)) return 0;
    if (command_by_name(operand)) {
        log_error("the command comes first: newsdup %s [OPTION]... [PATH|-]...", operand);
        return 1;
    }
    for (const struct command *command = commands; command->name; command++) {
        if (!command->line || !nearest_is_slip(operand, command->name)) continue;
        log_error("there is no command or path '%s'; did you mean %s?", operand, command->name);
        return 1;
    }
    return 0;
}

static int show_version(void) {
    printf("newsdup %s\n", nd_version());
    return output_finish_stdout();
}

int main(int count, char **arguments) {
    struct settings       settings;
    nd_error              error;
    const struct command *named = count > 1 ? command_by_name(arguments[1]) : NULL;
    const struct command *command = named ? named : commands;
    int                   first = named ? 2 : 1;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a limit on files is an error of the write that meets it */
    settings_init(&settings, command->name);
    if (count > first && opt_parse(&settings, count - first, arguments + first, &error)) {
        log_error("%s", error.message);
        return EXIT_TROUBLE;
    }
    if (settings.version) return show_version();
    if (settings.help) return help_show(&settings, named != NULL);
    if (!named && settings.operand_count && is_slip(settings.operands[0])) return EXIT_TROUBLE;
    if (nd_options_check(&settings.run, &error)) {
        log_error("%s", error.message);
        return EXIT_TROUBLE;
    }
    return command->run(&settings);
}
