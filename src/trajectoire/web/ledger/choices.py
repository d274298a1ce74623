"""Choose the source that is read for a cell, with a reason; change one's mind."""

import uuid
from collections.abc import Collection

from django.db import IntegrityError, transaction

from trajectoire.core.errors import Fault, InputError, LedgerConflict
from trajectoire.core.source import Source
from trajectoire.web.ledger import dimensions
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.models import Choice
from trajectoire.web.ledger.read import standing

_LONGEST = 2000  # characters of a reason


def choose(
    cell: Cell,
    source: Source | None,
    reason: str,
    author: str,
    expected: int | None = None,
) -> Choice:
    """Choose the source that is read for a cell, until a later choice.

    Parameters
    ----------
    cell
        The cell. [-]
    source
        Any edition of what has a figure there; None to leave it to the rule. [-]
    reason
        Why, for whoever reads the accounts. [-]
    author
        Who chooses: an account's number, never a name. [-]
    expected
        Revision of the choice that was read, -1 for none; None not to look. [-]

    Returns
    -------
    choice
        The choice that stands now: the former one if it says the same. [-]

    Raises
    ------
    InputError
        If no reason is given, or the source has no figure in the cell.
    LedgerConflict
        If somebody else chose meanwhile: nothing is kept.

    """
    chain = None if source is None else _chain(cell, source)
    _refuse_faults(source, chain, reason.strip())
    before = choice_of(cell)
    seen = -1 if before is None else before.revision
    if before is not None and (before.chain, before.reason) == (chain, reason.strip()):
        return before
    if expected is not None and expected != seen:
        raise _meanwhile(before)
    choice = Choice(
        cell=cell.key,
        revision=seen + 1,
        definition=dimensions.Definition.written(cell.definition),
        territory=dimensions.Territory.written(cell.territory),
        sector=dimensions.Sector.written(cell.sector),
        start=cell.period.start,
        end=cell.period.end,
        source=None if source is None else dimensions.Source.written(source),
        chain=chain,
        reason=reason.strip(),
        author=author,
    )
    return append(choice)


def append(choice: Choice) -> Choice:
    """Add a choice, unless somebody else just did.

    Parameters
    ----------
    choice
        Drawn, not saved. [-]

    Returns
    -------
    choice
        Saved. [-]

    Raises
    ------
    LedgerConflict
        If its revision is taken.

    """
    try:
        with transaction.atomic():
            choice.save()
    except IntegrityError as error:
        last = Choice.objects.filter(cell=choice.cell).order_by("-revision").first()
        raise _meanwhile(last) from error
    return choice


def choice_of(cell: Cell) -> Choice | None:
    """Give the last choice that was made for a cell.

    Parameters
    ----------
    cell
        The cell. [-]

    Returns
    -------
    choice
        None if nobody ever chose; without source if the last one gave it up. [-]

    """
    made = Choice.objects.filter(cell=cell.key).select_related("source")
    return made.order_by("-revision").first()


def choices_of(territories: Collection[int]) -> dict[uuid.UUID, Choice]:
    """Give the last choices that were made for the cells of territories.

    Parameters
    ----------
    territories
        Their numbers in the ledger. [-]

    Returns
    -------
    choices
        By the key of the cell, with their words; those that gave up too. [-]

    """
    made = Choice.objects.filter(territory__in=territories).order_by("revision")
    words = ("source", "definition", "territory", "sector")
    return {choice.cell: choice for choice in made.select_related(*words)}


def _chain(cell: Cell, source: Source) -> uuid.UUID | None:
    """Find what a source says of a cell, under the latest vintage of its code."""
    voice = {"source__publisher": source.publisher, "source__title": source.title}
    said = standing().filter(**cell.coordinates, **voice)
    last = said.order_by("-territory__vintage", "-recorded", "-pk").first()
    return None if last is None else last.chain


def _refuse_faults(source: Source | None, chain: uuid.UUID | None, reason: str) -> None:
    faults = []
    if not 0 < len(reason) <= _LONGEST or "\x00" in reason:
        found = f"{len(reason)} characters" if reason else "nothing"
        remedy = "Say in a sentence why this source is read."
        expected = f"a reason of at most {_LONGEST} characters"
        faults.append(Fault(expected, found, remedy, column="reason"))
    if source is not None and chain is None:
        remedy = "Choose among the sources of the cell, or record its figure first."
        faults.append(
            Fault("a source of this cell", str(source), remedy, column="source")
        )
    if faults:
        raise InputError(faults)


def _meanwhile(last: Choice | None) -> LedgerConflict:
    stands = "nothing is chosen" if last is None else f"“{last.source or 'no source'}”"
    why = "" if last is None else f" ({last.reason})"
    return LedgerConflict(
        "somebody else chose for this cell since it was read: nothing was kept. "
        f"What stands now: {stands}{why}. Read it again, then choose."
    )
