# formats.awk - makes newsdup-formats(5) of formats.md, in the macros of man(7):
#
#     awk -f docs/formats.awk build/man/newsdup.1 docs/formats.md
#
# Version and date are those of the first file. Of Markdown it knows what formats.md has: headings,
# paragraphs, lists, tables, blocks of code, `code`, *words*, **words** and links. The first cell of a
# table's row becomes a tag, the others its text, behind the names of their columns where there are several.
# Links are their text, as nothing on paper leads anywhere.

# Characters as they are typed, not set.
function typed(text) {
    gsub(/\\/, "\\e", text)
    gsub(/-/, "\\-", text)
    gsub(/'/, "\\(aq", text)
    gsub(/\^/, "\\(ha", text)
    gsub(/~/, "\\(ti", text)
    gsub(/`/, "\\(ga", text)
    return text
}

# Prose outside of code: links, **words**, *words*.
function prose(text,   part) {
    while (match(text, /\[[^]]*\]\([^)]*\)/)) {
        part = substr(text, RSTART + 1, RLENGTH - 1)
        sub(/\].*/, "", part)
        text = substr(text, 1, RSTART - 1) part substr(text, RSTART + RLENGTH)
    }
    text = typed(text)
    text = set_marked(text, "\\*\\*[^*]+\\*\\*", 2, "\\fB")
    return set_marked(text, "\\*[A-Za-z][^*]*\\*", 1, "\\fI")
}

# What matches, in a font, without its `marks` marks at both ends.
function set_marked(text, pattern, marks, font,   inside) {
    while (match(text, pattern)) {
        inside = substr(text, RSTART + marks, RLENGTH - 2 * marks)
        text = substr(text, 1, RSTART - 1) font inside "\\fP" substr(text, RSTART + RLENGTH)
    }
    return text
}

# Every second piece between backquotes is code. A link may hold code: its brackets go first.
function set_text(text,   pieces, count, i, out) {
    while (match(text, /\[[^]`]*`[^`]*`[^]`]*\]\([^)]*\)/)) {
        out = substr(text, RSTART + 1, RLENGTH - 1)
        sub(/\]\([^)]*\)$/, "", out)
        text = substr(text, 1, RSTART - 1) out substr(text, RSTART + RLENGTH)
    }
    out = ""
    count = split(text, pieces, "`")
    for (i = 1; i <= count; i++) out = out (i % 2 ? prose(pieces[i]) : "\\fB" typed(pieces[i]) "\\fP")
    return out
}

# No line may begin as a request does.
function put(text) {
    if (text ~ /^[.]/) text = "\\&" text
    print text
}

function flush_text() {
    if (text == "") return
    if (after != "heading") print ".PP"
    put(set_text(text))
    text = ""
    after = "text"
}

# Cells of a row, in cells[1] ...; the bars that are not code divide.
function read_row(line,   i, c, is_code, count, cell) {
    sub(/^\| */, "", line)
    sub(/ *\|$/, "", line)
    count = 1
    cell = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        if (c == "`") is_code = !is_code
        if (c != "|" || is_code) {
            cell = cell c
            continue
        }
        cells[count++] = trim(cell)
        cell = ""
    }
    cells[count] = trim(cell)
    return count
}

function trim(text) {
    gsub(/^ +| +$/, "", text)
    return text
}

function capital(text) {
    return toupper(substr(text, 1, 1)) substr(text, 2)
}

# A column is named where the row has several, or where a type stands in it.
function put_row(   count, i, said) {
    count = read_row($0)
    print ".TP"
    put(set_text(cells[1]))
    said = ""
    for (i = 2; i <= count; i++) {
        if (cells[i] == "") continue
        if (said != "") said = said "; "
        if (columns > 2 && names[i] != "" && names[i] != "type") said = said set_text(names[i]) ": "
        said = said set_text(cells[i])
    }
    put(said == "" ? "\\&" : said)
}

function put_heading(   title) {
    title = $0
    sub(/^#+ */, "", title)
    gsub(/`/, "", title)
    if ($0 ~ /^## /) print ".SH " typed(toupper(title))
    else print ".SS " typed(capital(title))
    after = "heading"
}

FNR == NR {
    if (/^\.TH /) {
        sub(/NEWSDUP 1/, "NEWSDUP\\-FORMATS 5")
        sub(/User Commands/, "File Formats")
        front = $0
    }
    next
}

/^# / {
    print ".\\\" Made of docs/formats.md by docs/formats.awk.\n" front
    print ".SH NAME\nnewsdup\\-formats \\- what newsdup reads and writes\n.SH DESCRIPTION"
    after = "heading"
    next
}

/^```/ {
    flush_text()
    if (in_code) print ".fi\n.RE"
    else print ".PP\n.RS 4\n.nf"
    in_code = !in_code
    after = "text"
    next
}
in_code { put(typed($0)); next }

/^##/ { flush_text(); put_heading(); next }
/^$/ { flush_text(); in_table = 0; next }

/^\|/ {
    flush_text()
    if (!in_table) {
        columns = read_row($0)
        for (i = 1; i <= columns; i++) names[i] = cells[i]
        if (after != "heading") print ".PP"
        head = names[1] (columns == 2 && names[2] != "" ? ": " names[2] : "")
        put("\\fI" prose(head) "\\fP")
        in_table = 1
    } else if ($0 !~ /^\|[-|]+$/) {
        put_row()
    }
    after = "table"
    next
}

/^\* / { flush_text(); print ".IP \\(bu 2"; sub(/^\* /, ""); in_item = 1; after = "heading"; text = $0; next }
{ text = text (text == "" ? "" : " ") $0 }

END {
    flush_text()
    print ".SH SEE ALSO\n.BR newsdup (1)"
}
