"""What rows of a cell say together, and whether it can be deposited as it stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trajectoire.core.indicator import CellState
from trajectoire.instruments.inventory.inputs import Framework, Row
from trajectoire.instruments.inventory.model.grid import Completeness
from trajectoire.instruments.inventory.model.needs import Need
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.instruments.inventory.model.standing import Standing

# Of several states without figure, the one that asks for most work is shown.
_SILENT = (
    CellState.MISSING,
    CellState.CONFIDENTIAL,
    CellState.INCLUDED_ELSEWHERE,
    CellState.NOT_OCCURRING,
)
# Without figure, these may hold any amount: a total that adds them up is not whole.
_HIDDEN = (CellState.CONFIDENTIAL, CellState.MISSING)
# Why a row is set aside, where what counts in its place is to be looked at.
_DOUBTFUL = frozenset({"parts_exceed", "chosen_would_mix"})


@dataclass(frozen=True)
class Coverage:
    """The communes that a sum of communes should hold.

    Parameters
    ----------
    expected
        Their codes; empty where the accounts are not a sum. [-]
    wholes
        Code of a territory → code of the one that it is counted in, as a former commune
        in that of today. [-]

    """

    expected: frozenset[str] = frozenset()
    wholes: Mapping[str, str] = field(default_factory=dict)

    def told(self, rows: Sequence[Row]) -> tuple[int, int] | None:
        """Count the communes that say something.

        Parameters
        ----------
        rows
            Of a cell. [-]

        Returns
        -------
        told, expected
            None where the rows are not those of communes. [-]

        """
        heard = {self.commune(row.territory) for row in rows} & self.expected
        return (len(heard), len(self.expected)) if heard else None

    def commune(self, code: str) -> str:
        """Give the commune that a territory is counted in.

        Parameters
        ----------
        code
            Of a territory. [-]

        Returns
        -------
        code
            One of ``expected``, or that of a territory in none of them. [-]

        """
        if code in self.expected:
            return code
        whole = self.wholes.get(code, "")
        return self.commune(whole) if whole and whole != code else code


@dataclass(frozen=True)
class Remarks:
    """What the choice of rows leaves to be said of the cells.

    Parameters
    ----------
    coverage
        Communes that a sum should hold. [-]
    doubts
        Number of a row that counts → code of what is to be looked at. [-]
    unheard
        Rows with a figure that land in the framework and do not count there, with the
        code of their line and that of the reason. [-]

    """

    coverage: Coverage = Coverage()
    doubts: Mapping[int, str] = field(default_factory=dict)
    unheard: Sequence[tuple[Row, str, str]] = ()

    def why(self, rows: Sequence[Row]) -> str:
        """Say what is to be looked at in a cell that lacks nothing else.

        Parameters
        ----------
        rows
            Of the cell. [-]

        Returns
        -------
        why
            Code of the reason; empty for none. [-]

        """
        heard = self.coverage.told(rows)
        if heard and heard[0] < heard[1]:
            return "communes_missing"
        numbers = (row.number for row in rows)
        return next((self.doubts[n] for n in numbers if n in self.doubts), "")


def remarks_on(
    standing: Standing,
    nomenclatures: Nomenclatures,
    framework: Framework,
    coverage: Coverage,
) -> Remarks:
    """Put together what the choice of rows leaves to be said.

    Parameters
    ----------
    standing
        What counts, and what does not. [-]
    nomenclatures
        The crosswalk. [-]
    framework
        Which. [-]
    coverage
        Communes that a sum should hold. [-]

    Returns
    -------
    remarks
        Of all the grids of the framework. [-]

    """
    left = standing.left(framework)
    doubts = {
        number: each.reason
        for each in left
        if each.reason in _DOUBTFUL
        for number in each.by
    }
    doubts |= _held_twice(standing, framework)
    unheard = []
    for each in left:
        row = each.row
        to = nomenclatures.landing(
            row.nomenclature, row.sector, framework, row.substance
        )
        if to.code is not None and row.value is not None:
            unheard.append((row, to.code, each.reason))
    return Remarks(coverage, doubts, unheard)


def _held_twice(standing: Standing, framework: Framework) -> dict[int, str]:
    """Find references of the GPC that hold lines which the PCAET counts elsewhere."""
    counted = {row.number: row for row in standing.within(framework)}
    found: dict[int, str] = {}
    for each in standing.elsewhere.get("GPC", ()) if framework == "PCAET" else ():
        several = [counted[n] for n in (each.row.number, *each.by) if n in counted]
        if len(several) > 1:
            found |= {
                row.number: "holds_other_lines"
                for row in several
                if row.nomenclature == "GPC"
            }
    return found


def together(rows: Sequence[Row]) -> CellState:
    """Say in one state what several rows say.

    Parameters
    ----------
    rows
        Of one cell. [-]

    Returns
    -------
    state
        Of the weakest figure; without figure, what asks for most work; missing where
        there is no row. [-]

    """
    figures = {row.state for row in rows if row.value is not None}
    if CellState.ESTIMATED in figures:
        return CellState.ESTIMATED
    if CellState.OBSERVED in figures:
        return CellState.OBSERVED
    if figures:
        return CellState.CONFIRMED_ZERO
    said = {row.state for row in rows}
    return next((state for state in _SILENT if state in said), CellState.MISSING)


def hidden_in(states: Iterable[CellState]) -> CellState | None:
    """Say in which state a part is that may hold any amount.

    Parameters
    ----------
    states
        Of the parts that have no figure. [-]

    Returns
    -------
    hidden
        Confidential before missing; None where no part is so. [-]

    """
    said = set(states)
    return next((state for state in _HIDDEN if state in said), None)


def completeness(
    rows: Sequence[Row], silent: Sequence[Need], nomenclatures: Nomenclatures
) -> tuple[Completeness, str]:
    """Decide whether a cell can be deposited as it stands.

    Parameters
    ----------
    rows
        Of the cell. [-]
    silent
        Usual lines, gases or carriers of which nothing is said. [-]
    nomenclatures
        For what these are. [-]

    Returns
    -------
    completeness, why
        And the code of the reason; empty when complete. [-]

    """
    if not rows:
        return Completeness.TO_FILL, "nothing_said"
    if any(row.value is not None for row in rows):
        why = _why_of_figures(rows) or _why_of_parts(silent, nomenclatures)
        why = why or _why_of_zero(rows)
    else:
        why = _why_of_silence(rows)
    if not why:
        return Completeness.COMPLETE, ""
    fill = why == "said_missing"
    return (Completeness.TO_FILL if fill else Completeness.TO_JUSTIFY), why


def _why_of_figures(rows: Sequence[Row]) -> str:
    states = {row.state for row in rows}
    unknown = states & {CellState.MISSING, CellState.CONFIDENTIAL}
    return "lower_bound" if unknown else ""


def _why_of_parts(silent: Sequence[Need], nomenclatures: Nomenclatures) -> str:
    if not silent:
        return ""
    kind, code = silent[0]
    if kind != "substances":
        return "lines_silent"
    words = {"energy": "carriers_silent", "sink": "soils_silent"}
    return words.get(nomenclatures.family(code) or "", "gases_silent")


def _why_of_zero(rows: Sequence[Row]) -> str:
    zero = all(not row.value for row in rows)
    states = {row.state for row in rows}
    confirmed = states <= {CellState.CONFIRMED_ZERO, CellState.NOT_OCCURRING}
    return "zero_to_confirm" if zero and not confirmed else ""


def _why_of_silence(rows: Sequence[Row]) -> str:
    state = together(rows)
    if state is CellState.MISSING:
        return "said_missing"
    if all(row.note for row in rows if row.state is state):
        return ""
    return "held_back" if state is CellState.CONFIDENTIAL else "not_explained"
