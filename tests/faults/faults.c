/*
 * faults.c - the whole program with every call failing in its turn: for n = 1, 2, 3 ... a run in which the
 * n-th allocation, or the n-th call for a file, fails, until a run ends before its n-th call.
 *
 *     newsdup-faults SHARED_INPUTS [SCENARIO]
 *
 * Each run is a process of its own, forked here, in a folder made for it. Whatever failed: the exit status
 * is 2 with one line that says so, or 0 with the bytes of a good run; nothing is left in the temporary
 * folder or beside the output; a file that was to be replaced is the old one or a whole new one. Short and
 * interrupted reads and writes change nothing. A file that changes while it is read is told of.
 *
 * Runs are under -q --strict, so that each line on stderr is one thing that went wrong.
 */
#define _DEFAULT_SOURCE /* mkdtemp, MAP_ANONYMOUS */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inputs.h"
#include "tree.h"
#include "wrapped.h"

/* src/cli/main.c, renamed by the compiler's command line. */
int newsdup_main(int count, char **arguments);

#ifdef WRAP_MALLOC
#define SPARSE(n) (1 + (n) / 8) /* a sanitizer takes its time at the end of each process */
#else
#define SPARSE(n) (1 + ((n) > 200 ? (n) / 32 : 0))
#endif
#define ARGUMENTS 24
#define SECONDS   60 /* after which a run has gone wrong */
#define VICTIM    "news/ferry.txt"
#define OLD       "old\n"

struct scenario {
    const char *name;
    const char *arguments; /* split at spaces */
    const char *input;     /* piped into it; or NULL */
};

/* In this order: the later stages read what is made for them in work/. */
static const struct scenario scenarios[] = {
    {"cluster", "cluster -j1 -o out/result news", NULL},
    {"cluster-threads", "cluster -j3 -o out/result feed.jsonl", NULL},
    {"cluster-pipe", "cluster -j1 --tmpdir tmp -f text", "feed.jsonl"},
    {"cluster-memory", "cluster -j1 --memory 65M --tmpdir tmp -o out/result feed.jsonl", NULL},
    {"cluster-jsonl", "cluster -j1 -f jsonl -o out/result news feed.jsonl", NULL},
    {"cluster-several", "cluster -j1 -f csv:out/result -f text news", NULL},
    {"cluster-list", "cluster -j1 --include *.txt --across outlet --files-from list -o out/result", NULL},
    {"dedup", "dedup -j1 -o out/result --annotate feed.jsonl", NULL},
    {"dedup-files", "dedup -j1 --removable -o out/result news", NULL},
    {"dedup-pipe", "dedup -j1 --tmpdir tmp -o out/result", "feed.jsonl"},
    {"check", "check -j1 --max-copies 99 -f sarif -o out/result --against feed.jsonl news", NULL},
    {"pairs", "pairs -j1 -o out/result feed.jsonl", NULL},
    {"explain", "explain -j1 -o out/result ferry-again.txt ferry-edition.txt news", NULL},
    {"tune", "tune -j1 -o out/result --labels labels --excerpt .27 feed.jsonl", NULL},
    {"read", "read -o out/result news feed.jsonl", NULL},
    {"read-mixed", "read -o out/result mixed mixed.tar.gz table.csv.xz", NULL},
    {"read-warc", "read -o out/result pages.warc pages.warc.gz", NULL},
    {"cluster-warc", "cluster -j1 --tmpdir tmp -f jsonl", "pages.warc.gz"},
    {"cluster-packed", "cluster -j1 --tmpdir tmp -f paths mixed.tar.gz news", NULL},
    {"stage-sketch", "stage sketch -j1 --out out news", NULL},
    {"stage-pairs-0", "stage pairs -j1 --round 0 --in work --out out", NULL},
    {"stage-cluster-0", "stage cluster -j1 --round 0 --in work --out out", NULL},
    {"stage-pairs-1", "stage pairs -j1 --round 1 --in work --out out", NULL},
    {"stage-cluster-1", "stage cluster -j1 --round 1 --in work --out out", NULL},
    {"stage-pairs-2", "stage pairs -j1 --round 2 --in work --out out", NULL},
    {"stage-cluster-2", "stage cluster -j1 --round 2 --in work --out out", NULL}};

static const char *const kind_names[] = {
    [FAULT_NONE] = "none",         [FAULT_MEMORY] = "memory",   [FAULT_MEMORY_GONE] = "memory-gone",
    [FAULT_CALL] = "calls",        [FAULT_SHORT] = "short",     [FAULT_INTERRUPT] = "interrupted",
    [FAULT_SHRINK] = "file-cut",   [FAULT_GROW] = "file-grows", [FAULT_REPLACE] = "file-replaced",
    [FAULT_REMOVE] = "file-removed"};

struct run {
    const struct scenario *scenario;
    struct fault          *fault; /* shared with the forked process */
    int                    status; /* as waitpid tells */
    char                  *messages, *output; /* of stderr and stdout */
    size_t                 output_size;
    struct tree            out;
};

static char  *victim;
static size_t victim_size;

/* ---- one run ---------------------------------------------------------------------------------- */

