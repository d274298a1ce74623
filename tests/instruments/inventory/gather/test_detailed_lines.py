"""Tables whose sectors are native lines with a detail: kept, or refused with words."""

import pytest

from trajectoire.instruments.inventory.gather.drafting import Drafts, draft
from trajectoire.instruments.inventory.gather.mapping import (
    Column,
    Constants,
    Mapping,
    Role,
    Translations,
)
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.proposal import propose
from trajectoire.sources.sheets import sheet_of_text

KNOWN = nomenclatures()
HEADS = ("insee", "ligne", "substance", "annee", "valeur", "unite")
ROLES = (Role.TERRITORY, Role.SECTOR, Role.SUBSTANCE, Role.YEAR, Role.VALUE, Role.UNIT)


def table(*lines: str) -> str:
    rows = [("75056", line, "emission_ghg", "2018", "1,5", "ktCO2e") for line in lines]
    return "\n".join("\t".join(row) for row in (HEADS, *rows))


def read(*lines: str, nomenclature: str = "accounts", **words: str) -> Drafts:
    said = Constants(publisher="A", title="T", licence="L", nomenclature=nomenclature)
    columns = tuple(Column(n, r) for n, r in zip(HEADS, ROLES, strict=True))
    mapping = Mapping(columns, said, Translations(sectors=words))
    return draft(sheet_of_text(table(*lines), "f.csv"), mapping, KNOWN)


def codes(drafts: Drafts) -> list[tuple[str, str]]:
    return [(f.sector.nomenclature, f.sector.code) for f in drafts.settle()]


@pytest.mark.parametrize("nomenclature", ["accounts", "PCAET"])
@pytest.mark.parametrize("written", ["road.cars/diesel", "accounts/road.cars/diesel"])
def test_a_code_with_a_detail_is_read(written, nomenclature):
    found = read(written, nomenclature=nomenclature)
    assert codes(found) == [("accounts", "road.cars/diesel")]
    assert found.settle()[0].sector.name == "Road: cars (diesel)"


@pytest.mark.parametrize("code", ["1.1/schools", "1.1/schools/boiler-2", "1.1/oil"])
def test_what_an_organisation_owns_and_its_details_are_read(code):
    assert codes(read(f"BEGES/{code}")) == [("BEGES", code)]
    assert codes(read(code, nomenclature="BEGES")) == [("BEGES", code)]


def test_details_of_one_line_do_not_contradict_each_other():
    found = read("road.cars/diesel", "road.cars/essence", "road.cars")
    assert len(codes(found)) == 3


def test_a_word_may_stand_for_a_detail():
    found = read("Berlines", Berlines="accounts/road.cars/berlines")
    assert codes(found) == [("accounts", "road.cars/berlines")]


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("road.cars/Diesel", "Write road.cars/diesel."),
        ("accounts/road.cars/Chaudière n° 2", "Write road.cars/chaudiere-n-2."),
        ("road.cars/a/b", "Write road.cars/a-b."),
        ("road.cars/" + "x" * 41, "Write road.cars/diesel."),
        ("road.cars/=cmd()", "Write road.cars/cmd."),
    ],
)
def test_a_bad_detail_is_a_fault_that_says_how_it_is_written(written, remedy):
    (fault,) = read(written).faults
    assert fault.expected.startswith("a detail of at most 40 signs")
    assert (fault.found, fault.remedy) == (f"“{written}”", remedy)
    assert (fault.row, fault.column) == (2, "ligne")


NO_LINES = ["nowhere/diesel", "road/diesel", "GPC/II.1.1/x", "BEGES/1.1/mill/a"]


@pytest.mark.parametrize("written", NO_LINES)
def test_a_detail_of_no_line_is_an_unknown_sector(written):
    (fault,) = read(written).faults
    assert fault.expected == "a sector that is known"


def test_columns_of_such_codes_are_recognised():
    mapping = propose(sheet_of_text(table("road.cars/diesel", "road.cars/x-2")), KNOWN)
    assert mapping.constants.nomenclature == "accounts"
    column = next(one for one in mapping.columns if one.name == "ligne")
    assert column.role is Role.SECTOR
