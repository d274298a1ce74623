"""Words that say what a total or a count holds, and no more than that."""

import html
import re

import pytest

from trajectoire.core.indicator import CellState
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.inputs import Amount
from trajectoire.instruments.inventory.model.gpc import BASIC, PLUS
from trajectoire.web.inventory.presentation.bars import Part
from trajectoire.web.inventory.presentation.cities import level_names
from trajectoire.web.inventory.presentation.parts import first_of
from trajectoire.web.inventory.reading import nomenclatures
from trajectoire.web.ledger.record import record

TWIN = "/territoires/JUMEAU-PARIS/mesurer/inventaire/"
SERVICES = "/territoires/JUMEAU-SERVICES/mesurer/inventaire/beges/"
UNITS = {"Mt": 1e6, "kt": 1e3, "t": 1.0}


def text(client, path: str) -> str:
    answer = client.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == 200
    body = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(body.split())  # spaces that do not break are read as others


def part(name: str, value: float) -> Part:
    amount = Amount(value, "tCO2e", None, None, None, 1.0, 1)
    return Part(name, name, amount, 0.0, CellState.OBSERVED)


def said(*values: float) -> str:
    sentence = first_of([part(f"n{k}", value) for k, value in enumerate(values, 1)])
    return " ".join(sentence.split())


def test_shares_say_of_what_they_are_where_something_is_taken_away():
    # 60 of 100 added is 60 %, though the total is 75
    assert said(60e3, 40e3, -25e3) == (
        "En tête : n1 (60 %) et n2 (40 %). "
        "Parts des 100 kt CO2e qui s’ajoutent ; 25 kt CO2e s’en retranchent."
    )
    assert said(2e6, -300.0 * 1e3).startswith("Tout vient de : n1 (100 %). Parts des")


def test_shares_of_a_total_need_no_more_words():
    assert said(60e3, 40e3) == "En tête : n1 (60 %) et n2 (40 %)."
    assert said(60e3, 40e3, -100.0) == "En tête : n1 (60 %) et n2 (40 %)."
    assert said(-5.0) == ""


def test_every_level_of_the_gpc_has_words():
    levels = {line.level for line in nomenclatures().lines["GPC"].values()}
    assert levels <= set(level_names())


def test_what_is_in_neither_level_is_told_under_the_table_of_scopes(
    client, demonstration
):
    """The cells of the table, less what is listed under it, make BASIC+."""
    answer = client.get(f"{TWIN}gpc/?annee=2023", headers={"accept-language": "fr"})
    listed = answer.context["outside"]
    lines = nomenclatures().lines["GPC"]
    assert listed
    assert all(lines[code].level not in (BASIC, PLUS) for code, _name, _said in listed)

    def number(one) -> float:
        text = one.value.replace("\u202f", "").replace(",", ".").replace("−", "-")
        return float(text) * UNITS[one.scale.unit]

    cells = sum(
        number(one) for *_, row in answer.context["sectors"] for one in row if one
    )
    plus = number(answer.context["levels"][1].said)
    outside = sum(number(one) for *_, one in listed)
    assert outside > 0.1 * plus
    # each figure is written to the digits of its interval: 0.05 Mt at most
    assert cells - outside == pytest.approx(plus, abs=0.3e6)
    said = " ".join(
        html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split()
    )
    assert "ceci n’entre ni dans BASIC ni dans BASIC+ : I.4.4" in said
    demanded = answer.context["progress"].demanded
    assert f"Le niveau BASIC en demande {demanded} :" in said


def test_an_organisation_reads_of_how_many_lines_the_count_is(client, demonstration):
    said = text(client, SERVICES)
    assert "Sur 7 demandés :" in said
    assert "Une partie de ces tonnes est déjà dans les comptes du territoire" in said


@pytest.mark.parametrize("sectors", [1, 8])
def test_a_territory_of_one_commune_is_no_sum(client, db, figure, sectors):
    names = ["waste", "road", "residential", "tertiary", "agriculture", "energy",
             "industry", "other_transport"][:sectors]  # fmt: skip
    paris = Territory("75056", "commune", "Paris", 2026)
    record(
        [
            figure(name, "emission_ghg", 1000.0, nomenclature="PCAET", year=2022,
                   territory=paris)
            for name in names
        ]
    )  # fmt: skip
    said = text(client, "/territoires/dep-75/mesurer/inventaire/?annee=2022")
    assert "déclaré par sa seule commune" in said
    assert "Ce qui est déclaré est ce que dit sa seule commune." in said
    for words in ("somme des communes", "sur 1 ", "Les autres n’ont encore rien"):
        assert words not in said, words


def test_nor_is_what_it_tells_beside_a_figure_of_its_own(client, db, figure):
    own = {"nomenclature": "PCAET", "year": 2022}
    there = Territory("dep-75", "departement", "Paris", 2026)
    commune = Territory("75056", "commune", "Paris", 2026)
    record([figure("road", "emission_ghg", 9e3, territory=there, **own)])
    record([figure("road", "emission_ghg", 4e3, territory=commune, **own)])
    said = text(client, "/territoires/dep-75/mesurer/inventaire/?annee=2022")
    assert "Déclaré par sa seule commune 4,00 kt" in said
    assert "Somme de ses communes" not in said
