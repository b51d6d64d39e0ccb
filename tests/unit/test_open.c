/* test_open.c - the reader as newsdup_io.h promises it: ids, problems, counts, texts, shards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <pthread.h>

#include "failing.h"
#include "newsdup_io.h"
#include "scratch.h"

/* All that was read, as lines: "id=text" for articles, "!kind place: reason" for problems. */
struct log {
    char   text[16384];
    size_t articles;
};

static void add_line(struct log *log, const char *a, size_t size, const char *b, size_t more) {
    size_t at = strlen(log->text);
    assert_true(at + size + more + 3 < sizeof log->text);
    memcpy(log->text + at, a, size);
    memcpy(log->text + at + size, b, more);
    log->text[at + size + more] = '\n';
    log->text[at + size + more + 1] = 0;
}

static void on_problem(void *context, nd_problem_kind kind, const char *place, const char *reason) {
    char line[2048];
    snprintf(line, sizeof line, "!%d %s: ", (int)kind, place);
    add_line(context, line, strlen(line), reason, strlen(reason));
}

static nd_reader *new_reader(struct log *log, nd_read_options *options) {
    nd_read_options defaults;
    if (!options) nd_read_options_init(options = &defaults);
    log->text[0] = 0;
    log->articles = 0;
    options->problem = on_problem;
    options->problem_context = log;
    nd_reader *reader = nd_reader_new(options, NULL);
    assert_non_null(reader);
    return reader;
}

/* Reads to the end; with keep_text also compares the text with what comes when it is asked for. */
static void read_all(nd_reader *reader, struct log *log, int keep_text) {
    nd_article article;
    nd_error   error = {0};
    int        more;
    while ((more = nd_reader_next(reader, &article, &error)) == 1) {
        char id[1024];
        snprintf(id, sizeof id, "%.*s=", (int)article.id.size, article.id.data);
        add_line(log, id, strlen(id), article.text.data, article.text.size);
        log->articles++;
        if (!keep_text) continue;
        nd_string again;
        assert_int_equal(nd_reader_text(reader, article.source, &again, &error), ND_OK);
        assert_int_equal(again.size, article.text.size);
        assert_memory_equal(again.data, article.text.data, again.size);
    }
    assert_int_equal(more, 0);
    assert_int_equal(nd_reader_next(reader, &article, &error), 0);
}

static void read_path(struct log *log, const char *path, nd_read_options *options) {
    nd_reader *reader = new_reader(log, options);
    nd_error   error;
    assert_int_equal(nd_reader_add(reader, path, &error), ND_OK);
    read_all(reader, log, options && options->keep_text);
    nd_reader_free(reader);
}

/* Runs from a scratch folder, so that paths in messages are short. */
struct place {
    struct scratch scratch;
    char           before[4096];
    int            input;
};

static void enter(struct place *place) {
    scratch_make(&place->scratch);
    assert_non_null(getcwd(place->before, sizeof place->before));
    assert_int_equal(chdir(place->scratch.folder), 0);
    place->input = dup(STDIN_FILENO);
}

static void leave(struct place *place) {
    assert_int_equal(chdir(place->before), 0);
    if (place->input >= 0) {
        dup2(place->input, STDIN_FILENO);
        close(place->input);
    }
    scratch_remove(&place->scratch);
}

/* Makes these bytes standard input, as a pipe. They must fit into it. */
static void pipe_in(const char *data, size_t size) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], data, size), size);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
}

/* ---- what there is on disk -------------------------------------------------------------------- */

static void write_folder(struct place *place) {
    struct scratch *scratch = &place->scratch;
    scratch_folder(scratch, "d");
    scratch_folder(scratch, "d/sub");
    scratch_folder(scratch, "d/x.txt");
    scratch_text(scratch, "d/a.md", "\xef\xbb\xbf# Title");
    scratch_text(scratch, "d/b.txt", "text\r\n");
    scratch_text(scratch, "d/c.jsonl", "\xef\xbb\xbf\n{\"text\":\"l2\"}\r\n{\"text\":\"cut\nnope\n"
                                       "{\"text\":\"l5\",\"id\":5}");
    scratch_text(scratch, "d/d.json", "{\n \"maintext\": \"one\", \"url\": \"http://a.b/c\"\n}\n");
    scratch_text(scratch, "d/e.json", "[{\"text\":\"e1\"},\n{\"text\":\"\"}, {\"text\":\"e3\"}]");
    scratch_text(scratch, "d/f.txt", "");
    scratch_text(scratch, "d/g.json", "{\"text\":\"g1\"}\n{\"text\":\"g2\"}\n");
    scratch_text(scratch, "d/h.json", "[{\"text\":\"h1\"},{\"te");
    scratch_text(scratch, "d/d.html", "<p>the page of which d.json was made");
    scratch_text(scratch, "d/i.html", "<p>a page");
    scratch_text(scratch, "d/j.json", "");
    scratch_link(scratch, "nowhere", "d/k.txt");
    scratch_text(scratch, "d/l.txt", "caf\xe9");
    scratch_link(scratch, "..", "d/sub/loop");
    scratch_text(scratch, "d/sub/m.TXT", "below");
    scratch_text(scratch, "d/x.txt/n.txt", "in a folder with a file's name");
}

