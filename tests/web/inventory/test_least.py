"""What hides a part is a least amount on every page: no rank, no bare total."""

import html
import re

import pytest

from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.model.overlap import SECTORS
from trajectoire.instruments.inventory.model.pcaet import CHANNELS, DEPOSITED_SOILS
from trajectoire.sources.communes import places
from trajectoire.web.inventory.presentation.alike import Place
from trajectoire.web.ledger.record import record

GRENOBLE = Territory("38185", "commune", "Grenoble", 2026)
METROPOLE = "200040715"
OTHERS = ("38421", "38151", "38544", "38053", "69266", "69029")
PAGE = "/territoires/{}/mesurer/inventaire/"
LEAST = "Au moins : une partie est confidentielle"


def text(client, path: str) -> str:
    answer = client.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == 200
    body = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(body.split())  # spaces that do not break are read as others


@pytest.fixture
def tell(db, figure):
    """Record figures of a territory for 2022, on lines of the plan."""

    def of(lines, territory=GRENOBLE, sector="", **said):
        record(
            [
                figure(sector or line, line if sector else "emission_co2", value,
                       nomenclature="PCAET", territory=territory, year=2022, **said)
                for line, value in lines.items()
            ]
        )  # fmt: skip

    return of


@pytest.fixture
def hide(tell, figure):
    """Hold a gas of the industry back."""

    def of(territory=GRENOBLE, state="confidential"):
        record(
            [
                figure("industry", "emission_hfc", None, nomenclature="PCAET",
                       territory=territory, year=2022, state=state, note="Ainsi.")
            ]
        )  # fmt: skip

    return of


def sectors(value: float = 1000.0) -> dict[str, float]:
    return dict.fromkeys(SECTORS, value)


@pytest.fixture
def several(tell):
    """Make the eight sectors of Grenoble and of six communes known."""
    tell(sectors())
    for code in OTHERS:
        tell(sectors(), Territory(code, "commune", code, 2026))


def ranks_of(client) -> dict[str, Place]:
    """Read the table of ranks, by sector."""
    answer = client.get(PAGE.format("38185") + "comparer/")
    return {one.name: one for one in answer.context["places"]}


def test_a_least_amount_has_no_rank_and_the_other_sectors_have_theirs(
    client, several, hide
):
    assert "rejettent" in ranks_of(client)["En tout"].words
    hide()
    found = ranks_of(client)
    for name in ("En tout", "Industrie hors branche énergie"):
        assert found[name].value.startswith("au moins ")
        assert found[name].words.startswith("Pas de rang")
        assert found[name].count == len(OTHERS)
    assert "au moins" not in found["Résidentiel"].value
    assert "rejettent" in found["Résidentiel"].words
    said = text(client, PAGE.format("38185") + "comparer/")
    assert f"{LEAST} ·" in said
    assert said.count("au moins : une partie n’est pas dite") == 1  # in the picture
    assert said.count("rejettent") == len(SECTORS) - 1


def test_a_least_amount_is_no_term_of_comparison(client, several, hide):
    for code in OTHERS[:2]:
        hide(Territory(code, "commune", code, 2026))
    found = ranks_of(client)  # four others have a total: under five, none is shown
    assert "En tout" not in found
    assert "Industrie hors branche énergie" not in found
    assert found["Résidentiel"].count == len(OTHERS)
    said = text(client, PAGE.format("38185") + "comparer/")
    assert said.count("au moins : une partie n’est pas dite") == 2  # in the picture


@pytest.mark.parametrize(("state", "words"), [
    ("confidential", LEAST),
    ("missing", "Au moins : une partie manque"),
    ("not_occurring", ""),
])  # fmt: skip
def test_the_totals_of_the_frameworks_say_what_they_lack(
    client, tell, hide, state, words
):
    tell(sectors())
    hide(state=state)
    said = text(client, PAGE.format("38185") + "rapprochement/?annee=2022")
    assert words in said
    assert ("Au moins" in said) == bool(words)


def channels(*without: str) -> dict[str, float]:
    return {name: 1000.0 for name in sorted(CHANNELS) if name not in without}


def soils(*without: str) -> dict[str, float]:
    return {name: 1000.0 for name in DEPOSITED_SOILS if name not in without}


@pytest.mark.parametrize(("family", "sector", "lines", "lacking", "words"), [
    ("renouvelables", "renewables", channels, "renewable_biogas_heat", "Au moins"),
    ("puits", "utcatf", soils, "sink_other_soils", "En partie"),
])  # fmt: skip
def test_channels_and_soils_lack_what_the_plan_asks_for(
    client, tell, family, sector, lines, lacking, words
):
    tell(lines(lacking), sector=sector)
    page = PAGE.format("38185") + f"?famille={family}&annee=2022"
    assert f"{words} :" in text(client, page)
    plan = PAGE.format("38185") + "pcaet/?annee=2022"
    title = {"renouvelables": "renewables", "puits": "sinks"}[family]
    body = client.get(plan, headers={"accept-language": "fr"}).content.decode()
    grid = body.partition(f'id="grille-{title}"')[2].partition("</table>")[0]
    assert words.lower() in grid
    tell({lacking: 1000.0}, sector=sector)
    for where in (page, plan):
        body = client.get(where, headers={"accept-language": "fr"}).content.decode()
        if where == plan:
            body = body.partition(f'id="grille-{title}"')[2].partition("</table>")[0]
        assert words.lower() not in body.lower()


@pytest.mark.parametrize(("state", "words"), [
    ("missing", "En partie : un puits ou une perte manque"),
    ("confidential", "En partie : un puits ou une perte est confidentiel"),
    ("not_occurring", ""),
])  # fmt: skip
def test_a_soil_that_is_not_told_may_be_a_loss(client, tell, state, words):
    tell(soils(), sector="utcatf")
    tell({"sink_wood_products": None}, sector="utcatf", state=state, note="Ainsi.")
    said = text(client, PAGE.format("38185") + "?famille=puits&annee=2022")
    assert words in said
    assert ("En partie" in said) == bool(words)


@pytest.mark.parametrize(("family", "line", "sector"), [
    ("renouvelables", "renewable_total", "renewables"),
    ("puits", "sink_total", "utcatf"),
])  # fmt: skip
def test_a_total_told_as_one_is_whole(client, tell, family, line, sector):
    tell({line: 1000.0}, sector=sector)
    said = text(client, PAGE.format("38185") + f"?famille={family}&annee=2022")
    assert "Au moins" not in said
    assert "En partie" not in said


def test_communes_that_say_nothing_make_a_sum_a_least_amount(client, tell):
    inside = places().communes("epci", METROPOLE)
    page = PAGE.format(METROPOLE) + "?famille=renouvelables&annee=2022"
    for one in inside[1:]:
        there = Territory(one.code, "commune", one.name, 2026)
        tell(channels(), there, sector="renewables")
    assert "Au moins : une partie manque" in text(client, page)
    there = Territory(inside[0].code, "commune", inside[0].name, 2026)
    tell(channels(), there, sector="renewables")
    assert "Au moins" not in text(client, page)
