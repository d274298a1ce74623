"""The shapes in which the API gives cells and takes them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from trajectoire.core.indicator import CellState
from trajectoire.core.quantity import Law
from trajectoire.web.ledger.history import Event
from trajectoire.web.ledger.models import Choice, Entry
from trajectoire.web.ledger.schemas import MethodOut, SectorOut, SourceOut, TerritoryOut
from trajectoire.web.problems import Code, Words
from trajectoire.web.typed import Day, Whole
from trajectoire.web.typed import Number as AnyNumber

Line = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:/-]{1,100}$")]
Year = Annotated[int, Field(ge=1900, le=2200)]
SentYear = Annotated[Whole, Field(ge=1900, le=2200)]  # in JSON, not in an address
Revision = Annotated[Whole, Field(ge=-1, le=2_000_000_000)]
Number = Annotated[AnyNumber, Field(allow_inf_nan=False, ge=-1e300, le=1e300)]
Positive = Annotated[AnyNumber, Field(allow_inf_nan=False, ge=0, le=1e300)]
Text = Annotated[
    str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=2000)
]
Reason = Annotated[
    str,
    StringConstraints(
        pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
        min_length=1,
        max_length=2000,
    ),
]


class CellIn(Schema):
    """Which cell of the territory, for a calendar year."""

    model_config = {"extra": "forbid"}

    definition: Code = Field(description="as `emission_ghg`")
    nomenclature: Code = Field(description="`accounts`, `PCAET`, `GPC`, `BEGES`…")
    sector: Line = Field(
        description="code of the line in it; of `accounts` with a detail, as "
        "`road.cars/diesel`, where several activities of one line add up"
    )
    year: Year


class SourceIn(Schema):
    """Who says it: the publisher and the title, whatever the edition."""

    model_config = {"extra": "forbid"}

    publisher: Words
    title: Words
    licence: Words
    published: Day | None = None
    address: Text = ""


class FigureIn(CellIn):
    """What a source says of a cell."""

    year: SentYear
    state: CellState
    value: Number | None = None
    unit: Words | None = Field(None, description="that of the definition if left out")
    uncertainty: Positive | None = Field(None, description="standard, k = 1")
    interval_90: tuple[Number, Number] | None = None
    law: Law = "normal"
    reason: Text = Field("", description="why there is no uncertainty")
    note: Text = ""
    source: SourceIn
    expected: Revision | None = Field(
        None,
        description="revision that was read of this source in this cell, -1 if it had "
        "none: another figure recorded since is not superseded unseen",
    )


class FiguresIn(Schema):
    """Figures to record, all of them or none."""

    model_config = {"extra": "forbid"}

    figures: Annotated[list[FigureIn], Field(min_length=1, max_length=1000)]


class RecordedOut(Schema):
    """What a recording did."""

    added: int
    superseded: int
    unchanged: int


class ChoiceIn(CellIn):
    """Which source is read for a cell, and why; no source: as the rule says."""

    year: SentYear
    publisher: Words | None = None
    title: Words | None = None
    reason: Reason
    expected: Revision | None = Field(
        None, description="revision of the choice that was read, -1 if there was none"
    )


class FactorUsed(Schema):
    """A factor, as it was when it was used."""

    key: str
    name: str
    unit: str
    total: float = Field(description="kgCO2e per unit of activity")
    potentials: str
    relative_uncertainty: float | None = Field(description="k = 1")


class DerivationOut(Schema):
    """What an emission was computed from."""

    entry: int = Field(description="number of the figure of the activity")
    definition: str
    value: float | None
    unit: str
    factor: FactorUsed


class FigureOut(Schema):
    """What a source says of a cell."""

    entry: int = Field(description="its number in the ledger")
    revision: int
    vintage: int
    state: str
    value: float | None
    unit: str
    uncertainty: float | None = Field(description="standard, k = 1")
    law: str
    interval_90: tuple[float, float] | None
    reason: str
    note: str
    source: SourceOut
    method: MethodOut
    run: UUID | None
    recorded: datetime
    derivation: DerivationOut | None

    @staticmethod
    def of(entry: Entry) -> "FigureOut":
        """Draw it from an entry with its words."""
        names = ("revision", "state", "value", "uncertainty", "law", "reason", "note")
        return FigureOut(
            entry=entry.pk,
            vintage=entry.territory.vintage,
            unit=entry.unit or entry.definition.unit,
            interval_90=entry.bounds(),
            source=SourceOut.from_orm(entry.source),
            method=MethodOut.from_orm(entry.method),
            run=entry.run_id,
            recorded=entry.recorded,
            derivation=_derivation(entry),
            **{name: getattr(entry, name) for name in names},
        )


class ChoiceOut(Schema):
    """Which source was chosen for a cell, and why."""

    revision: int
    source: SourceOut | None
    reason: str
    recorded: datetime

    @staticmethod
    def of(choice: Choice) -> "ChoiceOut":
        """Draw it from a choice."""
        source = choice.source
        return ChoiceOut(
            revision=choice.revision,
            source=None if source is None else SourceOut.from_orm(source),
            reason=choice.reason,
            recorded=choice.recorded,
        )


class CellOut(Schema):
    """A cell: what each source says of it, and which one was chosen."""

    definition: str
    unit: str
    sector: SectorOut
    year: int
    figures: list[FigureOut]
    choice: ChoiceOut | None

    @staticmethod
    def of(entries: Iterable[Entry], choice: Choice | None) -> "CellOut":
        """Draw it from the entries of one cell."""
        entries = list(entries)
        first = entries[0]
        return CellOut(
            definition=first.definition.name,
            unit=first.definition.unit,
            sector=SectorOut.from_orm(first.sector),
            year=first.year,
            figures=[FigureOut.of(entry) for entry in entries],
            choice=None if choice is None else ChoiceOut.of(choice),
        )


class Cells(Schema):
    """A page of cells."""

    territory: TerritoryOut
    cells: list[CellOut]
    next_offset: int | None


class EventOut(Schema):
    """A figure or a choice, when it was recorded, by whom."""

    when: datetime
    who: str = Field(
        description="name of the account for members, a number of order for others"
    )
    stands: bool
    withheld: bool = Field(
        description="its figure was held back since: only members read it"
    )
    figure: FigureOut | None
    choice: ChoiceOut | None

    @staticmethod
    def of(event: Event) -> "EventOut":
        """Draw it from an event."""
        return EventOut(
            when=event.when,
            who=event.who,
            stands=event.stands,
            withheld=event.withheld,
            figure=None if event.entry is None else FigureOut.of(event.entry),
            choice=None if event.choice is None else ChoiceOut.of(event.choice),
        )


def _derivation(entry: Entry) -> DerivationOut | None:
    activity, factor = entry.activity, entry.factor
    if activity is None or factor is None:
        return None
    return DerivationOut(
        entry=activity.pk,
        definition=activity.definition.name,
        value=activity.value,
        unit=activity.unit or activity.definition.unit,
        factor=FactorUsed(
            key=f"{factor.table}/{factor.version}/{factor.identifier}",
            name=factor.name,
            unit=factor.unit,
            total=factor.total,
            potentials=factor.potentials,
            relative_uncertainty=factor.uncertainty,
        ),
    )
