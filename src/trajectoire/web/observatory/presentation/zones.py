"""Zone by zone: classes of colour, drawn by the server and reused by the live map."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from trajectoire.core.quantity import Z_90
from trajectoire.web.observatory.presentation.answer import (
    SILENT_ABOVE,
    Answer,
    read_balance,
)
from trajectoire.web.observatory.presentation.scale import ticks
from trajectoire.web.observatory.presentation.sectors import localised
from trajectoire.web.typography.numbers import number, percent

MODES = ("posterior", "prior", "difference", "uncertainty")
_DEGREE = 111.195  # km per degree on the sphere of 6,371 km
_GAPS = (-0.2, -0.05, 0.05, 0.2)  # relative difference, our choice of classes
_DOUBTS = (0.1, 0.2, 0.3, 0.5)  # relative half-width of the interval, likewise


@dataclass(frozen=True)
class ZoneRow:
    """A zone, ready for the list and for the map.

    Parameters
    ----------
    code, name
        Which. [-]
    inside
        Whether it counts in the city's total. [-]
    answer
        Its figures. [-]
    gap, doubt
        Relative difference and half-width, written; empty without meaning. [%]
    classes
        Class of colour by mode. [-]
    """

    code: str
    name: str
    inside: bool
    answer: Answer
    gap: str
    doubt: str
    classes: dict[str, int]


@dataclass(frozen=True)
class Legend:
    """What the colours of a mode mean.

    Parameters
    ----------
    title
        What is shown, with its unit. [-]
    palette
        ``seq`` or ``div``: two families of colours. [-]
    labels
        From the first class to the last. [-]

    """

    title: str
    palette: str
    labels: tuple[str, ...]


def area(geometry: Mapping[str, Any]) -> float:
    """Give the area of a zone.

    Parameters
    ----------
    geometry
        Polygon or MultiPolygon, longitude then latitude. [degree]

    Returns
    -------
    area
        On a plane tangent at the zone: right to a few parts in a thousand for a
        city. [km2]

    """
    return sum(
        abs(_shoelace(rings[0])) - sum(abs(_shoelace(hole)) for hole in rings[1:])
        for rings in polygons(geometry)
    )


def polygons(geometry: Mapping[str, Any]) -> list[list[list[list[float]]]]:
    """List the polygons of a geometry.

    Parameters
    ----------
    geometry
        Polygon, MultiPolygon or anything else. [degree]

    Returns
    -------
    polygons
        Rings of each; empty for what is no surface. [degree]

    """
    kind = geometry.get("type")
    if kind == "Polygon":
        return [geometry["coordinates"]]
    return list(geometry["coordinates"]) if kind == "MultiPolygon" else []


def _shoelace(ring: Sequence[Sequence[float]]) -> float:
    shrink = math.cos(math.radians(sum(p[1] for p in ring) / len(ring)))
    twice = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    return 0.5 * twice * shrink * _DEGREE**2


def zone_rows(
    summary: Mapping[str, Any], geometries: Mapping[str, Mapping[str, Any]]
) -> tuple[list[ZoneRow], dict[str, Legend]]:
    """Prepare the zones of a run.

    Parameters
    ----------
    summary
        The summary of the run. [-]
    geometries
        Outline of each zone by its code; missing where none is known. [-]

    Returns
    -------
    rows
        The city first, largest first. [-]
    legends
        One a mode. [-]

    """
    zones = summary["zones"]
    areas = {code: area(geometry) for code, geometry in geometries.items()}
    per_area = all(areas.get(zone["code"], 0.0) > 0 for zone in zones)
    sizes = {z["code"]: areas[z["code"]] if per_area else 1.0 for z in zones}
    by = 1.0 if per_area else 1e3
    heights = [
        max(zone[name], 0.0) / sizes[zone["code"]] / by
        for zone in zones
        for name in ("posterior_t", "prior_t")
    ]
    steps = ticks(0.0, max(heights, default=1.0), 5)[1:-1]
    rows = [_row(zone, sizes[zone["code"]] * by, steps) for zone in zones]
    rows.sort(key=lambda row: (not row.inside, -row.answer.measured.value))
    return rows, _legends(steps, per_area=per_area)


def _row(zone: Mapping[str, Any], size: float, steps: Sequence[float]) -> ZoneRow:
    found = {
        "prior": zone["prior_t"],
        "prior_sd": zone["prior_sd_t"],
        "posterior": zone["posterior_t"],
        "posterior_sd": zone["posterior_sd_t"],
    }
    if zone.get("truth_t") is not None:
        found["truth"] = zone["truth_t"]
    said = read_balance(found, "kt")
    gap = found["posterior"] / found["prior"] - 1 if found["prior"] else 0.0
    half = Z_90 * found["posterior_sd"]
    doubt = half / abs(found["posterior"]) if found["posterior"] else math.inf
    sign = "+" if gap > 0 else ""
    return ZoneRow(
        code=zone["code"],
        name=localised(zone, "name"),
        inside=bool(zone["inside"]),
        answer=said,
        gap=f"{sign}{percent(gap)}" if found["prior"] else "",
        doubt=f"±{percent(doubt)}" if math.isfinite(doubt) else "",
        classes={
            "posterior": bisect_right(steps, found["posterior"] / size),
            "prior": bisect_right(steps, found["prior"] / size),
            "difference": bisect_right(_GAPS, gap),
            "uncertainty": bisect_right(_DOUBTS, doubt),
            "silent": int(found["posterior_sd"] >= SILENT_ABOVE * found["prior_sd"]),
        },
    )


def _legends(steps: Sequence[float], *, per_area: bool) -> dict[str, Legend]:
    unit = _("tonnes de CO2 par km²") if per_area else _("milliers de tonnes de CO2")
    amounts = _labels(steps, number)
    return {
        "posterior": Legend(_("Mesuré, en %(unit)s") % {"unit": unit}, "seq", amounts),
        "prior": Legend(_("Déclaré, en %(unit)s") % {"unit": unit}, "seq", amounts),
        "difference": Legend(
            _("Écart du mesuré au déclaré"), "div", _labels(_GAPS, _share)
        ),
        "uncertainty": Legend(
            _("Incertitude du mesuré (9 chances sur 10)"),
            "seq",
            _labels(_DOUBTS, _share),
        ),
    }


def _share(value: float) -> str:
    return percent(value)


def _labels(steps: Sequence[float], write: Any) -> tuple[str, ...]:
    first = _("moins de %(value)s") % {"value": write(steps[0])}
    last = _("plus de %(value)s") % {"value": write(steps[-1])}
    middle = (
        _("de %(low)s à %(high)s") % {"low": write(a), "high": write(b)}
        for a, b in pairwise(steps)
    )
    return (first, *middle, last)