static const char folder_log[] =
    "a.md=# Title\n"
    "b.txt=text\r\n\n"
    "c.jsonl:2=l2\n"
    "!1 d/c.jsonl:3: JSON ends inside the object, at byte 13\n"
    "!1 d/c.jsonl:4: not a JSON object: nope\n"
    "5=l5\n"
    "d.json=one\n"
    "e.json#1=e1\n"
    "!2 d/e.json#2: \"text\" is empty\n"
    "e.json#3=e3\n"
    "!3 d/f.txt: no words in it\n"
    "f.txt=\n"
    "g.json:1=g1\n"
    "g.json:2=g2\n"
    "h.json#1=h1\n"
    "!1 d/h.json#2: JSON ends inside the object, at byte 5\n"
    "!1 d/h.json: the JSON array does not end\n"
    "i.html=a page\n"
    "!1 d/j.json: not a JSON object: empty\n"
    "!0 d/k.txt: cannot read it: No such file or directory\n"
    "l.txt=caf\xc3\xa9\n"
    "sub/m.TXT=below\n"
    "x.txt/n.txt=in a folder with a file's name\n";

static void a_folder_gives_articles_and_problems_in_order(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    nd_read_options options;
    enter(&place);
    write_folder(&place);
    read_path(&log, "d", NULL);
    assert_string_equal(log.text, folder_log);
    nd_read_options_init(&options);
    options.keep_text = 1;
    read_path(&log, "d", &options);
    assert_string_equal(log.text, folder_log);
    leave(&place);
}

static void what_was_read_is_counted(void **state) {
    (void)state;
    struct place   place;
    struct log     log;
    nd_read_counts counts;
    enter(&place);
    write_folder(&place);
    nd_reader *reader = new_reader(&log, NULL);
    assert_int_equal(nd_reader_add(reader, "d", NULL), ND_OK);
    read_all(reader, &log, 0);
    nd_reader_counts(reader, &counts);
    assert_int_equal(counts.records, 20); /* all but the folder's link to nowhere is a record */
    assert_int_equal(counts.articles, 15);
    assert_int_equal(counts.articles, log.articles);
    assert_int_equal(counts.problems[ND_PROBLEM_UNREADABLE], 1);
    assert_int_equal(counts.problems[ND_PROBLEM_BAD_RECORD], 5);
    assert_int_equal(counts.problems[ND_PROBLEM_NO_TEXT], 1);
    assert_int_equal(counts.problems[ND_PROBLEM_EMPTY], 1);
    assert_int_equal(counts.problems[ND_PROBLEM_INVALID_UTF8], 0);
    assert_int_equal(counts.paired_files, 1);
    static const char *files[] = {"a.md",   "b.txt",  "c.jsonl", "d.json", "e.json", "g.json",
                                  "h.json", "i.html", "l.txt",  "sub/m.TXT", "x.txt/n.txt"};
    uint64_t           bytes = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct stat status;
        char        path[64] = "d/";
        assert_int_equal(stat(strcat(path, files[i]), &status), 0);
        bytes += (uint64_t)status.st_size;
    }
    assert_int_equal(counts.bytes, bytes);
    nd_reader_free(reader);
    leave(&place);
}

