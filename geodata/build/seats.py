"""The centre of a unit is its seat: the populated place of its name, not the middle of its polygon.

A place counts when it lies in the unit and carries the unit's name; of several the most populous is taken. Seats with
another name (Yanbian is run from Yanji) stand in seats.csv: `code,name,seat,why`, where seat is a GeoNames id.
"""

import csv
import re
from pathlib import Path

import shapely

import geonames
import names

TABLE = Path(__file__).with_name("seats.csv")
TOWN_WORDS = ("", "市", "县", "区", "镇", "城关镇", "街道")


def place_seats(units, index):
    """Sets `centre` and `centre_source` of every unit of China."""
    table = read_table()
    by_id = {place["geonameid"]: place for place in index.places}
    share_better_points(units)
    for unit in units["district"] + units["city"]:
        chosen = by_id[table[unit["code"]]] if unit["code"] in table else None
        set_centre(unit, chosen or namesake(unit, index))
        if chosen and not unit["centre_source"].startswith("geonames:"):
            raise SystemExit(f"seats.csv: {chosen['name']} is not inside {unit['code']} {unit['name']}")
    cities = {unit["code"]: unit for unit in units["city"]}
    for unit in units["province"]:
        capital = cities.get(unit["code"]) or cities[unit["code"][:2] + "0100"]
        unit["centre"], unit["centre_source"] = capital["centre"], capital["centre_source"]


def share_better_points(units):
    """The source's points of cities are rounded to 10 km; a city that is one district uses the district's instead."""
    districts = {unit["code"]: unit for unit in units["district"]}
    for unit in units["city"]:
        if unit["code"] in districts:
            unit["centre"] = districts[unit["code"]]["centre"]


def read_table():
    with open(TABLE, encoding="utf-8", newline="") as file:
        return {row["code"]: int(row["seat"]) for row in csv.DictReader(file)}


def namesake(unit, index):
    """The most populous place of the unit's name inside it; among equals a Chinese name is surer than a spelling."""
    han, latin = han_spellings(unit["name"]), latin_spellings(unit["name"], unit["name_en"])
    found = []
    for place in index.inside(unit["shape"]):
        same_han = bool(han.intersection(geonames.han_names(place)))
        if same_han or plain(place["name"]) in latin:
            found.append((place["population"], same_han, -place["geonameid"], place))
    return max(found, key=lambda entry: entry[:3])[3] if found else None


def han_spellings(name):
    stem, _ = names.stem_and_suffix(name)
    if len(stem) == 1:
        return {name, stem + "城镇", name + "城关镇"}
    return {name} | {stem + word for word in TOWN_WORDS}


def latin_spellings(name, english):
    stem, _ = names.stem_and_suffix(name)
    return {plain(english), plain(names.pinyin(name if len(stem) == 1 else stem))}


def plain(text):
    return re.sub("[^a-z]", "", names.ascii_fold(text).lower())


def most_populous(places):
    return max(places, key=lambda place: (place["population"], -place["geonameid"]), default=None)


def set_centre(unit, place):
    """A point on the border would be in two units, so a centre has to be strictly inside."""
    candidates = [(inner_point(unit["shape"]), "point on surface")]
    if "centre" in unit:
        candidates.insert(0, (unit["centre"], "tianditu"))
    if place:
        candidates.insert(0, (geonames.point(place), f"geonames:{place['geonameid']}"))
    unit["centre"], unit["centre_source"] = next(
        candidate for candidate in candidates if shapely.contains_properly(unit["shape"], shapely.Point(candidate[0]))
    )


def inner_point(shape):
    point = shapely.point_on_surface(shape)
    return (round(point.x, 5), round(point.y, 5))
