#!/bin/sh
# make_warc.sh ARTICLE.txt... - a web archive (WARC) of invented pages, on standard output, as a crawler stores them:
# each text as a page with a menu and a footer, the request before it, and a picture that is none of the articles.
# The site is the folder of the text; its first line is the title.
set -eu
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

record() { # record TYPE URL CONTENT-TYPE, with the block on standard input
    cat >"$work/block"
    printf 'WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2024-03-15T04:00:00Z\r\n' "$1" "$2"
    printf 'Content-Type: %s\r\nContent-Length: %d\r\n\r\n' "$3" "$(wc -c <"$work/block")"
    cat "$work/block"
    printf '\r\n\r\n'
}

page() { # page TEXT
    sed 's/&/\&amp;/g; s/</\&lt;/g' "$1" | awk '
        NR == 1 { print "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>" $0 "</title></head><body>"
                  print "<nav><a href=\"/\">Home</a> <a href=\"/news\">News</a> <a href=\"/sport\">Sport</a></nav>"
                  print "<article><h1>" $0 "</h1>"; next }
        NF { print "<p>" $0 "</p>" }
        END { print "</article><footer><a href=\"/terms\">Terms</a> Read us every morning.</footer></body></html>" }'
}

for text; do
    [ -r "$text" ]
    site=$(basename "$(dirname "$text")").example name=$(basename "$text" .txt)
    printf 'GET /%s HTTP/1.1\r\nHost: %s\r\n\r\n' "$name" "$site" |
        record request "https://$site/$name" 'application/http; msgtype=request'
    { printf 'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n'; page "$text"; } |
        record response "https://$site/$name" 'application/http; msgtype=response'
    printf 'HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\211PNG' |
        record response "https://$site/logo.png" 'application/http; msgtype=response'
done
