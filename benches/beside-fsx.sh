#!/usr/bin/env bash
# Checked ops in a second, beside fsx 0.3 without mmap, on one folder in one run. What each side counts stands in README.md.
#
#   benches/beside-fsx.sh [RUNS]
#
# Runs take turns, so that what else the machine does meets all of them; the medians are printed. fsx is installed into a
# folder that is thrown away, unless FSX names an executable of it.
set -euo pipefail

runs=${1:-5}
folder=$(mktemp -d "${WASI_FS_CONFORMANCE_FOLDER:-/dev/shm}/beside-fsx-XXXXXX")
trap 'rm -rf "$folder"' EXIT
cd "$(dirname "$0")/.."

cargo build --release --quiet
ours=${CARGO_TARGET_DIR:-target}/release/wasi-fs-conformance
if [ -z "${FSX:-}" ]; then
    cargo install --quiet fsx --version '^0.3' --root "$folder/fsx"
    FSX=$folder/fsx/bin/fsx
fi

# Sizes as in our scripts, most of which write less than 128 bytes at once, and fsx's own, up to 64 KiB.
printf '[weights]\nmapread = 0\nmapwrite = 0\n[opsize]\nmax = 128\n' > "$folder/small.toml"
printf '[weights]\nmapread = 0\nmapwrite = 0\n' > "$folder/large.toml"

# Prints ops in a second: `rate OPS COMMAND...`; OPS of 0 stands for what the command itself counts.
rate() {
    local ops=$1 start end output
    shift
    start=$(date +%s%N)
    output=$("$@" 2>&1) || { printf '%s\n' "$output" >&2; exit 1; }
    end=$(date +%s%N)
    if [ "$ops" = 0 ]; then
        ops=$(grep -o '[0-9,]* ops,' <<< "$output" | tr -cd '0-9')
    fi
    echo $((ops * 1000000000 / (end - start)))
}

fsx() {
    rate "$2" "$FSX" -f "$folder/$1.toml" -S "$3" -N "$2" -P "$folder" "$folder/file"
    rm -f "$folder"/file*
}

hunt() {
    rate 0 "$ours" --dir "$folder" --backend host-inline hunt --profile everything --jobs 1 --scripts 20000 --seed "$1" \
        --found "$folder/found"
}

median() {
    sort -n | sed -n "$(((runs + 1) / 2))p"
}

for ((run = 1; run <= runs; run++)); do
    hunt "$run" >> "$folder/hunt"
    fsx small 1000000 "$run" >> "$folder/fsx-small"
    fsx large 200000 "$run" >> "$folder/fsx-large"
done

hunt=$(median < "$folder/hunt")
printf '%-44s %9d ops/s\n' 'hunt, every op checked, one worker' "$hunt"
for sizes in small large; do
    other=$(median < "$folder/fsx-$sizes")
    [ "$sizes" = small ] && most='128 bytes' || most='64 KiB'
    printf '%-44s %9d ops/s   hunt is x %s\n' "fsx, reads checked, up to $most" "$other" \
        "$(awk "BEGIN { printf \"%.2f\", $hunt / $other }")"
done
