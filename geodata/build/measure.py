"""Geodesic measures on WGS84, for the checks and the log."""

import shapely
from pyproj import Geod

WGS84 = Geod(ellps="WGS84")


def area_km2(shape):
    """Holes count as negative whatever the winding of the input."""
    total = 0.0
    for polygon in shapely.get_parts(shape):
        total += ring_area(polygon.exterior) - sum(ring_area(ring) for ring in polygon.interiors)
    return total


def ring_area(ring):
    lon, lat = zip(*ring.coords)
    return abs(WGS84.polygon_area_perimeter(lon, lat)[0]) / 1e6


def distance_km(a, b):
    return WGS84.inv(a[0], a[1], b[0], b[1])[2] / 1e3
