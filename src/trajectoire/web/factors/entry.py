"""Enter an activity with its factor: see what it emits, then record all or nothing."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import QuerySet

from trajectoire.core.factor import Factor
from trajectoire.core.indicator import CellState, Indicator
from trajectoire.instruments.inventory.model.emission import emissions
from trajectoire.instruments.inventory.model.entry import Computed, Entered, computed
from trajectoire.web.factors.line_activities import LineActivities, of_line
from trajectoire.web.ledger.cells import chain_of
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import indicators_of, standing
from trajectoire.web.ledger.record import Recorded, record
from trajectoire.web.ledger.standing import standing_of

WITHDRAWN = "replaced by a computation with another factor"


@dataclass(frozen=True)
class Preview:
    """What an entry would record, beside what stands now.

    Parameters
    ----------
    computed
        The activity and its emissions. [-]
    total
        All gases together, biogenic CO2 left out, at the potentials of the table; None
        for a factor that counts nothing else. [tCO2e]
    replaced
        Figures of this source that would be superseded by another one. [-]
    withdrawn
        Figures of an earlier computation that this one no longer makes. [-]
    line
        What the line holds of that year, whatever the detail. [-]
    seen
        Revision of each chain concerned; -1 for an empty one. [-]

    """

    computed: Computed
    total: Indicator
    replaced: tuple[Entry, ...]
    withdrawn: tuple[Indicator, ...]
    line: LineActivities
    seen: dict[uuid.UUID, int]


def preview(entered: Entered, factor: Factor, *, earlier: str = "") -> Preview:
    """Compute what an activity emits, and what recording it would replace.

    Parameters
    ----------
    entered
        The activity, as typed. [-]
    factor
        Its factor. [-]
    earlier
        Detail under which the activity that stands for the whole line is to be filed;
        empty to leave it there. [-]

    Returns
    -------
    preview
        Nothing is recorded. [-]

    Raises
    ------
    InputError
        If the quantity or its uncertainty cannot be.
    UnitError
        If the activity is not counted as the factor wants.

    """
    found = computed(entered, factor)
    line = of_line(entered)
    filed = line.filed(earlier) if earlier else ()
    withdrawn = _withdrawn(found, filed)
    told = [one for one in filed if one.state is not CellState.MISSING]
    said = {chain_of(figure): figure for figure in (*found.figures, *told)}
    chains = [*said, *(chain_of(figure) for figure in (*filed, *withdrawn))]
    now = standing_of(chains)
    (total,) = emissions(found.activity, replace(factor, gases=()))
    return Preview(
        computed=found,
        total=total,
        replaced=tuple(
            entry
            for chain, entry in now.items()
            if chain in said and _differs(entry, said[chain])
        ),
        withdrawn=withdrawn,
        line=line,
        seen={chain: now[chain].revision if chain in now else -1 for chain in chains},
    )


def enter(
    entered: Entered,
    factor: Factor,
    *,
    author: str,
    earlier: str = "",
    seen: Mapping[uuid.UUID, int] | None = None,
) -> Recorded:
    """Record an activity and its emissions, in one transaction.

    Parameters
    ----------
    entered
        The activity, as typed. [-]
    factor
        Its factor. [-]
    author
        Who enters it: an account's number, never a name. [-]
    earlier
        As for ``preview``. [-]
    seen
        Revisions of a preview: where another one stands now, nothing is recorded. [-]

    Returns
    -------
    recorded
        How many figures are new, corrected or already there. [-]

    Raises
    ------
    InputError
        If the quantity or its uncertainty cannot be.
    UnitError
        If the activity is not counted as the factor wants.
    LedgerConflict
        If somebody recorded one of these cells meanwhile: nothing is kept.

    """
    found = computed(entered, factor)
    with transaction.atomic():
        filed = of_line(entered).filed(earlier) if earlier else ()
        figures = (*found.figures, *filed, *_withdrawn(found, filed))
        return record(figures, author=author, expected=seen)


def _withdrawn(found: Computed, filed: Sequence[Indicator]) -> tuple[Indicator, ...]:
    """Empty the gases that an earlier computation of this source left in the cell."""
    kept = {chain_of(figure) for figure in (*found.figures, *filed)}
    return tuple(
        replace(
            figure,
            quantity=None,
            state=CellState.MISSING,
            note=WITHDRAWN,
            derivation=None,
        )
        for figure in indicators_of(_computed_before(found))
        if chain_of(figure) not in kept
    )


def _computed_before(found: Computed) -> QuerySet[Entry]:
    """Select what stands of the same source, line and year, computed from a factor."""
    emission = found.emissions[0]
    territory, sector = emission.territory, emission.sector
    return standing().filter(
        activity__isnull=False,
        territory__kind=territory.kind,
        territory__code=territory.code,
        territory__vintage=territory.vintage,
        sector__nomenclature=sector.nomenclature,
        sector__code=sector.code,
        start=emission.period.start,
        end=emission.period.end,
        source__publisher=emission.source.publisher,
        source__title=emission.source.title,
    )


def _differs(entry: Entry, figure: Indicator) -> bool:
    quantity = figure.quantity
    if entry.state != figure.state or quantity is None:
        return bool(entry.state != figure.state)
    return (entry.value, entry.unit) != (quantity.value, quantity.unit)
