"""The populated places of GeoNames, each with the unit it is in."""

import shapely

import geonames
import names
import seats
import us

ABROAD_AT_LEAST = 5000


def read_all():
    """China's places whatever their size; in Japan and the five US states those of 5,000 people and more."""
    china = geonames.read_places(geonames.CHINA)
    abroad = geonames.read_places(("JP", "US"))
    kept = [place for place in abroad if place["population"] >= ABROAD_AT_LEAST and is_covered(place)]
    return sorted(china + kept, key=lambda place: place["geonameid"])


def is_covered(place):
    return place["countrycode"] == "JP" or place["admin1code"] in us.STATES.values()


def features(places, locator, unit_names):
    """`unit_names` are the names that the units of China have, with and without their suffix."""
    for place in places:
        point = geonames.point(place)
        properties = {
            "name": place["name"],
            "name_zh": chinese_name(place, unit_names),
            "name_en": english_name(place),
            "population": place["population"] or None,
            "country": place["countrycode"],
            "code": str(place["geonameid"]),
            "unit": locator.code_at(point),
        }
        yield properties, shapely.Point(point)


def english_name(place):
    """GeoNames' name in ASCII; the few that it has in Chinese only are read as pinyin."""
    straight = place["name"].replace("’", "'").replace("‘", "'")
    return names.ascii_fold(straight) or names.pinyin(straight)


def chinese_name(place, unit_names):
    """Of the names in Han script the simplified one, then one that sounds like the place's name or is a unit's, then the
    shortest: this leaves out old names and abbreviations (乌鲁木齐, not 迪化)."""
    sound = seats.plain(place["name"])

    def rank(name):
        fits = seats.plain(names.pinyin(name)) == sound or name in unit_names
        return (not is_simplified(name), not fits, len(name), name)

    return min(geonames.han_names(place), key=rank, default=None)


def is_simplified(name):
    """GB 2312 has the simplified characters and hardly any traditional or Japanese ones."""
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
