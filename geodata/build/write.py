"""Writes GeoJSON that is the same to the byte on every machine: one feature per line, coordinates as short as they can be."""

import json
import math

import shapely

import coverage


def write_layer(path, features):
    """`features` are pairs of properties and shape; polygons are put into their canonical spelling first."""
    lines = ",\n".join(feature_line(properties, shape) for properties, shape in features)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def feature_line(properties, shape):
    return '{"type":"Feature","properties":' + compact(properties) + ',"geometry":' + geometry_text(shape) + "}"


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def geometry_text(shape):
    if shape.geom_type == "Point":
        return '{"type":"Point","coordinates":' + position(shape.x, shape.y) + "}"
    parts = [polygon_text(part) for part in shapely.get_parts(coverage.canonical(shape))]
    if len(parts) == 1:
        return '{"type":"Polygon","coordinates":' + parts[0] + "}"
    return '{"type":"MultiPolygon","coordinates":[' + ",".join(parts) + "]}"


def polygon_text(polygon):
    return "[" + ",".join(ring_text(ring) for ring in [polygon.exterior, *polygon.interiors]) + "]"


def ring_text(ring):
    return "[" + ",".join(position(x, y) for x, y in ring.coords) + "]"


def position(x, y):
    return f"[{number(x)},{number(y)}]"


def number(value):
    value = round(value, coverage.DECIMALS)
    if not math.isfinite(value):
        raise ValueError("a coordinate is not a number")
    return f"{value:.{coverage.DECIMALS}f}".rstrip("0").rstrip(".")
