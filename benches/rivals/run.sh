#!/usr/bin/env bash
# Every workload by the rival and by ours, one after the other: lines of JSON in $RIVALS/results.jsonl.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${RIVALS:?name a folder}"
export RIVALS
python="$RIVALS/venv/bin/python"
results="$RIVALS/results.jsonl"
: >"$results"
for polygons in pref county; do
    for points in 10m_uniform 10m_clustered; do
        (cd "$here" && "$python" w2_pip.py shapely_contains_xy $points $polygons) >/dev/null
    done
done
cd "$here/../.."
${CARGO:-cargo} bench --quiet --locked --no-default-features --features parquet --bench locate -- rivals | tee -a "$results"
"$python" "$here/table.py" "$results"