static int writes_a_file(const struct scenario *scenario) {
    return strstr(scenario->arguments, "out/result") != NULL;
}

/* Then each stands for itself: the file may be whole although standard output failed. */
static int writes_several(const struct scenario *scenario) {
    return strstr(scenario->arguments, ":out/result") != NULL;
}

/* Each of two outputs has its line, and so has an id that is missing where a file was passed over, also in labels. */
static int most_messages(const struct scenario *scenario) {
    int looks_up_ids = !strcmp(scenario->name, "explain") || !strcmp(scenario->name, "tune");
    return writes_several(scenario) || looks_up_ids ? 2 : 1;
}

static void point(int number, const char *path, const char *mode) {
    if (!freopen(path, mode, number == 1 ? stdout : stderr)) _exit(98);
}

/* In the forked process: never returns. */
static void become_program(const struct run *run) {
    char  line[256], *arguments[ARGUMENTS + 4] = {"newsdup"};
    int   count = 1, ends[2];
    FILE *input = NULL;
    snprintf(line, sizeof line, "%s", run->scenario->arguments);
    for (char *word = strtok(line, " "); word && count < ARGUMENTS; word = strtok(NULL, " "))
        arguments[count++] = word;
    arguments[count++] = "-q", arguments[count++] = "--strict";
    if (run->scenario->input) {
        size_t size;
        char  *data = tree_load_file(run->scenario->input, &size);
        if (pipe(ends) || dup2(ends[0], 0) < 0 || write(ends[1], data, size) != (ssize_t)size) _exit(98);
        close(ends[0]), close(ends[1]), free(data);
    } else {
        input = freopen("/dev/null", "r", stdin);
        if (!input) _exit(98);
    }
    point(1, "stdout", "w");
    point(2, "stderr", "w");
    alarm(SECONDS);
    fault_arm(run->fault);
    int status = newsdup_main(count, arguments);
    fault_arm(NULL);
    exit(status);
}

static void make_run(struct run *run) {
    tree_empty("out");
    tree_empty("tmp");
    tree_save_file(VICTIM, victim, victim_size);
    if (!run->fault->due) fault_change(run->fault);
    if (writes_a_file(run->scenario)) tree_save_file("out/result", OLD, strlen(OLD));
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) become_program(run);
    if (child < 0 || waitpid(child, &run->status, 0) != child) {
        perror("fork");
        exit(2);
    }
    run->messages = tree_load_file("stderr", NULL);
    run->output = tree_load_file("stdout", &run->output_size);
    tree_load(&run->out, "out");
}

static void free_run(struct run *run) {
    free(run->messages);
    free(run->output);
    tree_free(&run->out);
}

/* ---- what is expected of it --------------------------------------------------------------------- */

static int count_lines(const char *text) {
    int lines = 0;
    for (; *text; text++) lines += *text == '\n';
    return lines;
}

/* A file was passed over, or a passage not quoted: the rest is there. */
static int was_passed_over(const char *messages) {
    return strstr(messages, ": cannot read it: ") || strstr(messages, ": cannot unpack it: ") ||
           strstr(messages, ": not quoted: ") ||
           strstr(messages, ": it changed ") || strstr(messages, VICTIM) != NULL;
}

static const char *judge_failed(const struct run *good, const struct run *run) {
    int lines = count_lines(run->messages), changes = run->fault->kind >= FAULT_SHRINK;
    if (strncmp(run->messages, "newsdup: ", 9)) return "failed without a message";
    if (lines > most_messages(run->scenario) && !changes) return "more than one message";
    for (size_t i = 0; i < run->out.count; i++) {
        const struct tree_file *file = &run->out.files[i], *same = tree_find(&good->out, file->name);
        int is_old = file->size == strlen(OLD) && !memcmp(file->data, OLD, file->size);
        if (!same) return "left a file behind";
        if (writes_several(run->scenario) && tree_file_equal(file, same)) continue;
        if (writes_a_file(run->scenario) ? is_old : tree_file_equal(file, same)) continue;
        if (!was_passed_over(run->messages)) return "failed, but wrote the output";
    }
    if (writes_a_file(run->scenario) && run->out.count != 1) return "the old file is gone";
    return NULL;
}

/* NULL, or what is wrong with it. */
static const char *judge(const struct run *good, const struct run *run) {
    struct tree temporary = {.count = 0};
    tree_load(&temporary, "tmp");
    size_t left = temporary.count;
    tree_free(&temporary);
    if (left) return "left a temporary file";
    if (WIFSIGNALED(run->status)) return strsignal(WTERMSIG(run->status));
    int code = WEXITSTATUS(run->status);
    if (code == 2) return run->fault->kind == FAULT_NONE ? "failed" : judge_failed(good, run);
    if (code != 0) return "ended with neither 0 nor 2";
    if (run->messages[0]) return "ended with 0, but with a message";
    int is_reading = strstr(run->scenario->arguments, "--in") == NULL; /* of stage files, which are mapped */
    if ((run->fault->kind == FAULT_SHORT || run->fault->kind == FAULT_INTERRUPT) && is_reading)
        if (!run->fault->happened) return "nothing was cut short or interrupted";
    return NULL;
}

