#!/usr/bin/env bash
# Draws what `cargo bench --bench streams` and `--bench metadata` have printed: how many times as long as the system's own call
# each contender takes, on a scale on which each line is ten times the one before. A whisker goes from quartile to quartile.
#
#   cargo bench --bench metadata --features wasmtime > figures.txt
#   benches/chart.sh figures.txt > figures.svg
#
# Files are read in turn, or standard input. Lines without a ratio are left out.
set -euo pipefail

awk -F '  +' '
# Where a ratio stands, from left to right.
function at(ratio) { return 330 + 150 * log(ratio < 0.1 ? 1 : ratio * 10) / log(10) }
function escaped(text) { gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text); return text }

BEGIN {
    colours["raw"] = "#888888"
    colours["ours"] = "#0b6e99"; colours["ours, inline"] = "#7fb8d1"
    colours["wasmtime"] = "#b3541e"; colours["wasmtime, inline"] = "#e0a98a"
}

$6 ~ /^x[0-9.]+$/ {
    cell = $1 ": " $2
    if (cell != last) { row += 0.6; cells[++count] = cell; begins[count] = row; last = cell }
    ratio = substr($6, 2); split($7, quartiles, /\.\./)
    y = 40 + 14 * row++
    fill = ($3 in colours) ? colours[$3] : "#444444"
    body = body sprintf("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"11\" fill=\"%s\"/>\n", \
        at(0.1), y, at(ratio) - at(0.1), fill)
    body = body sprintf("<path d=\"M%.1f %.1fH%.1f\" stroke=\"#000\" stroke-width=\"1\"/>\n", \
        at(quartiles[1]), y + 5.5, at(quartiles[2]))
    body = body sprintf("<text x=\"%.1f\" y=\"%.1f\">%s %s</text>\n", \
        (at(ratio) > at(quartiles[2]) ? at(ratio) : at(quartiles[2])) + 4, y + 9.5, escaped($3), $6)
}

END {
    if (!count) { print "no line with a ratio" > "/dev/stderr"; exit 1 }
    height = 60 + 14 * row
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1000\" height=\"%.0f\" font-family=\"sans-serif\" font-size=\"10\">\n", height
    print "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"
    for (power = -1; power <= 3; power++) {
        x = at(10 ^ power)
        printf "<path d=\"M%.1f 30V%.0f\" stroke=\"%s\"/>\n", x, height - 15, power == 0 ? "#000" : "#ddd"
        printf "<text x=\"%.1f\" y=\"24\" text-anchor=\"middle\">x%s</text>\n", x, 10 ^ power
    }
    for (i = 1; i <= count; i++)
        printf "<text x=\"320\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", 40 + 14 * begins[i] + 9.5, escaped(cells[i])
    printf "%s</svg>\n", body
}
' "$@"
