"""Makes a set of polygons an exact coverage: no overlaps, no gaps, neighbours share every vertex of a common border."""

from itertools import groupby

import numpy as np
import shapely

DECIMALS = 7
# Vertices closer than this to a neighbour's edge lie on it: rounding to 7 decimals moves a point by at most 0.71e-7.
ON_EDGE = 1.5e-7


def clean(shapes, fill):
    """`shapes` maps code to polygon and is changed in place. Returns what was done, for the log.

    `fill` closes the holes between units; leave it off where such a hole may be water.
    """
    log = settle_overlaps(shapes)
    insert_shared_vertices(shapes, touched={code for entry in log for code in entry["codes"]})
    return log + (fill_gaps(shapes) if fill else [])


def settle_overlaps(shapes):
    """Gives every overlap to the smaller code, one pair after the other, so that the result does not depend on luck."""
    log = []
    for smaller, larger in overlapping_pairs(shapes):
        overlap = shapely.intersection(shapes[smaller], shapes[larger])
        shapes[larger] = rounded(only_polygons(shapely.difference(shapes[larger], shapes[smaller])))
        log.append({"what": "overlap", "codes": [smaller, larger], "given_to": smaller, "shape": only_polygons(overlap)})
    return log


def overlapping_pairs(shapes):
    codes = sorted(shapes)
    polygons = np.array([shapes[code] for code in codes])
    left, right = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    ordered = left < right
    left, right = left[ordered], right[ordered]
    shared = shapely.area(shapely.intersection(polygons[left], polygons[right])) > 0
    return sorted((codes[a], codes[b]) for a, b in zip(left[shared], right[shared]))


def only_polygons(shape):
    """Overlay results may carry lines and points where borders merely touch."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def rounded(shape):
    return shapely.transform(shape, lambda points: np.round(points, DECIMALS))


def insert_shared_vertices(shapes, touched):
    """A cut creates vertices on a neighbour's edge; the neighbour gets them too."""
    codes = sorted(shapes)
    tree = shapely.STRtree([shapes[code] for code in codes])
    around = {codes[i] for code in touched for i in tree.query(shapes[code])}
    for code in sorted(around):
        near = [codes[i] for i in tree.query(shapes[code]) if codes[i] != code]
        points = np.unique(np.vstack([shapely.get_coordinates(shapes[other]) for other in near]), axis=0)
        shapes[code] = with_vertices(shapes[code], points)


def with_vertices(shape, points):
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = [ring_with_vertices(np.asarray(ring.coords), points) for ring in [polygon.exterior, *polygon.interiors]]
        polygons.append(shapely.Polygon(rings[0], rings[1:]))
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def ring_with_vertices(ring, points):
    result = []
    for start, end in zip(ring[:-1], ring[1:]):
        result.append(start)
        result.extend(points_on_edge(start, end, points))
    result.append(ring[-1])
    return np.array(result)


def points_on_edge(start, end, points):
    """The points strictly inside the edge, in order from its start."""
    along = end - start
    length = np.hypot(*along)
    if length == 0:
        return []
    offset = points - start
    position = offset @ along / length
    distance = np.abs(offset[:, 0] * along[1] - offset[:, 1] * along[0]) / length
    inside = (distance < ON_EDGE) & (position > ON_EDGE) & (position < length - ON_EDGE)
    return list(points[inside][np.argsort(position[inside])])


def fill_gaps(shapes):
    """Closes holes between several units: each goes to the unit with the longest share of the hole's border.

    A hole inside a single unit (a lagoon, an atoll) is the source's own statement and stays.
    """
    log = []
    codes = sorted(shapes)
    tree = shapely.STRtree([shapes[code] for code in codes])
    for hole in holes([shapes[code] for code in codes]):
        around = sorted(codes[i] for i in tree.query(hole, predicate="intersects"))
        if len(around) < 2:
            continue
        border = {code: shapely.length(shapely.intersection(hole.exterior, shapes[code])) for code in around}
        owner = max(around, key=lambda code: border[code])
        shapes[owner] = shapely.union(shapes[owner], hole)
        log.append({"what": "gap", "codes": around, "given_to": owner, "shape": hole})
    return log


def holes(polygons):
    whole = shapely.coverage_union_all(polygons)
    return [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]


def dissolve(shapes, group_of):
    """Unions of the polygons that share a group; exact because they form a coverage."""
    groups = {}
    for code, shape in shapes.items():
        groups.setdefault(group_of[code], []).append(shape)
    return {group: only_polygons(shapely.coverage_union_all(parts)) for group, parts in groups.items()}


def canonical(shape):
    """One spelling for one polygon: rings wound as RFC 7946 wants, starting at their lowest vertex, parts in order."""
    polygons = [canonical_polygon(part) for part in shapely.get_parts(rounded(shape))]
    polygons.sort(key=lambda polygon: polygon.exterior.coords[0])
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def canonical_polygon(polygon):
    shell = canonical_ring(polygon.exterior, counter_clockwise=True)
    inner = sorted(canonical_ring(ring, counter_clockwise=False) for ring in polygon.interiors)
    return shapely.Polygon(shell, inner)


def canonical_ring(ring, counter_clockwise):
    """Also drops vertices that merely repeat the one before, which the sources have here and there."""
    points = [point for point, _ in groupby(ring.coords)][:-1]
    if shapely.is_ccw(ring) != counter_clockwise:
        points.reverse()
    first = points.index(min(points))
    points = points[first:] + points[:first]
    return points + points[:1]
