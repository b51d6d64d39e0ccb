/*
 * manual.c - what a reader has to know before the options make sense, how the canonical is chosen first of
 * all; and after them what goes in, what comes out, and examples. A chapter says which pages have it; a command
 * that is in none of these lists has a page all the same. Defaults are not repeated here: the options of the
 * manual come from the table and tell them.
 */
#include "cli/manual.h"

#include <stddef.h>

const struct chapter chapters_before[] = {
    {"DESCRIPTION", "newsdup",
     "newsdup finds the articles of a corpus that are copies of one another, also where a copy was cut, extended "
     "or wrapped in the furniture of a site, and the stories that tie such copies to rewritten reports. The words "
     "of every pair that it reports were aligned, so each group comes with its evidence: how much of an article "
     "lies in which other one, and where.\n\n"
     "A cluster holds copies of one article: newsdup dedup keeps its canonical and removes the rest. A story "
     "ties clusters and single articles by passages that they share nearly word for word; nothing of it is "
     "removed. Each article has a role in its group:\n\n"
     "canonical:\nstands for its group.\n\n"
     "identical:\nhas the same words as the canonical, whatever their case, spacing and punctuation.\n\n"
     "near-duplicate:\nand the canonical are mostly found in each other (--threshold).\n\n"
     "excerpt:\nlies mostly in the canonical, which holds much more (--excerpt).\n\n"
     "extended:\nholds most of the canonical, and much more.\n\n"
     "shares-passages:\nhas quotes or background in common with the story, and is no copy (--passages).\n\n"
     "unique:\nbelongs to no group.\n\n"
     "Two texts of the same form that state other facts, such as the results of two auctions, are a template: "
     "newsdup pairs lists them, and they are not grouped. newsdup explain tells why any two articles are where they "
     "are.\n\n"
     "Nothing that is read is ever changed. The same articles and options give the same groups, in whichever "
     "order they come and on however many threads."},
    {"CHOOSING THE CANONICAL", "newsdup cluster dedup",
     "The canonical of a cluster is the article to keep. The rules that --keep lists are asked in turn; each "
     "leaves the articles that it likes best, and the next one decides between those. What is still equal is "
     "settled by the digest of the text, then by the id, so the choice never depends on the order of the input.\n\n"
     "consensus:\nthe article that has most of what the members agree on, which is all that at least two of them "
     "hold, and least of what none of the others has: furniture, short lines such as links and buttons, and long "
     "blocks set into the middle. Articles within a twentieth of the best are taken for equal.\n\n"
     "oldest, newest:\nby the date of publication; what has none comes last.\n\n"
     "longest, shortest:\nby the number of words.\n\n"
     "first:\nthe one that came first in the input. It alone depends on the order.\n\n"
     "path:GLOB:\nan article whose id fits the pattern.\n\n"
     "outlet:NAME:\nan article of this outlet.\n\n"
     "field:NAME:\nan article that has this field: id, title, url, date, lang or outlet.\n\n"
     "The canonical of a story is that of its heaviest cluster. Each canonical is told with the rule that set "
     "some other article aside."},
    {NULL, NULL, NULL}};

