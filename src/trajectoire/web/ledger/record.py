"""Write figures in the ledger: all of them or none, and never over another."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from trajectoire.core.errors import Fault, InputError, LedgerConflict
from trajectoire.core.indicator import Indicator
from trajectoire.web.ledger.cells import chain_of, content_of, faults_of
from trajectoire.web.ledger.dimensions import Numbers, numbers_of, words_of
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.ledger.read import indicators_of

_CHUNK = 1000  # cells looked up, and entries written, in one statement
_HELD = ("40001", "40P01", "55P03")  # PostgreSQL: serialisation, deadlock, no lock


@dataclass(frozen=True)
class Recorded:
    """What a call to ``record`` did.

    Parameters
    ----------
    added
        Figures of cells that were empty for their source. [-]
    superseded
        Figures that correct an earlier one. [-]
    unchanged
        Figures that the ledger already held. [-]

    """

    added: int
    superseded: int
    unchanged: int


def record(
    indicators: Iterable[Indicator], *, run: Run | None = None, author: str = ""
) -> Recorded:
    """Add figures to the ledger, in one transaction.

    Parameters
    ----------
    indicators
        The figures; one for each cell and source. [-]
    run
        The computation that gave them; None for figures typed in. [-]
    author
        Who records them: an account's number, never a name. [-]

    Returns
    -------
    recorded
        How many were new, corrected or already there. [-]

    Raises
    ------
    InputError
        If a figure cannot be kept, or two of them disagree on one cell.
    LedgerConflict
        If another writer meets this one on a cell: nothing of this call is kept.

    """
    figures = _one_per_chain(list(indicators))
    try:
        with transaction.atomic():
            return _write(figures, run, author)
    except IntegrityError as error:
        raise LedgerConflict(
            "another writer recorded one of these cells at the same time: nothing of "
            "this recording was kept. Start it again."
        ) from error
    except OperationalError as error:
        state = getattr(error.__cause__, "sqlstate", "")
        if "locked" not in str(error) and state not in _HELD:
            raise
        raise LedgerConflict(
            "the ledger is held by another writer: nothing of this recording was "
            "kept. Wait for the other one to end, then start again."
        ) from error


def _one_per_chain(indicators: Sequence[Indicator]) -> dict[uuid.UUID, Indicator]:
    """Keep one figure for each cell and source; two that disagree are a fault."""
    faults = faults_of(indicators)
    figures: dict[uuid.UUID, Indicator] = {}
    for row, indicator in enumerate(indicators, start=1):
        chain = chain_of(indicator)
        first = figures.setdefault(chain, indicator)
        if first is not indicator and content_of(first) != content_of(indicator):
            cell = f"{indicator.definition.name}, {indicator.territory.name}"
            faults.append(
                Fault(
                    "one figure for each cell and source",
                    f"two that disagree for {cell}, {indicator.period.start:%Y-%m-%d}",
                    "Keep one of them, or name their sources apart.",
                    row=row,
                )
            )
    if faults:
        raise InputError(faults)
    return figures


def _write(
    figures: dict[uuid.UUID, Indicator], run: Run | None, author: str
) -> Recorded:
    latest = _latest(list(figures))
    held = dict(zip(latest, indicators_of(latest.values()), strict=True))
    new = {
        chain: indicator
        for chain, indicator in figures.items()
        if chain not in held
        or content_of(held[chain]) != content_of(indicator)
        or _stands_alone(latest[chain], run)
    }
    numbers = numbers_of(new.values())
    now = timezone.now()
    entries = []
    for chain, indicator in sorted(new.items()):  # so that two writers never cross
        entry = _entry(indicator, numbers)
        entry.chain, entry.run, entry.author, entry.recorded = chain, run, author, now
        before = latest.get(chain)
        if before is not None:
            entry.revision, entry.supersedes_id = before.revision + 1, before.pk
        entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=_CHUNK)
    superseded = sum(entry.revision > 0 for entry in entries)
    return Recorded(len(entries) - superseded, superseded, len(figures) - len(entries))


def _stands_alone(entry: Entry, run: Run | None) -> bool:
    """Tell whether a run needs its own entry for a figure that another one gave.

    Runs that are not both published may be shown one without the other.
    """
    other = entry.run
    if run is None or other is None or other.pk == run.pk:
        return other is not None and run is None and not other.published
    return not (run.published and other.published)


def _latest(chains: Sequence[uuid.UUID]) -> dict[uuid.UUID, Entry]:
    """Find the entry of each chain that none supersedes."""
    latest: dict[uuid.UUID, Entry] = {}
    for first in range(0, len(chains), _CHUNK):
        part = chains[first : first + _CHUNK]
        known = Entry.objects.filter(chain__in=part).order_by("revision")
        known = known.select_related("run").defer("run__summary")
        latest |= {entry.chain: entry for entry in known}
    return latest


def _entry(indicator: Indicator, numbers: Numbers) -> Entry:
    entry = Entry(
        **{
            f"{model._meta.model_name}_id": numbers[model, thing]
            for model, thing in words_of(indicator)
        },
        start=indicator.period.start.astimezone(UTC),
        end=indicator.period.end.astimezone(UTC),
        state=indicator.state.value,
        note=indicator.note,
    )
    quantity = indicator.quantity
    if quantity is not None:
        entry.value, entry.unit = quantity.value, quantity.unit
        entry.uncertainty, entry.reason = quantity.uncertainty, quantity.reason
        entry.low, entry.high = quantity.interval or (None, None)
        entry.law = quantity.law
    return entry
