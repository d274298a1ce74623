"""Write figures in the ledger: all of them or none, and never over another."""

import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError, OperationalError, transaction

from trajectoire.core.errors import Fault, InputError, LedgerConflict
from trajectoire.core.indicator import Indicator
from trajectoire.web.ledger.cells import Names, content_of, faults_of
from trajectoire.web.ledger.conflicts import Overtaken
from trajectoire.web.ledger.models import Run
from trajectoire.web.ledger.standing import held_of, standing_of
from trajectoire.web.ledger.writing import Progress, Recorded, Share, Wave, Writing

_HELD = ("40001", "40P01", "55P03")  # PostgreSQL: serialisation, deadlock, no lock


def record(
    indicators: Iterable[Indicator],
    *,
    run: Run | None = None,
    author: str = "",
    expected: Mapping[uuid.UUID, int] | None = None,
    progress: Progress | None = None,
) -> Recorded:
    """Add figures to the ledger, in one transaction.

    Parameters
    ----------
    indicators
        The figures; one for each cell and source. The activities that they were
        computed from are recorded first, and linked. [-]
    run
        The computation that gave them; None for figures typed in. [-]
    author
        Who records them: an account's number, never a name. [-]
    expected
        Revision that was read in the chains where nobody else's figure may be
        superseded unseen; -1 in one that was empty. [-]
    progress
        Told the share that is done, from 0 to 1; what it writes to the same database
        is seen by others at the end only. [-]

    Returns
    -------
    recorded
        How many were new, corrected or already there, activities included. [-]

    Raises
    ------
    InputError
        If a figure cannot be kept, or two of them disagree on one cell.
    LedgerConflict
        If another writer meets this one on a cell: nothing of this call is kept.

    """
    waves = _one_per_chain(_waves(indicators))
    share = Share(sum(map(len, waves)), progress or _say_nothing)
    writing = Writing(run, author, expected or {}, share)
    with _or_conflict(writing), transaction.atomic():
        return sum(map(writing.write, waves), Recorded(0, 0, 0))


def _say_nothing(_share: float) -> None:
    """Tell nobody how far it is."""


Rows = list[tuple[int, Indicator]]


def _waves(indicators: Iterable[Indicator]) -> list[Rows]:
    """Put activities before what was computed from them, and that before the rest."""
    waves: list[Rows] = [[]]
    depths: dict[int, int] = {}
    for row, figure in enumerate(indicators, start=1):
        _place(row, figure, waves, depths)
    return waves


def _place(
    row: int, figure: Indicator, waves: list[Rows], depths: dict[int, int]
) -> int:
    """Put a figure after its activity; the waves keep alive what is known by place."""
    depth = depths.get(id(figure))
    if depth is not None:
        return depth
    depth = 0
    if figure.derivation is not None:
        depth = 1 + _place(row, figure.derivation.activity, waves, depths)
    if depth == len(waves):
        waves.append([])
    waves[depth].append((row, figure))
    depths[id(figure)] = depth
    return depth


def _one_per_chain(waves: list[Rows]) -> list[Wave]:
    """Keep one figure for each cell and source; two that disagree are a fault."""
    name_of = Names()
    faults = [fault for rows in waves for fault in faults_of(rows)]
    kept: Wave = {}
    named: list[Wave] = []
    for rows in waves:
        wave: Wave = {}
        for row, figure in rows:
            name = name_of(figure)
            first = kept.setdefault(name, figure)
            if first is figure:
                wave[name] = figure
            elif content_of(first) != content_of(figure):
                faults.append(_disagree(row, figure))
        named.append(dict(sorted(wave.items())))  # so that two writers never cross
    if faults:
        raise InputError(faults)
    return named


def _disagree(row: int, figure: Indicator) -> Fault:
    cell = f"{figure.definition.name}, {figure.territory.name}"
    return Fault(
        "one figure for each cell and source",
        f"two that disagree for {cell}, {figure.period.start:%Y-%m-%d}",
        "Keep one of them, or name their sources apart.",
        row=row,
    )


@contextmanager
def _or_conflict(writing: Writing) -> Iterator[None]:
    """Say of an accident of the database who else was writing."""
    try:
        yield
    except IntegrityError as error:
        raise _met(writing) from error
    except OperationalError as error:
        state = getattr(error.__cause__, "sqlstate", "")
        if "locked" not in str(error) and state not in _HELD:
            raise
        raise LedgerConflict(
            "the ledger is held by another writer: nothing of this recording was "
            "kept. Wait for the other one to end, then start again."
        ) from error


def _met(writing: Writing) -> LedgerConflict:
    """Say who recorded, at the same time, some of the cells of a recording."""
    told = "another writer recorded one of these cells at the same time: "
    told += "nothing of this recording was kept. Start it again."
    changed = [
        uuid.UUID(chain)
        for chain, held in held_of(list(writing.met)).items()
        if held.revision != writing.met[chain]
    ]
    standing = standing_of(changed)
    return Overtaken(standing, told) if standing else LedgerConflict(told)
