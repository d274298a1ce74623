"""The columns of the table of figures: one list for every file and for its schema."""

from typing import Literal, NamedTuple

Kind = Literal["string", "number", "integer", "date", "datetime"]


class Column(NamedTuple):
    """A column of the table of figures.

    Parameters
    ----------
    name
        As the header writes it; its unit stands in ``unit`` where it has one. [-]
    kind
        Type of Table Schema. [-]
    meaning
        What it says. [-]
    path
        Where an entry holds it; empty for what is computed. [-]
    always
        Whether every row has it. [-]

    """

    name: str
    kind: Kind
    meaning: str
    path: str = ""
    always: bool = False


COLUMNS = (
    Column("definition", "string", "What is counted", "definition__name", True),
    Column("territory_kind", "string", "Kind of territory", "territory__kind", True),
    Column(
        "territory_code",
        "string",
        "INSEE code, SIREN or own code; text, never a number: it may begin with a zero",
        "territory__code",
        True,
    ),
    Column("territory_name", "string", "Its name", "territory__name", True),
    Column(
        "territory_vintage",
        "integer",
        "Year of the official geographic code",
        "territory__vintage",
        True,
    ),
    Column(
        "sector_nomenclature",
        "string",
        "Nomenclature of the sector",
        "sector__nomenclature",
        True,
    ),
    Column("sector_code", "string", "Code of the sector in it", "sector__code", True),
    Column("sector_name", "string", "Its name", "sector__name"),
    Column("start_utc", "datetime", "First instant of the period", "start", True),
    Column("end_utc", "datetime", "First instant after the period", "end", True),
    Column("year", "integer", "Calendar year that the period is, if it is one", "year"),
    Column(
        "state",
        "string",
        "What the cell says; only the first three states carry a "
        "value, and a missing value is never zero",
        "state",
        True,
    ),
    Column("value", "number", "Best estimate, mean of its law", "value"),
    Column("unit", "string", "Unit of value, uncertainty and interval", "unit"),
    Column(
        "standard_uncertainty", "number", "Standard uncertainty, k = 1", "uncertainty"
    ),
    Column("low_90", "number", "Lower bound of the central 90 %"),
    Column("high_90", "number", "Upper bound of the central 90 %"),
    Column("law", "string", "Shape of the law: normal, lognormal, triangular", "law"),
    Column("reason", "string", "Why there is no uncertainty", "reason"),
    Column(
        "note", "string", "Why it does not occur, or where else it is counted", "note"
    ),
    Column(
        "activity_value",
        "number",
        "Activity that it was computed from",
        "activity__value",
    ),
    Column("activity_unit", "string", "Unit of the activity", "activity__unit"),
    Column("factor_table", "string", "Table of the emission factor", "factor__table"),
    Column("factor_version", "string", "Version of that table", "factor__version"),
    Column("factor_identifier", "string", "Line of that table", "factor__identifier"),
    Column("publisher", "string", "Who says it", "source__publisher", True),
    Column("source_title", "string", "In which document", "source__title", True),
    Column("licence", "string", "Under which licence", "source__licence", True),
    Column("published", "date", "When it was published", "source__published"),
    Column("address", "string", "Where it is found", "source__address"),
    Column("method", "string", "How it was obtained", "method__name", True),
    Column("method_version", "string", "Version of the method", "method__version"),
    Column("run", "string", "Computation that gave it", "run_id"),
    Column("recorded_utc", "datetime", "When it entered the ledger", "recorded", True),
)
