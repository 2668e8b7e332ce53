#!/usr/bin/env bash
# Every workload by the rival and by ours, one after the other: lines of JSON in $RIVALS/results.jsonl, then the table.
# Words choose some of: read pip nearest matrix overlap dissolve voronoi write convert (needs PROJ, with which it is built).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${RIVALS:?name a folder}"
export RIVALS
results="$RIVALS/results.jsonl"
: >"$results"
workloads=${*:-read pip nearest matrix overlap dissolve voronoi write}
cargo=${CARGO:-cargo}

rival() {
    (cd "$here" && "$RIVALS/venv/bin/python" "$@") >/dev/null
}

# A process of its own for each, so that each has its own peak of memory.
ours() {
    local bench=$1 features=cli,parquet
    shift
    if [ "${1:-}" = convert ]; then features=cli,parquet,proj; fi
    (cd "$here/../.." && "$cargo" bench --quiet --locked --no-default-features --features "$features" --bench "$bench" -- rivals "$@") | tee -a "$results"
}

for workload in $workloads; do
    case $workload in
    read) rival w1_load.py shapely_from_geojson china_all.geojson ;;
    pip)
        for polygons in pref county; do
            for points in 10m_uniform 10m_clustered; do rival w2_pip.py shapely_contains_xy $points $polygons; done
        done
        ours locate
        continue
        ;;
    nearest) rival w4_nearest.py pykdtree_ecef_geod 10m_uniform 300 ;;
    matrix) rival w5_matrix.py pyproj_geod 5000 ;;
    overlap) rival w3_overlap.py shapely_intersection 5 pref ;;
    dissolve) rival w9_dissolve.py shapely_coverage_union_all county ;;
    voronoi) rival w10_voronoi.py shapely 100000 ;;
    write) rival w11_write.py shapely_to_geojson_orjson county ;;
    convert)
        rival w12_convert.py pyproj
        rival w12_convert.py pyproj_2thr
        ;;
    *)
        echo "there is no workload '$workload'" >&2
        exit 2
        ;;
    esac
    ours workloads "$workload"
done
"$RIVALS/venv/bin/python" "$here/table.py" "$results"
