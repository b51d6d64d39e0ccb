/*
 * flags.c - the table. Two rows may have one name when their verbs differ, as the formats do. The order is
 * that of the help.
 *
 * Only what works has a row. Defaults are not written down here: the helps print what the settings hold.
 */
#include "cli/flags.h"

#define FIELD(name) offsetof(struct settings, name)
#define RUNS        "cluster dedup check pairs explain tune stage"
#define READS       "cluster dedup check pairs explain tune read report stage"

static const struct choice cluster_formats[] = {
    {"text", ND_FORMAT_TEXT}, {"jsonl", ND_FORMAT_JSONL}, {"tsv", ND_FORMAT_TSV},
    {"csv", ND_FORMAT_CSV},   {"paths", ND_FORMAT_PATHS}, {"html", ND_FORMAT_HTML}, {NULL, 0}};
static const struct choice check_formats[] = {
    {"text", ND_FORMAT_CHECK},    {"jsonl", ND_FORMAT_JSONL},   {"tsv", ND_FORMAT_TSV},
    {"csv", ND_FORMAT_CSV},       {"paths", ND_FORMAT_PATHS},   {"html", ND_FORMAT_HTML},
    {"github", ND_FORMAT_GITHUB}, {"gitlab", ND_FORMAT_GITLAB}, {"junit", ND_FORMAT_JUNIT},
    {"markdown", ND_FORMAT_MARKDOWN}, {"sarif", ND_FORMAT_SARIF}, {NULL, 0}};
static const struct choice report_formats[] = {
    {"text", ND_FORMAT_TEXT},         {"jsonl", ND_FORMAT_JSONL},   {"tsv", ND_FORMAT_TSV},
    {"csv", ND_FORMAT_CSV},           {"paths", ND_FORMAT_PATHS},   {"html", ND_FORMAT_HTML},
    {"github", ND_FORMAT_GITHUB},     {"gitlab", ND_FORMAT_GITLAB}, {"junit", ND_FORMAT_JUNIT},
    {"markdown", ND_FORMAT_MARKDOWN}, {"sarif", ND_FORMAT_SARIF},   {NULL, 0}};
static const struct choice pairs_formats[] = {
    {"tsv", ND_FORMAT_PAIRS_TSV}, {"jsonl", ND_FORMAT_PAIRS_JSONL}, {"html", ND_FORMAT_HTML}, {NULL, 0}};
static const struct choice reply_formats[] = {{"text", REPLY_TEXT}, {"json", REPLY_JSON}, {NULL, 0}};
static const struct choice input_formats[] = {{"auto", ND_INPUT_AUTO},
                                              {"text", ND_INPUT_TEXT},
                                              {"html", ND_INPUT_HTML},
                                              {"json", ND_INPUT_JSON},
                                              {"jsonl", ND_INPUT_JSONL},
                                              {"csv", ND_INPUT_CSV},
                                              {"warc", ND_INPUT_WARC},
                                              {NULL, 0}};
static const struct choice fields_across[] = {
    {"off", ND_ACROSS_ALL}, {"outlet", ND_ACROSS_OUTLET}, {"lang", ND_ACROSS_LANG}, {NULL, 0}};
static const struct choice levels[] = {{"stories", LEVEL_STORIES}, {"copies", LEVEL_COPIES}, {NULL, 0}};
static const struct choice colours[] = {
    {"auto", COLOUR_AUTO}, {"always", COLOUR_ALWAYS}, {"never", COLOUR_NEVER}, {NULL, 0}};

static const struct choice progress_modes[] = {
    {"auto", PROGRESS_AUTO}, {"plain", PROGRESS_PLAIN}, {"none", PROGRESS_NONE}, {NULL, 0}};

