"""How far the answer can be trusted, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from trajectoire.web.observatory.presentation.sectors import localised
from trajectoire.web.pages.numbers import Z_90, number, percent


@dataclass(frozen=True)
class Check:
    """One thing that was checked.

    Parameters
    ----------
    name
        As the trade calls it. [-]
    value
        What was found. [-]
    words
        What it means for the reader. [-]
    sound
        Whether it is as it should be; None where it is only information. [-]

    """

    name: str
    value: str
    words: str
    sound: bool | None = None


def checks(summary: Mapping[str, Any]) -> list[Check]:
    """Put the diagnostics of a run in words.

    Parameters
    ----------
    summary
        The summary of the run. [-]

    Returns
    -------
    checks
        Those that the run carries, in the order of reading. [-]

    """
    found = summary.get("diagnostics", {})
    makers = (_gain, _chi_square, _freedom, _innovation)
    made = [maker(found) for maker in makers]
    return [check for check in made if check] + _withheld(summary)


def _gain(found: Mapping[str, Any]) -> Check | None:
    if found.get("gain_total") is None:
        return None
    gain = float(found["gain_total"])
    return Check(
        _("Gain sur ce qui était déclaré"),
        percent(gain),
        _(
            "L’air a réduit d’autant l’incertitude du total de la ville. À 0 %, les "
            "capteurs n’auraient rien appris ; à 100 %, ils diraient tout."
        ),
        gain >= 0.1,
    )


def _chi_square(found: Mapping[str, Any]) -> Check | None:
    if found.get("reduced_chi_square") is None:
        return None
    value = float(found["reduced_chi_square"])
    low, high = found.get("reduced_chi_square_interval") or (0.9, 1.1)
    words = _(
        "Les écarts entre le calcul et les capteurs ont la taille annoncée : les "
        "incertitudes affichées sont honnêtes."
    )
    if value > high:
        words = _(
            "Les écarts entre le calcul et les capteurs sont plus grands qu’annoncé : "
            "les intervalles affichés sont trop étroits, à lire avec prudence."
        )
    if value < low:
        words = _(
            "Les écarts entre le calcul et les capteurs sont plus petits qu’annoncé : "
            "les intervalles affichés sont plus larges que nécessaire."
        )
    expected = _("%(value)s, attendu entre %(low)s et %(high)s") % {
        "value": number(value, 2),
        "low": number(low, 2),
        "high": number(high, 2),
    }
    return Check(_("Khi-deux réduit"), expected, words, low <= value <= high)


def _freedom(found: Mapping[str, Any]) -> Check | None:
    if found.get("degrees_of_freedom_signal") is None:
        return None
    return Check(
        _("Degrés de liberté du signal"),
        number(found["degrees_of_freedom_signal"], 0),
        _(
            "Nombre d’informations indépendantes que %(observations)s observations ont "
            "apportées, pour %(unknowns)s inconnues. Le reste vient de ce qui était "
            "déclaré."
        )
        % {
            "observations": number(found.get("observations", 0)),
            "unknowns": number(found.get("unknowns", 0)),
        },
    )


def _innovation(found: Mapping[str, Any]) -> Check | None:
    if found.get("innovation_mean_ppm") is None:
        return None
    return Check(
        _("Écart moyen avant correction"),
        _("%(value)s ppm") % {"value": number(found["innovation_mean_ppm"], 2)},
        _(
            "Moyenne de ce que les capteurs voient, moins ce que les émissions "
            "déclarées faisaient attendre (ppm : parties par million, la teneur de "
            "l’air en CO2)."
        ),
    )


def _withheld(summary: Mapping[str, Any]) -> list[Check]:
    """Stations kept aside, then foretold from the others."""
    made = []
    for station in summary.get("stations", []):
        kept = station.get("withheld")
        if not kept:
            continue
        better = kept["rmse_ppm"] < kept["rmse_prior_ppm"]
        words = (
            _(
                "Cette station a été mise de côté, puis prédite avec les autres : "
                "l’erreur typique passe de %(before)s à %(after)s ppm ; %(coverage)s "
                "des valeurs tombent dans l’intervalle à 90 %%."
            )
            if better
            else _(
                "Cette station a été mise de côté, puis prédite avec les autres : "
                "l’erreur typique ne diminue pas (%(before)s puis %(after)s ppm) ; "
                "%(coverage)s des valeurs tombent dans l’intervalle à 90 %%."
            )
        )
        made.append(
            Check(
                _("Station retirée : %(name)s") % {"name": station["name"]},
                _("%(value)s ppm") % {"value": number(kept["rmse_ppm"], 1)},
                words
                % {
                    "before": number(kept["rmse_prior_ppm"], 1),
                    "after": number(kept["rmse_ppm"], 1),
                    "coverage": percent(kept["coverage_90"]),
                },
                better,
            )
        )
    return made


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
        Written. [ppm]
    flagged
        Whether its bias is told from zero. [-]

    """

    code: str
    name: str
    kind: str
    height: str
    observations: str
    bias: str
    interval: str
    drift: str
    flagged: bool


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
    kind = str(station.get("instrument_class", ""))
    return StationRow(
        code=station["code"],
        name=station["name"],
        kind=instrument_classes().get(kind, kind),
        height=number(station["height_m"]),
        observations=number(station["observations"]),
        bias=number(bias, 1, sign=True),
        interval=_("%(low)s à %(high)s")
        % {"low": number(bias - half, 1), "high": number(bias + half, 1)},
        drift=number(float(station.get("drift_ppm") or 0.0), 1, sign=True),
        flagged=bool(station["flagged"]),
    )


@dataclass(frozen=True)
class KernelRow:
    """What the estimate of a sector follows."""

    name: str
    shares: tuple[str, ...]


def kernel(summary: Mapping[str, Any]) -> list[KernelRow]:
    """Write the averaging kernel reduced to sectors.

    Parameters
    ----------
    summary
        The summary of the run. [-]

    Returns
    -------
    rows
        One a sector; empty when the run carries none. [-]

    """
    return [
        KernelRow(
            localised(sector, "name"), tuple(number(k, 2) for k in sector["kernel"])
        )
        for sector in summary["sectors"]
        if sector.get("kernel")
    ]
