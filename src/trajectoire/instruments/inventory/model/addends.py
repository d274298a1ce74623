"""Rows made columns once, to be added up in as many ways as a view wants."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trajectoire.core.quantity import Z_90, Array
from trajectoire.instruments.inventory.inputs import Framework, Potentials, Row
from trajectoire.instruments.inventory.model.facts import LAND
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.instruments.inventory.model.worth import worths
from trajectoire.methods.propagation.cells import Indices
from trajectoire.methods.propagation.fourth import law_fourths

_NONE = 0  # activity of a row that was entered
# Where a framework counts what the land takes from the air or gives back to it.
_LANDS: dict[Framework, str] = {"PCAET": LAND, "GPC": "V.2", "BEGES": "1.5"}
_NAMES = (
    *("substance", "value", "deviation", "law", "activity", "activity_variation"),
    *("activity_law", "factor", "factor_variation"),
)
_PLACES = [Row._fields.index(name) for name in _NAMES]


@dataclass(frozen=True, eq=False)
class Addends:
    """What rows add to a total.

    Parameters
    ----------
    rows
        As given. [-]
    value, deviation : (row,), (row,)
        In the unit of the total; no number where there is none. [unit]
    third, fourth : (row,), (row,)
        Third moment and fourth cumulant of a row that shares nothing. [unit³], [unit⁴]
    unit : (row,)
        Index of the unit of the total. [-]
    units
        Their names. [-]
    fixed, derived : (row,), (row,)
        Whether it came in CO2 equivalent; whether it is an activity times a factor,
        both with an uncertainty. [-]
    either : (row,)
        Whether it may be a removal as well as an emission: land, a sink, a figure
        below zero, whose own interval holds zero by a law that may cross it. [-]
    activity, factor : (row,), (row,)
        Index among the data below of what it was derived from. [-]
    activities, factors : (moment, activity), (moment, factor)
        Data of mean 1. [-]

    """

    rows: Sequence[Row]
    value: Array
    deviation: Array
    third: Array
    fourth: Array
    unit: Indices
    units: tuple[str, ...]
    fixed: NDArray[np.bool_]
    derived: NDArray[np.bool_]
    either: NDArray[np.bool_]
    activity: Indices
    factor: Indices
    activities: Array
    factors: Array


def addends(
    rows: Sequence[Row],
    nomenclatures: Nomenclatures,
    potentials: Potentials,
    *,
    removed: bool = False,
) -> Addends:
    """Prepare rows to be added up.

    Parameters
    ----------
    rows
        In any order, those without figure too. [-]
    nomenclatures
        For the unit and the gas of each substance. [-]
    potentials
        Set of warming potentials for the gases that are known by their mass. [-]
    removed
        Whether sinks count as negative emissions, to be added to emissions. [-]

    Returns
    -------
    addends
        In the same order. [-]

    """
    every = list(zip(*rows, strict=True)) or [()] * len(Row._fields)
    said = dict(zip(_NAMES, (every[place] for place in _PLACES), strict=True))
    names = list(dict.fromkeys(said["substance"]))
    scale = worths(nomenclatures, potentials, removed=removed)
    worth = [scale[name] for name in names]
    units = list(dict.fromkeys(one.unit for one in worth))
    what = _ranked(said["substance"], names)
    by = np.array([one.multiplier for one in worth], dtype=np.float64)[what]
    value = np.array(said["value"], dtype=np.float64) * by
    deviation = np.array(said["deviation"], dtype=np.float64) * np.abs(by)
    third, fourth = _higher(value, deviation, said["law"])
    first = np.array(said["activity_variation"], dtype=np.float64)
    second = np.array(said["factor_variation"], dtype=np.float64)
    derived = np.array([a != _NONE for a in said["activity"]], dtype=bool)
    derived &= np.array([f != "" for f in said["factor"]], dtype=bool)
    derived &= ~(np.isnan(first) | np.isnan(second) | np.isnan(deviation))
    activity, its = _numbered(said["activity"], derived)
    factor, own = _numbered(said["factor"], derived)
    shapes = [said["activity_law"][place] for place in its.tolist()]
    return Addends(
        rows=rows,
        value=value,
        deviation=deviation,
        third=third,
        fourth=fourth,
        unit=np.array([units.index(one.unit) for one in worth], dtype=np.intp)[what],
        units=tuple(units),
        fixed=np.array([one.fixed for one in worth], dtype=bool)[what],
        derived=derived,
        either=_either(rows, Z_90 * deviation > np.abs(value), derived, nomenclatures),
        activity=activity,
        factor=factor,
        activities=_moments(first[its], shapes),
        factors=_moments(second[own], ["lognormal"] * len(own)),
    )


def _either(
    rows: Sequence[Row],
    wide: NDArray[np.bool_],
    derived: NDArray[np.bool_],
    nomenclatures: Nomenclatures,
) -> NDArray[np.bool_]:
    """Tell, of the few rows that are very uncertain, which have no sign of their own.

    What is burnt is not below zero, however little of it is known; land may gain or
    lose. The sign of a figure does not tell them apart: a loss is a positive emission.
    """
    found = np.zeros(len(rows), dtype=bool)
    lands: dict[tuple[str, str, str], bool] = {}  # each looked up once
    for place in np.flatnonzero(wide).tolist():
        row = rows[place]
        law = row.activity_law if derived[place] else row.law
        if law != "lognormal":
            key = row.substance, row.nomenclature, row.sector
            if key not in lands:
                lands[key] = _is_land(row, nomenclatures)
            found[place] = lands[key] or (row.value is not None and row.value < 0)
    return found


def _is_land(row: Row, nomenclatures: Nomenclatures) -> bool:
    if nomenclatures.family(row.substance) == "sink":
        return True
    line = row.nomenclature, row.sector
    return any(
        nomenclatures.landing(*line, framework, row.substance).code == code
        for framework, code in _LANDS.items()
    )


def _ranked(words: Sequence[object], order: Sequence[object]) -> Indices:
    rank = {word: place for place, word in enumerate(order)}
    return np.array([rank[word] for word in words], dtype=np.intp)


def _numbered(
    words: Sequence[object], used: NDArray[np.bool_]
) -> tuple[Indices, Indices]:
    """Number the data of the rows that use one; say in which row each stands last."""
    places = np.flatnonzero(used)
    last = {words[place]: place for place in places.tolist()}
    number = np.zeros(len(words), dtype=np.intp)
    number[places] = _ranked([words[place] for place in places.tolist()], list(last))
    return number, np.array(list(last.values()), dtype=np.intp)


def _higher(
    mean: Array, deviation: Array, laws: Sequence[object]
) -> tuple[Array, Array]:
    """Give the third moment and the fourth cumulant of each row."""
    lognormal = np.array([law == "lognormal" for law in laws], dtype=bool)
    triangular = np.array([law == "triangular" for law in laws], dtype=bool)
    lognormal &= mean != 0
    variation = deviation / np.where(lognormal, mean, 1.0)
    skewness = np.where(lognormal, variation * (variation**2 + 3), 0.0)
    fourth = law_fourths(deviation, variation, lognormal, triangular)
    return skewness * deviation**2 * deviation, fourth


def _moments(deviation: Array, laws: Sequence[object]) -> Array:
    """Give the moments of data of mean 1: (moment, datum)."""
    mean = np.ones(deviation.size)
    return np.stack([mean, deviation**2, *_higher(mean, deviation, laws)])
