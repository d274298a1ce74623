"""Several activities on one line: told apart by a detail, they add up."""

from dataclasses import replace

import pytest

from trajectoire.core.errors import InputError, LedgerConflict
from trajectoire.core.indicator import CellState
from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.instruments.inventory.gather.detail import detail_of, proposed_detail
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.model.entry import Entered
from trajectoire.instruments.inventory.model.pcaet import pcaet
from trajectoire.instruments.inventory.model.standing import stand
from trajectoire.sources.base_carbone_factor import Words
from trajectoire.web.factors.entry import enter, preview
from trajectoire.web.factors.library import find
from trajectoire.web.factors.line_activities import FILED, detailed, of_line
from trajectoire.web.factors.loading import load
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import indicators_of, standing
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.rows import rows_of

ADDRESS = "/territoires/99001/mesurer/inventaire/activite/"
LINE = "road.cars"
FUELS = (("21.0", "Gazole routier", 0.3), ("23.1", "Essence", 0.2))
TYPED = {
    "line": LINE,
    "year": "2023",
    "value": "100",
    "unit": "MWh PCI",
    "observed": "on",
    "publisher": "Stations",
    "title": "Ventes",
    "licence": "Licence Ouverte 2.0",
}


@pytest.fixture
def fuels(db, newer):
    """Diesel, 0.3 kgCO2e/kWh (21.0/7), and petrol, 0.2 (23.1/7); all gases together."""
    for version, name, total in FUELS:
        table = newer(total=total, gases=None, name=Words(name))
        factors = tuple(replace(one, version=version) for one in table.factors)
        source = replace(table.source, title=f"Base Carbone V{version}")
        load(
            replace(table, factors=factors, source=source, version=version),
            potentials="AR5",
        )


def factor(version):
    line = find("base-carbone", version, "7")
    assert line is not None
    return line.factor()


@pytest.fixture
def cars(town, fuels) -> Entered:
    """A hundred megawatt-hours in cars."""
    return Entered(
        territory=town,
        sector=Sector("accounts", LINE),
        period=Period.of_year(2023),
        value=100.0,
        unit="MWh PCI",
        source=Source("Stations", "Ventes", "Licence Ouverte 2.0"),
    )


def petrol(cars):
    return replace(cars, sector=detailed(LINE, "essence"))


def stands():
    """State and value by line and definition, of what everybody reads."""
    return {
        (one.sector.code, one.definition.name): (
            one.state.value,
            one.quantity and one.quantity.value,
        )
        for one in indicators_of(standing())
    }


def road(town):
    """What the climate plan counts of roads: gases, energy."""
    known = nomenclatures()
    found = pcaet(
        stand(rows_of([(town.kind, town.code)]), known), known, potentials="AR5"
    )
    return tuple(
        found.grids[name].cells["road", "total"].amount.value
        for name in ("ghg", "energy")
    )


def test_two_details_of_a_line_count_together(cars, town):
    # 100 MWh × 0.3 + 100 MWh × 0.2 = 30 t + 20 t
    enter(replace(cars, sector=detailed(LINE, "gazole")), factor("21.0"), author="1")
    enter(petrol(cars), factor("23.1"), author="1")
    assert road(town) == pytest.approx((50.0, 200.0))


def test_the_first_activity_is_filed_under_a_detail_of_its_own(cars, town):
    enter(cars, factor("21.0"), author="1")
    found = preview(petrol(cars), factor("23.1"), earlier="gazole")
    assert (found.replaced, found.withdrawn) == ((), ())
    assert len(found.seen) == 2 + 2 + 2  # petrol, diesel where it goes, where it was
    enter(petrol(cars), factor("23.1"), author="1", earlier="gazole", seen=found.seen)
    assert road(town) == pytest.approx((50.0, 200.0))
    gone = (CellState.MISSING.value, None)
    assert stands() == {
        (LINE, "energy_oil_products"): gone,
        (LINE, "emission_ghg"): gone,
        (f"{LINE}/gazole", "energy_oil_products"): ("observed", pytest.approx(100.0)),
        (f"{LINE}/gazole", "emission_ghg"): ("estimated", pytest.approx(30.0)),
        (f"{LINE}/essence", "energy_oil_products"): ("observed", pytest.approx(100.0)),
        (f"{LINE}/essence", "emission_ghg"): ("estimated", pytest.approx(20.0)),
    }
    filed = standing().get(
        sector__code=f"{LINE}/gazole", definition__name="emission_ghg"
    )
    assert filed.activity.sector.code == f"{LINE}/gazole"
    assert filed.factor.name == factor("21.0").name
    left = Entry.objects.filter(sector__code=LINE, revision=1)
    assert set(left.values_list("note", flat=True)) == {FILED}


