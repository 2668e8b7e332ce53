#!/usr/bin/env python3
"""Judges the output folder of `ringshed run` with shapely: one line per layer, exit code 1 when anything is violated.

    check_layers.py FOLDER [--boundaries FILE --study-area CODE,CODE,...]

Works with shapely 1.8 and 2. Areas are planar, in square degrees: good for comparing shapes, not for publishing.
"""

import argparse
import csv
import json
import math
import sys
from collections import defaultdict
from pathlib import Path

from shapely.geometry import shape
from shapely.ops import unary_union
from shapely.validation import explain_validity

LAYERS = {
    "rings": "id name ring_index units area_km2 population population_known gdp gdp_known density share_area share_population",
    "members": "code name name_en ring ring_index level reason area_km2 population gdp",
    "catchments": "centre model area_km2 population units",
    "circles": "centre minutes model basis area_km2 population reachable_share",
    "links": "from to km minutes band model basis",
}
GEOMETRY_TYPES = {
    "rings": {"Polygon", "MultiPolygon"},
    "members": {"Polygon", "MultiPolygon"},
    "catchments": {"Polygon", "MultiPolygon"},
    "circles": {"Polygon", "MultiPolygon"},
    "links": {"LineString", "MultiLineString"},
}
JSON_FILES = ("summary.json", "findings.json", "manifest.json")
DECIMALS = 7
# Shares of an area that rounding to 7 decimals can move where a border was cut (catchments, circles).
CUT_TOLERANCE = 1e-6
# Rings and members share the vertices of the boundaries, so nothing moves but the last bits of the sums.
SHARED_TOLERANCE = 1e-9


class Layer:
    """A GeoJSON file with its shapes and what is wrong with it."""

    def __init__(self, folder, name):
        self.name = name
        self.problems = []
        self.features = []
        self.shapes = []
        try:
            self.collection = json.loads((folder / f"{name}.geojson").read_text(encoding="utf-8"), parse_constant=not_json)
        except (OSError, ValueError) as error:
            self.collection = {}
            self.expect(False, f"cannot be read: {error}")
            return
        self.features = self.collection.get("features", [])
        self.shapes = [shape(feature["geometry"]) if feature.get("geometry") else None for feature in self.features]

    def expect(self, holds, otherwise):
        if not holds:
            self.problems.append(otherwise)

    def label(self, index):
        properties = self.features[index]["properties"]
        return next((str(properties[key]) for key in ("code", "id", "centre", "from") if key in properties), f"feature {index}")

    def groups(self, *keys):
        """Numbers of features by the values of some properties."""
        groups = defaultdict(list)
        for index, feature in enumerate(self.features):
            groups[tuple(feature["properties"].get(key) for key in keys)].append(index)
        return groups


def not_json(word):
    raise ValueError(f"{word} is not JSON")


def check_form(layer):
    layer.expect("crs" not in layer.collection, "has a member 'crs'")
    layer.expect(layer.collection.get("type") == "FeatureCollection", "is not a FeatureCollection")
    layer.expect(layer.features, "has no features")
    for index, feature in enumerate(layer.features):
        missing = [key for key in LAYERS[layer.name].split() if key not in feature["properties"]]
        layer.expect(not missing, f"{layer.label(index)}: no property {', '.join(missing)}")
        kind = (feature.get("geometry") or {}).get("type")
        layer.expect(kind in GEOMETRY_TYPES[layer.name], f"{layer.label(index)}: geometry is {kind}")


def positions(coordinates):
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield coordinates
    else:
        for part in coordinates:
            yield from positions(part)


def check_positions(layer):
    for index, feature in enumerate(layer.features):
        for position in positions((feature.get("geometry") or {}).get("coordinates", [])):
            lon, lat = position[:2]
            sane = len(position) == 2 and math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90
            layer.expect(sane, f"{layer.label(index)}: position {position}")
            short = all(len(repr(number).partition(".")[2]) <= DECIMALS or "e" in repr(number) for number in position)
            layer.expect(short, f"{layer.label(index)}: more than {DECIMALS} decimals in {position}")


def polygons(geometry):
    return list(getattr(geometry, "geoms", [geometry]))


def check_validity(layer):
    for index, geometry in enumerate(layer.shapes):
        if geometry is None:
            continue
        layer.expect(not geometry.is_empty, f"{layer.label(index)}: empty")
        layer.expect(geometry.is_valid, f"{layer.label(index)}: {explain_validity(geometry)}")
        for polygon in polygons(geometry):
            if polygon.geom_type == "Polygon" and not polygon.is_empty:
                layer.expect(polygon.exterior.is_ccw, f"{layer.label(index)}: a shell is clockwise")
                layer.expect(not any(hole.is_ccw for hole in polygon.interiors), f"{layer.label(index)}: a hole is counter-clockwise")


def check_disjoint(layer, tolerance):
    total = sum(geometry.area for geometry in layer.shapes)
    for index, geometry in enumerate(layer.shapes):
        for other in range(index):
            if geometry.intersects(layer.shapes[other]):
                overlap = geometry.intersection(layer.shapes[other]).area
                layer.expect(overlap <= tolerance * total, f"{layer.label(other)} and {layer.label(index)} overlap by {overlap:.3g}")


