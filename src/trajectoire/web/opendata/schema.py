"""What the table of figures holds, in the words of Table Schema and Data Package."""

from typing import Any

from trajectoire.core.indicator import CellState
from trajectoire.web.ledger.columns import COLUMNS, Column

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://spdx.org/licenses/etalab-2.0.html",
}


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


def data_package(code: str, name: str, address: str, schema: str) -> dict[str, Any]:
    """Describe the figures of a territory as a package.

    Parameters
    ----------
    code, name
        Of the territory. [-]
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
        "name": f"trajectoire-{code.lower()}",
        "title": f"Trajectoire: {name}",
        "licenses": [LICENCE],
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
