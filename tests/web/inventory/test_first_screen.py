"""What a stranger meets first: where the tonnes are, in words, and where to go on."""

import re

from trajectoire.core.source import Source
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.directory import find_territory

PAGE = "/territoires/99001/mesurer/inventaire/"
DEMO = "/territoires/JUMEAU-PARIS/mesurer/inventaire/"


def test_the_picture_of_the_tonnes_comes_before_the_choices(client, demonstration):
    body = client.get(DEMO).content.decode()
    places = [body.index(mark) for mark in ('id="secteurs"', "choices", 'id="annees"')]
    assert places == sorted(places)
    assert body.count('id="secteurs"') == body.count('id="annees"') == 1


def test_a_table_is_brought_for_the_territory_that_was_read(client, db):
    for page in ("", "pcaet/", "comparer/", "mesure/"):
        body = client.get(f"/territoires/38185/mesurer/inventaire/{page}")
        assert (
            'href="/espace/imports/nouveau/?territoire=38185"' in body.content.decode()
        )
    town = client.get("/territoires/38185/").content.decode()
    assert 'href="/espace/imports/nouveau/?territoire=38185"' in town


def test_the_table_of_the_gpc_names_gases_and_levels_in_words(client, demonstration):
    body = client.get(f"{DEMO}gpc/").content.decode()
    heads = re.findall(r'<th scope="col">(.*?)</th>', body.split('id="table"')[1])
    assert heads[:3] == ["Référence", "Périmètre, niveau", "Clé"]
    assert heads[3].startswith("Total (")  # the total stands before what makes it up
    assert not re.search(r">(co2|undivided|co2_biogenic)\b|TERRITORIAL", body)


def test_each_gas_of_a_reference_has_its_interval(client, db, figure):
    known = {"nomenclature": "GPC"}
    record(
        [
            figure("I.1.1", "emission_co2", 1000.0, 100.0, **known),
            figure("I.1.1", "emission_n2o", 10.0, 1.0, **known),
        ]
    )
    body = client.get(f"{PAGE}gpc/").content.decode()
    row = re.search(r'<th scope="row">I\.1\.1 .*?</tr>', body, re.DOTALL).group()
    assert row.count('class="value"') == row.count('class="bounds"') == 3


def test_a_small_share_is_not_written_as_none(client, db, figure):
    tiny = Source("Registre", "Petits sites", "Licence Ouverte 2.0")
    record(
        [
            figure(value=1_000_000.0, deviation=10.0),
            figure("residential.gas", value=2_000.0, deviation=10.0, source=tiny),
        ]
    )  # 2,000 of 1,002,000: two thousandths
    body = client.get(PAGE).content.decode()
    assert re.search(r"Moins de 1\s% du total", body)
    assert not re.search(r"\b0\s% du total\.", body)


def test_gases_that_a_source_puts_together_are_named_so(client, db, figure):
    record([figure(), figure("waste.landfill", "emission_ghg", 500.0, 50.0)])
    body = client.get(PAGE).content.decode()
    assert "Gaz que la source ne distingue pas" in body


def test_a_whole_without_parts_is_not_drawn_as_parts(client, db, figure):
    record([figure("waste.landfill", "emission_ghg", 500.0, 50.0)])
    body = client.get(PAGE).content.decode()
    assert 'id="secteurs"' in body
    assert 'id="detail"' not in body
    assert "image/detail.svg" not in body


def test_a_first_figure_is_taken_away_a_correction_goes_back(agent, figure):
    record([figure()])
    case = f"{PAGE}case/?quoi=emission_co2&nomenclature=accounts"
    case += "&secteur=road.cars&annee=2023"
    assert "Retirer ce chiffre" in agent.get(case).content.decode()
    record([figure(value=1200.0)])
    body = agent.get(case).content.decode()
    assert "Revenir au chiffre d’avant" in body
    assert "Retirer ce chiffre" not in body


def test_nothing_measured_is_not_said_to_be_undeclared(client, town):
    body = client.get(f"{PAGE}mesure/").content.decode()
    assert "Rien à mettre côte à côte encore" in body
    assert "encore déclaré" not in body
    assert '<li aria-current="page">Mesuré et déclaré</li>' in body


def test_a_grid_without_figure_counts_in_the_unit_of_the_ledger(client, town):
    body = client.get(f"{PAGE}pcaet/").content.decode()
    assert "(MWh)" in body
    assert "(kg)" not in body


def test_a_picture_of_a_part_says_so_beside_an_estimate(client, db, figure):
    """One commune of 49: the figure is the estimate, the picture what is told."""
    record([figure(territory=find_territory("38185").territory())])
    body = client.get("/territoires/200040715/mesurer/inventaire/")
    assert "Ne montre que les 1,0" in body.content.decode()
    alone = client.get("/territoires/38185/mesurer/inventaire/")
    assert "Ne montre que les" not in alone.content.decode()


def test_a_page_that_moved_keeps_what_was_asked(client, demonstration):
    answer = client.get("/territoires/01003/mesurer/inventaire/?annee=2021")
    assert answer["Location"] == "/territoires/01165/mesurer/inventaire/?annee=2021"
    answer = client.get("/territoires/JUMEAU-SERVICES/mesurer/inventaire/?annee=2022")
    assert answer["Location"].endswith("/beges/?annee=2022")


def test_what_is_partial_says_how_to_complete_it(client, agent, town):
    words = "Apporter les données qui manquent"
    assert words in client.get(PAGE).content.decode()
    assert words in agent.get(PAGE).content.decode()
