"""Entering an activity: preview, all or nothing, roles, conflicts, what is replaced."""

import json
from dataclasses import replace

import pytest
from django.db import connection

from trajectoire.core.errors import LedgerConflict, UnitError
from trajectoire.core.indicator import CellState
from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.model.entry import Entered
from trajectoire.web.factors.entry import enter, preview
from trajectoire.web.factors.entry_forms import units_for
from trajectoire.web.factors.library import find, uses_of
from trajectoire.web.factors.loading import load
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import indicators_of, standing

ADDRESS = "/territoires/99001/mesurer/inventaire/activite/"
GAS_KEY = "base-carbone/22.0/7"
TYPED = {
    "line": "residential.gas",
    "year": "2023",
    "value": "1000000",
    "unit": "kWh PCI",
    "percentage": "10",
    "observed": "on",
    "publisher": "Distributeur",
    "title": "Consommations",
    "licence": "Licence Ouverte 2.0",
}


@pytest.fixture
def typed(town) -> Entered:
    """A million kilowatt-hours of gas, within 10 %."""
    return Entered(
        territory=town,
        sector=Sector("accounts", "residential.gas"),
        period=Period.of_year(2023),
        value=1e6,
        unit="kWh PCI",
        source=Source("Distributeur", "Consommations", "Licence Ouverte 2.0"),
        percentage=10.0,
    )


@pytest.fixture
def gas(library):
    """The factor of natural gas, from the library."""
    found = find("base-carbone", "22.0", "7")
    assert found is not None
    return found.factor()


def stands() -> dict[str, tuple[str, float | None]]:
    """What everybody reads now: state and value by definition."""
    return {
        figure.definition.name: (
            figure.state.value,
            None if figure.quantity is None else figure.quantity.value,
        )
        for figure in indicators_of(standing())
    }


def test_a_preview_computes_and_records_nothing(typed, gas):
    found = preview(typed, gas)
    assert found.total.quantity is not None
    assert found.total.quantity.value == pytest.approx(250.0)
    assert set(found.seen.values()) == {-1}
    assert (found.replaced, found.withdrawn) == ((), ())
    assert Entry.objects.count() == 0


def test_an_entry_records_the_activity_and_its_emissions_with_their_derivation(
    typed, gas
):
    recorded = enter(typed, gas, author="1")
    assert recorded.added == 4
    assert stands() == {
        "energy_natural_gas": ("observed", pytest.approx(1000.0)),
        "emission_co2": ("estimated", pytest.approx(210.0)),
        "emission_ch4_fossil": ("estimated", pytest.approx(1.0)),
        "emission_n2o": ("estimated", pytest.approx(10 / 265)),
    }
    emission = Entry.objects.get(definition__name="emission_co2")
    assert emission.activity.definition.name == "energy_natural_gas"
    assert (emission.factor.table, emission.factor.identifier) == ("base-carbone", "7")
    assert emission.author == "1"
    line = find("base-carbone", "22.0", "7")
    assert line is not None
    assert uses_of(line) == 3


def test_the_same_entry_twice_adds_nothing(typed, gas):
    enter(typed, gas, author="1")
    again = enter(typed, gas, author="1")
    assert (again.added, again.superseded) == (0, 0)


def test_a_factor_in_use_stays_when_a_newer_version_comes(typed, gas, newer):
    enter(typed, gas, author="1")
    load(newer(total=0.2, gases=None), potentials="AR6")
    (figure,) = (
        one
        for one in indicators_of(standing())
        if one.definition.name == "emission_co2"
    )
    assert figure.derivation is not None
    assert figure.derivation.factor == gas


def test_a_newer_factor_supersedes_and_withdraws_the_gases_it_does_not_give(
    typed, gas, newer
):
    enter(typed, gas, author="1")
    load(newer(total=0.2, gases=None), potentials="AR6")
    line = find("base-carbone", "23.1", "7")
    assert line is not None
    found = preview(typed, line.factor())
    assert len(found.withdrawn) == 3
    enter(typed, line.factor(), author="1", seen=found.seen)
    now = stands()
    assert now["emission_ghg"] == ("estimated", pytest.approx(200.0))
    for gone in ("emission_co2", "emission_ch4_fossil", "emission_n2o"):
        assert now[gone] == (CellState.MISSING.value, None)
    old = find("base-carbone", "22.0", "7")
    assert old is not None
    assert uses_of(old) == 0


def test_a_preview_says_what_it_would_replace(typed, gas):
    enter(typed, gas, author="1")
    found = preview(replace(typed, value=2e6), gas)
    names = {entry.definition.name for entry in found.replaced}
    assert names == {
        "energy_natural_gas",
        "emission_co2",
        "emission_ch4_fossil",
        "emission_n2o",
    }


def test_two_people_on_one_line_lose_no_figure(typed, gas):
    mine = preview(typed, gas)
    enter(replace(typed, value=5e5), gas, author="2")
    with pytest.raises(LedgerConflict):
        enter(typed, gas, author="1", seen=mine.seen)
    assert stands()["energy_natural_gas"][1] == pytest.approx(500.0)


def test_another_basis_records_nothing(typed, gas):
    with pytest.raises(UnitError):
        enter(replace(typed, unit="kWh PCS"), gas, author="1")
    assert Entry.objects.count() == 0


def test_units_offered_are_those_that_convert_on_the_same_basis(gas):
    units = [unit for unit, _ in units_for(gas)]
    assert units[0] == "kWh PCI"
    assert {"MWh PCI", "GJ PCI", "tep PCI"} <= set(units)
    assert all(unit.endswith(" PCI") for unit in units)
    assert units_for(replace(gas, unit="repas")) == [("repas", "repas")]


# The page.


