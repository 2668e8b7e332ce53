"""Airports with an IATA code from the PyPI package airportsdata, corrected by airports.csv where that is known to be off."""

import csv
from pathlib import Path

import airportsdata
import shapely

TABLE = Path(__file__).with_name("airports.csv")
COUNTRIES = ("CN", "HK", "MO", "TW", "JP")
US_STATES = ("California", "New York", "New Jersey", "Connecticut", "Pennsylvania")


def features(locator):
    corrections = read_corrections()
    for airport in sorted(airportsdata.load().values(), key=lambda airport: airport["iata"]):
        if is_wanted(airport):
            yield feature(airport, corrections.get(airport["iata"], {}), locator)


def is_wanted(airport):
    """The package also lists airports under construction, some of them without coordinates; those serve nobody yet."""
    covered = airport["country"] in COUNTRIES or (airport["country"] == "US" and airport["subd"] in US_STATES)
    return bool(airport["iata"]) and covered and "under construction" not in airport["name"]


def read_corrections():
    with open(TABLE, encoding="utf-8", newline="") as file:
        return {row["iata"]: row for row in csv.DictReader(file)}


def feature(airport, correction, locator):
    point = (float(correction.get("lon") or airport["lon"]), float(correction.get("lat") or airport["lat"]))
    properties = {
        "name": correction.get("name") or " ".join(airport["name"].split()),
        "name_zh": correction.get("name_zh") or None,
        "iata": airport["iata"],
        "icao": None if airport["icao"].startswith("_") else airport["icao"],
        "country": airport["country"],
        "unit": locator.code_at(point),
        "note": correction.get("note") or None,
    }
    return properties, shapely.Point(point)