const struct chapter chapters_after[] = {
    {"INPUT", "newsdup",
     "A PATH is a file, a folder, or - for standard input, which is JSON Lines unless -F says otherwise, and is "
     "read when there is no PATH. A folder is searched, with the folders below it and in the order of the names, "
     "for .txt, .md, .html, .json, .jsonl, .csv, .tsv and .warc files; names that begin with a dot are passed over. "
     "--include, --exclude and --max-size choose among these, and --files-from has further PATHs. Files may be "
     "compressed (.gz, .zst, .xz, .bz2) and in archives (.tar, .zip). A file that is reached by two paths is read "
     "once.\n\n"
     "A text file is an article, and its path is the id. Of a page (HTML) the main text is read. In JSON an article "
     "is an object, in a table (CSV, TSV) a row; the first of these members or columns that is not empty gives the "
     "field, unless --map says where it is:\n\n"
     "  id      id _id doc_id uuid guid\n"
     "  text    maintext text content articleBody body article full_text\n"
     "  title   title headline title_page name\n"
     "  date    date_publish publish_date published date_published\n"
     "          datePublished published_date pubDate created date\n"
     "          metadata.date\n"
     "  url     url canonical_link canonical_url link article_url\n"
     "          metadata.url source\n"
     "  lang    language lang inLanguage meta_lang\n"
     "  outlet  outlet source_domain hostname source-hostname sitename\n"
     "          series source, or else the host of the url\n\n"
     "An article without an id has its url, or the place it was read from. Texts and pages may be in any encoding, "
     "JSON has to be UTF-8; bytes that are no character of it separate words, and are told. A record that cannot be "
     "used is told on standard error as path, line and reason, and the run goes on. Articles with the id of another "
     "are told apart as id#2, id#3 and so on."},
    {"OUTPUT", "newsdup",
     "Data goes to standard output, to --output, or to the files that --format names; messages go to standard "
     "error. No file is ever half written, and none that was read is replaced.\n\n"
     "text:\ngroups, the largest first, with a line for each article: its role, id, length, and the coverage of "
     "the article by the canonical and of the canonical by the article. Ids of groups are cut to what tells them "
     "apart.\n\n"
     "jsonl:\na row of type header with the options, a row of type doc for each article, a row of type summary "
     "with the counts; a file without it was cut. Passages are ranges of bytes in the texts that newsdup read "
     "prints. A missing value is null.\n\n"
     "tsv, csv:\na line of names, then a row for each article, as in jsonl but for its passages and text.\n\n"
     "paths:\nthe ids of each group on lines of their own, the canonical first, an empty line between groups.\n\n"
     "html:\na page with everything in it, for any browser and without a network: the groups, to sort and filter; "
     "each article beside the one it is compared with; when each outlet printed it; which members are alike; the "
     "scores. newsdup report makes it, and the other formats, of a saved jsonl.\n\n"
     "newsdup dedup has the kept lines as they came, or the names of the kept files; what is removed can go to a "
     "file of its own (--removed).\n\n"
     "newsdup check has the clusters with new copies and a line for each gate, or a report for a server: github, "
     "gitlab, junit, markdown, sarif. They are written whether the gates pass or not.\n\n"
     "newsdup pairs has a row for each pair, as tsv or jsonl, or the page of html: ids, relation, coverage both ways, "
     "Jaccard similarity of the sets of five words in a row, passages, words of the longest, figures that differ, and "
     "a note that says why the pair did not end in one cluster. newsdup explain and newsdup tune have a text or a "
     "JSON object, newsdup "
     "read a JSON object for each article."},
    {"BASELINE", NULL,
     "The file of newsdup check --baseline is text, with a line for each article that is accepted: the id of its "
     "cluster, which only informs, the digest of its words, its id, and a remark, with tabs between. Lines may come "
     "in any order. A copy is new if no line has its digest and its id, so an accepted article that is edited, or "
     "renamed, is new. --update-baseline writes the lines of all articles in clusters with a copy, sorted, keeps "
     "remarks and drops what is no copy any more."},
    {"EXIT STATUS", NULL,
     "0:\ndone; from newsdup explain, also that the articles are in one cluster, or the one in any.\n\n"
     "1:\nfrom newsdup check: a gate failed; from newsdup explain: the answer is no. From no other.\n\n"
     "2:\nwrong usage, a path that is missing or cannot be read, a write error, or with --strict a record that was "
     "skipped or a file that changed. What could be read was still compared and written, unless the message says "
     "otherwise."},
    {"ENVIRONMENT", "newsdup",
     "TMPDIR:\nthe folder for temporary files; see --tmpdir.\n\n"
     "NO_COLOR:\nif it is set and not empty, --color auto means never.\n\n"
     "TERM:\nif it is dumb, or not set, --color auto means never, and so does --progress auto."},
    {"EXAMPLES", "newsdup",
     "The copies and stories in a folder:\n\n"
     "  newsdup news/\n\n"
     "A row for each article of a compressed crawl, for other programs:\n\n"
     "  newsdup -f jsonl -o groups.jsonl crawl.jsonl.zst\n\n"
     "The same lines without the copies, and these with the reason in a file of their own:\n\n"
     "  newsdup dedup --removed copies.jsonl crawl.jsonl >kept.jsonl\n\n"
     "Text to read and a table to work with, from one run:\n\n"
     "  newsdup -f text -f csv:groups.csv news/\n\n"
     "What other outlets took over within a week:\n\n"
     "  newsdup --across outlet --within-days 7 crawl.jsonl\n\n"
     "Whole copies only, and of those the oldest as the canonical:\n\n"
     "  newsdup -t .9 --excerpt off --passages off --keep oldest news/\n\n"
     "Fail when an article comes in that the corpus has already, and mark it in a pull request:\n\n"
     "  newsdup check incoming/ --against corpus/ -f github\n\n"
     "Why two articles are in one cluster, or are not:\n\n"
     "  newsdup explain wire/ferry.txt courier/ferry.txt news/"},
    {"EXAMPLES", "cluster",
     "The copies and stories in a folder, and a table to work with, from one run:\n\n"
     "  newsdup cluster -f text -f csv:groups.csv news/\n\n"
     "What other outlets took over within a week:\n\n"
     "  newsdup cluster --across outlet --within-days 7 crawl.jsonl\n\n"
     "Lists of copies for a script, names ended by NUL:\n\n"
     "  newsdup cluster -q -0 -f paths --level copies news/"},
    {"EXAMPLES", "dedup",
     "The same lines without the copies, and these with the reason in a file of their own:\n\n"
     "  newsdup dedup --removed copies.jsonl crawl.jsonl >kept.jsonl\n\n"
     "The files of a folder that are copies of others, the oldest being the one to keep:\n\n"
     "  newsdup dedup --removable --keep oldest news/"},
    {"EXAMPLES", "pairs",
     "Pairs that were refused, and why:\n\n"
     "  newsdup pairs -q news/ | awk -F '\\t' '$11 != \"\"'"},
    {"EXAMPLES", "explain",
     "Why two articles of a corpus are in one cluster, or are not:\n\n"
     "  newsdup explain wire/ferry.txt courier/ferry.txt news/\n\n"
     "Two files by themselves, as an object for a program:\n\n"
     "  newsdup explain -f json ferry.txt ferry-2.txt"},
    {"EXAMPLES", "tune",
     "Twenty pairs on each side of each threshold, to read:\n\n"
     "  newsdup tune --samples 20 news/ | less\n\n"
     "What other settings would find of pairs that were checked:\n\n"
     "  newsdup tune --samples off --labels checked.tsv news/"},
    {"EXAMPLES", "read",
     "The main text of a page:\n\n"
     "  newsdup read page.html | jq -r .text\n\n"
     "A table as JSON Lines, under the names of its own columns:\n\n"
     "  newsdup read --map text=Story,date=Printed table.csv >table.jsonl"},
    {"EXAMPLES", "report",
     "A page for people and lists for a script, of one run over the corpus:\n\n"
     "  newsdup -f jsonl:groups.jsonl --with-text news/\n"
     "  newsdup report -f html:groups.html -f paths groups.jsonl"},
    {"EXAMPLES", "check",
     "Fail when a copy comes in that was not accepted before:\n\n"
     "  newsdup check --baseline .newsdup-baseline corpus/\n\n"
     "Fail when an article comes in that the corpus has already, and mark it in a pull request:\n\n"
     "  newsdup check incoming/ --against corpus/ -f github -f html:copies.html"},
    {NULL, NULL, NULL}};
