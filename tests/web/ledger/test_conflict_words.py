"""Who came too late reads names in her language, not the codes of the ledger."""

from collections.abc import Callable

import pytest
from django.utils import translation

from trajectoire.core.errors import LedgerConflict
from trajectoire.core.indicator import CellState, Definition, Indicator
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import Sector
from trajectoire.web.accounts.models import User
from trajectoire.web.language.faults import lines
from trajectoire.web.ledger.cells import chain_of
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.undo import undo_figure

Figure = Callable[..., Indicator]

pytestmark = pytest.mark.django_db
LINES = {
    ("PCAET", "road"): ("Transport routier (PCAET)", "Road transport (PCAET)"),
    ("accounts", "road.cars/diesel"): (
        "Route\u00a0: voitures (diesel)",
        "Road: cars (diesel)",
    ),
    ("BEGES", "1.1/schools"): (
        "Sources fixes de combustion – Écoles, collèges, lycées (BEGES)",
        "Stationary combustion – Schools (BEGES)",
    ),
}
CODES = ("emission_", "accounts", "/", "not_occurring", "1.1")


def refused(figure: Indicator) -> LedgerConflict:
    """Record a figure read before another one came."""
    with pytest.raises(LedgerConflict) as caught:
        record([figure], expected={chain_of(figure): -1})
    return caught.value


def in_both(error: LedgerConflict) -> tuple[str, str]:
    told = []
    for language in ("fr", "en"):
        with translation.override(language):
            (line,) = lines(error)
            told.append(line.replace("(Europe/Paris)", ""))
    return told[0], told[1]


@pytest.mark.parametrize("line", LINES)
def test_lines_and_substances_are_called_by_their_names(
    line: tuple[str, str], figure: Figure
) -> None:
    cell = {
        "period": Period.of_year(2022),
        "definition": Definition("emission_ch4_fossil", "t", "down"),
        "sector": Sector(*line, "a name that somebody typed"),
    }
    record([figure(quantity=Quantity(1234567.0, "t", 50.5), **cell)])
    error = refused(figure(quantity=Quantity(2.0, "t", 1.0), **cell))
    for told, name, substance, value in zip(
        in_both(error),
        LINES[line],
        ("Méthane fossile", "Fossil methane"),
        ("1\u202f234\u202f570 ± 50,5 t", "1,234,570 ± 50.5 t"),
        strict=True,
    ):
        assert f", {substance}, {name}, 2022" in told
        assert value in told
        assert not [code for code in CODES if code in told]


def test_a_state_is_told_in_words(figure: Figure) -> None:
    cell = {
        "period": Period.of_year(2022),
        "definition": Definition("emission_co2", "t", "down"),
        "sector": Sector("PCAET", "road"),
    }
    record([figure(quantity=None, state=CellState.NOT_OCCURRING, **cell)])
    french, english = in_both(refused(figure(quantity=Quantity(2.0, "t", 1), **cell)))
    assert "un autre enregistrement a enregistré n’existe pas ici le" in french
    assert "another recording recorded not occurring on" in english


def test_what_stands_instead_of_an_undone_figure_is_named(figure: Figure) -> None:
    ada = User.objects.create_user("ada@example.org", "une longue phrase")
    cell = {
        "period": Period.of_year(2022),
        "definition": Definition("emission_co2", "t", "down"),
        "sector": Sector("PCAET", "road"),
    }
    record([figure(quantity=Quantity(2.0, "t", 1), **cell)])
    first = Entry.objects.get()
    record([figure(quantity=Quantity(3.5, "t", 1), **cell)], author=str(ada.pk))
    with pytest.raises(LedgerConflict) as caught:
        undo_figure(first, str(ada.pk))
    french, english = in_both(caught.value)
    assert french.startswith("seul ce qui vaut encore s’annule")
    assert (
        "Transport routier (PCAET), 2022\u00a0: ada@example.org a enregistré" in french
    )
    assert "3,5 ± 1 t" in french
    assert "Fossil CO2" in english
    assert "Road transport (PCAET), 2022: ada@example.org recorded 3.5 ± 1 t" in english


def test_what_has_no_name_keeps_its_code(figure: Figure) -> None:
    record([figure(sector=Sector("s", "kilns"))])
    error = refused(
        figure(quantity=Quantity(80.0, "tCO2e", 5.0), sector=Sector("s", "kilns"))
    )
    for told in in_both(error):
        assert "Ville-Témoin (99001), emission_measured, s/kilns, 2025-01-01" in told
