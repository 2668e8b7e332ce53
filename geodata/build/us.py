"""Counties of five US states from the Census Bureau's boundaries, as the npm package us-atlas carries them (TopoJSON)."""

import json

import shapely

import coverage
import facts
import seats

STATES = {"06": "CA", "09": "CT", "34": "NJ", "36": "NY", "42": "PA"}


def read_counties(topology_json):
    """Counties of the five states, the codes of repaired outlines, and the overlaps settled."""
    with open(topology_json, encoding="utf-8") as file:
        topology = json.load(file)
    arcs = [arc_points(arc, topology["transform"]) for arc in topology["arcs"]]
    names, shapes, repaired = {}, {}, []
    for geometry in topology["objects"]["counties"]["geometries"]:
        code = geometry["id"]
        if code[:2] not in STATES:
            continue
        polygons = [coverage.rounded(polygon) for polygon in polygons_of(geometry, arcs)]
        names[code] = geometry["properties"]["name"]
        shapes[code] = coverage.only_polygons(shapely.MultiPolygon([body_of(polygon) for polygon in polygons]))
        if not all(polygon.is_valid for polygon in polygons):
            repaired.append(code)
    overlaps = coverage.clean(shapes, fill=False)
    units = [make_unit(code, names[code], "county", code[:2], shapes[code]) for code in sorted(shapes)]
    return units, sorted(repaired), overlaps


def body_of(polygon):
    """Of a ring that crosses or touches itself, its main part: spikes, slivers and collapsed islets go."""
    if polygon.is_valid:
        return polygon
    parts = shapely.get_parts(shapely.make_valid(polygon, method="structure", keep_collapsed=False))
    return max(parts, key=lambda part: part.area, default=shapely.Polygon())


def read_states(topology_json, counties):
    """States are their counties put together, so that the levels fit."""
    with open(topology_json, encoding="utf-8") as file:
        geometries = json.load(file)["objects"]["states"]["geometries"]
    names = {geometry["id"]: geometry["properties"]["name"] for geometry in geometries}
    shapes = {unit["code"]: unit["shape"] for unit in counties}
    states = coverage.dissolve(shapes, {code: code[:2] for code in shapes})
    return [make_unit(code, names[code], "state", None, states[code]) for code in sorted(states)]


def make_unit(code, name, level, parent, shape):
    return {
        "code": code,
        "name": name,
        "name_en": name,
        "level": level,
        "parent": parent,
        "shape": coverage.canonical(shape),
        **facts.NOTHING,
    }


def arc_points(arc, transform):
    """TopoJSON stores integer steps from point to point."""
    (scale_x, scale_y), (start_x, start_y) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + start_x, y * scale_y + start_y))
    return points


def polygons_of(geometry, arcs):
    groups = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for rings in groups:
        shell, *holes = [ring_points(ring, arcs) for ring in rings]
        yield shapely.Polygon(shell, holes)


def ring_points(indexes, arcs):
    """A ring is a chain of arcs; a negative index (the complement) means the arc backwards."""
    points = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def place_seats(counties, states, index):
    """The largest place of a county stands for its seat; capitals of the states are in seats.csv."""
    table = seats.read_table()
    by_id = {place["geonameid"]: place for place in index.places}
    for unit in counties:
        seats.set_centre(unit, seats.most_populous(index.inside(unit["shape"])))
    for unit in states:
        seats.set_centre(unit, by_id[table[unit["code"]]])