static void a_file_named_by_itself_has_the_path_given_and_any_name(void **state) {
    (void)state;
    struct place place;
    struct log   log;
    enter(&place);
    write_folder(&place);
    scratch_text(&place.scratch, "article", "words");
    scratch_text(&place.scratch, "records.dat", "{\"text\":\"r1\"}\n{\"text\":\"r2\"}\n");
    read_path(&log, "./d/b.txt", NULL);
    assert_string_equal(log.text, "./d/b.txt=text\r\n\n");
    read_path(&log, "article", NULL);
    assert_string_equal(log.text, "article=words\n");
    read_path(&log, "records.dat", NULL);
    assert_string_equal(log.text, "records.dat:1=r1\nrecords.dat:2=r2\n");
    read_path(&log, "d/i.html", NULL);
    assert_string_equal(log.text, "d/i.html=a page\n");
    read_path(&log, "d/d.html", NULL); /* named, so it is read */
    assert_string_equal(log.text, "d/d.html=the page of which d.json was made\n");
    nd_read_options options;
    nd_read_options_init(&options);
    options.format = ND_INPUT_TEXT;
    read_path(&log, "d/i.html", &options);
    assert_string_equal(log.text, "d/i.html=<p>a page\n");
    leave(&place);
}

static void the_format_asked_for_selects_and_reads(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    nd_read_options options;
    enter(&place);
    scratch_folder(&place.scratch, "d");
    scratch_text(&place.scratch, "d/a.txt", "{\"text\":\"t\"}");
    scratch_text(&place.scratch, "d/b.json", "{\"text\":\"j\"}");
    nd_read_options_init(&options);
    options.format = ND_INPUT_TEXT;
    read_path(&log, "d", &options);
    assert_string_equal(log.text, "a.txt={\"text\":\"t\"}\n");
    options.format = ND_INPUT_JSONL;
    read_path(&log, "d", &options);
    assert_string_equal(log.text, "b.json:1=j\n");
    options.format = ND_INPUT_JSON;
    read_path(&log, "d/a.txt", &options);
    assert_string_equal(log.text, "d/a.txt=t\n");
    leave(&place);
}

static void an_empty_folder_has_no_articles(void **state) {
    (void)state;
    struct place place;
    struct log   log;
    enter(&place);
    scratch_folder(&place.scratch, "d");
    read_path(&log, "d", NULL);
    assert_string_equal(log.text, "");
    leave(&place);
}

static void a_missing_path_is_an_error_at_once(void **state) {
    (void)state;
    struct place place;
    struct log   log;
    nd_error     error;
    enter(&place);
    nd_reader *reader = new_reader(&log, NULL);
    assert_int_equal(nd_reader_add(reader, "no-such", &error), ND_ERROR_IO);
    assert_string_equal(error.message, "cannot open no-such: No such file or directory");
    /* One that goes away afterwards is a problem of the run. */
    scratch_text(&place.scratch, "a.txt", "a");
    assert_int_equal(nd_reader_add(reader, "a.txt", &error), ND_OK);
    assert_int_equal(unlink("a.txt"), 0);
    read_all(reader, &log, 0);
    assert_string_equal(log.text, "!0 a.txt: cannot read it: No such file or directory\n");
    nd_reader_free(reader);
    leave(&place);
}

static void files_that_were_read_are_known_by_any_name(void **state) {
    (void)state;
    struct place place;
    struct log   log;
    enter(&place);
    scratch_folder(&place.scratch, "d");
    scratch_text(&place.scratch, "d/a.txt", "a");
    scratch_text(&place.scratch, "d/b.dat", "not read");
    scratch_text(&place.scratch, "c.txt", "c");
    scratch_link(&place.scratch, "d/a.txt", "link");
    nd_reader *reader = new_reader(&log, NULL);
    assert_int_equal(nd_reader_add(reader, "d", NULL), ND_OK);
    assert_int_equal(nd_reader_add(reader, "c.txt", NULL), ND_OK);
    assert_false(nd_reader_has_read(reader, "d/a.txt"));
    read_all(reader, &log, 0);
    assert_true(nd_reader_has_read(reader, "d/a.txt"));
    assert_true(nd_reader_has_read(reader, "link"));
    assert_true(nd_reader_has_read(reader, "./c.txt"));
    assert_false(nd_reader_has_read(reader, "d/b.dat"));
    assert_false(nd_reader_has_read(reader, "no-such"));
    nd_reader_free(reader);
    leave(&place);
}

