/* cmd_cluster.c - copies and stories, as text for people or as rows for programs. */
#include "cli/command.h"
#include "cli/run.h"

int cmd_cluster(const struct settings *settings) {
    return run_groups(settings);
}
