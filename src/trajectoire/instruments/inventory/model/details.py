"""A line and its details, as petrol and diesel of cars: one or the others.

Each activity of a line may have a detail of its own (``road.cars/diesel``, or of an
organisation ``1.1/schools/boiler-2``): details add up. Where a figure stands for the
whole line too, both would count the same tonnes.
"""

from collections import defaultdict
from collections.abc import Sequence

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.aside import Aside, without
from trajectoire.instruments.inventory.model.facts import Facts
from trajectoire.instruments.inventory.model.meeting import Meeting, Reasons, settled
from trajectoire.instruments.inventory.model.sourcing import SURENESS

_REASONS = Reasons("line_of_details", "details_incomplete", "details_aside")


def details_or_line(rows: Sequence[Row], facts: Facts) -> tuple[list[Row], list[Aside]]:
    """Count the details of a line together, or the line, never both.

    Parameters
    ----------
    rows
        One a cell, totals or parts. [-]
    facts
        Of their lines. [-]

    Returns
    -------
    kept, aside
        The rows that count, and the others. [-]

    """
    suffixed = {(row.nomenclature, row.sector) for row in rows if "/" in row.sector}
    wholes = {code: facts.nomenclatures.whole(*code) for code in suffixed}
    detailed = {
        (row.territory, row.year, row.nomenclature, wholes[code])
        for row in rows
        if "/" in row.sector
        and wholes[code := (row.nomenclature, row.sector)] != row.sector
    }
    if not detailed:
        return list(rows), []
    meetings: dict[tuple[object, ...], Meeting] = defaultdict(Meeting)
    for row in rows:
        whole = wholes.get((row.nomenclature, row.sector), row.sector)
        where = row.territory, row.year, row.nomenclature, whole
        if where in detailed:
            meeting = meetings[*where, facts.of(row).family]
            side = meeting.others if row.sector == whole else meeting.preferred
            side.append(row)
    aside = [
        left
        for meeting in meetings.values()
        if meeting.preferred and meeting.others
        for left in _settled(meeting, facts)
    ]
    return without(rows, aside), aside


def _settled(meeting: Meeting, facts: Facts) -> list[Aside]:
    """Compare figures; where there is none, keep the surest of what is said instead."""
    if any(row.value is not None for row in (*meeting.preferred, *meeting.others)):
        return settled(meeting, facts, _REASONS, may_be_whole)
    line, details = _silence(meeting.others), _silence(meeting.preferred)
    kept, lost, why = meeting.others, meeting.preferred, _REASONS.overruled
    if details < line:
        kept, lost, why = lost, kept, _REASONS.replaced
    return [Aside(row, why, tuple(each.number for each in kept)) for row in lost]


def may_be_whole(_rows: Sequence[Row]) -> bool:
    """Let whoever chooses a detail say that it stands for its line.

    Parameters
    ----------
    _rows
        Of a side. [-]

    Returns
    -------
    whole
        Always: nobody else can tell whether details are all of their line. [-]

    """
    return True


def _silence(rows: Sequence[Row]) -> tuple[bool, int]:
    """Place rows without figure: chosen ones first, then the surest."""
    return not any(row.chosen for row in rows), min(SURENESS[row.state] for row in rows)