static void several_inputs_come_one_after_another(void **state) {
    (void)state;
    struct place place;
    struct log   log;
    enter(&place);
    scratch_folder(&place.scratch, "d");
    scratch_text(&place.scratch, "d/a.txt", "1");
    scratch_text(&place.scratch, "z.jsonl", "{\"text\":\"2\"}");
    pipe_in("{\"text\":\"3\"}", 12);
    nd_reader *reader = new_reader(&log, NULL);
    assert_int_equal(nd_reader_add(reader, "z.jsonl", NULL), ND_OK);
    assert_int_equal(nd_reader_add(reader, "-", NULL), ND_OK);
    assert_int_equal(nd_reader_add(reader, "-", NULL), ND_ERROR_USAGE);
    assert_int_equal(nd_reader_add(reader, "d", NULL), ND_OK);
    read_all(reader, &log, 0);
    assert_string_equal(log.text, "z.jsonl:1=2\n-:1=3\na.txt=1\n");
    nd_reader_free(reader);
    leave(&place);
}

/* ---- pipes ------------------------------------------------------------------------------------ */

static void standard_input_is_json_lines(void **state) {
    (void)state;
    struct place place;
    struct log   log;
    enter(&place);
    static const char lines[] = "{\"text\":\"a\"}\nhello\n\n{\"text\":\"b\",\"_id\":\"x\"}";
    pipe_in(lines, sizeof lines - 1);
    read_path(&log, "-", NULL);
    assert_string_equal(log.text, "-:1=a\n!1 -:2: not a JSON object: hello\nx=b\n");
    static const char array[] = "[{\"text\":\"a\"},{\"text\":\"b\"}]";
    pipe_in(array, sizeof array - 1);
    read_path(&log, "-", NULL);
    assert_string_equal(log.text, "-#1=a\n-#2=b\n");
    pipe_in("", 0);
    read_path(&log, "-", NULL);
    assert_string_equal(log.text, "");
    leave(&place);
}

static void standard_input_may_be_one_text(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    nd_read_options options;
    nd_read_options_init(&options);
    enter(&place);
    for (options.keep_text = 0; options.keep_text < 2; options.keep_text++) {
        options.format = ND_INPUT_TEXT;
        options.tmpdir = place.scratch.folder;
        pipe_in("one\ntwo", 7);
        read_path(&log, "-", &options);
        assert_string_equal(log.text, "-=one\ntwo\n");
    }
    leave(&place);
}

struct pipe_work {
    const char *path;
    size_t      records;
};

/* Record i: its text is i times 7 and many words. */
static size_t write_numbered(char *line, size_t i) {
    int size = sprintf(line, "{\"id\":%zu,\"text\":\"%zu", i, i * 7);
    for (size_t n = 0; n < 100 + i % 500; n++) size += sprintf(line + size, " w%zu", n * i % 1000);
    return (size_t)size + (size_t)sprintf(line + size, "\"}\n");
}

static void *write_pipe(void *context) {
    struct pipe_work *work = context;
    FILE             *file = fopen(work->path, "w");
    char              line[8192];
    for (size_t i = 0; file && i < work->records; i++) fwrite(line, 1, write_numbered(line, i), file);
    if (file) fclose(file);
    return NULL;
}

/* Several batches, many frames; then asked for in another order. */
static void texts_of_a_pipe_come_from_the_spool(void **state) {
    (void)state;
    enum { RECORDS = 5000 };
    struct place     place;
    struct log       log;
    struct pipe_work work = {"pipe", RECORDS};
    pthread_t        thread;
    nd_read_options  options;
    nd_article       article;
    nd_string        text;
    nd_error         error;
    uint64_t         source = 0;
    enter(&place);
    assert_int_equal(mkfifo("pipe", 0644), 0);
    nd_read_options_init(&options);
    options.keep_text = 1;
    options.tmpdir = place.scratch.folder;
    nd_reader *reader = new_reader(&log, &options);
    assert_int_equal(nd_reader_add(reader, "pipe", &error), ND_OK);
    assert_int_equal(pthread_create(&thread, NULL, write_pipe, &work), 0);
    for (uint64_t i = 0; nd_reader_next(reader, &article, &error) == 1; i++) {
        assert_true(article.source == i);
        source = i;
    }
    assert_true(source == RECORDS - 1);
    pthread_join(thread, NULL);
    assert_int_equal(unlink("pipe"), 0);
    assert_int_equal(rmdir(place.scratch.folder), 0); /* no file is left to see */
    assert_int_equal(mkdir(place.scratch.folder, 0700), 0);
    for (uint64_t n = 0; n < RECORDS; n++) {
        char     line[8192];
        uint64_t i = n * 3 % RECORDS;
        size_t   size = write_numbered(line, i), head = (size_t)(strchr(line + 7, ',') - line) + 9;
        assert_int_equal(nd_reader_text(reader, i, &text, &error), ND_OK);
        assert_int_equal(text.size, size - head - 3);
        assert_memory_equal(text.data, line + head, text.size);
    }
    nd_reader_free(reader);
    leave(&place);
}

