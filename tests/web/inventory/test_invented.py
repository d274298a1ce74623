"""The invented accounts: always the same, told to be invented, once in the ledger."""

from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.web.inventory.demonstration import (
    INVENTED,
    demonstration_accounts,
    invented,
)
from trajectoire.web.ledger.models import Entry, Run
from trajectoire.web.territories.directory import find_territory


def test_the_accounts_are_always_the_same():
    assert list(invented()) == list(invented())


def test_a_second_start_records_nothing(db):
    first = demonstration_accounts()
    count = Entry.objects.count()
    assert demonstration_accounts() == first
    assert Entry.objects.count() == count
    assert Run.objects.count() == 1


def test_every_figure_says_that_it_is_invented(db):
    demonstration_accounts()
    others = Entry.objects.exclude(source__publisher=INVENTED)
    # Products with a factor of ADEME keep the invented publisher of their activity.
    assert not others.exists()
    assert "Comptes inventés." in _page("JUMEAU-PARIS")


def _page(code: str) -> str:
    from django.test import Client

    path = f"/territoires/{code}/mesurer/inventaire/"
    return Client().get(path, headers={"accept-language": "fr"}).content.decode()


def test_every_line_and_substance_is_known():
    known = nomenclatures()
    for figure in invented():
        assert known.line(figure.sector.nomenclature, figure.sector.code) is not None
        assert figure.definition.name in known.substances


def test_every_state_is_there():
    assert len({figure.state for figure in invented()}) == 7


def test_invented_places_have_people(db):
    demonstration_accounts()
    assert find_territory("JUMEAU-PARIS").population == 6_900_000
    assert find_territory("INVENTEE-LORME").kind == "city"
    assert find_territory("JUMEAU-SERVICES").kind == "organisation"
