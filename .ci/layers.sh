#!/usr/bin/env bash
# Runs the main job with the release binary and judges what it wrote with tools that are not ours: GDAL and shapely.
# Also: time and memory (RINGSHED_MAX_SECONDS, RINGSHED_MAX_MEGABYTES for slower machines), the same bytes with 1 and 8 threads.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

max_seconds=${RINGSHED_MAX_SECONDS:-2}
max_megabytes=${RINGSHED_MAX_MEGABYTES:-500}
# The study area that catchments of beijing-bay divide: its hinterland of eight provincial units.
hinterland=110000,120000,130000,140000,150000,210000,370000,410000

cargo build --release --locked --no-default-features --features cli
target=${CARGO_TARGET_DIR:-target}
binary=$(cd "$target/release" && pwd)/ringshed
# Debian's shapely belongs to /usr/bin/python3, which need not be the first on the path.
python=python3
"$python" -c 'import shapely' 2>/dev/null || python=/usr/bin/python3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Exit code 1 means: done, with findings of severity error.
run_job() {
    local status=0
    "$@" >"$work/stdout" 2>"$work/stderr" || status=$?
    if [ "$status" -gt 1 ]; then
        cat "$work/stderr" >&2
        echo "failed with exit code $status: $*" >&2
        return 1
    fi
}

measure() {
    local best_seconds=999999 peak_kilobytes=0 seconds kilobytes
    for _ in 1 2 3; do
        run_job /usr/bin/time -f '%e %M' -o "$work/usage" "$binary" --quiet run beijing-bay --out "$work/timed"
        read -r seconds kilobytes < <(tail -n 1 "$work/usage")
        best_seconds=$(awk -v a="$best_seconds" -v b="$seconds" 'BEGIN { print (b < a) ? b : a }')
        [ "$kilobytes" -gt "$peak_kilobytes" ] && peak_kilobytes=$kilobytes
        rm -rf "$work/timed"
    done
    echo "run beijing-bay: $best_seconds s (fastest of three), peak $((peak_kilobytes / 1024)) MB;" \
        "allowed $max_seconds s and $max_megabytes MB"
    awk -v s="$best_seconds" -v k="$peak_kilobytes" -v ms="$max_seconds" -v mm="$max_megabytes" \
        'BEGIN { exit !(s <= ms && k / 1024 <= mm) }' || { echo "too slow or too large" >&2; return 1; }
}

open_with_gdal() {
    local layer
    for layer in "$1"/*.geojson; do
        ogrinfo -ro -al "$layer" >"$work/ogrinfo" 2>&1 || { cat "$work/ogrinfo" >&2; return 1; }
        if grep -E '^(ERROR|Warning|FAILURE)' "$work/ogrinfo" >&2; then
            echo "ogrinfo complains about $layer" >&2
            return 1
        fi
        printf 'ogrinfo %-20s %s\n' "$(basename "$layer")" "$(grep -m 1 'Feature Count' "$work/ogrinfo")"
    done
}

measure
for threads in 1 8; do
    mkdir "$work/$threads"
    (cd "$work/$threads" && run_job "$binary" --quiet --threads "$threads" run beijing-bay --out layers)
done
diff -r "$work/1" "$work/8"
echo "1 and 8 threads: the same bytes in $(find "$work/1" -type f | wc -l) files"
open_with_gdal "$work/1/layers"
"$python" tests/tools/check_layers.py "$work/1/layers" --boundaries geodata/china/provinces.geojson --study-area "$hinterland"