static void *write_pipe_with_a_long_line(void *context) {
    FILE *file = fopen(context, "w");
    if (!file) return NULL;
    fputs("{\"text\":\"a\"}\n{\"text\":\"", file);
    for (int i = 0; i < 3000000; i++) putc('x', file);
    fputs("\"}\n{\"text\":\"c\"}\n{\"text\":\"d\"}\n", file);
    fclose(file);
    return NULL;
}

/* What is dropped from the middle of a pipe must not move the texts behind it. */
static void texts_behind_a_dropped_record_are_found(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    pthread_t       thread;
    nd_read_options options;
    enter(&place);
    assert_int_equal(mkfifo("pipe.jsonl", 0644), 0);
    nd_read_options_init(&options);
    options.keep_text = 1;
    options.max_record_bytes = 1000;
    assert_int_equal(pthread_create(&thread, NULL, write_pipe_with_a_long_line, "pipe.jsonl"), 0);
    read_path(&log, "pipe.jsonl", &options);
    pthread_join(thread, NULL);
    assert_string_equal(log.text, "pipe.jsonl:1=a\n!1 pipe.jsonl:2: longer than 1000 bytes\n"
                                  "pipe.jsonl:3=c\npipe.jsonl:4=d\n");
    leave(&place);
}

/* All records put together, but the blank lines, are the input again: from a pipe and from a file. */
static void records_come_back_as_they_stand(void **state) {
    (void)state;
    static const char lines[] = " {\"text\":\"a b\"} \r\nno article\n\n{\"id\":1}\n\t{\"text\":\"c\"}";
    static const char *const expected[] = {" {\"text\":\"a b\"} \r\n", "no article\n", "{\"id\":1}\n",
                                           "\t{\"text\":\"c\"}"};
    struct place    place;
    struct log      log;
    nd_read_options options;
    nd_origin       origin;
    nd_string       record;
    nd_read_counts  counts;
    enter(&place);
    nd_read_options_init(&options);
    options.keep_text = 1;
    options.tmpdir = place.scratch.folder;
    scratch_text(&place.scratch, "f.jsonl", lines);
    for (int is_pipe = 0; is_pipe < 2; is_pipe++) {
        nd_reader *reader = new_reader(&log, &options);
        if (is_pipe) pipe_in(lines, sizeof lines - 1);
        assert_int_equal(nd_reader_add(reader, is_pipe ? "-" : "f.jsonl", NULL), ND_OK);
        read_all(reader, &log, 1);
        nd_reader_counts(reader, &counts);
        assert_true(counts.records == 4 && counts.articles == 2);
        for (uint64_t n = 0; n < 8; n++) {
            uint64_t i = n * 3 % 4;
            assert_int_equal(nd_reader_origin(reader, i, &origin, NULL), ND_OK);
            assert_string_equal(origin.path, is_pipe ? "-" : "f.jsonl");
            assert_true(origin.kind == ND_ORIGIN_LINE && !origin.is_lost);
            assert_int_equal(nd_reader_record(reader, i, &record, NULL), ND_OK);
            assert_int_equal(record.size, strlen(expected[i]));
            assert_memory_equal(record.data, expected[i], record.size);
        }
        assert_int_equal(nd_reader_origin(reader, 4, &origin, NULL), ND_ERROR_USAGE);
        assert_int_equal(nd_reader_record(reader, 4, &record, NULL), ND_ERROR_USAGE);
        nd_reader_free(reader);
    }
    leave(&place);
}

