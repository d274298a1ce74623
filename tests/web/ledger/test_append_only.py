"""No statement of the database engine replaces or empties what the ledger holds."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from trajectoire.core.indicator import Indicator
from trajectoire.web.ledger.cells import Cell
from trajectoire.web.ledger.choices import choose
from trajectoire.web.ledger.models import Choice, Entry
from trajectoire.web.ledger.read import current, indicators_of
from trajectoire.web.ledger.record import record

Figure = Callable[..., Indicator]

pytestmark = pytest.mark.django_db
COLUMNS = [field.column for field in Entry._meta.concrete_fields]
_LEDGER = (
    "entry",
    "definition",
    "territory",
    "sector",
    "source",
    "method",
    "factor",
    "choice",
)


def copied(**changes: str) -> str:
    """Select the entry with some columns changed."""
    drawn = ", ".join(changes.get(column, f'"{column}"') for column in COLUMNS)
    return f"SELECT {drawn} FROM ledger_entry"  # noqa: S608  (our own names)


def attacks() -> list[str]:
    columns = ", ".join(f'"{column}"' for column in COLUMNS)
    if connection.vendor == "sqlite":
        start = f"INSERT OR REPLACE INTO ledger_entry ({columns}) "
        return [start + copied(value="0"), start + copied(value="0", id="id + 1")]
    start = f"INSERT INTO ledger_entry ({columns}) {copied(value='0')} "
    change = "DO UPDATE SET value = 0"
    emptied = [f"TRUNCATE ledger_{name} CASCADE" for name in (*_LEDGER, "run")]
    return [f"{start} ON CONFLICT (id) {change}", *emptied]


def test_an_entry_is_neither_replaced_nor_emptied(figure: Figure) -> None:
    record([figure()])
    connection.check_constraints()  # PostgreSQL puts off those of keys
    for attack in attacks():
        with (
            pytest.raises(DatabaseError, match="the ledger is append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)
        assert list(indicators_of(current())) == [figure()], attack


def test_a_choice_is_neither_replaced_nor_changed(figure: Figure) -> None:
    record([figure()])
    made = choose(Cell.of(figure()), figure().source, "Seule", "7")
    connection.check_constraints()
    attacks = ["UPDATE ledger_choice SET reason = 'x'", "DELETE FROM ledger_choice"]
    if connection.vendor == "sqlite":
        columns = ", ".join(field.column for field in made._meta.concrete_fields)
        drawn = columns.replace("reason", "'x'")
        into = f"INSERT OR REPLACE INTO ledger_choice ({columns})"
        attacks.append(f"{into} SELECT {drawn} FROM ledger_choice")  # noqa: S608  (our own names)
    for attack in attacks:
        with (
            pytest.raises(DatabaseError, match="the ledger is append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)
        assert Choice.objects.get().reason == "Seule", attack


def test_a_word_is_not_replaced(figure: Figure) -> None:
    """PostgreSQL has only the update, which is refused aloud."""
    record([figure()])
    statement = (
        "INSERT OR REPLACE INTO ledger_territory (id, key, code, kind, name, vintage) "
        "SELECT id, key, code, kind, 'x', vintage FROM ledger_territory"
    )
    if connection.vendor == "postgresql":
        statement = "SELECT 1"
    with connection.cursor() as cursor:
        cursor.execute(statement)
    (found,) = indicators_of(current())
    assert found.territory.name == "Ville-Témoin"
