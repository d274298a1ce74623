"""How far the answer can be trusted, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from trajectoire.web.observatory.presentation.sectors import localised
from trajectoire.web.typography.numbers import number, percent


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
    makers = (_gain, _chi_square, _freedom, _innovation, _whiteness)
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
            "L’air a réduit d’autant l’incertitude du total de la ville. À "
            "0\u00a0%, les capteurs n’auraient rien appris\u202f; à 100\u00a0%, ils "
            "diraient tout."
        ),
        gain >= 0.1,
    )


def _chi_square(found: Mapping[str, Any]) -> Check | None:
    if found.get("reduced_chi_square") is None:
        return None
    value = float(found["reduced_chi_square"])
    low, high = found.get("reduced_chi_square_interval") or (0.9, 1.1)
    words = _(
        "Les écarts entre le calcul et les capteurs ont la taille annoncée\u00a0: les "
        "incertitudes affichées sont honnêtes."
    )
    if value > high:
        words = _(
            "Les écarts entre le calcul et les capteurs sont plus grands "
            "qu’annoncé\u00a0: les intervalles affichés sont trop étroits, à lire "
            "avec prudence."
        )
    if value < low:
        words = _(
            "Les écarts entre le calcul et les capteurs sont plus petits "
            "qu’annoncé\u00a0: les intervalles affichés sont plus larges que "
            "nécessaire."
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
            "déclarées faisaient attendre (ppm\u00a0: parties par million, la teneur "
            "de l’air en CO2)."
        ),
    )


def _whiteness(found: Mapping[str, Any]) -> Check | None:
    if found.get("innovation_correlation_interval") is None:
        return None
    value = float(found["innovation_correlation"])
    low, high = found["innovation_correlation_interval"]
    words = _(
        "Les écarts ne se ressemblent pas d’une observation à la suivante\u00a0: le "
        "calcul n’oublie rien qui dure."
    )
    if not low <= value <= high:
        words = _(
            "Les écarts se ressemblent d’une observation à la suivante\u00a0: quelque "
            "chose qui dure échappe au calcul."
        )
    return Check(
        _("Corrélation des écarts"),
        _("%(value)s, attendu entre %(low)s et %(high)s")
        % {
            "value": number(value, 3),
            "low": number(low, 3),
            "high": number(high, 3),
        },
        words,
        low <= value <= high,
    )


def _withheld(summary: Mapping[str, Any]) -> list[Check]:
    """Stations kept aside in turn, then foretold from the others."""
    kept = [s["withheld"] for s in summary["stations"] if s.get("withheld")]
    if not kept:
        return []
    better = sum(one["rmse_ppm"] < one["rmse_prior_ppm"] for one in kept)
    before = sum(one["rmse_prior_ppm"] for one in kept) / len(kept)
    after = sum(one["rmse_ppm"] for one in kept) / len(kept)
    coverage = sum(one["coverage_90"] for one in kept) / len(kept)
    words = _(
        "Chacune est mise de côté, puis prédite avec les autres. L’erreur typique "
        "passe en moyenne de %(before)s à %(after)s ppm, et %(coverage)s des valeurs "
        "tombent dans l’intervalle à 9 chances sur 10."
    ) % {
        "before": number(before, 1),
        "after": number(after, 1),
        "coverage": percent(coverage),
    }
    value = _("%(better)s sur %(count)s mieux prédites") % {
        "better": better,
        "count": len(kept),
    }
    return [Check(_("Stations retirées"), value, words, 2 * better > len(kept))]


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