static void where_a_record_lies_is_told(void **state) {
    (void)state;
    static const nd_origin_kind kinds[] = {ND_ORIGIN_LINE, ND_ORIGIN_LINE, ND_ORIGIN_FILE, ND_ORIGIN_PART,
                                           ND_ORIGIN_FILE, ND_ORIGIN_FILE};
    static const char *const paths[] = {"d/a.jsonl", "d/a.jsonl", "d/b.json", "d/c.json", "d/d.txt", "d/e.txt"};
    struct place    place;
    struct log      log;
    nd_read_options options;
    nd_origin       origin;
    nd_string       record;
    nd_error        error;
    enter(&place);
    scratch_folder(&place.scratch, "d");
    scratch_text(&place.scratch, "d/a.jsonl", "{\"text\":\"too long for it\"}\n{\"text\":\"a\"}\n");
    scratch_text(&place.scratch, "d/b.json", "{ \"text\":\"b\"}\n");
    scratch_text(&place.scratch, "d/c.json", "[{\"text\":\"c\"}]");
    scratch_text(&place.scratch, "d/d.txt", "d");
    scratch_text(&place.scratch, "d/e.txt", "that is too long for it");
    nd_read_options_init(&options);
    options.keep_text = 1;
    options.max_record_bytes = 20;
    nd_reader *reader = new_reader(&log, &options);
    assert_int_equal(nd_reader_add(reader, "d", NULL), ND_OK);
    read_all(reader, &log, 1);
    for (uint64_t i = 0; i < 6; i++) {
        assert_int_equal(nd_reader_origin(reader, i, &origin, NULL), ND_OK);
        assert_string_equal(origin.path, paths[i]);
        assert_int_equal(origin.kind, kinds[i]);
        assert_int_equal(origin.is_lost, i == 0);
    }
    assert_int_equal(nd_reader_record(reader, 0, &record, &error), ND_ERROR_LIMIT);
    assert_string_equal(error.message, "d/a.jsonl: a line of more than 20 bytes was not kept");
    assert_int_equal(nd_reader_record(reader, 2, &record, NULL), ND_OK);
    assert_memory_equal(record.data, "{ \"text\":\"b\"}\n", record.size);
    nd_reader_free(reader);
    leave(&place);
}

struct told {
    uint64_t done, total;
    unsigned calls, stop_at;
};

static int on_progress(void *context, const char *stage, uint64_t done, uint64_t total) {
    struct told *told = context;
    assert_string_equal(stage, "read");
    assert_true(done >= told->done);
    told->done = done;
    told->total = total;
    return ++told->calls == told->stop_at;
}

/* The total is known of files that are named, and of nothing else. */
static void progress_is_told_in_bytes_and_may_cancel(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    struct told     told = {0};
    nd_read_options options;
    nd_article      article;
    nd_error        error;
    enter(&place);
    write_folder(&place);
    nd_read_options_init(&options);
    options.progress = on_progress;
    options.progress_context = &told;
    nd_reader *reader = new_reader(&log, &options);
    assert_int_equal(nd_reader_add(reader, "d/c.jsonl", NULL), ND_OK);
    assert_int_equal(nd_reader_add(reader, "d/e.json", NULL), ND_OK);
    read_all(reader, &log, 0);
    assert_true(told.calls > 1 && told.total > 0 && told.done == told.total);
    nd_reader_free(reader);
    told = (struct told){0};
    read_path(&log, "d", &options);
    assert_true(told.calls > 1 && told.done > 100 && told.total == 0);
    told = (struct told){.stop_at = 1};
    reader = new_reader(&log, &options);
    assert_int_equal(nd_reader_add(reader, "d/c.jsonl", NULL), ND_OK);
    assert_int_equal(nd_reader_next(reader, &article, &error), ND_ERROR_CANCELLED);
    nd_reader_free(reader);
    leave(&place);
}

static void standard_input_from_a_file_is_read_again_there(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    nd_read_options options;
    enter(&place);
    scratch_text(&place.scratch, "f", "head\n{\"text\":\"one\"}\n{\"text\":\"two\"}\n");
    int fd = open("f", O_RDONLY);
    assert_int_equal(lseek(fd, 5, SEEK_SET), 5); /* somebody has read the first line already */
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    close(fd);
    nd_read_options_init(&options);
    options.keep_text = 1;
    options.tmpdir = "/no/such/folder"; /* no spool is made */
    read_path(&log, "-", &options);
    assert_string_equal(log.text, "-:1=one\n-:2=two\n");
    leave(&place);
}

static void without_keep_text_nothing_is_spooled(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    nd_read_options options;
    nd_string       text;
    nd_error        error;
    enter(&place);
    nd_read_options_init(&options);
    options.tmpdir = "/no/such/folder";
    pipe_in("{\"text\":\"a\"}", 12);
    nd_reader *reader = new_reader(&log, &options);
    assert_int_equal(nd_reader_add(reader, "-", NULL), ND_OK);
    read_all(reader, &log, 0);
    assert_string_equal(log.text, "-:1=a\n");
    assert_int_equal(nd_reader_text(reader, 0, &text, &error), ND_ERROR_USAGE);
    nd_reader_free(reader);
    leave(&place);
}

