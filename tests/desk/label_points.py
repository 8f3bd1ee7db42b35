"""Makes `api/desk/people/label_points.json`: for each country the point inside it that lies farthest from its borders.

    python -m tests.desk.label_points countries-50m.json

The file is that of the npm package `world-atlas`, which names countries by their numbers of ISO 3166-1.
"""

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pycountry

WRITTEN = Path(__file__).parents[2] / "api" / "desk" / "people" / "label_points.json"
GRID = 60
"""Points that are tried along each side of a country."""

Ring = np.ndarray


def rings_of(atlas: dict[str, Any]) -> dict[str, list[Ring]]:
    """The outer rings of each country (longitude, latitude in degrees), by alpha-3 code."""
    (sx, sy), (tx, ty) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = [np.cumsum(np.array(arc), axis=0) * (sx, sy) + (tx, ty) for arc in atlas["arcs"]]
    found: dict[str, list[Ring]] = {}
    for shape in atlas["objects"]["countries"]["geometries"]:
        country = pycountry.countries.get(numeric=shape.get("id", ""))
        code = country.alpha_3 if country else {"Kosovo": "RKS"}.get(shape["properties"]["name"])
        if code is None:
            continue
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        found.setdefault(code, []).extend(_ring(polygon[0], arcs) for polygon in polygons)
    return found


def _ring(numbers: list[int], arcs: list[Ring]) -> Ring:
    return np.concatenate([arcs[number] if number >= 0 else arcs[~number][::-1] for number in numbers])


def label_point(rings: list[Ring]) -> tuple[float, float]:
    """Latitude and longitude of the point farthest from the border of the largest part."""
    ring = max(map(_in_one_piece, rings), key=_area)
    squeeze = np.array([np.cos(np.radians(ring[:, 1].mean())), 1.0])
    flat = ring * squeeze
    low, high = flat.min(axis=0), flat.max(axis=0)
    x, y = np.meshgrid(*(np.linspace(low[axis], high[axis], GRID + 2)[1:-1] for axis in (0, 1)))
    points = np.column_stack([x.ravel(), y.ravel()])
    far = np.full(len(points), np.inf)
    inside = np.zeros(len(points), dtype=bool)
    for a, b in pairwise(flat):
        side = b - a
        along = np.clip(((points - a) @ side) / max(side @ side, 1e-12), 0, 1)
        far = np.minimum(far, np.linalg.norm(points - (a + along[:, None] * side), axis=1))
        crosses = (a[1] > points[:, 1]) != (b[1] > points[:, 1])
        if a[1] != b[1]:
            inside ^= crosses & (points[:, 0] < a[0] + (points[:, 1] - a[1]) * side[0] / side[1])
    longitude, latitude = points[np.argmax(np.where(inside, far, -1))] / squeeze
    return round(float(latitude), 2), round(float(longitude + 180) % 360 - 180, 2)


def _in_one_piece(ring: Ring) -> Ring:
    """A ring across the 180th meridian with longitudes that go on beyond it."""
    if np.ptp(ring[:, 0]) <= 180:
        return ring
    return np.column_stack([np.where(ring[:, 0] < 0, ring[:, 0] + 360, ring[:, 0]), ring[:, 1]])


def _area(ring: Ring) -> float:
    x, y = ring[:, 0] * np.cos(np.radians(ring[:, 1])), ring[:, 1]
    return float(abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])))


def main() -> None:
    """Write the file from the atlas that is named."""
    atlas = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    points = {code: label_point(rings) for code, rings in sorted(rings_of(atlas).items())}
    rows = ",\n".join(f' "{code}": [{latitude}, {longitude}]' for code, (latitude, longitude) in points.items())
    WRITTEN.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
