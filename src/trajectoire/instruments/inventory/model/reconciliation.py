"""From one framework's total to the next: every difference named by its rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trajectoire.instruments.inventory.inputs import Amount, Framework, Potentials, Row
from trajectoire.instruments.inventory.model.addends import Addends, addends
from trajectoire.instruments.inventory.model.facts import LAND
from trajectoire.instruments.inventory.model.gpc import (
    BASIC,
    INSIDE,
    OTHER,
    PLUS,
    is_inside,
)
from trajectoire.instruments.inventory.model.nomenclature import (
    BIOGENIC,
    Nomenclatures,
    line_of,
)
from trajectoire.instruments.inventory.model.standing import Standing
from trajectoire.instruments.inventory.model.totals import added, totals

PCAET = "PCAET"
# Each total: the law's, the two levels of the GPC, and what is emitted inside the
# boundary, which is what the air carries.
STAGES = (PCAET, BASIC, PLUS, INSIDE)
_BEYOND = {
    BASIC: "",
    PLUS: "basic_plus_only",
    INSIDE: "territorial_only",
    OTHER: "beyond_levels",
}


@dataclass(frozen=True)
class Difference:
    """A line that one total holds and the other does not.

    Parameters
    ----------
    added
        Whether the second total is the one that holds it. [-]
    reason
        Code of the sentence that says why. [-]
    nomenclature, sector
        The line. [-]
    amount
        What it weighs; None where its rows have no figure. [tCO2e]
    rows
        Numbers of the entries. [-]

    """

    added: bool
    reason: str
    nomenclature: str
    sector: str
    amount: Amount | None
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Bridge:
    """From one total to another.

    Parameters
    ----------
    start, end
        What is totalled: ``PCAET``, ``BASIC``, ``BASIC+``, ``TERRITORIAL``. [-]
    before, after
        The two totals. [tCO2e]
    differences
        What makes one of the other, the heaviest first. [-]

    """

    start: str
    end: str
    before: Amount | None
    after: Amount | None
    differences: tuple[Difference, ...]

    @property
    def gap(self) -> float:
        """What the differences leave unexplained: rounding of the machine. [tCO2e]."""
        named = sum(
            (1 if each.added else -1) * _value(each.amount) for each in self.differences
        )
        return _value(self.after) - _value(self.before) - named


@dataclass(frozen=True)
class Reconciliation:
    """The totals of the frameworks, joined by what sets them apart.

    Parameters
    ----------
    bridges
        From the PCAET to GPC BASIC, to BASIC+, to what is emitted inside the boundary.
        [-]
    nowhere
        Lines that none of the totals holds. [tCO2e]
    apart
        CO2 of biomass, in none of the totals either. [t]
    organisation
        Rows of an organisation, which are part of the territory's. [tCO2e]

    """

    bridges: tuple[Bridge, ...]
    nowhere: tuple[Difference, ...]
    apart: Amount | None
    organisation: Amount | None


def reconcile(
    standing: Standing, nomenclatures: Nomenclatures, potentials: Potentials
) -> Reconciliation:
    """Join the totals of the frameworks.

    Parameters
    ----------
    standing
        Rows that count, of one year. [-]
    nomenclatures
        The crosswalk. [-]
    potentials
        Set of warming potentials. [-]

    Returns
    -------
    reconciliation
        Closed to the rounding of the machine. [tCO2e]

    Notes
    -----
    The total of the PCAET is that of its eight sectors, land apart. Sinks are negative
    emissions.

    """
    left = {
        stage: {
            each.row.number: each.reason
            for each in standing.elsewhere.get(_framework(stage), ())
        }
        for stage in STAGES
    }
    rows = [
        row
        for row in standing.counted
        if nomenclatures.family(row.substance) in ("ghg", "sink")
    ]
    warming = [row for row in rows if row.substance != BIOGENIC]
    why = [_Reasons(nomenclatures, stage, left[stage]) for stage in STAGES]
    territory = _Told([row for row in warming if row.nomenclature != "BEGES"], why)
    every = addends(territory.rows, nomenclatures, potentials, removed=True)
    inside = [territory.held(stage) for stage in range(len(STAGES))]
    wholes = added(every, inside)
    bridges = []
    for first, second in pairwise(range(len(STAGES))):
        lost = territory.differences(every, inside[first], second, gained=False)
        won = territory.differences(every, inside[second], first, gained=True)
        heaviest = tuple(sorted(won + lost, key=_weight))
        totalled = wholes[first], wholes[second]
        bridges.append(Bridge(STAGES[first], STAGES[second], *totalled, heaviest))
    unseen = [place for place, said in enumerate(territory.reasons) if all(said)]
    nowhere = territory.differences(every, unseen, 0, gained=False)

    def whole(several: Sequence[Row]) -> Amount | None:
        groups = [0] * len(several)
        found = totals(several, groups, nomenclatures, potentials, removed=True)
        return next(iter(found), None)

    return Reconciliation(
        tuple(bridges),
        nowhere=tuple(sorted(nowhere, key=_weight)),
        apart=whole([row for row in rows if row.substance == BIOGENIC]),
        organisation=whole([row for row in warming if row.nomenclature == "BEGES"]),
    )


class _Told:
    """Rows, with why each total leaves each of them out."""

    def __init__(self, rows: Sequence[Row], why: "Sequence[_Reasons]") -> None:
        self.rows = rows
        self.reasons = [tuple(one.leaves_out(row) for one in why) for row in rows]

    def held(self, stage: int) -> list[int]:
        """Give the places of the rows that a total holds."""
        return [place for place, said in enumerate(self.reasons) if not said[stage]]

    def differences(
        self, every: Addends, places: Iterable[int], stage: int, *, gained: bool
    ) -> list[Difference]:
        """Add up by line the rows that a total leaves out."""
        groups: dict[tuple[str, str, str], list[int]] = {}
        for place in places:
            reason = self.reasons[place][stage]
            if reason:
                row = self.rows[place]
                line = line_of(row.nomenclature, row.sector)
                groups.setdefault((reason, row.nomenclature, line), []).append(place)
        amounts = added(every, list(groups.values()))
        numbers = (
            tuple(self.rows[place].number for place in there)
            for there in groups.values()
        )
        return [
            Difference(gained, *key, amount, several)
            for key, amount, several in zip(groups, amounts, numbers, strict=True)
        ]


class _Reasons:
    """Why a total leaves a row out."""

    def __init__(
        self, nomenclatures: Nomenclatures, stage: str, left: Mapping[int, str]
    ) -> None:
        self.nomenclatures = nomenclatures
        self.stage = stage
        self._left = left
        self._said: dict[tuple[str, str, str], str] = {}

    def leaves_out(self, row: Row) -> str:
        """Give the code of the reason; empty where the total holds the row."""
        if row.number in self._left:
            return self._left[row.number]
        key = row.nomenclature, row.sector, row.substance
        if key not in self._said:
            self._said[key] = self._why(row)
        return self._said[key]

    def _why(self, row: Row) -> str:
        framework = _framework(self.stage)
        landing = self.nomenclatures.landing(
            row.nomenclature, row.sector, framework, row.substance
        )
        if landing.code is None:
            return landing.why
        if framework == PCAET:
            return "land_apart" if landing.code == LAND else ""
        line = self.nomenclatures.lines["GPC"][landing.code]
        if self.stage == INSIDE:
            return "" if is_inside(row, line) else "emitted_elsewhere"
        return "" if line.level == self.stage else _BEYOND[line.level]


def _framework(stage: str) -> Framework:
    return "PCAET" if stage == PCAET else "GPC"


def _value(amount: Amount | None) -> float:
    return amount.value if amount else 0.0


def _weight(each: Difference) -> tuple[float, str, str, str]:
    return -abs(_value(each.amount)), each.reason, each.nomenclature, each.sector


def printed(
    reconciliation: Reconciliation, nomenclatures: Nomenclatures, language: str = "fr"
) -> str:
    """Write the reconciliation as a table.

    Parameters
    ----------
    reconciliation
        What joins the totals. [-]
    nomenclatures
        For the names and the sentences. [-]
    language
        ``fr`` or ``en``. [-]

    Returns
    -------
    text
        One line a total and a difference, in tonnes. [-]

    """
    lines: list[str] = []
    for bridge in reconciliation.bridges:
        lines.append(_line(bridge.start, bridge.before))
        for each in bridge.differences:
            sign = "+" if each.added else "-"
            name = nomenclatures.name(each.nomenclature, each.sector, language)
            why = nomenclatures.reasons[each.reason].of(language)
            lines.append(_line(f"  {sign} {name} ({each.sector})", each.amount, why))
    last = reconciliation.bridges[-1]
    lines.append(_line(last.end, last.after))
    for each in reconciliation.nowhere:
        name = nomenclatures.name(each.nomenclature, each.sector, language)
        why = nomenclatures.reasons[each.reason].of(language)
        lines.append(_line(f"    {name} ({each.sector})", each.amount, why))
    return "\n".join(lines)


def _line(name: str, amount: Amount | None, why: str = "") -> str:
    value = "-" if amount is None else f"{amount.value:,.3f} {amount.unit}"
    return f"{name:78s} {value:>22s}  {why}".rstrip()
