"""What is kept of the years tells no secret of the groups of a département."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trajectoire.core.indicator import Indicator
from trajectoire.sources.communes import places
from trajectoire.web.inventory.shelf import shelf
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.directory import find_territory

pytestmark = pytest.mark.django_db
Say = Callable[..., Indicator]
BELFORT, WHOLE = "dep-90", 9075.5
PAGES = [
    f"/territoires/{BELFORT}/",
    f"/territoires/{BELFORT}/mesurer/inventaire/?annee=2023",
    f"/territoires/{BELFORT}/mesurer/inventaire/",
]


@pytest.fixture
def say(figure: Callable[..., Indicator]) -> Say:
    """Give the CO2 of the roads of a territory in 2023."""

    def make(code: str, value: float | None) -> Indicator:
        place = find_territory(code).territory()
        state = "observed" if value is not None else "confidential"
        told = {"nomenclature": "PCAET", "state": state, "territory": place}
        return figure("road", value=value, deviation=(value or 0.0) / 10, **told)

    return make


def groups() -> list[str]:
    found = {place.epci for place in places().communes("departement", BELFORT)}
    return sorted(found - {""})


def headlines(client: Client) -> list[bool]:
    """Whether each page tells the whole, and what is kept of the year does."""
    said = ["9,1" in client.get(page).content.decode() for page in PAGES]
    kept = shelf(find_territory(BELFORT)).series("ghg", "AR5")
    return [*said, 2023 in kept]


def test_a_headline_hides_at_once_what_tells_the_secret_of_a_group(
    say: Say, client: Client
) -> None:
    record([say(BELFORT, WHOLE), *(say(code, 500.0) for code in groups())])
    assert headlines(client) == [True] * 4
    record([say(groups()[0], None)])
    assert headlines(client) == [False] * 4
    record([say(groups()[0], 501.0)])
    assert headlines(client) == [True] * 4


def test_and_once_the_last_of_the_other_groups_speaks(say: Say, client: Client) -> None:
    """The secret is older than the page that was kept: another group tells it."""
    secret, last, *others = groups()
    told = [say(code, 500.0) for code in others]
    record([say(BELFORT, WHOLE), say(secret, None), *told])
    assert headlines(client) == [True] * 4
    record([say(last, 500.0)])
    assert headlines(client) == [False] * 4


def test_a_group_may_withhold_for_a_commune_of_another_departement(say: Say) -> None:
    """A group of Lozère has communes of the Gard."""
    lozere, group = "dep-48", "200069128"
    around = places().communes("epci", group)
    abroad = [place.code for place in around if place.parent != lozere]
    every = {place.epci for place in places().communes("departement", lozere)}
    told = [*sorted(every - {""}), *(place.code for place in around)]
    record([say(lozere, WHOLE), *(say(code, 500.0) for code in told)])

    def total() -> float:
        return shelf(find_territory(lozere)).series("ghg", "AR5")[2023].value

    assert total() == WHOLE
    record([say(abroad[0], None)])
    assert total() == 500.0 * (len(around) - len(abroad))  # those of Lozère, added up


def test_nothing_secret_costs_one_statement(say: Say) -> None:
    record([say(BELFORT, WHOLE), *(say(code, 500.0) for code in groups())])
    shelf(find_territory(BELFORT)).series("ghg", "AR5")
    spot = find_territory(BELFORT)
    with CaptureQueriesContext(connection) as bare:
        found = shelf(spot)
    with CaptureQueriesContext(connection) as asked:
        found.series("ghg", "AR5")
        found.series("energy", "AR5")
    assert len(bare) > 0
    assert len(asked) == 1
