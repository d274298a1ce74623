"""What the live map needs: zones, stations and water, with their words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from trajectoire.web.observatory.presentation.stations import StationRow, stations
from trajectoire.web.observatory.presentation.zones import ZoneRow, zone_rows

Shapes = Mapping[str, Mapping[str, Any]]


def features(
    summary: Mapping[str, Any], shapes: Shapes, rivers: list[list[list[float]]]
) -> list[dict[str, Any]]:
    """Prepare everything that the live map draws, in the language of the page.

    Parameters
    ----------
    summary
        The summary of a run. [-]
    shapes
        Outline of each zone. [degree]
    rivers
        Lines of water. [degree]

    Returns
    -------
    features
        GeoJSON features, each with its kind and what is said when it is chosen. [-]

    """
    return [*_zones(summary, shapes), *_water(rivers), *_stations(summary)]


def _zones(summary: Mapping[str, Any], shapes: Shapes) -> Iterator[dict[str, Any]]:
    centres = {z["code"]: [z["longitude"], z["latitude"]] for z in summary["zones"]}
    rows, _legends = zone_rows(summary, shapes)
    for row in rows:
        if row.code in shapes:
            yield _feature(
                shapes[row.code],
                kind="zone",
                key=f"z:{row.code}",
                name=row.name,
                inside=row.inside,
                centre=centres[row.code],
                said=_zone_words(row),
                **row.classes,
            )


def _water(rivers: list[list[list[float]]]) -> Iterator[dict[str, Any]]:
    for line in rivers:
        yield _feature({"type": "LineString", "coordinates": line}, kind="river")


def _stations(summary: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    places = {s["code"]: [s["longitude"], s["latitude"]] for s in summary["stations"]}
    for row in stations(summary):
        yield _feature(
            {"type": "Point", "coordinates": places[row.code]},
            kind="station",
            key=f"s:{row.code}",
            name=row.name,
            flagged=row.alarming,
            said=_station_words(row),
        )


def _feature(geometry: Mapping[str, Any], **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _zone_words(row: ZoneRow) -> str:
    measured, declared = row.answer.measured.amount, row.answer.declared.amount
    return _(
        "%(name)s\u00a0: %(value)s %(unit)s mesurées, entre %(low)s et %(high)s "
        "(9 chances sur 10)\u202f; %(declared)s %(declared_unit)s déclarées."
    ) % {
        "name": row.name,
        "value": measured.value,
        "unit": measured.unit,
        "low": measured.low,
        "high": measured.high,
        "declared": declared.value,
        "declared_unit": declared.unit,
    }


def _station_words(row: StationRow) -> str:
    return _(
        "%(name)s, instrument\u00a0: %(kind)s, à %(height)s m. Biais\u00a0: "
        "%(bias)s ppm (%(interval)s)."
    ) % {
        "name": row.name,
        "kind": row.kind,
        "height": row.height,
        "bias": row.bias,
        "interval": row.interval,
    }
