"""Builds every file of geodata/ from the pinned packages. Run by build.sh; see geodata/README.md."""

import sys
from pathlib import Path

import china
import facts
import names
from write import write_layer

FILES = {"province": "provinces", "city": "cities", "district": "districts"}


def main(out):
    build_china(out)


def build_china(out):
    units, repairs, differences = china.read_units()
    for repair in repairs:
        print(f"repaired: {repair['what']} between {', '.join(repair['codes'])} given to {repair['given_to']}")
    for level, code, name, area in differences:
        print(f"source differs: {level} {code} {name} by {area:.6f} km2")
    exceptions = names.read_exceptions()
    values = facts.read_facts()
    for level, members in units.items():
        features = [(unit_properties(unit, exceptions, values), unit["shape"]) for unit in members]
        write_layer(out / "china" / f"{FILES[level]}.geojson", features)
    return units


def unit_properties(unit, exceptions, values):
    lon, lat = unit["centre"]
    return {
        "code": unit["code"],
        "name": unit["name"],
        "name_en": names.english(unit["code"], unit["name"], exceptions),
        "level": unit["level"],
        "parent": unit["parent"],
        "centre_lon": lon,
        "centre_lat": lat,
        "centre_source": "tianditu",
        **facts.of_unit(values, unit["code"]),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
