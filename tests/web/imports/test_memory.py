"""How a table was read serves the next one, but for what neither of them says."""

from collections.abc import Callable
from dataclasses import asdict, replace

import pytest
from django.test import Client

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.mapping import (
    Column,
    Constants,
    Mapping,
    Role,
)
from trajectoire.web.accounts.models import User
from trajectoire.web.imports.creation import Sent, begin, described_as
from trajectoire.web.imports.editing import renewed
from trajectoire.web.imports.mappings import mapping_from_plain, mapping_to_plain
from trajectoire.web.imports.models import Import
from trajectoire.web.imports.tasks import start_applying, start_checking
from trajectoire.web.ledger.read import current

pytestmark = pytest.mark.django_db
Work = Callable[[], int]
Bring = Callable[..., Import]

TABLE = "Secteur;GES (ktCO2e)\nRésidentiel;{}\nTertiaire;20\n"
BARE = "Émissions en {}\n\nSecteur;Valeur\nRésidentiel;5\nTertiaire;2\n"


def told(mapping: Mapping, **constants: object) -> Mapping:
    """What a person types for the whole table."""
    return replace(mapping, constants=replace(mapping.constants, **constants))


def applied(one: Import, mapping: Mapping, work: Work) -> Import:
    assert start_checking(one, mapping_to_plain(mapping), one.owner_id)
    work()
    one.refresh_from_db()
    assert one.state == Import.State.READY, one.preview
    assert start_applying(one, one.owner_id)
    work()
    one.refresh_from_db()
    assert one.state == Import.State.DONE
    return one


def accepted(one: Import, work: Work) -> str:
    """Accept the description as it is proposed; give the state that follows."""
    assert start_checking(one, one.mapping, one.owner_id)
    work()
    one.refresh_from_db()
    return one.state


def test_last_year_is_not_taken_for_this_year(brought: Bring, work: Work) -> None:
    first = brought(TABLE.format(210), "GES 2018.csv")
    applied(first, told(mapping_from_plain(first.mapping), year=2018), work)
    second = brought(TABLE.format(190), "GES 2019.csv")
    assert second.proposal["remembered"]
    assert second.mapping["constants"]["year"] == 0
    assert accepted(second, work) == Import.State.TO_CORRECT  # it is asked
    assert {entry.year: entry.value for entry in current()}.keys() == {2018}
    applied(second, told(mapping_from_plain(second.mapping), year=2019), work)
    found = {(e.year, e.sector.code): e.value for e in current()}
    assert found[2018, "residential"] == pytest.approx(210_000)
    assert found[2019, "residential"] == pytest.approx(190_000)


def test_a_unit_that_stood_in_a_title_is_asked_again(
    brought: Bring, work: Work
) -> None:
    """Kilotonnes once, tonnes then: taken up, the figure is wrong by a thousand."""
    first = brought(BARE.format("ktCO2e"))
    mapping = mapping_from_plain(first.mapping).with_column(
        Column("Valeur", Role.VALUE, "emission_ghg", unit="ktCO2e", year=2019)
    )
    applied(first, mapping, work)
    second = brought(BARE.format("tCO2e").replace("5", "6"))
    assert second.proposal["remembered"]
    (value,) = mapping_from_plain(second.mapping).of_role(Role.VALUE)
    assert (value.substance, value.unit, value.year) == ("", "", 0)
    assert accepted(second, work) == Import.State.TO_CORRECT


def test_the_page_says_what_is_not_taken_over(
    agent: Client, brought: Bring, work: Work
) -> None:
    first = brought(TABLE.format(210))
    applied(first, told(mapping_from_plain(first.mapping), year=2018), work)
    second = brought(TABLE.format(190))
    page = agent.get(f"/espace/imports/{second.pk}/colonnes/").content.decode()
    assert "est reprise" in page
    assert "dites ceux de ce tableau-ci" in page
    assert "il manque l’année" in page


def test_whoever_corrects_the_same_table_keeps_its_year(
    agent: Client, ada: User, grenoble: Territory, brought: Bring, work: Work
) -> None:
    faulty = brought(TABLE.format("deux cents"))
    mapping = told(mapping_from_plain(faulty.mapping), year=2018)
    start_checking(faulty, mapping_to_plain(mapping), ada.pk)
    work()
    faulty.refresh_from_db()
    assert faulty.state == Import.State.TO_CORRECT
    more = described_as(ada, str(faulty.pk))
    sent = Sent("GES.csv", [TABLE.format(210).encode()])
    again = begin(ada, grenoble, Source("O", "I", "LO"), sent, **more)
    work()
    again.refresh_from_db()
    assert again.mapping["constants"]["year"] == 2018
    page = agent.get(f"/espace/imports/{again.pk}/colonnes/").content.decode()
    assert "est reprise" in page
    assert "ce tableau-ci" not in page
    assert accepted(again, work) == Import.State.READY


def test_what_the_names_of_columns_say_is_remembered() -> None:
    """A name of their own was explained once; a year stands in the name itself."""
    columns = (
        Column("EM_RES", Role.VALUE, "emission_ghg", "PCAET/residential", "t", 2018),
        Column("R 2019", Role.VALUE, "energy_final", "PCAET/residential", "", 2019),
        Column("GES (t)", Role.VALUE, "emission_co2", "", "tCO2e"),
    )
    proposed = (
        Column("EM_RES", Role.IGNORED),
        Column("R 2019", Role.IGNORED),
        Column("GES (t)", Role.VALUE, "emission_ghg", "", "t"),
    )
    constants = Constants(substance="nox", unit="kt", year=2018, nomenclature="GPC")
    found = renewed(Mapping(columns, constants), Mapping(proposed))
    assert [asdict(column) for column in found.columns] == [
        asdict(replace(columns[0], unit="", year=0)),
        asdict(columns[1]),
        asdict(columns[2]),  # what its name says, as a person corrected it
    ]
    assert found.constants == Constants(nomenclature="GPC")


def test_what_this_table_says_by_itself_comes_first() -> None:
    former = Mapping((), Constants(unit="kt", year=2018))
    found = renewed(former, Mapping((), Constants(year=2019)))
    assert (found.constants.year, found.constants.unit) == (2019, "")
