"""The export of Territoires en Transitions goes through the wizard, in both shapes."""

import io
from collections.abc import Callable

import pytest
import xlsxwriter

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.accounts.models import User
from trajectoire.web.imports.creation import Sent, begin
from trajectoire.web.imports.editing import confirmed
from trajectoire.web.imports.mappings import mapping_from_plain, mapping_to_plain
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.storage import read_faults
from trajectoire.web.imports.tasks import start_applying, start_checking
from trajectoire.web.ledger.models import Entry

pytestmark = pytest.mark.django_db
SOURCE = Source("Territoires en Transitions", "Indicateurs", "non dite")
FIGURES = {("residential", 2018): 1500, ("residential", 2019): 2500}
FIGURES |= {("tertiary", 2019): 7000}


def today() -> bytes:
    """One sheet for all indicators, results and targets in columns of years."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Indicateurs")
        names = ["Identifiant", "Nom de l'indicateur", "Indicateur parent", "Unité"]
        names += ["Pilote", "Commentaire", "Source", "2018 Résultat", "2019 Résultat"]
        sheet.write_row(0, 0, [*names, "2030 Objectif"])
        for number, (name, *values) in enumerate(
            [("cae_1.c", 1.5, 2.5, 1.0), ("cae_1.d", "", 7.0, 5.0)], 1
        ):
            row = [name, "Émissions", "", "teq CO2", "", "", "Collectivité", *values]
            row[3] = "kteq CO2"
            sheet.write_row(number, 0, row)
    return content.getvalue()


def former() -> bytes:
    """One sheet for each indicator, results and targets in rows."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, years, values in (
            ("cae_1.c", [2018, 2019], [1.5, 2.5]),
            ("cae_1.d", [2019], [7.0]),
        ):
            sheet = book.add_worksheet(f"{name}-Titre")
            head = ["Identifiant", "Nom", "Type de données", "Unité"]
            sheet.write_row(0, 0, [*head, *years])
            said = [name, "Nom", "Mes resultats", "kteq CO2"]
            sheet.write_row(1, 0, [*said, *values])
            said[2] = "Mes objectifs"
            sheet.write_row(2, 0, [*said, *(9.0 for _ in values)])
    return content.getvalue()


@pytest.mark.parametrize("export", [today, former])
def test_an_export_lands_on_the_territory_of_the_form(
    export: Callable[[], bytes],
    ada: User,
    grenoble: Territory,
    work: Callable[[], int],
) -> None:
    one = begin(ada, grenoble, SOURCE, Sent("indicateurs.xlsx", [export()]))
    work()
    one.refresh_from_db()
    plain = mapping_to_plain(confirmed(mapping_from_plain(one.mapping)))
    assert start_checking(one, plain, ada.pk)
    work()
    one.refresh_from_db()
    assert one.state == Import.State.READY, list(read_faults(one))
    start_applying(one, ada.pk)
    work()
    found = {(e.sector.code, e.year): e.value for e in Entry.objects.all()}
    assert found == {key: pytest.approx(value) for key, value in FIGURES.items()}
    assert {e.territory.code for e in Entry.objects.all()} == {"38185"}
    assert {e.definition.name for e in Entry.objects.all()} == {"emission_ghg"}


def test_another_workbook_with_kinds_of_data_is_left_as_it_is(
    ada: User, grenoble: Territory, work: Callable[[], int]
) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("A")
        sheet.write_row(0, 0, ["Type de données", "Secteur", "Année", "GES (kteq CO2)"])
        sheet.write_row(1, 0, ["Mesure", "Résidentiel", 2021, 3.5])
        book.add_worksheet("B").write_row(0, 0, ["x", "y"])
    sent = Sent("a.xlsx", [content.getvalue()])
    one = begin(ada, grenoble, SOURCE, sent)
    work()
    one.refresh_from_db()
    assert one.proposal["sheet"] == "A"
    assert one.proposal["columns"][0] == "Type de données"
