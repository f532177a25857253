#!/usr/bin/env bash
# Checked ops in a second, beside fsx 0.3 without mmap, on one folder in one run. What each side counts stands in README.md.
#
#   benches/beside-fsx.sh [RUNS]
#
# Runs take turns, so that what else the machine does meets all of them; the medians are printed. We are built, and fsx is
# installed into a folder that is thrown away, unless OURS or FSX names an executable.
set -euo pipefail

runs=${1:-5}
folder=$(mktemp -d "${WASI_FS_CONFORMANCE_FOLDER:-/dev/shm}/beside-fsx-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$(dirname "$0")/.."

if [ -z "${OURS:-}" ]; then
    cargo build --release --quiet
    OURS=${CARGO_TARGET_DIR:-target}/release/wasi-fs-conformance
fi
if [ -z "${FSX:-}" ]; then
    cargo install --quiet fsx --version '^0.3' --root "$folder/fsx"
    FSX=$folder/fsx/bin/fsx
fi

# Sizes as in our scripts, most of which write less than 128 bytes at once, and fsx's own, up to 64 KiB.
printf '[weights]\nmapread = 0\nmapwrite = 0\n[opsize]\nmax = 128\n' > "$folder/small.toml"
printf '[weights]\nmapread = 0\nmapwrite = 0\n' > "$folder/large.toml"

# Prints ops in a second of the clock, and of the processor: `rate OPS COMMAND...`; OPS of 0 stands for what the command
# itself counts.
rate() {
    local ops=$1 TIMEFORMAT='%R %U %S'
    shift
    { time "$@" > "$folder/output" 2>&1; } 2> "$folder/time" || { cat "$folder/output" >&2; exit 1; }
    if [ "$ops" = 0 ]; then
        ops=$(grep -o '[0-9,]* ops,' "$folder/output" | tr -cd '0-9')
    fi
    awk -v ops="$ops" '{ printf "%d %d\n", ops / $1, ops / ($2 + $3) }' "$folder/time"
}

fsx() {
    rate "$2" "$FSX" -f "$folder/$1.toml" -S "$3" -N "$2" -P "$folder" "$folder/file"
    rm -f "$folder"/file*
}

hunt() {
    rate 0 "$OURS" --dir "$folder" --backend host-inline hunt --profile everything --jobs 1 --scripts 20000 --seed "$1" \
        --found "$folder/found"
}

# The median of a column of a file.
median() {
    cut -d ' ' -f "$1" "$folder/$2" | sort -n | sed -n "$(((runs + 1) / 2))p"
}

# Prints a line: `line FILE WHAT`.
line() {
    awk -v what="$2" -v wall="$(median 1 "$1")" -v cpu="$(median 2 "$1")" \
        -v hunt_wall="$(median 1 hunt)" -v hunt_cpu="$(median 2 hunt)" \
        'BEGIN { printf "%-42s %9d x %.2f %9d x %.2f\n", what, wall, hunt_wall / wall, cpu, hunt_cpu / cpu }'
}

for ((run = 1; run <= runs; run++)); do
    hunt "$run" >> "$folder/hunt"
    fsx small 1000000 "$run" >> "$folder/fsx-small"
    fsx large 200000 "$run" >> "$folder/fsx-large"
done

printf '%-42s %16s %18s\n' 'ops, and how many times as many hunt does' 'in a second' 'of the processor'
line hunt 'hunt, every op checked, one worker'
line fsx-small 'fsx, up to 128 bytes'
line fsx-large 'fsx, up to 64 KiB'
