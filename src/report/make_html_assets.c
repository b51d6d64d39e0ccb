/*
 * make_html_assets.c - program of the build: page.css and page.js as two strings of C, without the blanks that
 * lines begin with and without lines of remarks. Both are read as the report will have them: whatever stands
 * here is part of every page.
 */
#include <stdio.h>
#include <string.h>

static void put_line(const char *line) {
    fputs("    \"", stdout);
    for (const char *at = line; *at && *at != '\n'; at++) {
        if (*at == '"' || *at == '\\') putchar('\\');
        putchar(*at);
    }
    fputs("\\n\"\n", stdout);
}

static int put_file(const char *path, const char *name, const char *remark) {
    char  line[512];
    FILE *file = fopen(path, "r");
    if (!file) {
        perror(path);
        return 1;
    }
    printf("static const char %s[] =\n", name);
    while (fgets(line, sizeof line, file)) {
        const char *text = line + strspn(line, " ");
        if (*text != '\n' && strncmp(text, remark, 2) != 0) put_line(text);
    }
    puts("    ;");
    return fclose(file) != 0;
}

int main(void) {
    return put_file("src/report/page.css", "html_style", "/*") ||
           put_file("src/report/page.js", "html_script", "//");
}
