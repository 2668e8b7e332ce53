"""China's provinces, cities and districts: districts from the source, the upper levels dissolved from them."""

import coverage
import measure
from tianditu import read_layer

LEVELS = ("province", "city", "district")


def read_units():
    """Units by level, each in the order of its code, and what was repaired on the way."""
    rows = {level: read_layer(level) for level in LEVELS}
    shapes = {row["district_adcode"]: row["geometry"] for row in rows["district"]}
    repairs = coverage.clean(shapes, fill=True)
    shapes_of = {"district": shapes}
    for level in ("province", "city"):
        above = {row["district_adcode"]: row[f"{level}_adcode"] for row in rows["district"]}
        shapes_of[level] = coverage.dissolve(shapes, above)
    units = {level: make_units(level, rows[level], shapes_of[level]) for level in LEVELS}
    return units, repairs, differences_from_source(rows, shapes_of)


def make_units(level, rows, shapes):
    units = []
    for row in sorted(rows, key=lambda row: row[f"{level}_adcode"]):
        code = row[f"{level}_adcode"]
        units.append(
            {
                "code": code,
                "name": row[f"{level}_name"],
                "level": level,
                "parent": parent_of(level, row),
                "centre": (float(row["lon"]), float(row["lat"])),
                "shape": coverage.canonical(shapes[code]),
            }
        )
    return units


def parent_of(level, row):
    """The first code above that is not the unit's own: Dongguan's district answers to Guangdong, Macao to nobody."""
    above = LEVELS[: LEVELS.index(level)]
    codes = [row[f"{upper}_adcode"] for upper in reversed(above)]
    return next((code for code in codes if code != row[f"{level}_adcode"]), None)


def differences_from_source(rows, shapes_of):
    """Where the source's own upper layers do not agree with its districts, in km2."""
    found = []
    for level in ("province", "city"):
        for row in rows[level]:
            code = row[f"{level}_adcode"]
            difference = shapes_of[level][code].symmetric_difference(row["geometry"])
            area = measure.area_km2(coverage.only_polygons(difference)) if difference.area else 0.0
            if area > 0.0:
                found.append((level, code, row[f"{level}_name"], area))
    return found