def test_without_details_the_second_activity_replaces_the_first(cars, town):
    enter(cars, factor("21.0"), author="1")
    assert len(preview(cars, factor("23.1")).replaced) == 1
    enter(cars, factor("23.1"), author="1")
    assert road(town) == pytest.approx((20.0, 100.0))


def test_an_activity_left_on_the_whole_line_is_weighed_against_the_details(cars, town):
    # 20 t of petrol do not stand for the 30 t of the line
    enter(cars, factor("21.0"), author="1")
    enter(petrol(cars), factor("23.1"), author="1")
    assert road(town)[0] == pytest.approx(30.0)


def test_a_detail_that_another_activity_has_is_refused(cars):
    enter(replace(cars, sector=detailed(LINE, "gazole")), factor("21.0"), author="1")
    enter(replace(cars, value=1.0), factor("21.0"), author="1")
    before = Entry.objects.count()
    with pytest.raises(InputError, match="gazole"):
        enter(petrol(cars), factor("23.1"), author="1", earlier="gazole")
    assert Entry.objects.count() == before


def test_nothing_is_filed_that_somebody_changed_meanwhile(cars):
    enter(cars, factor("21.0"), author="1")
    found = preview(petrol(cars), factor("23.1"), earlier="gazole")
    enter(replace(cars, value=7.0), factor("21.0"), author="2")
    before = Entry.objects.count()
    with pytest.raises(LedgerConflict):
        enter(
            petrol(cars), factor("23.1"), author="1", earlier="gazole", seen=found.seen
        )
    assert Entry.objects.count() == before


def test_an_activity_corrected_since_stays_where_it_stands(cars):
    enter(cars, factor("21.0"), author="1")
    activity = next(
        one for one in indicators_of(standing()) if one.definition.unit == "MWh"
    )
    record([replace(activity, quantity=replace(activity.quantity, value=90.0))])
    enter(petrol(cars), factor("23.1"), author="1", earlier="gazole")
    assert stands()[LINE, "energy_oil_products"] == ("observed", 90.0)


def test_other_lines_years_and_frameworks_are_not_neighbours(cars):
    enter(cars, factor("21.0"), author="1")
    vans = replace(cars, sector=Sector("accounts", "road.vans"))
    longer = replace(cars, sector=Sector("accounts", "road.carsharing"))
    own = replace(cars, sector=Sector("BEGES", "1.2"))
    last = replace(cars, period=Period.of_year(2022))
    for other in (vans, longer, own, last):
        assert of_line(other).entries == ()
    assert len(of_line(petrol(cars)).activities) == 1


# Words.


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Essence", "essence"),
        ("Chaudière n° 2", "chaudiere-n-2"),
        ("  Bâtiment A / œuvre ", "batiment-a-oeuvre"),
        ("=cmd|'/c calc'!A1", "cmd-c-calc-a1"),
        ("?!…", ""),
        ("", ""),
    ],
)
def test_words_become_a_code(words, code):
    assert detail_of(words) == code


def test_a_proposal_is_free_and_short():
    assert proposed_detail("Essence, SP95", set()) == "essence"
    assert proposed_detail("Essence, SP98", {"essence"}) == "essence-2"
    assert proposed_detail("Essence", {"essence", "essence-2"}) == "essence-3"
    long = proposed_detail("Supercarburant sans plomb vendu en station-service", set())
    assert long == "supercarburant-sans-plomb-vendu-en"
    assert len(proposed_detail("x" * 200, {"x" * 37})) <= 40
    assert proposed_detail("…", set()) == ""


