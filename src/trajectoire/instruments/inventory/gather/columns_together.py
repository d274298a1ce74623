"""What the names of columns of values say beside those of the other columns.

“Énergie” alone is a sector, a substance, or the sum of all carriers: its neighbours say
which.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from trajectoire.core.errors import UnitError
from trajectoire.core.units import factor
from trajectoire.instruments.inventory.gather.mapping import Column, Role
from trajectoire.instruments.inventory.gather.units_as_written import is_energy, unit_of
from trajectoire.instruments.inventory.gather.vocabulary import folded
from trajectoire.instruments.inventory.model.nomenclature import Substance

_BRANCH = "PCAET/energy"
_TOTALS = ("all/total", "PCAET/total")
_ALL_CARRIERS = "energy_final"
_DOUBT = 0.5  # [-] confidence of a column of which the name says what rows say too
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
# Words of a name that says energy, and neither its branch nor one of its carriers.
_ENERGY = frozenset({"energie", "energies", "energy"})
_BESIDE = frozenset({"consommation", "consommations", "consumption", "total", "totale",
                     "totales", "finale", "final", "d", "de", "l", "en", "annee",
                     "resultat", "valeur"})  # fmt: skip


def told_together(
    columns: Sequence[Column], substances: Mapping[str, Substance]
) -> list[Column]:
    """Read the names of columns of values again, beside those of the others.

    Parameters
    ----------
    columns
        As their own names and cells propose them. [-]
    substances
        All of them, by name. [-]

    Returns
    -------
    columns
        Where rows say the sector, no name of a column of values does: “Énergie” in
        units of energy is then all its carriers, “Total” the whole of which the others
        are parts. “Énergie” is so too where no other name says a sector. [-]

    """
    rows = next((one.name for one in columns if one.role is Role.SECTOR), "")
    if not rows and any(_says_another_sector(one) for one in columns):
        return list(columns)
    return [
        _without_sector(one, rows, _whole_of(one, columns, substances))
        for one in columns
    ]


def _says_another_sector(column: Column) -> bool:
    return bool(column.sector) and column.sector not in (_BRANCH, *_TOTALS)


def _without_sector(column: Column, rows: str, whole: str) -> Column:
    """Take the name of a column for what it counts, as rows say the sector."""
    if column.sector == _BRANCH and not column.substance and _is_all_energy(column):
        said = ", ".join(filter(None, (str(column.year or ""), _ALL_CARRIERS)))
        reason = f"its name says {said}, {column.unit}"
        return replace(column, sector="", substance=_ALL_CARRIERS, reason=reason)
    if not column.sector or not rows:
        return column
    if column.sector not in _TOTALS:
        reason = f"“{rows}” says the sectors, not its name"
        return replace(column, sector="", confidence=_DOUBT, reason=reason)
    if column.substance or not whole:
        reason = f"“{rows}” says the sectors, its name a total of them"
        return replace(column, sector="", reason=reason)
    reason = "the total of the columns beside it"
    return replace(column, sector="", substance=whole, reason=reason)


def _is_all_energy(column: Column) -> bool:
    """Tell “Consommation d’énergie (GWh)” from a branch and from a carrier."""
    bare = _BRACKETS.sub(" ", column.name).replace(column.unit, " ")
    words = {word for word in folded(bare).split() if not word.isdecimal()}
    named = bool(words & _ENERGY) and words <= _ENERGY | _BESIDE
    return named and is_energy(column.unit)


def _whole_of(
    column: Column, columns: Sequence[Column], substances: Mapping[str, Substance]
) -> str:
    """Give what the others in the unit of a column are parts of; empty if nothing."""
    if not unit_of(column.unit):
        return ""
    beside = {one.substance for one in columns if one.substance in substances}
    wholes = {
        substances[name].part_of
        for name in beside
        if _is_in(column, substances[name].unit)
    }
    return wholes.pop() if len(wholes) == 1 else ""


def _is_in(column: Column, unit: str) -> bool:
    try:
        factor(unit_of(column.unit), unit)
    except UnitError:
        return False
    return True
