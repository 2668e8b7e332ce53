"""Layers in every format, both ways, between ringshed and GDAL, pyarrow and geopandas.

    python tests/tools/formats.py target/release/ringshed

What ringshed writes is opened by the others, what geopandas writes is read by ringshed; counts, attributes and areas must agree. Needs
geopandas with pyarrow and pyogrio; ogrinfo is used when it is there (Debian's has no Parquet driver).
"""

import csv
import io
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import geopandas
import pyarrow.parquet

FORMATS = ["geojson", "geojsonl", "parquet", "fgb", "shp"]
UTM = 32654


def run(binary, *arguments, folder):
    done = subprocess.run([binary, "--quiet", *map(str, arguments)], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, (arguments, done.returncode, done.stderr)
    return done.stdout


def total_area(binary, name, folder):
    rows = list(csv.DictReader(io.StringIO(run(binary, "measure", name, "--table", folder=folder))))
    return len(rows), sum(float(row["area_km2"]) for row in rows)


def same(found, expected, what, relative=1e-9):
    assert found[0] == expected[0], (what, found, expected)
    assert abs(found[1] - expected[1]) <= relative * expected[1], (what, found, expected)


def opened(path):
    return geopandas.read_parquet(path) if path.suffix == ".parquet" else geopandas.read_file(path)


def check_written(binary, folder, expected):
    """Files of ringshed in the hands of others."""
    plain = geopandas.read_file(folder / "layer.geojson")
    for form in FORMATS:
        path = folder / f"layer.{form}"
        if form != "geojson":
            run(binary, "convert", "layer.geojson", path.name, folder=folder)
        layer = opened(path)
        assert layer.crs.to_epsg(min_confidence=20) == 4326 or layer.crs.to_string() == "OGC:CRS84", (form, layer.crs)
        assert layer.is_valid.all() and sorted(layer.code) == sorted(plain.code), form
        assert sorted(layer.name) == sorted(plain.name), form
        same(total_area(binary, path.name, folder), expected, f"ringshed reads {form} again")
        if shutil.which("ogrinfo") and form != "parquet":
            text = subprocess.run(["ogrinfo", "-ro", "-al", "-so", path], capture_output=True, text=True, check=True).stdout
            assert f"Feature Count: {expected[0]}" in text, (form, text)
    metadata = pyarrow.parquet.read_metadata(folder / "layer.parquet").metadata
    geo = json.loads(metadata[b"geo"])
    assert geo["version"] == "1.1.0" and "covering" in geo["columns"][geo["primary_column"]], geo
    assert b"ringshed:manifest" in metadata


def check_read(binary, folder, expected):
    """Files of geopandas in the hands of ringshed, in degrees and in metres."""
    layer = geopandas.read_file(folder / "layer.geojson")
    for crs, name in [(None, "degrees"), (UTM, "metres")]:
        shown = layer if crs is None else layer.to_crs(crs)
        shown.to_parquet(folder / f"{name}.parquet", write_covering_bbox=True)
        shown.to_file(folder / f"{name}.fgb")
        shown.to_file(folder / f"{name}.shp")
        for form in ["parquet", "fgb", "shp"]:
            same(total_area(binary, f"{name}.{form}", folder), expected, f"geopandas' {name}.{form}", relative=1e-8)


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        run(binary, "rings", "tokyo-bay", "--members", "--out", "layer.geojson", folder=folder)
        expected = total_area(binary, "layer.geojson", folder)
        check_written(binary, folder, expected)
        check_read(binary, folder, expected)
    print(f"formats: {', '.join(FORMATS)} agree with geopandas {geopandas.__version__}, pyarrow {pyarrow.__version__}")


main()
