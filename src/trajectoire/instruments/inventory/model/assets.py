"""A line of the BEGES and what an organisation owns there: one or the others.

A figure of stationary combustion and those of the schools and nurseries count the same
tonnes twice. What is left to none of them has an asset of its own, ``general``.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.aside import Aside, without
from trajectoire.instruments.inventory.model.details import (
    details_or_line,
    may_be_whole,
)
from trajectoire.instruments.inventory.model.facts import Facts
from trajectoire.instruments.inventory.model.meeting import Meeting, Reasons, settled
from trajectoire.instruments.inventory.model.nomenclature import (
    ORGANISATION,
    Nomenclatures,
)

# Suffix of 4.1, category 3 of the GHG Protocol: beside purchased goods, not in them.
UPSTREAM = "upstream_energy"
_REASONS = Reasons("line_of_assets", "assets_incomplete", "assets_aside")
Where = tuple[str, int, str, str]  # territory, year, line of the BEGES, family


def activities_or_line(
    rows: Sequence[Row], facts: Facts
) -> tuple[list[Row], list[Aside]]:
    """Count details or their line, then assets or theirs, never both.

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

    Notes
    -----
    Details without asset speak of the whole line, as its figure does. Assets that stay
    more than a fifth below that figure do not count, even where details that explain it
    count in its place: together, two tolerances would lose more than one.

    A line without figure stays beside its assets: nobody can tell whether they are all.

    """
    kept, aside = details_or_line(rows, facts)
    known = facts.nomenclatures
    if not any(_owned(row, known) for row in kept if "/" in row.sector):
        return kept, aside
    meetings: dict[Where, Meeting] = defaultdict(Meeting)
    for row in kept:
        if row.nomenclature == ORGANISATION:
            _join(meetings[_where(row, facts)], row, known)
    figures: dict[Where, list[Row]] = defaultdict(list)
    for left in aside:
        row = left.row
        told = row.value is not None and left.reason == "line_of_details"
        if told and row.nomenclature == ORGANISATION and "/" not in row.sector:
            figures[_where(row, facts)].append(row)
    gone = [
        left
        for where, meeting in meetings.items()
        if meeting.preferred and meeting.others
        for left in _settled(meeting, figures[where], facts)
    ]
    return without(kept, gone), [*_followed(aside, gone), *gone]


def are_alternatives(known: Nomenclatures, sectors: tuple[str, str]) -> bool:
    """Tell whether two codes of the BEGES may count the same tonnes, or add up.

    Parameters
    ----------
    known
        Lines and assets. [-]
    sectors
        Two codes, as ``1.1`` and ``1.1/schools``. [-]

    Returns
    -------
    alternatives
        Of one line and asset, or of one line where one has no asset. [-]

    """
    (line, asset, _), (other, owned, _) = (
        known.parted(ORGANISATION, sector) for sector in sectors
    )
    if line != other or asset == owned:
        return line == other
    return "" in (asset, owned) and UPSTREAM not in (asset, owned)


def _where(row: Row, facts: Facts) -> Where:
    line, _, _ = facts.nomenclatures.parted(ORGANISATION, row.sector)
    return row.territory, row.year, line, facts.of(row).family


def _owned(row: Row, known: Nomenclatures) -> bool:
    _, asset, _ = known.parted(row.nomenclature, row.sector)
    return asset not in ("", UPSTREAM)


def _join(meeting: Meeting, row: Row, known: Nomenclatures) -> None:
    _, asset, _ = known.parted(ORGANISATION, row.sector)
    if asset and asset != UPSTREAM:
        meeting.preferred.append(row)
    elif not asset and row.value is not None:
        meeting.others.append(row)


def _settled(meeting: Meeting, figures: list[Row], facts: Facts) -> list[Aside]:
    """Compare with the figure of the line first, if details count in its place."""
    numbers = tuple(row.number for row in meeting.others)
    owned = {row.number for row in meeting.preferred}
    figured = Meeting(meeting.preferred, figures)
    short = [
        Aside(left.row, left.reason, numbers)
        for left in settled(figured, facts, _REASONS, may_be_whole)
        if left.row.number in owned
    ]
    enough = Meeting(without(meeting.preferred, short), meeting.others)
    return [*short, *settled(enough, facts, _REASONS, may_be_whole)]


def _followed(aside: Iterable[Aside], gone: Iterable[Aside]) -> list[Aside]:
    """Name what counts in the end where what replaced a row is replaced as well."""
    later = {left.row.number: left for left in gone}
    return [
        _replaced(left, later) if any(n in later for n in left.by) else left
        for left in aside
    ]


def _replaced(left: Aside, later: Mapping[int, Aside]) -> Aside:
    by = [n for number in left.by for n in _by(number, later)]
    last = later.get(left.by[0])
    reason = last.reason if last else left.reason
    return Aside(left.row, reason, tuple(dict.fromkeys(by)))


def _by(number: int, later: Mapping[int, Aside]) -> tuple[int, ...]:
    return later[number].by if number in later else (number,)