static int is_same(const struct run *good, const struct run *run) {
    return run->output_size == good->output_size && !memcmp(run->output, good->output, run->output_size) &&
           tree_equal(&good->out, &run->out);
}

/* A file that changed may also be read as it was before, or as it is after. */
static const char *judge_sweep(const struct run *good, const struct run *changed, const struct run *run) {
    const char *wrong = judge(good, run);
    if (wrong || run->status) return wrong;
    return is_same(good, run) || is_same(changed, run) ? NULL : "ended with 0, but with other output";
}

/* ---- sweeps ----------------------------------------------------------------------------------- */

struct totals {
    int passed, failed;
    int runs, harmless;
};

/* due 0: never; a victim changes before the run. */
static void set_fault(struct fault *fault, enum fault_kind kind, unsigned due) {
    *fault = (struct fault){.kind = kind, .due = due, .victim = VICTIM};
}

/* All runs of a scenario with faults of a kind. */
static void sweep(const struct run *good, enum fault_kind kind, struct totals *totals) {
    int        bad = 0, is_once = kind == FAULT_SHORT || kind == FAULT_INTERRUPT;
    struct run changed = {.scenario = good->scenario, .fault = good->fault};
    set_fault(changed.fault, kind, 0);
    make_run(&changed);
    for (unsigned due = 1, ended = 0; !ended; due += SPARSE(due)) {
        struct run run = {.scenario = good->scenario, .fault = good->fault};
        set_fault(run.fault, kind, due);
        make_run(&run);
        const char *wrong = judge_sweep(good, &changed, &run);
        totals->runs++;
        totals->harmless += run.fault->happened && run.status == 0;
        if (wrong && bad++ < 5)
            printf("FAIL %s %s %u (%s): %s; status %d\n%.2000s", run.scenario->name, kind_names[kind], due,
                   run.fault->name, wrong, WEXITSTATUS(run.status), run.messages);
        ended = is_once || !run.fault->happened;
        free_run(&run);
    }
    free_run(&changed);
    if (bad) printf("%s %s: %d runs failed\n", good->scenario->name, kind_names[kind], bad);
    if (bad) totals->failed++;
    else totals->passed++;
}

/* Does any call of this scenario read the victim? */
static int reads_the_victim(const struct scenario *scenario) {
    return strstr(scenario->arguments, " news") != NULL;
}

static void keep_stage_files(const struct run *good) {
    char path[128];
    if (strncmp(good->scenario->name, "stage", 5)) return;
    for (size_t i = 0; i < good->out.count; i++) {
        snprintf(path, sizeof path, "work/%s", good->out.files[i].name);
        tree_save_file(path, good->out.files[i].data, good->out.files[i].size);
    }
}

static void do_scenario(const struct scenario *scenario, struct fault *fault, int is_wanted, struct totals *totals) {
    struct run good = {.scenario = scenario, .fault = fault};
    set_fault(fault, FAULT_NONE, 0);
    make_run(&good);
    const char *wrong = judge(&good, &good);
    if (wrong || (!good.output_size && !good.out.count)) {
        printf("FAIL %s: %s\n%s", scenario->name, wrong ? wrong : "wrote nothing", good.messages);
        totals->failed++;
    } else {
        keep_stage_files(&good);
        for (int kind = FAULT_MEMORY; kind <= FAULT_REMOVE && is_wanted; kind++)
            if (kind < FAULT_SHRINK || reads_the_victim(scenario)) sweep(&good, (enum fault_kind)kind, totals);
    }
    free_run(&good);
}

/* A folder of the run's own, with the inputs under news/ and feed.jsonl. */
static void make_folder(const char *shared, char *folder) {
    char command[2048];
    if (!mkdtemp(folder) || chdir(folder)) {
        perror(folder);
        exit(2);
    }
    snprintf(command, sizeof command,
             "cp -R '%s/news' . && cp '%s/news.jsonl' feed.jsonl && mkdir out tmp work mixed && echo news >list && "
             "printf 'ferry\\tlifeboat\\t0\\n' >labels",
             shared, shared);
    if (system(command)) exit(2);
    victim = tree_load_file(VICTIM, &victim_size);
    inputs_save();
}

int main(int count, char **arguments) {
    char          folder[] = "/tmp/newsdup-faults-XXXXXX", command[128];
    struct totals totals = {0};
    struct fault *fault = mmap(NULL, sizeof *fault, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (count < 2 || fault == MAP_FAILED) {
        fputs("usage: newsdup-faults SHARED_INPUTS [SCENARIO]\n", stderr);
        return 2;
    }
    make_folder(arguments[1], folder);
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        do_scenario(&scenarios[i], fault, count < 3 || !strcmp(arguments[2], scenarios[i].name), &totals);
    free(victim);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    if (chdir("/") || system(command)) return 2;
    printf("%d runs, %d of them not harmed by what failed\n", totals.runs, totals.harmless);
    printf("%d passed, %d failed\n", totals.passed, totals.failed);
    return totals.failed != 0;
}
