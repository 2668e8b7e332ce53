"""Population and GDP from geodata/facts/, joined to units by code. A unit that is not listed has no value: never zero."""

import csv
from pathlib import Path

FACTS = Path(__file__).resolve().parent.parent / "facts"
NOTHING = {
    "population": None,
    "population_year": None,
    "population_source": None,
    "gdp": None,
    "gdp_year": None,
    "gdp_source": None,
}


def read_facts():
    """Values by code. Codes that are no unit of the atlas (XA, Xiong'an) are simply never asked for."""
    facts = {}
    for row in read_table("population_2020.csv"):
        facts.setdefault(row["adcode"], dict(NOTHING)).update(
            population=int(row["population"]), population_year=int(row["year"]), population_source=row["source"]
        )
    for row in read_table("gdp_2022.csv"):
        facts.setdefault(row["adcode"], dict(NOTHING)).update(
            gdp=float(row["gdp_100m_yuan"]), gdp_year=int(row["year"]), gdp_source=row["source"]
        )
    return facts


def read_table(name):
    with open(FACTS / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_unit(facts, code):
    return facts.get(code, NOTHING)