const struct flag flags[] = {
    {.letter = 'f', .name = "format", .argument = "FMT[:FILE]", .verbs = "cluster", .kind = FLAG_TARGET,
     .field = FIELD(targets), .choices = cluster_formats,
     .help = "text, jsonl, tsv, csv, paths, html; repeatable",
     .about = "What is written. text is for people: each group with the evidence for each of its "
              "members, the largest group first. jsonl is for programs: a header, a row for each "
              "article in the order of the input, a summary. tsv and csv have such rows as a table "
              "under a line of names. paths has the ids of each group, the canonical first, and an "
              "empty line between groups. html is one page for people, with the articles side by side, that "
              "needs no network. OUTPUT in the manual tells more. Up to 8 formats may be "
              "given, each but one with a FILE of its own. Example: -f text -f jsonl:groups.jsonl"},
    {.letter = 'f', .name = "format", .argument = "FMT[:FILE]", .verbs = "report", .kind = FLAG_TARGET,
     .field = FIELD(targets), .choices = report_formats,
     .help = "text, jsonl, tsv, csv, paths, html, sarif, ...; repeatable",
     .about = "What is written. text, jsonl, tsv, csv, paths and html are what cluster would have written. github, "
              "gitlab, junit, markdown and sarif are the reports of a check without a baseline, in which every copy "
              "is new; they name the files of the articles if these are read again from PATHs, and their ids else. "
              "Up to 8 formats may be given, each but one with a FILE of its own. Example: -f html:groups.html -f "
              "sarif:copies.sarif"},
    {.letter = 'f', .name = "format", .argument = "FMT[:FILE]", .verbs = "check", .kind = FLAG_TARGET,
     .field = FIELD(targets), .choices = check_formats,
     .help = "text, jsonl, sarif, junit, ...; repeatable",
     .about = "What is written, whether the gates pass or not. text is for people: each cluster with a new "
              "copy, and a line for each gate. github writes annotations, as the log of a workflow has them, "
              "markdown a summary of the job; sarif is SARIF 2.1.0, junit JUnit XML, gitlab a code quality "
              "report. jsonl, tsv, csv and paths are those of cluster, jsonl with what each article is to "
              "the check. Up to 8 may be given, each but one with a FILE of its own. Example: -f text -f "
              "sarif:copies.sarif"},
    {.letter = 'f', .name = "format", .argument = "FMT[:FILE]", .verbs = "pairs", .kind = FLAG_TARGET,
     .field = FIELD(targets), .choices = pairs_formats,
     .help = "tsv, jsonl or html; repeatable",
     .about = "What is written. tsv is a table with a header line, for a spreadsheet or cut(1); jsonl "
              "has the same columns as members of a JSON object on each line, between a header and a "
              "summary; html is the page that cluster writes. All may be given, each but one with a FILE of its "
              "own. Example: -f tsv -f jsonl:pairs.jsonl"},
    {.letter = 'f', .name = "format", .argument = "FMT[:FILE]", .verbs = "explain", .kind = FLAG_TARGET,
     .field = FIELD(targets), .choices = reply_formats,
     .help = "text or json, one object; repeatable",
     .about = "What is written. text is for people: scores, rules, ties and the shared passages, in two "
              "columns on a terminal of 100 columns or more. json is the same facts as one object. Both "
              "may be given, each but one with a FILE of its own. Example: -f text -f json:why.json"},
    {.letter = 'f', .name = "format", .argument = "FMT[:FILE]", .verbs = "tune", .kind = FLAG_TARGET,
     .field = FIELD(targets), .choices = reply_formats,
     .help = "text or json, the same as one object",
     .about = "What is written. text is for people: for each threshold the counts, the table of settings if "
              "there are labels, and the pairs with their passages, in two columns on a terminal of 100 columns "
              "or more. json is the same as one object, in which each pair is the object that explain writes. "
              "Both may be given, each but one with a FILE of its own. Example: -f text -f json:tuning.json"},
    {.name = "samples", .argument = "N", .verbs = "tune", .kind = FLAG_COUNT, .field = FIELD(samples), .least = 1,
     .most = 1000, .zero = "off", .help = "pairs on each side of each threshold",
     .about = "How many pairs are shown below and how many above each threshold, at most, the nearest first. "
              "From 1 to 1000, or off. Example: --samples 20"},
    {.name = "labels", .argument = "FILE", .verbs = "tune", .kind = FLAG_STRING, .field = FIELD(labels),
     .help = "pairs that are known to be copies or not",
     .about = "Scores the settings of each threshold by the pairs in FILE: on each line two ids and a label "
              "with tabs between, 1 for copies, 0 for others, ? for a pair that is not to be scored. Columns "
              "between the ids and the label are passed over, and so is a first line that ends with the word "
              "label. A line that cannot be used is told. Example: --labels checked.tsv"},
    {.letter = 'o', .name = "output", .argument = "FILE", .verbs = "cluster dedup check pairs explain tune read report",
     .kind = FLAG_STRING, .field = FIELD(output),
     .help = "write to FILE, replaced only when all is written",
     .about = "Writes to FILE instead of standard output, unless --format names a file itself. The data "
              "goes to a new file beside it, which takes its name when all is written; if that fails, "
              "an old FILE stays as it was. Records that could not be read do not hold it back: the "
              "exit status tells of them."},
    {.name = "with-text", .verbs = "cluster report", .kind = FLAG_SWITCH, .field = FIELD(with_text),
     .help = "the texts of grouped articles in jsonl",
     .about = "Puts the text of each article in a group into its row of jsonl, so that groups can be "
              "shown later without the articles, by newsdup report: with the words that differ, and a row "
              "for each pair. The texts are read a second time for it. Other formats, and articles in no "
              "group, have none."},
    {.name = "level", .argument = "LEVEL", .verbs = "cluster report", .kind = FLAG_CHOICE,
     .field = FIELD(level), .choices = levels,
     .help = "what a group is: stories or copies",
     .about = "With stories, text and paths show whole stories, in text with the copies in them marked. "
              "With copies, a cluster of copies is a group by itself, and what only shares passages is "
              "left out. The rows of jsonl, tsv and csv always tell both."},
    {.name = "removed", .argument = "FILE", .verbs = "dedup", .kind = FLAG_STRING, .field = FIELD(removed),
     .help = "what is removed, and why, to FILE",
     .about = "Writes the removed lines to FILE, in their order, each with a member \"newsdup\" in front: "
              "the canonical that it is a copy of, its role, rule and coverage. Of removed files it has "
              "this member on a line. - is standard output, if --output names a file. Example: --removed "
              "removed.jsonl"},
    {.name = "annotate", .verbs = "dedup", .kind = FLAG_SWITCH, .field = FIELD(annotate),
     .help = "a member \"newsdup\" in each kept line",
     .about = "Puts a member \"newsdup\" in front of the others into each kept line that is an article: "
              "its cluster, story and role, and in copies how many articles are removed as copies of it. "
              "One of an earlier run is replaced; all other bytes stay."},
    {.name = "removable", .verbs = "dedup", .kind = FLAG_SWITCH, .field = FIELD(removable),
     .help = "of files: the names to remove, not to keep",
     .about = "Of folders and files, prints the names of those that are copies instead of those to keep. "
              "Nothing is deleted. Example: newsdup dedup -q -0 --removable news/ | xargs -0 rm --"},
    {.name = "max-copies", .argument = "N", .verbs = "check", .kind = FLAG_LIMIT,
     .field = FIELD(most[ND_GATE_COPIES]), .help = "gate: at most N copies, accepted or not",
     .about = "Fails if there are more than N copies, those that the baseline accepts among them. Without any "
              "gate, check fails on any copy, and with --baseline on any new one. Example: --max-copies 0"},
    {.name = "max-new", .argument = "N", .verbs = "check", .kind = FLAG_LIMIT,
     .field = FIELD(most[ND_GATE_NEW]), .help = "gate: at most N copies that are not in the baseline",
     .about = "Fails if there are more than N copies that the baseline does not accept; without a baseline all "
              "copies are new. Example: --max-new 0"},
    {.name = "max-ratio", .argument = "P%", .verbs = "check", .kind = FLAG_PERCENT,
     .field = FIELD(most[ND_GATE_RATIO]), .help = "gate: at most P% of the articles are copies",
     .about = "Fails if more than this percentage of the articles are copies, accepted or not; articles of "
              "--against do not count. Two decimals at most. A percentage alone hides a new copy wherever an old "
              "one goes: use --max-new beside it. Example: --max-ratio 2.5%"},
    {.name = "max-cluster", .argument = "N", .verbs = "check", .kind = FLAG_LIMIT,
     .field = FIELD(most[ND_GATE_CLUSTER]), .help = "gate: at most N articles in a cluster with a copy",
     .about = "Fails if a cluster in which there is a copy has more than N articles, all counted. Example: "
              "--max-cluster 20"},
    {.name = "max-identical", .argument = "N", .verbs = "check", .kind = FLAG_LIMIT,
     .field = FIELD(most[ND_GATE_IDENTICAL]), .help = "gate: at most N copies with the very words of another",
     .about = "Fails if more than N copies, accepted or not, have the very words of another article. Example: "
              "--max-identical 0"},
    {.name = "baseline", .argument = "FILE", .verbs = "check", .kind = FLAG_STRING, .field = FIELD(baseline),
     .help = "the copies in FILE are accepted",
     .about = "Copies that FILE lists, with their words and ids, are accepted: they are not new. The file is "
              "text, a sorted line for each article, to be kept beside the articles. A copy that is changed, or "
              "put in the place of another, is new; another canonical is not. The file must be there: "
              "--update-baseline makes it. Example: --baseline .newsdup-baseline"},
    {.name = "update-baseline", .verbs = "check", .kind = FLAG_SWITCH, .field = FIELD(update_baseline),
     .help = "accept what there is now, into --baseline",
     .about = "Writes all copies that there are now, and what they are copies of, to the file of --baseline; "
              "tells how many lines are new and how many are gone; keeps the remarks. Gates are told and fail "
              "nothing then."},
    {.name = "against", .argument = "PATH", .verbs = "check", .kind = FLAG_LIST, .field = FIELD(against),
     .help = "articles to compare with, not checked themselves",
     .about = "Compares the articles with those at PATH too, which are not compared with one another: a copy "
              "of one of them is a copy, and is told with its name. What is common, and what is page furniture, "
              "is counted among these alone. What is at both places is checked. May be given again. Example: "
              "newsdup check incoming/ --against corpus/"},
    {.name = "root", .argument = "DIR", .verbs = "check", .kind = FLAG_STRING, .field = FIELD(root),
     .help = "ids of files are paths below DIR; default the PATH",
     .about = "The folder that ids of files are relative to, in the output and in the baseline. It is compared "
              "with each PATH as both are written. Without it ids are the paths below the folder given; if several "
              "PATHs are given, or --against, the paths as they are given. Example: --root ."},
    {.letter = 't', .name = "threshold", .argument = "N", .verbs = RUNS, .kind = FLAG_SHARE,
     .field = FIELD(run.near_duplicate_coverage), .is_method = METHOD,
     .help = "coverage both ways that makes a near-duplicate",
     .about = "An article is a near-duplicate of another if at least this share of the words of each "
              "lies in passages found in the other. Above 0, at most 1. Lower values turn excerpts into "
              "near-duplicates; which articles are copies at all is decided by --excerpt. Example: -t "
              ".85"},
    {.name = "excerpt", .argument = "N", .verbs = RUNS, .kind = FLAG_SHARE,
     .field = FIELD(run.excerpt_coverage), .zero = "off", .is_method = METHOD,
     .help = "coverage one way that makes an excerpt",
     .about = "An article is an excerpt of another if at least this share of its words lies in passages "
              "found there, however much more the other one holds. It is also the mean coverage that a "
              "group has to keep when it grows. Above 0, at most 1; with off, only near-duplicates are "
              "copies. Example: --excerpt .6"},
    {.name = "passages", .argument = "N", .verbs = RUNS, .kind = FLAG_COUNT,
     .field = FIELD(run.passage_words), .least = 1, .most = 1000000, .zero = "off", .is_method = METHOD,
     .help = "words in shared passages that tie a story",
     .about = "Articles that are no copies belong to one story if they share two passages or more with "
              "together so many words, one of at least 16, or a single passage of twice as many. From 1 "
              "to 1000000; with off there are no stories. A higher value leaves out what shares only a "
              "quoted statement. Example: --passages 64"},
    {.name = "min-words", .argument = "N", .verbs = RUNS, .kind = FLAG_COUNT,
     .field = FIELD(run.min_words), .least = 1, .most = 1000000, .is_method = METHOD,
     .help = "articles shorter than this stay unique",
     .about = "A text with fewer words is compared with none and stays unique: a caption or a headline "
              "is no article. From 1 to 1000000. Two characters of a script without spaces are a word. "
              "Example: --min-words 50"},
    {.name = "across", .argument = "FIELD", .verbs = RUNS, .kind = FLAG_CHOICE, .field = FIELD(run.across),
     .choices = fields_across, .is_method = METHOD_IF_ON,
     .help = "outlet or lang: only pairs in which it differs",
     .about = "Refuses pairs in which this field is the same: with outlet, two articles of one outlet "
              "are not related, with lang two of one language. A third article may still tie both. off "
              "refuses none. What is not known refuses nothing: such an article may be a copy of any, "
              "and a warning tells how many there are. Example: --across outlet"},
    {.name = "within-days", .argument = "N", .verbs = RUNS, .kind = FLAG_COUNT,
     .field = FIELD(run.within_days), .least = 1, .most = 100000, .zero = "off", .is_method = METHOD_IF_ON,
     .help = "only pairs published at most N days apart",
     .about = "Refuses pairs of articles published more than so many days (UTC) apart; a third article "
              "may still tie both. From 1 to 100000, or off. An article of which the date is not known "
              "may be a copy of any, and a warning tells how many there are. Example: --within-days 7"},
    {.name = "keep", .argument = "RULES", .verbs = RUNS, .kind = FLAG_STRING,
     .field = FIELD(run.keep), .is_method = METHOD,
     .help = "what makes the canonical, in this order",
     .about = "The rules that choose the canonical of a cluster, asked in turn until one article is "
              "left, separated by commas: consensus, oldest, newest, longest, shortest, first, "
              "path:GLOB, outlet:NAME, field:NAME. See CHOOSING THE CANONICAL in the manual. Example: "
              "--keep outlet:wire,oldest"},
    {.name = "all", .verbs = "pairs", .kind = FLAG_SWITCH, .field = FIELD(run.all_pairs),
     .is_method = METHOD_IF_ON,
     .help = "every pair, also in groups of more than 64 articles",
     .about = "Tells every related pair. Without it, groups of more than 64 articles list the pairs "
              "with a canonical and those with the nearest article only, as there are as many pairs as "
              "the square of the articles."},
    {.letter = 'F', .name = "input-format", .argument = "FMT", .verbs = READS, .kind = FLAG_CHOICE,
     .field = FIELD(input_format), .choices = input_formats,
     .help = "auto, text, html, json, jsonl, csv or warc",
     .about = "Which reader takes the input. auto looks at the first bytes of each file, then at its "
              "name. text makes one article of each file; html the main text of a page; json reads one "
              "object, or an array of them, from each file; jsonl an object from each line; csv an article "
              "from each row of a table, under the names of columns in its first row; warc one from each page or "
              "text in a web archive. In a folder, only files whose names fit are read. Whatever is compressed "
              "or in an archive is unpacked first."},
    {.name = "map", .argument = "FIELD=PATH,...", .verbs = READS, .kind = FLAG_STRING, .field = FIELD(map),
     .help = "where fields are: text=story.body,date=when",
     .about = "Where the fields of an article are, if not under one of their usual names: id, url, title, date, "
              "text, lang and outlet. A path is the names of members with dots between; in a table, the name "
              "of a column. A field that is mapped is looked for there only. With -v the summary tells where "
              "each field was found, and in how many articles. Example: --map text=story.body,id=nr"},
    {.name = "include", .argument = "GLOB", .verbs = READS, .kind = FLAG_LIST, .field = FIELD(include),
     .help = "in folders, only files that match; repeatable",
     .about = "In folders, reads only files that match GLOB; further ones may be given, up to 64. A "
              "GLOB without / is matched against each name, another against the path below the folder. "
              "*, ? and [a-z] stay within a name, ** is any number of folders, and a folder that "
              "matches stands for all in it. A file that is named as a PATH is read in any case. "
              "Example: --include 'sport/**'"},
    {.name = "exclude", .argument = "GLOB", .verbs = READS, .kind = FLAG_LIST, .field = FIELD(exclude),
     .help = "in folders, nothing that matches; repeatable",
     .about = "In folders, passes over files and folders that match GLOB, which is written as for "
              "--include and may be given as often; --exclude wins. The summary counts what was left "
              "out. Example: --exclude drafts/ --exclude '*.md'"},
    {.name = "max-size", .argument = "BYTES", .verbs = "cluster check pairs explain tune read report stage",
     .kind = FLAG_SIZE, .field = FIELD(max_size),
     .zero = "off", .help = "skip longer articles; k, M, G",
     .about = "Skips an article that is longer: a text file, a JSON object, a line. k, M and G are "
              "powers of 1024. At least 1, or off, and then a record may still have no more than 64 "
              "MiB. The summary counts what was skipped. Example: --max-size 200k"},
    {.name = "files-from", .argument = "FILE", .verbs = READS, .kind = FLAG_STRING,
     .field = FIELD(files_from),
     .help = "read the PATHs in FILE too, one a line; - is stdin",
     .about = "Reads the PATHs in FILE as well, after those of the command line: one a line, or with "
              "--null each up to a NUL; empty ones are none. With - the list is standard input. "
              "Example: find news -newer last -print0 | newsdup -0 --files-from -"},
    {.letter = '0', .name = "null", .verbs = "cluster check report", .kind = FLAG_SWITCH, .field = FIELD(null),
     .help = "NUL, not newline, ends paths read and written",
     .about = "A NUL ends each PATH in the list of --files-from, as find -print0 writes it, and each id "
              "that the format paths writes, for xargs -0; an empty id stands between groups. So a name "
              "may hold anything."},
    {.letter = '0', .name = "null", .verbs = "dedup", .kind = FLAG_SWITCH, .field = FIELD(null),
     .help = "NUL, not newline, ends names read and written",
     .about = "A NUL ends each PATH in the list of --files-from, as find -print0 writes it, and each name "
              "of a file that is written, for xargs -0. So a name may hold anything."},
    {.letter = '0', .name = "null", .verbs = "pairs explain tune read stage", .kind = FLAG_SWITCH,
     .field = FIELD(null),
     .help = "NUL, not newline, ends the paths of --files-from",
     .about = "A NUL ends each PATH in the list of --files-from, as find -print0 writes it, so a name "
              "may hold anything."},
    {.letter = 'j', .name = "jobs", .argument = "N", .verbs = RUNS, .kind = FLAG_COUNT,
     .field = FIELD(run.jobs), .least = 1, .most = 1024, .zero = "auto",
     .help = "threads; auto is one for each processor",
     .about = "Threads that read and compare. From 1 to 1024, or auto: one for each processor. The "
              "output is the same, byte for byte, whatever their number."},
    {.name = "memory", .argument = "SIZE", .verbs = "cluster dedup check pairs explain tune", .kind = FLAG_SIZE,
     .field = FIELD(memory), .zero = "off", .help = "most memory to use; the rest in files; k, M, G",
     .about = "Bounds the memory that is no copy of a file (anonymous memory). What does not fit lies in "
              "files without a name in the folder of --tmpdir, which may take up to twice the size of the "
              "articles (very short ones: more) and are gone when newsdup ends, however it ends. The least "
              "is 64M and 32 bytes an article, with more than 4 --jobs 8M for each of the others; less is "
              "refused, with the least that works. The output is the same, byte for byte. Example: "
              "--memory 256M"},
    {.name = "tmpdir", .argument = "DIR", .verbs = "cluster dedup check pairs explain tune report", .kind = FLAG_STRING,
     .field = FIELD(tmpdir),
     .help = "for temporary files; default $TMPDIR or /tmp",
     .about = "The folder where the texts of articles that came from a pipe are kept, compressed, until "
              "they are quoted or written at the end, and what is over the bound of --memory. The files in it "
              "have no name and are gone when newsdup ends, however it ends. Without this option it is the "
              "folder that TMPDIR names, or else /tmp."},
    {.name = "shard", .argument = "I/N", .verbs = "stage", .kind = FLAG_SHARD, .field = FIELD(shard),
     .help = "do part I of N, counted from 0",
     .about = "Which part of the work this process does: part I of N, counted from 0. Every part must "
              "be done, with the same N. Example: --shard 0/4"},
    {.name = "round", .argument = "R", .verbs = "stage", .kind = FLAG_COUNT, .field = FIELD(round),
     .least = 0, .most = 2, .help = "the round of pairs and cluster",
     .about = "Which round the pairs or the groups are of: 0 for whole copies, 1 for everything else, 2 "
              "for the pairs that are left within a block."},
    {.name = "in", .argument = "DIR", .verbs = "stage", .kind = FLAG_STRING, .field = FIELD(in),
     .help = "the folder of the files of earlier stages",
     .about = "The folder with the stage files that the steps before this one have written."},
    {.name = "out", .argument = "DIR", .verbs = "stage", .kind = FLAG_STRING, .field = FIELD(out),
     .help = "the folder that this stage writes to",
     .about = "The folder that the stage files of this step go to. A file there with the same name is "
              "replaced when the new one is complete."},
    {.name = "strict", .verbs = READS, .kind = FLAG_SWITCH, .field = FIELD(strict),
     .help = "end with 2 if a record was skipped or a file changed",
     .about = "Ends with status 2 if a record or file had to be skipped, or a file changed while it was "
              "read. Without it this is told on standard error, and the run counts as done. What the "
              "options --include, --exclude and --max-size leave out is no reason."},
    {.letter = 'q', .name = "quiet", .verbs = READS, .kind = FLAG_SWITCH, .field = FIELD(quiet),
     .help = "no summary and no warnings on stderr",
     .about = "Writes nothing to standard error but errors: no summary, no warnings, no progress."},
    {.letter = 'v', .name = "verbose", .verbs = READS, .kind = FLAG_SWITCH, .field = FIELD(verbose),
     .help = "every warning, and how much work was done",
     .about = "Tells every record that was skipped, not the first few of each kind only, and how much "
              "was read and compared."},
    {.name = "stats", .verbs = "cluster pairs", .kind = FLAG_SWITCH, .field = FIELD(stats),
     .help = "how many pairs were aligned, and what that tells of others",
     .about = "Adds to the summary how many pairs were aligned, how many of these are copies, and how many copies "
              "share a key, as pairs are looked for by keys: of pairs as alike as those that were found, the share "
              "that is expected to have one in common. It is an estimate, and one of keys: a few pairs that share "
              "one are left out all the same, and others without are found by their neighbours. docs/algorithm.md "
              "tells how it is made, and how far off it was."},
    {.name = "progress", .argument = "HOW", .verbs = READS, .kind = FLAG_CHOICE,
     .field = FIELD(progress), .choices = progress_modes,
     .help = "how far it has got: auto, plain or none",
     .about = "With auto, a line on standard error that is rewritten, if that is a terminal and --quiet is "
              "not given: articles and megabytes read, pairs compared, time left in this step. With plain, "
              "a line when a step begins and every ten seconds, wherever standard error goes. The result "
              "is the same."},
    {.name = "color", .argument = "WHEN", .verbs = "cluster check explain tune report", .kind = FLAG_CHOICE,
     .field = FIELD(colour), .choices = colours, .help = "auto (on a terminal), always or never",
     .about = "When text is coloured: auto, if standard output is a terminal that can show it and "
              "NO_COLOR is not set; always; or never. Colour never says what the words do not."},
    {.letter = 'h', .name = "help", .kind = FLAG_HELP, .field = FIELD(help),
     .help = "this list (-h), or all of the help (--help)",
     .about = "With -h a line for each option; with --help, or by the command help, all that is known "
              "of it."},
    {.name = "version", .kind = FLAG_SWITCH, .field = FIELD(version), .help = "the version",
     .about = "Prints the name and the version of the program."},
    {.name = NULL}};
