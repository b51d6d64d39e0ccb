/* cmd_pairs.c - every verified pair with its evidence, refused ones included. */
#include "cli/command.h"
#include "cli/run.h"

int cmd_pairs(const struct settings *settings) {
    return run_groups(settings);
}
