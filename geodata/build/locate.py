"""Which unit a point is in: the smallest code among those that touch it, as everywhere in ringshed."""

import shapely


class UnitLocator:
    def __init__(self, units):
        self.units = sorted(units, key=lambda unit: unit["code"])
        self.tree = shapely.STRtree([unit["shape"] for unit in self.units])

    def code_at(self, point):
        found = self.tree.query(shapely.Point(point), predicate="intersects")
        return self.units[min(found)]["code"] if len(found) else None
