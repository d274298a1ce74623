"""The shapes in which the API gives figures and runs."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema

from trajectoire.web.ledger.models import Entry, Run


class TerritoryOut(Schema):
    """A territory that the ledger speaks of."""

    kind: str
    code: str
    vintage: int
    name: str


class SectorOut(Schema):
    """A line of a nomenclature."""

    nomenclature: str
    code: str
    name: str


class SourceOut(Schema):
    """Who says it."""

    publisher: str
    title: str
    licence: str
    published: date | None
    address: str


class MethodOut(Schema):
    """How it was obtained."""

    name: str
    version: str
    run: str


class IndicatorOut(Schema):
    """A figure, with all that it needs to be understood."""

    definition: str
    sector: SectorOut
    vintage: int
    start: datetime
    end: datetime
    state: str
    value: float | None
    unit: str
    uncertainty: float | None
    law: str
    interval_90: tuple[float, float] | None
    reason: str
    note: str
    source: SourceOut
    method: MethodOut
    run: UUID | None
    revision: int
    recorded: datetime

    @staticmethod
    def of(entry: Entry) -> "IndicatorOut":
        """Draw it from an entry."""
        return IndicatorOut(
            definition=entry.definition.name,
            sector=SectorOut(**_parts(entry.sector, SectorOut)),
            vintage=entry.territory.vintage,
            unit=entry.unit or entry.definition.unit,
            interval_90=entry.bounds(),
            source=SourceOut(**_parts(entry.source, SourceOut)),
            method=MethodOut(**_parts(entry.method, MethodOut)),
            run=entry.run_id,
            **{name: getattr(entry, name) for name in _SAME},
        )


class Figures(Schema):
    """A page of figures."""

    territory: TerritoryOut
    indicators: list[IndicatorOut]
    next_offset: int | None


class RunOut(Schema):
    """A computation of an instrument."""

    id: UUID
    instrument: str
    version: str
    configuration_hash: str
    territory: TerritoryOut | None
    status: str
    progress: float
    step: str
    message: str
    published: bool
    created: datetime
    started: datetime | None
    finished: datetime | None
    downloads: list[str]

    @staticmethod
    def of(run: Run) -> "RunOut":
        """Draw it from a run."""
        from trajectoire.web.ledger.downloads import available

        place = run.territory
        return RunOut(
            territory=None
            if place is None
            else TerritoryOut(**_parts(place, TerritoryOut)),
            downloads=available(run),
            **{
                name: getattr(run, name)
                for name in RunOut.model_fields
                if name not in {"territory", "downloads"}
            },
        )


def _parts(row: Any, schema: type[Schema]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in schema.model_fields}


_SAME = (
    "start",
    "end",
    "state",
    "value",
    "uncertainty",
    "law",
    "reason",
    "note",
    "revision",
    "recorded",
)
