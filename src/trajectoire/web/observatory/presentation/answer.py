"""The first line of the page: one number, its interval, and its comparison."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from trajectoire.core.quantity import Z_90
from trajectoire.web.observatory.presentation.periods import Balance, Choice, balance
from trajectoire.web.typography.numbers import Amount, percent, tonnes, unit_for

SILENT_ABOVE = 0.9  # share of the prior deviation left: the instrument learnt nothing


@dataclass(frozen=True)
class Level:
    """One of the levels that are compared: measured, declared, true.

    Parameters
    ----------
    kind
        ``measured``, ``declared`` or ``truth``. [-]
    label
        As people read it. [-]
    amount
        What is written. [-]
    value, low, high
        What is drawn. [t]

    """

    kind: str
    label: str
    amount: Amount
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Answer:
    """What the air says of a stretch of time.

    Parameters
    ----------
    measured, declared
        The two figures. [-]
    truth
        What was true, for a twin only. [-]
    silent
        Whether the data say nothing more than what was declared. [-]
    comparison
        The gap between the two, in words. [-]

    """

    measured: Level
    declared: Level
    truth: Level | None
    silent: bool
    comparison: str

    @property
    def levels(self) -> tuple[Level, ...]:
        """All the levels, in the order of reading."""
        return tuple(
            level for level in (self.measured, self.declared, self.truth) if level
        )


def answer(
    summary: Mapping[str, Any], choice: Choice, sector: str = "total"
) -> Answer | None:
    """Say what was emitted over a stretch of time.

    Parameters
    ----------
    summary
        The summary of a run. [-]
    choice
        When. [-]
    sector
        Code of a sector, or ``total``. [-]

    Returns
    -------
    answer
        None where the run says nothing. [-]

    """
    found = balance(summary, choice, sector)
    return None if found is None else read_balance(found)


def read_balance(found: Balance, unit: str = "") -> Answer:
    """Put the amounts of a balance in words.

    Parameters
    ----------
    found
        Prior, posterior, deviations, and truth of a twin. [t]
    unit
        Unit shared by a table; chosen when empty. [-]

    Returns
    -------
    answer
        Ready to be shown. [-]

    """
    unit = unit or unit_for(max(abs(found["prior"]), abs(found["posterior"])))
    measured = _level("measured", found, "posterior", unit)
    declared = _level("declared", found, "prior", unit)
    truth = None
    if found.get("truth") is not None:
        truth = _level("truth", found, "truth", unit)
    silent = found["posterior_sd"] >= SILENT_ABOVE * found["prior_sd"]
    return Answer(measured, declared, truth, silent, _comparison(found))


def _level(kind: str, found: Balance, name: str, unit: str) -> Level:
    value, deviation = found[name], found.get(f"{name}_sd")
    half = Z_90 * (deviation or 0.0)
    amount = tonnes(
        value,
        deviation,
        unit=unit,
        rounding=found["posterior_sd"],
    )
    labels = {
        "measured": _("Mesuré dans l’air"),
        "declared": _("Déclaré"),
        "truth": _("Vrai (ville inventée)"),
    }
    return Level(kind, labels[kind], amount, value, value - half, value + half)


def _comparison(found: Balance) -> str:
    """Say whether the gap is larger than what chance explains."""
    if not found["prior"]:
        return ""
    gap = found["posterior"] - found["prior"]
    half = Z_90 * found["posterior_sd"]
    share = percent(abs(gap) / abs(found["prior"]))
    if abs(gap) <= half:
        return _(
            "Le chiffre déclaré est dans l’intervalle mesuré\u00a0: rien ne dit qu’ils "
            "diffèrent."
        )
    if gap > 0:
        return _(
            "On mesure %(share)s de plus que ce qui est déclaré\u202f; l’écart dépasse "
            "l’incertitude de la mesure."
        ) % {"share": share}
    return _(
        "On mesure %(share)s de moins que ce qui est déclaré\u202f; l’écart dépasse "
        "l’incertitude de la mesure."
    ) % {"share": share}
