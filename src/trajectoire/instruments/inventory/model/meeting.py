"""Rows that tell the same in two ways: the preferred one counts where it says enough.

The same rule for a sector and its lines, a total and its sectors, a territory and its
communes. Only what may be the same is compared (nitrous oxide with nitrous oxide or
with all gases, never with methane): a figure hides nothing of which it does not speak.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from trajectoire.instruments.inventory.inputs import Row
from trajectoire.instruments.inventory.model.aside import Aside
from trajectoire.instruments.inventory.model.facts import FINER, Facts, are_enough


@dataclass(frozen=True)
class Reasons:
    """Codes of the sentences that say how a meeting ended.

    Parameters
    ----------
    replaced
        Of a row in whose place preferred ones count. [-]
    incomplete
        Of a preferred row that says too little. [-]
    overruled
        Of a preferred row where somebody chose the other. [-]

    """

    replaced: str
    incomplete: str
    overruled: str


@dataclass(eq=False)
class Meeting:
    """Preferred rows and others of one place, year and family.

    Parameters
    ----------
    preferred, others
        Sides of the meeting. [-]

    """

    preferred: list[Row] = field(default_factory=list)
    others: list[Row] = field(default_factory=list)


def settled(
    meeting: Meeting,
    facts: Facts,
    reasons: Reasons,
    is_whole: Callable[[Sequence[Row]], bool],
    *,
    hold: bool = False,
) -> list[Aside]:
    """Set aside the rows that would count the same twice.

    Parameters
    ----------
    meeting
        Both sides. [-]
    facts
        Of their lines. [-]
    reasons
        To be given. [-]
    is_whole
        Whether rows may tell the whole of the place: the choice of a part settles
        nothing. [-]
    hold
        Whether the preferred are of a territory that holds the others. [-]

    Returns
    -------
    aside
        Of a side or of the other, for each thing that both tell. [-]

    Notes
    -----
    Each substance of the others is compared with the preferred rows that may tell it:
    these count unless somebody chose the whole of the others, or unless their sum stays
    more than a fifth (``FINER``) below. Preferred rows that say too little are set
    aside, and the rest is looked at again; last, all that would be replaced is compared
    at once. So nothing is counted twice, and no total loses more than a fifth.

    """
    judge = _Judge(facts, is_whole, hold)
    preferred, kept = list(meeting.preferred), set[str]()
    aside: list[Aside] = []
    while True:
        groups = _met(preferred, meeting.others, kept, facts)
        lost = _too_little(groups, judge) or _together(groups, judge)
        if not lost:
            break
        for substance, ours, its in lost:
            kept.add(substance)
            aside += _left(ours, its, reasons, judge)
        gone = {left.row.number for left in aside}
        preferred = [row for row in preferred if row.number not in gone]
    for _, ours, its in groups:
        numbers = tuple(row.number for row in ours)
        aside += [Aside(row, reasons.replaced, numbers) for row in its]
    return _once(aside)


Group = tuple[str, list[Row], list[Row]]  # substance, preferred rows, others


def _met(
    preferred: Sequence[Row], others: Sequence[Row], kept: set[str], facts: Facts
) -> list[Group]:
    """Give, for each substance of the others, the preferred rows that may tell it."""
    by_substance: dict[str, list[Row]] = {}
    for row in others:
        kind = facts.of(row).kinds[0]
        if kind not in kept:
            by_substance.setdefault(kind, []).append(row)
    found = []
    for kind, its in by_substance.items():
        told = {facts.of(row) for row in its}
        ours = [
            row
            for row in preferred
            if any(fact.is_akin(facts.of(row)) for fact in told)
        ]
        if any(row.value is not None for row in (*ours, *its)) and ours:
            found.append((kind, ours, its))
    return found


@dataclass(frozen=True)
class _Judge:
    """Says which side of a meeting counts."""

    facts: Facts
    is_whole: Callable[[Sequence[Row]], bool]
    hold: bool

    def count(self, ours: Sequence[Row], its: Sequence[Row]) -> bool:
        """Whether preferred rows count: chosen as a whole, or enough of them."""
        chosen = self.is_chosen(ours), self.is_chosen(its)
        if chosen[0] != chosen[1]:
            return chosen[0]
        return are_enough(ours, its, self.facts, FINER, hold=self.hold)

    def is_chosen(self, rows: Sequence[Row]) -> bool:
        """Whether somebody chose a figure of rows that tell the whole."""
        chosen = any(row.chosen and row.value is not None for row in rows)
        return chosen and self.is_whole(rows)


def _too_little(groups: Iterable[Group], judge: _Judge) -> list[Group]:
    return [group for group in groups if not judge.count(group[1], group[2])]


def _together(groups: Sequence[Group], judge: _Judge) -> list[Group]:
    """Give all groups where what each explains alone is not explained at once."""
    if len(groups) < 2:
        return []
    ours = _distinct(row for _, several, _ in groups for row in several)
    its = _distinct(row for _, _, several in groups for row in several)
    return [] if judge.count(ours, its) else list(groups)


def _left(
    ours: Sequence[Row],
    its: Sequence[Row],
    reasons: Reasons,
    judge: _Judge,
) -> list[Aside]:
    """Say why preferred rows do not count."""
    overruled = judge.is_chosen(its) and not judge.is_chosen(ours)
    numbers = tuple(row.number for row in its)
    found = []
    for row in ours:
        why = reasons.overruled if overruled else reasons.incomplete
        mixed = row.chosen and row.value is not None and not overruled
        found.append(Aside(row, "chosen_would_mix" if mixed else why, numbers))
    return found


def _distinct(rows: Iterable[Row]) -> list[Row]:
    return list({row.number: row for row in rows}.values())


def _once(aside: Iterable[Aside]) -> list[Aside]:
    """Keep the first reason of each row."""
    found: dict[int, Aside] = {}
    for left in aside:
        found.setdefault(left.row.number, left)
    return list(found.values())
