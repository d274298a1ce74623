"""What the service writes, it reads again: the same figures, or what cannot be kept."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trajectoire.core.factor import Factor
from trajectoire.core.indicator import (
    CellState,
    Definition,
    Derivation,
    Indicator,
    Method,
)
from trajectoire.core.period import Period
from trajectoire.core.quantity import Quantity
from trajectoire.core.sector import TOTAL, Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.mapping import Column, Role
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.own_table import bare
from trajectoire.instruments.inventory.model.secrecy import WITHHELD
from trajectoire.web.accounts.models import User
from trajectoire.web.imports.checking import figures_of
from trajectoire.web.imports.creation import Sent, begin
from trajectoire.web.imports.editing import confirmed
from trajectoire.web.imports.mappings import mapping_from_plain, mapping_to_plain
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.storage import read_faults
from trajectoire.web.imports.tasks import start_applying, start_checking
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import current, indicators_of
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.tables import harmless
from trajectoire.web.opendata.files import packed, streamed

FORM = Source("Celui du formulaire", "Titre du formulaire", "non dite")
OPEN = Source("Observatoire", "Comptes", "Licence Ouverte 2.0", date(2025, 3, 1))
FORMULA = Source("=Bureau", "Étude; -suite", "non vérifiée", None, "étude.pdf")
SEEN, GUESSED = CellState.OBSERVED, CellState.ESTIMATED
TYPED = Method("inventory.declared", "1")
FORMATS = ("csv", "json", "xlsx", "parquet")


@pytest.fixture
def ledger(db: None, grenoble: Territory) -> list[Indicator]:
    """Figures of every state, law and nomenclature, of two sources."""

    def figure(
        name: str,
        unit: str,
        sector: tuple[str, str],
        quantity: Quantity | None,
        state: CellState = GUESSED,
        **more: object,
    ) -> Indicator:
        one = Indicator(
            Definition(name, unit, nomenclatures().substances[name].better),
            grenoble,
            Sector(*sector, ""),
            Period.of_year(2023),
            quantity,
            state,
            OPEN,
            TYPED,
        )
        return replace(one, **more)

    ghg, tonnes = "emission_ghg", "tCO2e"
    gas = figure(
        "energy_natural_gas",
        "MWh",
        ("accounts", "residential.gas"),
        Quantity(1000.5, "MWh", 50.0),
        SEEN,
    )
    factor = Factor("Base Carbone", "V1", "7", "Gaz", "kWh", 0.2, (), "AR5", 0.05, OPEN)
    burnt = figure(
        "emission_co2",
        "t",
        ("accounts", "residential.gas"),
        Quantity(200.0, "t", 14.1, law="lognormal"),
        derivation=Derivation(gas, factor),
    )
    skewed = Quantity(5.0, tonnes, 1.0, (3.75, 7.25), law="lognormal")
    shaped = Quantity(6.1, tonnes, 0.3, law="triangular")
    whole = Quantity(12.5, tonnes, 1.5, law="lognormal")
    made = [
        gas,
        burnt,
        replace(burnt, derivation=None, source=FORMULA, note="=HYPERLINK(1);+2"),
        figure(ghg, tonnes, ("GPC", "I.1.1"), skewed),
        figure(ghg, tonnes, ("BEGES", "1.1"), shaped),
        figure(ghg, tonnes, ("PCAET", "residential"), Quantity(7.0, tonnes, 0.7)),
        figure(ghg, tonnes, ("PCAET", "tertiary"), Quantity(5.5, tonnes, 0.5)),
        figure(ghg, tonnes, ("PCAET", "total"), whole),
        figure(ghg, tonnes, (TOTAL.nomenclature, TOTAL.code), whole),
        figure(
            "sink_forest",
            tonnes,
            ("accounts", "land.forest"),
            Quantity(-3.0, tonnes, None, reason="inconnue"),
        ),
        figure(
            "emission_co2",
            "t",
            ("accounts", "residential.oil"),
            Quantity(0.0, "t", 0.0),
            CellState.CONFIRMED_ZERO,
        ),
        figure(
            "emission_co2", "t", ("accounts", "industry.gas"), None, CellState.MISSING
        ),
        figure(
            "emission_co2",
            "t",
            ("accounts", "residential.coal"),
            None,
            CellState.NOT_OCCURRING,
            note="aucun poêle",
        ),
    ]
    record(made)
    return list(indicators_of(current()))


def file(name: str) -> bytes:
    """Take the figures away, as the pages of open data do."""
    if name in ("csv", "json"):
        return "".join(streamed(current(), name, frozenset())).encode()
    with packed(current(), name, frozenset()) as stream:
        return stream.read()


@pytest.fixture
def brought_back(
    ada: User, grenoble: Territory, work: Callable[[], int]
) -> Callable[..., Import]:
    """Bring a file of our own, its columns as proposed but for some."""

    def bring(name: str, content: bytes, *columns: Column) -> Import:
        one = begin(ada, grenoble, FORM, Sent(f"chiffres.{name}", [content]))
        work()
        one.refresh_from_db()
        mapping = confirmed(mapping_from_plain(one.mapping))
        for column in columns:
            mapping = mapping.with_column(column)
        start_checking(one, mapping_to_plain(mapping), ada.pk)
        work()
        one.refresh_from_db()
        return one

    return bring


def said(figures: list[Indicator]) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Give what each source says of each cell, bounds included."""
    return {
        (one.definition.name, one.territory, one.sector, one.period, one.source): (
            one.state,
            one.quantity,
            one.quantity.bounds() if one.quantity else None,
            one.note,
        )
        for one in figures
    }


