"""What the table of figures holds, in the words of Table Schema and Data Package."""

from collections.abc import Sequence
from typing import Any

from trajectoire.core.indicator import CellState
from trajectoire.web.ledger.columns import COLUMNS, Column
from trajectoire.web.ledger.dimensions import Source, Territory

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://spdx.org/licenses/etalab-2.0.html",
}
MIXED = {
    "name": "other",
    "title": "Several licences: that of each row stands in its column “licence”",
}
_OPEN = "Licence Ouverte"


def is_open(sources: Sequence[Source]) -> bool:
    """Tell whether all that some sources say is under the open licence.

    Parameters
    ----------
    sources
        Who says it. [-]

    Returns
    -------
    open
        False as soon as one of them says another licence. [-]

    """
    return all(source.licence.startswith(_OPEN) for source in sources)


def table_schema() -> dict[str, Any]:
    """Describe the columns of the table of figures.

    Returns
    -------
    descriptor
        A Table Schema, version 1 of the specification. [-]

    """
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "trajectoire-figures",
        "title": "Figures of a territory",
        "description": "One row is what one source says of one cell: what, where, "
        "which sector, which period. Missing is never zero.",
        "missingValues": [""],
        "fields": [_field(column) for column in COLUMNS],
    }


def data_package(
    territory: Territory, sources: Sequence[Source], address: str, schema: str
) -> dict[str, Any]:
    """Describe the figures of a territory as a package.

    Parameters
    ----------
    territory
        Where. [-]
    sources
        Who says its figures: the licence is theirs. [-]
    address
        Of its figures as CSV. [-]
    schema
        Address of the description of its columns. [-]

    Returns
    -------
    descriptor
        A Tabular Data Package, version 1 of the specification. [-]

    """
    return {
        "profile": "data-package",
        "name": f"trajectoire-{territory.code.lower()}",
        "title": f"Trajectoire: {territory.name}",
        "licenses": [LICENCE if is_open(sources) else MIXED],
        "sources": [{"title": f"{source}: {source.licence}"} for source in sources],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "figures",
                "path": address,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n"},
                "schema": schema,
            }
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": column.kind,
        "description": column.meaning,
    }
    if column.kind == "datetime":
        field["format"] = "default"
    constraints: dict[str, Any] = {"required": True} if column.always else {}
    if column.name == "state":
        constraints["enum"] = [state.value for state in CellState]
    return field | ({"constraints": constraints} if constraints else {})
