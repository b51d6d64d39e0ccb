/* cmd_read.c - the articles as the program sees them, one at a time; nothing is kept. */
#include "cli/command.h"
#include "cli/run.h"

int cmd_read(const struct settings *settings) {
    struct run run;
    nd_article article;
    int        status = run_open(&run, settings, RUN_READER), more = status ? 0 : 1;
    while (more > 0) {
        more = nd_reader_next(run.reader, &article, &run.error);
        if (more < 0) status = more;
        if (more > 0) status = nd_article_write(&article, output_write, run.outputs.items, &run.error);
        if (status) break;
    }
    if (!status) status = run_check_outputs(&run);
    return run_close(&run, status);
}