# The page.


def post(browser, version, **changes):
    address = f"{ADDRESS}?facteur=base-carbone/{version}/7"
    return browser.post(address, TYPED | changes)


def test_a_lone_activity_is_asked_nothing(fuels, town, ada, visit):
    answer = post(visit(ada), "21.0")
    assert answer.context["proposed"] is None
    page = answer.content.decode()
    assert "Est-ce une autre activité" not in page
    assert "Précision (facultatif)" in page


def test_a_second_activity_is_proposed_a_detail_and_both_add_up(cars, town, ada, visit):
    enter(cars, factor("21.0"), author="1")
    browser = visit(ada)
    asked = post(browser, "23.1")
    assert asked.context["proposed"] == {
        "detail": "essence",
        "earlier": "gazole-routier",
    }
    page = asked.content.decode()
    assert "Est-ce une autre activité de la même ligne" in page
    assert "les précisions d’une ligne s’additionnent" in page
    both = {"detail": "essence", "earlier": "Gazole"}
    seen = post(browser, "23.1", **both)
    assert seen.context["proposed"] is None
    assert seen.context["filed"] == "Route\u00a0: voitures (gazole)"
    done = post(browser, "23.1", **both, action="record", seen=seen.context["seen"])
    assert done.status_code == 302
    assert road(town) == pytest.approx((50.0, 200.0))


def test_a_third_one_is_told_the_two_others(cars, town, ada, visit):
    enter(replace(cars, sector=detailed(LINE, "gazole")), factor("21.0"), author="1")
    enter(petrol(cars), factor("23.1"), author="1")
    answer = post(visit(ada), "23.1", detail="essence taxis")
    assert answer.context["proposed"] is None
    page = answer.content.decode()
    assert "Route\u00a0: voitures (essence taxis)" in page
    assert "Route\u00a0: voitures (gazole)" in page
    assert "La ligne porte aussi" in page
    bare = post(visit(ada), "23.1")
    assert bare.context["proposed"] == {"detail": "essence-2", "earlier": ""}


def test_another_source_on_the_same_detail_is_proposed_another(cars, ada, visit):
    enter(petrol(cars), factor("23.1"), author="1")
    answer = post(visit(ada), "23.1", detail="essence", title="Autre fichier")
    assert answer.context["proposed"] == {"detail": "essence-2", "earlier": ""}
    same = post(visit(ada), "23.1", detail="essence")
    assert same.context["proposed"] is None


def test_a_published_figure_of_the_whole_line_is_told(cars, town, ada, visit):
    enter(cars, factor("21.0"), author="1")
    emission = next(
        one for one in indicators_of(standing()) if one.derivation is not None
    )
    source = Source("Observatoire", "Inventaire", "Licence Ouverte 2.0")
    record([replace(emission, source=source, derivation=None)])
    page = post(visit(ada), "23.1", detail="essence").content.decode()
    assert "Un chiffre vaut aussi pour la ligne entière" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"detail": "?!"}, "detail"),
        ({"detail": "x" * 41}, "detail"),
        ({"detail": "x" * 101}, "detail"),
        ({"detail": "essence", "earlier": "Essence"}, "earlier"),
        ({"detail": "essence", "earlier": "…"}, "earlier"),
    ],
)
def test_what_is_no_detail_is_refused_beside_its_field(
    fuels, town, ada, visit, changes, field
):
    answer = post(visit(ada), "21.0", **changes)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    assert "errorlist" in answer.content.decode()
    assert Entry.objects.count() == 0


def test_a_detail_taken_is_told_on_the_page(cars, ada, visit):
    enter(replace(cars, sector=detailed(LINE, "gazole")), factor("21.0"), author="1")
    enter(replace(cars, value=1.0), factor("21.0"), author="1")
    answer = post(visit(ada), "23.1", detail="essence", earlier="gazole")
    assert answer.status_code == 422
    assert "gazole" in " ".join(answer.context["faults"])


def test_what_is_hostile_is_written_as_text(fuels, town, ada, visit):
    page = post(visit(ada), "21.0", detail="<script>a</script>").content.decode()
    assert "<script>a" not in page
    assert "script a script" in page