static void a_spool_that_cannot_be_made_ends_the_run(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    nd_read_options options;
    nd_article      article;
    nd_error        error;
    enter(&place);
    nd_read_options_init(&options);
    options.tmpdir = "/no/such/folder";
    options.keep_text = 1;
    pipe_in("{\"text\":\"a\"}", 12);
    nd_reader *reader = new_reader(&log, &options);
    assert_int_equal(nd_reader_add(reader, "-", NULL), ND_OK);
    assert_int_equal(nd_reader_next(reader, &article, &error), ND_ERROR_IO);
    assert_non_null(strstr(error.message, "/no/such/folder"));
    nd_reader_free(reader);
    leave(&place);
}

/* ---- limits and shards ------------------------------------------------------------------------ */

static void records_over_the_ceiling_are_told_and_skipped(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    nd_read_options options;
    enter(&place);
    nd_read_options_init(&options);
    options.max_record_bytes = 16;
    options.keep_text = 1;
    scratch_folder(&place.scratch, "d");
    scratch_text(&place.scratch, "d/a.jsonl",
                 "{\"text\":\"ok\"}\n{\"text\":\"too long\"}\n{\"text\":\"ok\"}\n");
    scratch_text(&place.scratch, "d/b.txt", "12345678901234567");
    scratch_text(&place.scratch, "d/c.txt", "1234567890123456");
    read_path(&log, "d", &options);
    assert_string_equal(log.text, "a.jsonl:1=ok\n!1 d/a.jsonl:2: longer than 16 bytes\na.jsonl:3=ok\n"
                                  "!1 d/b.txt: longer than 16 bytes\nc.txt=1234567890123456\n");
    leave(&place);
}

static void shards_share_out_the_records(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    nd_read_options options;
    nd_article      article;
    enter(&place);
    write_folder(&place);
    for (uint32_t shards = 1; shards < 25; shards++) {
        unsigned seen[32] = {0};
        uint64_t records = 0;
        for (uint32_t shard = 0; shard < shards; shard++) {
            nd_read_counts counts;
            nd_read_options_init(&options);
            options.shard = shard;
            options.shards = shards;
            options.keep_text = 1;
            nd_reader *reader = new_reader(&log, &options);
            assert_int_equal(nd_reader_add(reader, "d", NULL), ND_OK);
            while (nd_reader_next(reader, &article, NULL) == 1) {
                nd_string text;
                assert_true(article.source < 32 && article.source % shards == shard);
                seen[article.source]++;
                assert_int_equal(nd_reader_text(reader, article.source, &text, NULL), ND_OK);
                assert_int_equal(text.size, article.text.size);
                assert_memory_equal(text.data, article.text.data, text.size);
            }
            nd_reader_counts(reader, &counts);
            records += counts.records;
            nd_reader_free(reader);
        }
        unsigned articles = 0;
        for (size_t i = 0; i < 32; i++) {
            assert_true(seen[i] < 2);
            articles += seen[i];
        }
        assert_int_equal(articles, 15);
        assert_int_equal(records, 20);
    }
    leave(&place);
}

static void options_out_of_range_are_refused(void **state) {
    (void)state;
    nd_read_options options;
    nd_error        error;
    nd_read_options_init(&options);
    options.shards = 0;
    assert_null(nd_reader_new(&options, &error));
    assert_int_equal(error.code, ND_ERROR_USAGE);
    nd_read_options_init(&options);
    options.shard = options.shards = 3;
    assert_null(nd_reader_new(&options, &error));
    nd_read_options_init(&options);
    options.max_record_bytes = UINT64_C(1) << 31;
    assert_null(nd_reader_new(&options, &error));
    options.max_record_bytes = 0;
    assert_null(nd_reader_new(&options, &error));
    nd_read_options_init(&options);
    options.format = (nd_input_format)99;
    assert_null(nd_reader_new(&options, &error));
    nd_reader_free(NULL);
}

