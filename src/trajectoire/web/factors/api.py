"""Emission factors through the API, read by everybody."""

from datetime import date
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja import Field, Query, Router, Schema

from trajectoire.methods.warming import has_potential, potential
from trajectoire.web.factors.library import Wanted, find, items_of, search, versions_of
from trajectoire.web.factors.models import Line
from trajectoire.web.ledger.schemas import SourceOut
from trajectoire.web.problems import FOUND, PUBLIC, Code, Words

router = Router(tags=["factors"])

Limit = Annotated[int, Field(ge=1, le=500)]
Offset = Annotated[int, Field(ge=0, le=1_000_000)]


class Asked(Schema):
    """Which factors are wanted; what is left out is not restricted."""

    q: Words | None = Field(None, description="words of the name, or an identifier")
    unit: Words | None = Field(None, description="unit of activity, as `kWh PCI`")
    category: Words | None = Field(None, description="the widest, as `Combustibles`")
    region: Words | None = Field(None, description="as `France continentale`")
    version: Code | None = Field(None, description="as `22.0`; the newest if left out")
    items: bool = Field(False, description="whether items of elements are wanted")
    archived: bool = Field(False, description="whether archived factors are wanted")
    data: bool = Field(False, description="whether data, not factors, are wanted")


class GasOut(Schema):
    """What one unit of activity emits of a gas."""

    gas: str
    equivalent: float = Field(description="kgCO2e per unit of activity, as published")
    mass: float | None = Field(description="kg of gas per unit; null for a mixture")


class FactorOut(Schema):
    """A factor, with all that it needs to be understood."""

    key: str
    table: str
    version: str
    line: str
    element: str
    name_fr: str
    name_en: str
    unit: str = Field(description="of the activity; empty for a datum")
    published_unit: str
    total: float = Field(description="in the published unit, biogenic CO2 left out")
    gases: list[GasOut]
    potentials: str
    uncertainty_percent: float | None = Field(description="as published")
    relative_uncertainty: float | None = Field(description="k = 1")
    status: str
    current: bool
    category: str
    region: str
    locality: str
    modified: date | None
    source: SourceOut

    @staticmethod
    def of(line: Line) -> "FactorOut":
        """Draw it from a line of the library."""
        factor = line.factor()
        names = SourceOut.model_fields
        source = SourceOut(**{name: getattr(factor.source, name) for name in names})
        return FactorOut(
            key=factor.key,
            table=factor.table,
            version=factor.version,
            published_unit=line.written_unit,
            gases=[_gas(gas, value, factor.potentials) for gas, value in factor.gases],
            potentials=factor.potentials,
            uncertainty_percent=line.uncertainty,
            relative_uncertainty=line.relative,
            locality=line.locality_fr,
            source=source,
            **{name: getattr(line, name) for name in _SAME},
        )


class FactorsOut(Schema):
    """A page of factors."""

    count: int
    factors: list[FactorOut]
    next_offset: int | None


class WholeOut(Schema):
    """A factor with its items and its versions."""

    factor: FactorOut
    items: list[FactorOut]
    versions: list[str]


_SAME = (
    *("line", "element", "name_fr", "name_en", "unit", "total", "status", "current"),
    *("category", "region", "modified"),
)


def _gas(gas: str, value: float, potentials: str) -> GasOut:
    mass = value / potential(gas, potentials) if has_potential(gas) else None
    return GasOut(gas=gas, equivalent=value, mass=mass)


@router.get("/factors", response={200: FactorsOut, **PUBLIC})
def factors(
    request: HttpRequest,  # noqa: ARG001
    asked: Query[Asked],
    limit: Limit = 50,
    offset: Offset = 0,
) -> FactorsOut:
    """Find emission factors, the likeliest first."""
    found = search(
        Wanted(
            words=asked.q or "",
            unit=asked.unit or "",
            category=asked.category or "",
            region=asked.region or "",
            version=asked.version or "",
            items=asked.items,
            archived=asked.archived,
            data=asked.data,
        )
    )
    count = found.count()
    page = [FactorOut.of(line) for line in found[offset : offset + limit]]
    following = offset + limit if offset + limit < count else None
    return FactorsOut(count=count, factors=page, next_offset=following)


@router.get("/factors/{table}/{version}/{line}", response={200: WholeOut, **FOUND})
def factor(
    request: HttpRequest,  # noqa: ARG001
    table: Code,
    version: Code,
    line: Code,
) -> WholeOut:
    """Give a factor, its items, and the versions that hold it."""
    found = find(table, version, line)
    if found is None:
        raise Http404(line)
    return WholeOut(
        factor=FactorOut.of(found),
        items=[FactorOut.of(item) for item in items_of(found)],
        versions=[one.edition.version for one in versions_of(found)],
    )
