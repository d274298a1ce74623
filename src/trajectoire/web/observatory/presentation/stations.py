"""The stations and their defaults, those that are named first."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from trajectoire.core.quantity import Z_90
from trajectoire.web.typography.numbers import decimals, number, typeset

_BEYOND = 3  # times the declared bias: chance alone would go there once in 400


@dataclass(frozen=True)
class StationRow:
    """A station, ready for the table.

    Parameters
    ----------
    code, name, kind
        Which, and which class of instrument. [-]
    height
        Of the inlet above the ground. [m]
    observations
        How many were used. [-]
    bias, interval, drift
        Written, with the unit of the sensor. [ppm]
    withheld
        Typical error when it was kept aside: before, after; empty otherwise. [ppm]
    flagged
        Whether its bias is told from zero: it is then estimated and taken away. [-]
    alarming
        Whether it is beyond three times what its class declares. [-]

    """

    code: str
    name: str
    kind: str
    height: str
    observations: str
    bias: str
    interval: str
    drift: str
    withheld: str
    flagged: bool
    alarming: bool


def stations(summary: Mapping[str, Any]) -> list[StationRow]:
    """Prepare the stations, those that are named first.

    Parameters
    ----------
    summary
        The summary of the run. [-]

    Returns
    -------
    rows
        Flagged ones first. [-]

    """
    rows = [_station(station) for station in summary["stations"]]
    return sorted(rows, key=lambda row: not row.flagged)


def worst(summary: Mapping[str, Any], count: int = 5) -> list[StationRow]:
    """Name the stations whose bias weighs most.

    Parameters
    ----------
    summary
        The summary of the run. [-]
    count
        How many at most. [-]

    Returns
    -------
    rows
        Flagged ones only, the largest bias first. [-]

    """
    flagged = [station for station in summary["stations"] if station["flagged"]]
    flagged.sort(key=lambda station: -abs(station["bias_ppm"]))
    return [_station(station) for station in flagged[:count]]


def instrument_classes() -> dict[str, str]:
    """Name the classes of instruments."""
    return {
        "reference": _("référence"),
        "mid-cost": _("coût moyen"),
        "low-cost": _("bas coût"),
        "eddy-covariance": _("tour à flux"),
    }


def _station(station: Mapping[str, Any]) -> StationRow:
    bias, spread = float(station["bias_ppm"]), float(station["bias_sd_ppm"])
    half = Z_90 * spread
    places = min(decimals(half), 2)
    kept = station.get("withheld")
    species = str(station.get("species", "co2"))
    kind = str(station.get("instrument_class", ""))
    return StationRow(
        code=station["code"],
        name=typeset(station["name"])
        if species == "co2"
        else f"{station['name']} ({species})",
        kind=instrument_classes().get(kind, kind),
        height=number(station["height_m"]),
        observations=number(station["observations"]),
        bias=number(bias, places, sign=True),
        interval=_("%(low)s à %(high)s")
        % {"low": number(bias - half, places), "high": number(bias + half, places)},
        drift=number(float(station.get("drift_ppm") or 0.0), places, sign=True),
        withheld=_errors(kept) if kept else "",
        flagged=bool(station["flagged"]),
        alarming=is_alarming(station),
    )


def is_alarming(station: Mapping[str, Any]) -> bool:
    """Tell whether a sensor drifts far beyond what its class of instruments declares.

    Parameters
    ----------
    station
        Of the summary of a run. [-]

    Returns
    -------
    alarming
        False for a class that declares nothing. [-]

    """
    kind = station.get("instrument_class"), station.get("species", "co2")
    declared = _declared_biases().get(kind)
    beyond = declared is not None and abs(station["bias_ppm"]) > _BEYOND * declared
    return bool(station["flagged"] and beyond)


@cache
def _declared_biases() -> dict[tuple[str, str], float]:
    from trajectoire.instruments.observatory.gather.tables import read_table

    return {
        (row["code"], row.get("species", "co2")): float(row["bias"])
        for row in read_table("instrument_classes")
    }


def _errors(kept: Mapping[str, Any]) -> str:
    before, after = number(kept["rmse_prior_ppm"], 1), number(kept["rmse_ppm"], 1)
    return f"{before} → {after}"
