# plot.awk - draws a table of growth.c as an SVG: what one article costs, by stage, a bar for each size.
#
#     awk -f tests/bench/plot.awk docs/growth.tsv > docs/growth.svg
#
# A column before the number of articles names the corpus; the first corpus is drawn. Stages are found by their names in
# the head, so a new one is drawn without a change here.
BEGIN {
    FS = "\t"
    width = 760; height = 380; left = 60; bottom = 320; top = 30; bar = 64
    count = split("#4c78a8 #9ecae9 #bab0ac #f2cf5b #f58518 #54a24b #b279a2 #e45756 #79706e", colours, " ")
}

NR == 1 {
    for (i = 1; i <= NF; i++) {
        if ($i == "articles") number = i
        if ($i == "us an article") total = i
        if ($i == "peak MiB") first = i + 1
        if (first && i >= first && $i !~ /%/) { name[++stages] = $i; column[stages] = i }
    }
    if (first) next
    print "plot.awk: no head of a table of growth.c" > "/dev/stderr"
    exit failed = 2
}

number > 1 && $1 != (corpus = corpus ? corpus : $1) { next }

{
    size[++rows] = $number
    whole[rows] = $total
    for (s = 1; s <= stages; s++) cost[rows, s] = $(column[s])
    if ($total > most) most = $total
}

function text(x, y, anchor, words) {
    printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, words
}

# 1234567 as 1,234,567.
function grouped(number,    out) {
    for (out = ""; length(number) > 3; number = substr(number, 1, length(number) - 3))
        out = "," substr(number, length(number) - 2) out
    return number out
}

END {
    if (failed) exit failed
    scale = (bottom - top) / (most * 1.05)
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" " \
           "font-size=\"12\" role=\"img\">\n", width, height
    print "<title>CPU time of an article, by stage, in corpora of growing size</title>"
    printf "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", width, height
    text(left, 18, "start", "microseconds of CPU an article")
    for (tick = 0; tick <= most; tick += 10) {
        y = bottom - tick * scale
        printf "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/>\n", left, y, width - 150
        text(left - 8, y + 4, "end", tick)
    }
    step = (width - 150 - left) / rows
    for (r = 1; r <= rows; r++) {
        x = left + (r - .5) * step - bar / 2
        y = bottom
        for (s = 1; s <= stages; s++) {
            y -= cost[r, s] * scale
            printf "<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\" fill=\"%s\"/>\n", x, y, bar, \
                   cost[r, s] * scale, colours[(s - 1) % count + 1]
        }
        text(x + bar / 2, y - 6, "middle", sprintf("%.1f", whole[r]))
        text(x + bar / 2, bottom + 18, "middle", grouped(size[r]))
    }
    text((left + width - 150) / 2, bottom + 42, "middle", "articles")
    for (s = stages; s >= 1; s--) {
        y = top + 22 * (stages - s)
        printf "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"14\" fill=\"%s\"/>\n", width - 130, y, \
               colours[(s - 1) % count + 1]
        text(width - 110, y + 12, "start", name[s])
    }
    print "</svg>"
}