@pytest.mark.parametrize("who", ["nobody", "stranger"])
def test_only_a_contributor_enters(request, library, town, visit, who):
    user = None if who == "nobody" else request.getfixturevalue("stranger")
    browser = visit(user)
    expected = 302 if user is None else 403
    assert browser.get(ADDRESS).status_code == expected
    answer = browser.post(f"{ADDRESS}?facteur={GAS_KEY}", TYPED)
    assert answer.status_code == expected
    assert Entry.objects.count() == 0


def test_an_unknown_territory_is_not_found(library, ada, visit):
    answer = visit(ada).get("/territoires/nulle-part/mesurer/inventaire/activite/")
    assert answer.status_code == 404


def test_one_first_chooses_a_factor(library, ada, visit):
    page = visit(ada).get(ADDRESS, {"q": "gaz"}).content.decode()
    assert f"?facteur={GAS_KEY}" in page


@pytest.mark.parametrize(
    "key", ["", "x", "base-carbone/22.0/999", "base-carbone/22.0/10"]
)
def test_what_is_no_factor_cannot_be_chosen(library, ada, visit, key):
    page = visit(ada).get(ADDRESS, {"facteur": key}).content.decode()
    assert "Choisissez d’abord le facteur" in page


def test_a_factor_that_counts_its_upstream_says_so(library, ada, visit):
    browser = visit(ada)
    page = browser.get(ADDRESS, {"facteur": GAS_KEY}).content.decode()
    assert "ce qui est émis ailleurs" in page
    assert "Chaudière" in page
    part = "base-carbone%2F22.0%2F7-3"
    assert f"?facteur={part}" in page
    shown = browser.get(f"{ADDRESS}?facteur={part}").content.decode()
    assert "Combien" in shown  # the item itself, ready to be entered
    assert "ce qui est émis ailleurs" not in shown


def test_preview_then_record(library, ada, visit):
    browser, address = visit(ada), f"{ADDRESS}?facteur={GAS_KEY}"
    assert "Combien" in browser.get(address).content.decode()
    shown = browser.post(address, TYPED | {"action": "preview"})
    assert shown.status_code == 200
    page = shown.content.decode()
    assert "250" in page
    assert "Méthane fossile" in page
    assert Entry.objects.count() == 0
    seen = shown.context["seen"]
    done = browser.post(address, TYPED | {"action": "record", "seen": seen})
    assert done.status_code == 302
    assert done["Location"].endswith(f"/inventaire/?annee={TYPED['year']}")
    assert Entry.objects.count() == 4
    assert set(Entry.objects.values_list("author", flat=True)) == {str(ada.pk)}


def test_what_was_not_previewed_is_not_recorded(library, ada, visit):
    browser, address = visit(ada), f"{ADDRESS}?facteur={GAS_KEY}"
    for seen in ("", "{}x", "[]", '{"a": 1}', json.dumps({"x" * 20: "y"})):
        answer = browser.post(address, TYPED | {"action": "record", "seen": seen})
        assert answer.status_code == 200
    assert Entry.objects.count() == 0


def test_a_conflict_is_told_and_shown_anew(typed, gas, library, ada, visit):
    browser, address = visit(ada), f"{ADDRESS}?facteur={GAS_KEY}"
    seen = browser.post(address, TYPED).context["seen"]
    enter(replace(typed, value=5e5), gas, author=str(ada.pk))
    answer = browser.post(address, TYPED | {"action": "record", "seen": seen})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Quelqu’un a enregistré entre-temps" in page
    assert "Cette saisie remplace" in page
    told = answer.context["conflict"]
    assert any("Gaz naturel" in one and "0,50 GWh" in one for one in told), told
    assert not any("energy_natural_gas" in one for one in told)  # no code
    assert stands()["energy_natural_gas"][1] == pytest.approx(500.0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": ""}, "value"),
        ({"value": "beaucoup"}, "value"),
        ({"value": "-5"}, "value"),
        ({"value": "nan"}, "value"),
        ({"value": "1e300"}, "value"),
        ({"unit": "kWh PCS"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"line": "nowhere"}, "line"),
        ({"year": "1800"}, "year"),
        ({"year": "2999"}, "year"),
        ({"percentage": "-1"}, "percentage"),
        ({"publisher": ""}, "publisher"),
        ({"title": "x" * 900}, "title"),
        ({"mark_reliability": "2"}, "__all__"),
        ({f"mark_{m}": "2" for m in ("reliability", "completeness", "temporal",
                                     "geographical", "technological")}, "percentage"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(
    library, ada, visit, changes, words
):
    answer = visit(ada).post(f"{ADDRESS}?facteur={GAS_KEY}", TYPED | changes)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {words}
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("written", ["1234,5", "1 234,5", "1\u202f234,5", "1234.5"])
def test_a_french_number_is_read(library, ada, visit, written):
    answer = visit(ada).post(f"{ADDRESS}?facteur={GAS_KEY}", TYPED | {"value": written})
    assert answer.status_code == 200
    quantity = answer.context["preview"].computed.activity.quantity
    assert quantity.value == pytest.approx(1.2345)


def test_what_is_typed_is_written_as_text(library, ada, visit):
    hostile = TYPED | {"publisher": "<script>a</script>", "title": "=cmd()"}
    page = visit(ada).post(f"{ADDRESS}?facteur={GAS_KEY}", hostile).content.decode()
    assert "<script>a" not in page


def test_uses_of_a_factor_are_found_without_reading_the_ledger(typed, gas):
    enter(typed, gas, author="1")
    plan = Entry.objects.filter(factor__isnull=False, factor__in=[1, 2]).explain()
    if connection.vendor == "sqlite":  # the other one reads a small table whole
        assert "ledger_entry_by_factor" in plan
