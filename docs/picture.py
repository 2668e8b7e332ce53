"""Draws docs/beijing-bay.png from the layers that `make demo` writes. Needs matplotlib.

usage: python docs/picture.py out/beijing-bay docs/beijing-bay.png
"""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.path import Path as Outline
from matplotlib.patches import PathPatch

RING_COLOURS = {"core": "#b2182b", "first": "#ef8a62", "second": "#fddbc7", "third": "#d1e5f0"}


def features(folder, layer):
    return json.loads((folder / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]


def polygons(geometry):
    if geometry is None:
        return []
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def draw(axes, geometry, **style):
    for rings in polygons(geometry):
        vertices, codes = [], []
        for ring in rings:
            vertices += ring
            codes += [Outline.MOVETO] + [Outline.LINETO] * (len(ring) - 2) + [Outline.CLOSEPOLY]
        axes.add_patch(PathPatch(Outline(vertices, codes), **style))


def label_point(geometry):
    ring = max((rings[0] for rings in polygons(geometry)), key=len)
    longitudes, latitudes = zip(*ring)
    return sum(longitudes) / len(ring), sum(latitudes) / len(ring)


def main(folder, target):
    figure, axes = plt.subplots(figsize=(9, 7.2))
    for catchment in features(folder, "catchments"):
        draw(axes, catchment["geometry"], facecolor="#f7f7f7", edgecolor="#bdbdbd", linewidth=0.6)
    for ring in features(folder, "rings"):
        properties = ring["properties"]
        people = f"{properties['population'] / 1e6:.1f} M people"
        name = f"{properties['name']}: {properties['area_km2']:,.0f} km2, {people}"
        draw(axes, ring["geometry"], facecolor=RING_COLOURS[properties["id"]], edgecolor="#555555", linewidth=0.5)
        axes.plot([], [], "s", color=RING_COLOURS[properties["id"]], markeredgecolor="#555555", label=name)
    for circle in features(folder, "circles"):
        hour = circle["properties"]["minutes"] == 60
        draw(axes, circle["geometry"], fill=False, edgecolor="#2166ac", linewidth=0.9 if hour else 0.5, linestyle="-" if hour else ":")
    axes.plot([], [], "-", color="#2166ac", linewidth=0.9, label="60 minutes from a centre (crow)")
    axes.plot([], [], ":", color="#2166ac", linewidth=0.8, label="90 minutes")
    axes.plot([], [], "-", color="#bdbdbd", label="catchments, clipped to the hinterland")
    for member in features(folder, "members"):
        longitude, latitude = label_point(member["geometry"])
        axes.annotate(member["properties"]["name_en"] or "Xiong'an", (longitude, latitude), fontsize=7, ha="center")
    axes.set_xlim(108.5, 124.5)
    axes.set_ylim(33.9, 44.4)
    axes.set_aspect(1.28)
    axes.set_title("Beijing Bay: a core and three rings of cities", fontsize=12)
    axes.legend(loc="upper center", ncol=2, fontsize=7.5, framealpha=0.95)
    axes.tick_params(labelsize=7)
    figure.tight_layout()
    figure.savefig(target, dpi=110, metadata={"Software": None})


main(Path(sys.argv[1]), sys.argv[2])
