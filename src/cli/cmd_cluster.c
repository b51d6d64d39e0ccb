/* cmd_cluster.c - copies and stories, as text or as JSON Lines. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/run.h"

/* no-color.org: the variable counts when it is not empty. */
static int wants_colour(const struct settings *settings) {
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (settings->colour != COLOUR_AUTO) return settings->colour == COLOUR_ALWAYS;
    if (settings->output || !isatty(STDOUT_FILENO)) return 0;
    return (!no_color || !*no_color) && terminal && strcmp(terminal, "dumb") != 0;
}

int cmd_cluster(const struct settings *settings) {
    nd_write_options write;
    nd_write_options_init(&write);
    write.copies_only = settings->level == LEVEL_COPIES;
    write.colour = wants_colour(settings);
    return run_groups(settings, &write);
}
