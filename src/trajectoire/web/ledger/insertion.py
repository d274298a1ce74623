"""Write many rows of one table, as fast as the engine takes them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection, models

_AT_ONCE = 5000  # rows between two signs of progress

Row = Sequence[Any]


def insert(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[Row],
    progress: Callable[[int], None],
) -> None:
    """Insert rows: by COPY on PostgreSQL, by one prepared statement on SQLite.

    Parameters
    ----------
    model
        Of which table. [-]
    names
        Its columns, as fields are named in Python. [-]
    rows
        Values in their order, as ``prepared`` gives dates and numbers of chains. [-]
    progress
        Told how many rows are written, from time to time. [-]

    Notes
    -----
    Nothing is converted on the way: an object of the model for each row, as Django
    makes them, costs more than all the rest.

    """
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in names)
    table = quote(model._meta.db_table)
    if connection.vendor == "postgresql":
        _copy(f"COPY {table} ({columns}) FROM STDIN", rows, progress)
        return
    marks = ", ".join(["%s"] * len(names))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608  (our own names)
    with connection.cursor() as cursor:
        for done, part in _parts(rows):
            cursor.executemany(statement, part)
            progress(done)


def _copy(statement: str, rows: Sequence[Row], progress: Callable[[int], None]) -> None:
    with connection.wrap_database_errors, connection.cursor() as cursor:
        for done, part in _parts(rows):
            with cursor.copy(statement) as copy:
                for row in part:
                    copy.write_row(row)
            progress(done)


def _parts(rows: Sequence[Row]) -> Iterator[tuple[int, Sequence[Row]]]:
    for first in range(0, len(rows), _AT_ONCE):
        part = rows[first : first + _AT_ONCE]
        yield first + len(part), part


def prepared(model: type[models.Model], name: str, value: Any) -> Any:
    """Turn a value into what the engine keeps.

    Parameters
    ----------
    model, name
        The field. [-]
    value
        A date, a number of a chain. [-]

    Returns
    -------
    value
        As ``insert`` takes it. [-]

    """
    return model._meta.get_field(name).get_db_prep_save(value, connection)