static void running_out_of_memory_is_an_error_wherever_it_happens(void **state) {
    (void)state;
    struct place    place;
    struct log      log;
    nd_read_options options;
    unsigned        failures = 0;
    enter(&place);
    write_folder(&place);
    nd_read_options_init(&options);
    options.keep_text = 1;
    options.tmpdir = place.scratch.folder;
    options.problem = on_problem;
    options.problem_context = &log;
    for (unsigned calls = 0;; calls++) {
        nd_article article;
        nd_string  text;
        nd_error   error = {0};
        int        status = ND_ERROR_MEMORY;
        log.text[0] = 0;
        fail_allocation_after(calls);
        nd_reader *reader = nd_reader_new(&options, &error);
        if (reader) status = nd_reader_add(reader, "d", &error);
        if (!status)
            while ((status = nd_reader_next(reader, &article, &error)) == 1)
                if (nd_reader_text(reader, article.source, &text, &error)) break;
        nd_reader_free(reader);
        if (fail_nothing()) break;
        if (status) assert_int_equal(error.code, ND_ERROR_MEMORY);
        failures++;
    }
    assert_true(failures > 20);
    assert_string_not_equal(log.text, "");
    leave(&place);
}

/* ---- the corpus ------------------------------------------------------------------------------- */

/* Problems come in the order of the input and the counts are the same, whatever parses. */
static void feeding_a_corpus_tells_the_same(void **state) {
    (void)state;
    struct place place;
    struct log   one, fed;
    nd_error     error;
    char         line[8192];
    enter(&place);
    write_folder(&place);
    FILE *file = fopen("d/many.jsonl", "w");
    assert_non_null(file);
    for (size_t i = 0; i < 9000; i++) {
        fwrite(line, 1, write_numbered(line, i), file);
        if (i % 1000 == 0) fputs("broken\n", file);
    }
    assert_int_equal(fclose(file), 0);
    nd_read_counts next_counts, fed_counts;
    nd_article     article;
    nd_reader     *reader = new_reader(&one, NULL);
    assert_int_equal(nd_reader_add(reader, "d", NULL), ND_OK);
    while (nd_reader_next(reader, &article, NULL) == 1) {}
    nd_reader_counts(reader, &next_counts);
    nd_reader_free(reader);

    nd_options options;
    nd_options_init(&options);
    options.jobs = 4;
    nd_corpus *corpus = nd_corpus_new(&options, &error);
    assert_non_null(corpus);
    reader = new_reader(&fed, NULL);
    assert_int_equal(nd_reader_add(reader, "d", NULL), ND_OK);
    for (int i = 0; i < 2; i++) { /* what was read one by one is not fed again */
        assert_int_equal(nd_reader_next(reader, &article, NULL), 1);
        assert_int_equal(nd_corpus_add(corpus, &article, &error), ND_OK);
    }
    assert_int_equal(nd_reader_feed(reader, corpus, &error), ND_OK);
    nd_reader_counts(reader, &fed_counts);
    assert_memory_equal(&next_counts, &fed_counts, sizeof fed_counts);
    assert_int_equal(nd_corpus_size(corpus), fed_counts.articles);
    assert_int_equal(fed_counts.articles, 9015);
    assert_string_equal(fed.text, one.text);
    nd_reader_free(reader);
    nd_corpus_free(corpus);
    leave(&place);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_gives_articles_and_problems_in_order),
        cmocka_unit_test(what_was_read_is_counted),
        cmocka_unit_test(a_file_named_by_itself_has_the_path_given_and_any_name),
        cmocka_unit_test(the_format_asked_for_selects_and_reads),
        cmocka_unit_test(an_empty_folder_has_no_articles),
        cmocka_unit_test(a_missing_path_is_an_error_at_once),
        cmocka_unit_test(files_that_were_read_are_known_by_any_name),
        cmocka_unit_test(several_inputs_come_one_after_another),
        cmocka_unit_test(standard_input_is_json_lines),
        cmocka_unit_test(standard_input_may_be_one_text),
        cmocka_unit_test(texts_of_a_pipe_come_from_the_spool),
        cmocka_unit_test(texts_behind_a_dropped_record_are_found),
        cmocka_unit_test(records_come_back_as_they_stand),
        cmocka_unit_test(where_a_record_lies_is_told),
        cmocka_unit_test(progress_is_told_in_bytes_and_may_cancel),
        cmocka_unit_test(standard_input_from_a_file_is_read_again_there),
        cmocka_unit_test(without_keep_text_nothing_is_spooled),
        cmocka_unit_test(a_spool_that_cannot_be_made_ends_the_run),
        cmocka_unit_test(records_over_the_ceiling_are_told_and_skipped),
        cmocka_unit_test(shards_share_out_the_records),
        cmocka_unit_test(options_out_of_range_are_refused),
        cmocka_unit_test(running_out_of_memory_is_an_error_wherever_it_happens),
        cmocka_unit_test(feeding_a_corpus_tells_the_same),
    };
    return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