def check_members_make_rings(members, rings):
    """Every member lies in its ring, and the members of a ring make up all of it."""
    by_ring = members.groups("ring")
    for index, ring in enumerate(rings.shapes):
        ring_id = rings.features[index]["properties"].get("id")
        parts = by_ring.pop((ring_id,), [])
        for part in parts:
            outside = members.shapes[part].difference(ring).area
            members.expect(outside <= SHARED_TOLERANCE * ring.area, f"{members.label(part)}: not inside ring {ring_id}")
        inside = sum(members.shapes[part].area for part in parts)
        rings.expect(abs(inside - ring.area) <= SHARED_TOLERANCE * ring.area, f"{ring_id}: is not the sum of its members")
        check_sum_of_areas(rings, index, [members.features[part]["properties"].get("area_km2") for part in parts])
    members.expect(not by_ring, f"no such ring: {sorted(map(str, by_ring))}")


def check_sum_of_areas(rings, index, parts):
    whole = rings.features[index]["properties"].get("area_km2")
    known = whole is not None and None not in parts
    rings.expect(known and math.isclose(sum(parts), whole, rel_tol=CUT_TOLERANCE), f"{rings.label(index)}: area_km2 is not the sum")


def check_partition(catchments, study_area):
    """Together the catchments are the study area."""
    total = sum(geometry.area for geometry in catchments.shapes)
    difference = abs(total - study_area.area)
    catchments.expect(difference <= CUT_TOLERANCE * study_area.area, f"areas sum to {total}, study area is {study_area.area}")
    apart = unary_union(catchments.shapes).symmetric_difference(study_area).area
    catchments.expect(apart <= CUT_TOLERANCE * study_area.area, f"differ from the study area by {apart:.3g}")


def check_nesting(circles):
    """Of one centre, the circle of fewer minutes lies in that of more."""
    for (centre, model, basis), members in circles.groups("centre", "model", "basis").items():
        members.sort(key=lambda index: circles.features[index]["properties"]["minutes"])
        for inner, outer in zip(members, members[1:]):
            outside = circles.shapes[inner].difference(circles.shapes[outer]).area
            circles.expect(outside <= CUT_TOLERANCE * circles.shapes[inner].area, f"{centre}, {model}, {basis}: bands do not nest")


def check_links(links):
    for index, feature in enumerate(links.features):
        properties = feature["properties"]
        within = properties.get("minutes") is not None and properties["minutes"] <= properties["band"]
        links.expect(within, f"{links.label(index)}: minutes beyond the band")


def check_tables(folder, rings):
    problems = []
    for name in JSON_FILES:
        try:
            json.loads((folder / name).read_text(encoding="utf-8"), parse_constant=not_json)
        except (OSError, ValueError) as error:
            problems.append(f"{name}: {error}")
    try:
        with open(folder / "summary.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        if len(rows) <= len(rings.features) or any(len(row) != len(rows[0]) for row in rows):
            problems.append("summary.csv: not a table with a row per ring")
    except (OSError, UnicodeDecodeError, IndexError) as error:
        problems.append(f"summary.csv: {error}")
    return problems


def read_study_area(file, codes):
    features = json.loads(Path(file).read_text(encoding="utf-8"))["features"]
    chosen = [shape(feature["geometry"]) for feature in features if feature["properties"]["code"] in codes]
    if len(chosen) != len(codes):
        raise SystemExit(f"{file} has {len(chosen)} of the {len(codes)} units of the study area")
    return unary_union(chosen)


def check_layers(folder, study_area):
    layers = {name: Layer(folder, name) for name in LAYERS}
    for layer in layers.values():
        check_form(layer)
        check_positions(layer)
        check_validity(layer)
    if any(layer.problems for layer in layers.values()):
        return layers  # shapes that are not valid cannot be compared
    check_disjoint(layers["rings"], SHARED_TOLERANCE)
    check_disjoint(layers["members"], SHARED_TOLERANCE)
    check_disjoint(layers["catchments"], CUT_TOLERANCE)
    check_members_make_rings(layers["members"], layers["rings"])
    check_nesting(layers["circles"])
    check_links(layers["links"])
    if study_area is not None:
        check_partition(layers["catchments"], study_area)
    return layers


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--boundaries", metavar="FILE", help="GeoJSON with the units of the study area")
    parser.add_argument("--study-area", metavar="CODES", help="codes of the units that the catchments divide")
    options = parser.parse_args()
    if (options.boundaries is None) != (options.study_area is None):
        parser.error("--boundaries and --study-area go together")
    codes = options.study_area and set(options.study_area.split(","))
    study_area = read_study_area(options.boundaries, codes) if codes else None
    layers = check_layers(options.folder, study_area)
    for layer in layers.values():
        verdict = "; ".join(layer.problems[:5]) or "valid"
        print(f"{layer.name}.geojson: {len(layer.features)} features: {verdict}")
    problems = check_tables(options.folder, layers["rings"])
    print(f"tables: {'; '.join(problems) or 'readable'}")
    return 1 if problems or any(layer.problems for layer in layers.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