def told(one: Import) -> list[str]:
    return [note["text"] for note in one.preview["notes"]]


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_ours_comes_back_as_the_same_figures(
    name: str, ledger: list[Indicator], brought_back: Callable[..., Import]
) -> None:
    one = brought_back(name, file(name))
    assert one.state == Import.State.READY, list(read_faults(one))
    figures, _rows = figures_of(one)
    assert len(figures) == len(ledger)
    assert said(figures) == said(ledger)


def test_what_a_plain_figure_cannot_hold_is_said(
    ledger: list[Indicator], brought_back: Callable[..., Import]
) -> None:
    notes = told(brought_back("csv", file("csv")))
    assert sum("computed figures come back as plain ones" in one for one in notes) == 1
    assert sum("methods that the rows name are not kept" in one for one in notes) == 1


def test_the_order_of_the_columns_is_of_no_account(
    ledger: list[Indicator], brought_back: Callable[..., Import]
) -> None:
    rows = list(csv.reader(io.StringIO(file("csv").decode())))
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(row[::-1] for row in rows)
    one = brought_back("csv", stream.getvalue().encode())
    assert one.state == Import.State.READY, list(read_faults(one))
    assert said(figures_of(one)[0]) == said(ledger)


def test_an_applied_file_of_ours_leaves_the_same_figures(
    ada: User,
    ledger: list[Indicator],
    brought_back: Callable[..., Import],
    work: Callable[[], int],
) -> None:
    one = brought_back("xlsx", file("xlsx"))
    start_applying(one, ada.pk)
    work()
    after = list(indicators_of(current()))
    assert len(after) == len(ledger)  # each supersedes its own, beside none
    assert said(after) == said(ledger)
    one.refresh_from_db()
    assert Entry.objects.filter(run=one.run).count() == len(ledger)


@pytest.mark.parametrize("read", [True, False])
def test_two_sources_of_a_cell_are_never_one(
    read: bool, ledger: list[Indicator], brought_back: Callable[..., Import]
) -> None:
    role = Role.SOURCE if read else Role.IGNORED
    one = brought_back("csv", file("csv"), Column("publisher", role))
    faults = [f["expected"] for f in read_faults(one)]
    assert faults == ([] if read else ["one source for each cell"])
    assert one.state == (Import.State.READY if read else Import.State.TO_CORRECT)


def test_periods_that_are_no_year_are_refused(
    ledger: list[Indicator], brought_back: Callable[..., Import]
) -> None:
    month = Period(datetime(2023, 1, 1, tzinfo=UTC), datetime(2023, 2, 1, tzinfo=UTC))
    record([replace(ledger[-1], period=month)])
    (fault,) = read_faults(brought_back("csv", file("csv")))
    assert "2023-01-01 to 2023-02-01" in fault["found"]
    assert "other periods" in fault["remedy"]


def test_what_a_public_file_holds_back_is_left_as_it_stands(
    ledger: list[Indicator], brought_back: Callable[..., Import]
) -> None:
    hidden = current().filter(sector__code="I.1.1").get().pk
    content = "".join(streamed(current(), "csv", {hidden})).encode()
    assert WITHHELD[:20].encode() in content
    one = brought_back("csv", content)
    figures, _rows = figures_of(one)
    kept = {key: what for key, what in said(ledger).items() if key[2].code != "I.1.1"}
    assert said(figures) == kept
    assert any("held back are left out" in text for text in told(one))


def test_uncertainties_that_a_person_sets_aside_are_said(
    ledger: list[Indicator], brought_back: Callable[..., Import]
) -> None:
    column = Column("standard_uncertainty", Role.IGNORED)
    one = brought_back("csv", file("csv"), column)
    assert any("uncertainties of the table are not read" in text for text in told(one))


@given(st.text(st.sampled_from("=+-@;\t ab'1é"), max_size=12))
def test_no_apostrophe_that_guards_a_text_stays(text: str) -> None:
    assume(bare(text) == text)  # one that looks guarded already cannot be told apart
    assert bare(harmless(text)) == text


@given(st.text(st.sampled_from("=+-@;\t ab'1é"), max_size=12))
def test_texts_are_bared_once(text: str) -> None:
    assert bare(bare(harmless(text))) == bare(harmless(text))
