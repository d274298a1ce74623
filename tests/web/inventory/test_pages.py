"""The pages of the accounts say what the ledger says, and nothing else."""

import html
import re

import pytest
from django.test import Client

from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.web.inventory.presentation.answer import question
from trajectoire.web.inventory.presentation.asked import FAMILIES
from trajectoire.web.inventory.shelf import shelf
from trajectoire.web.ledger.record import record
from trajectoire.web.territories.directory import find_territory

PAGE = "/territoires/99001/mesurer/inventaire/"
DEMO = "/territoires/JUMEAU-PARIS/mesurer/inventaire/"
FIXED = " "  # spaces are read alike


def text(client: Client, path: str, status: int = 200) -> str:
    """What a page says, without its marks, in French."""
    answer = client.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == status, answer.content[:300]
    body = answer.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_first_line_is_the_sum_with_its_interval(client, town):
    # 1,000 + 3,000 t, each ± 100 t at k = 1: √2 × 100 × 1.645 = 233 t.
    said = text(client, PAGE)
    assert re.search(
        r"4,00 kt CO 2 e .{,60}entre 3,77 et 4,23 \(9 chances sur 10\) · année 2023",
        said,
    )


@pytest.mark.parametrize(
    "words", ["confidentiel", "non renseigné", "n’existe pas ici", "relevé"]
)
def test_each_state_has_its_words(client, town, words):
    assert words in text(client, PAGE)


def test_each_state_has_its_own_drawing(client, demonstration):
    body = client.get(f"{DEMO}?famille=renouvelables").content.decode()
    energy = client.get(f"{DEMO}?famille=energie").content.decode()
    for drawing in ('class="ring"', 'class="bar-firm"', 'class="bar-estimated"'):
        assert drawing in body
    assert 'class="ink"' in energy  # coal of industry, held back
    assert 'class="unknown"' in energy  # heat of roads, of which nobody spoke


def test_a_missing_sector_is_no_zero(client, town):
    body = client.get(PAGE).content.decode()
    row = re.search(
        r'<li class="bar">\s*<span class="bar-name">Tertiaire.*?</li>', body, re.DOTALL
    )
    assert row is not None
    assert "non renseigné" in row.group()
    assert "bar-firm" not in row.group()


@pytest.mark.parametrize(
    ("potentials", "total"), [("AR4", "25,0"), ("AR5", "30,0"), ("AR6", "29,8")]
)
def test_the_set_of_potentials_is_chosen_when_reading(
    client, db, potentials, total, figure
):
    # 1,000 t of fossil methane: GWP 25, 30, 29.8 (IPCC 2007, 2013, 2021).
    record([figure("energy.fugitive_gas", "emission_ch4_fossil", 1000.0, 50.0)])
    assert f"{total} kt CO 2 e" in text(client, f"{PAGE}?prg={potentials}")


# Masses [t] and what a tonne of each is worth [tCO2e], typed from the IPCC: AR4 WG1
# table 2.14; AR5 WG1 table 8.A.1, without feedback; AR6 WG1 tables 7.15 and 7.SM.7.
MASSES = {
    ("road.cars", "emission_co2"): (1000.0, {"AR4": 1, "AR5": 1, "AR6": 1}),
    ("energy.fugitive_gas", "emission_ch4_fossil"): (
        10.0,
        {"AR4": 25, "AR5": 30, "AR6": 29.8},
    ),
    ("agriculture.enteric", "emission_ch4_biogenic"): (
        20.0,
        {"AR4": 25, "AR5": 28, "AR6": 27.0},
    ),
    ("waste.landfill", "emission_ch4"): (4.0, {"AR4": 25, "AR5": 28, "AR6": 27.9}),
    ("agriculture.soils", "emission_n2o"): (5.0, {"AR4": 298, "AR5": 265, "AR6": 273}),
    ("industry.products", "emission_sf6"): (
        0.1,
        {"AR4": 22_800, "AR5": 23_500, "AR6": 24_300},
    ),
    ("residential.wood", "emission_co2_biogenic"): (
        500.0,
        {"AR4": 0, "AR5": 0, "AR6": 0},
    ),
}


@pytest.mark.parametrize(
    ("potentials", "total", "written"),
    [
        # 1000 + 250 + 500 + 100 + 1490 + 2280
        ("AR4", 5620.0, "5,620"),
        # 1000 + 300 + 560 + 112 + 1325 + 2350
        ("AR5", 5647.0, "5,647"),
        # 1000 + 298 + 540 + 111.6 + 1365 + 2430
        ("AR6", 5744.6, "5,745"),
    ],
)
def test_masses_of_gases_add_up_as_on_paper(
    client, db, figure, potentials, total, written
):
    on_paper = [mass * worth[potentials] for mass, worth in MASSES.values()]
    assert sum(on_paper) == pytest.approx(total, rel=1e-12)
    record([figure(*cell, mass, 0.001 * mass) for cell, (mass, _) in MASSES.items()])
    accounts = shelf(find_territory("99001")).open((2023,)).shown("ghg")
    found = accounts.by_year("ghg", potentials)[2023]
    assert found.value == pytest.approx(total, rel=1e-12)
    said = text(client, f"{PAGE}?prg={potentials}")
    assert f"{written} kt CO 2 e" in said


def test_what_came_as_equivalent_cannot_change(client, db, figure):
    # Half of the total came in CO2 equivalent: 30,000 t, and 1,000 t of methane.
    record(
        [
            figure("energy.fugitive_gas", "emission_ch4_fossil", 1000.0, 50.0),
            figure("residential.electricity", "emission_ghg", 30_000.0, 50.0),
        ]
    )
    said = text(client, PAGE)
    assert f"50{FIXED}% du total est arrivé déjà converti" in said
    assert (
        f"Selon le GIEC 2007 (AR4), le total serait plus petit de 8,3{FIXED}%." in said
    )


def test_totals_nearly_the_same_are_said_to_be_nearly_the_same(client, db, figure):
    # A tonne of methane (25, 30, 29.8 t CO2e) in 30,000 t of carbon dioxide.
    record(
        [
            figure("energy.fugitive_gas", "emission_ch4_fossil", 1.0, 0.05),
            figure("road.cars", value=30_000.0),
        ]
    )
    assert f"le même total, à moins de 0,1{FIXED}% près." in text(client, PAGE)


def test_totals_of_carbon_dioxide_alone_are_the_same(client, town):
    assert "Les trois rapports donnent ici le même total." in text(client, PAGE)


@pytest.mark.parametrize("family", ["gaz", "energie", "polluants", "puits"])
@pytest.mark.parametrize("name", ["Île-de-France", "Les Adrets", "France"])
def test_titles_suit_any_name(name, family):
    # No article, no elision, no verb that agrees: the name stands alone.
    assert question(name, FAMILIES[family]).startswith(f"{name}\u00a0: ")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("famille=or", "Ces comptes ne montrent pas"),
        ("annee=1850", "Rien n’est compté ici pour l’année"),
        ("annee=2023%27--", "Rien n’est compté ici pour l’année"),
        ("prg=AR9", "Aucun jeu de potentiels"),
        ("famille=polluants&polluant=or", "Aucun polluant ne s’appelle"),
    ],
)
def test_what_does_not_exist_is_said_not_replaced(client, town, query, message):
    assert message in text(client, f"{PAGE}?{query}", 404)


@pytest.mark.parametrize(
    "page",
    [
        *("", "pcaet/", "gpc/", "gpc/ciris.xlsx", "beges/", "rapprochement/"),
        *("comparer/", "mesure/", "case/", "chiffres.csv", "image/secteurs.svg"),
    ],
)
def test_an_unknown_territory_is_not_found(client, db, page):
    said = text(client, f"/territoires/NULLE-PART/mesurer/inventaire/{page}", 404)
    assert "Aucun territoire ne porte le code" in said


def test_a_territory_without_accounts_shows_a_first_estimate(client, db):
    said = text(client, "/territoires/38185/mesurer/inventaire/")
    assert "première estimation, rien n’est encore déclaré" in said
    assert "resserrerait l’intervalle de" in said
    assert "estimé" in said


def test_a_place_that_nothing_estimates_says_what_it_waits_for(client, db, figure):
    record([figure("renewables", "renewable_wind", 10.0, 1.0)])
    said = text(client, PAGE)
    assert "Les données ne permettent pas de le dire." in said
    assert "les consommations d’énergie" in said


def commune(code: str) -> Territory:
    return Territory(code, "commune", code, 2026)


def test_an_intercommunality_is_the_sum_of_those_that_spoke(client, db, figure):
    record(
        [
            figure("total", "emission_ghg", 1000.0, nomenclature="PCAET",
                   territory=commune(code))
            for code in ("38185", "38421")
        ]
    )  # fmt: skip
    said = text(client, "/territoires/200040715/mesurer/inventaire/")
    assert re.search(r"Ce qui est déclaré est la somme de 2 communes sur \d\d\.", said)
    assert "le vrai total est plus grand" in said
    assert "2,00 kt CO 2 e" in said


def test_its_own_figure_stands_beside_the_sum_of_its_communes(client, db, figure):
    epci = Territory("200040715", "epci", "Grenoble-Alpes-Métropole", 2026)
    record(
        [
            figure("road", "emission_ghg", 9000.0, nomenclature="PCAET",
                   territory=epci),
            figure("road", "emission_ghg", 4000.0, nomenclature="PCAET",
                   territory=commune("38185")),
        ]
    )  # fmt: skip
    said = text(client, "/territoires/200040715/mesurer/inventaire/")
    assert "Deux façons de compter, côte à côte" in said
    assert "Déclaré pour le territoire entier 9,00 kt" in said
    assert "Somme de ses communes 4,00 kt" in said


def test_a_total_without_uncertainty_says_so(client, db, figure):
    record([figure(deviation=None)])
    assert "incertitude non renseignée" in text(client, PAGE)


def test_a_total_partly_without_uncertainty_has_no_interval(client, db, figure):
    record([figure(), figure("residential.gas", value=3000.0, deviation=None)])
    said = text(client, PAGE)
    assert f"75{FIXED}% de ce total n’a pas d’incertitude connue" in said
    assert re.search(r"4,00 kt CO 2 e .{,60}incertitude non renseignée", said)


def test_a_crumb_without_uncertainty_is_said_beside_the_interval(client, db, figure):
    record([figure(), figure("residential.gas", value=5.0, deviation=None)])
    said = text(client, PAGE)
    assert f"0,5{FIXED}% de ce total n’a pas d’incertitude connue" in said
    assert "entre 0,84 et 1,17" in said


def test_a_year_that_nobody_told_is_a_gap(client, db, figure):
    record([figure(year=year) for year in (2019, 2020, 2023)])
    body = client.get(PAGE).content.decode()
    assert body.count('height="188" fill="url(#hatch)"') == 2  # 2021 and 2022


def test_what_is_typed_is_never_markup(client, db, figure):
    bad = "<script>alert(1)</script>"
    source = Source(bad, bad, bad, address="javascript:alert(1)")
    record([figure(source=source, note=bad)])
    for page in ("", "rapprochement/", "case/?quoi=emission_co2&nomenclature=accounts"
                 "&secteur=road.cars&annee=2023"):  # fmt: skip
        body = client.get(f"{PAGE}{page}").content.decode()
        assert bad not in body
        assert 'href="javascript' not in body


def test_the_plan_says_what_is_ready_cell_by_cell(client, demonstration):
    said = text(client, f"{DEMO}pcaet/?annee=2023")
    assert re.search(r"\d+ cases prêtes sur 81", said)
    assert "Rien n’est saisi pour cette case." in said
    assert "Une partie de la case manque ou est confidentielle" in said


def test_a_total_with_a_hidden_part_is_a_least_amount_and_never_a_zero(
    client, town, figure
):
    zero = {"state": "confirmed_zero", "nomenclature": "PCAET"}
    oil = {"substance": "energy_oil_products", "nomenclature": "PCAET"}
    record(
        [
            figure("industry.coal", "energy_coal", None, state="confidential"),
            figure("residential", "energy_coal", 0.0, 0.0, **zero),
            figure("road", value=90000.0, **oil),
        ]
    )
    answer = client.get(f"{PAGE}pcaet/", headers={"accept-language": "fr"})
    energy = answer.content.decode().partition('id="grille-energy"')[2]
    sums = re.findall("<tfoot>.*?</tfoot>", energy, re.DOTALL)[0].split("</td>")
    plain = (" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in sums)
    total, _power, _gas, oil, coal = list(plain)[:5]
    assert total.startswith("En tout au moins 90,00")
    assert oil.startswith("90,00")  # nothing of it is hidden
    assert coal == "confidentiel"


def test_the_gpc_gives_keys_and_leaves_silence_silent(client, demonstration):
    body = client.get(f"{DEMO}gpc/").content.decode()
    rows = re.findall(
        r'<tr><th scope="row">([IV]+(?:\.\d)+) (.*?)</tr>', body, re.DOTALL
    )
    keys = {code: re.findall(r"<td>([A-Z]{1,2}|–)</td>", row)[0] for code, row in rows}
    assert keys["III.3.1"] == "IE"
    assert keys["I.7.1"] == "–"  # nothing said of coal mines


def test_the_frameworks_are_joined_without_a_gap(client, demonstration):
    said = text(client, f"{DEMO}rapprochement/")
    assert "24,1 Mt CO 2 e (PCAET) · 22,7 Mt CO 2 e (GPC BASIC)" in said
    assert "Les mêmes émissions sont comptées dans une nomenclature plus fine" in said


def test_an_organisation_opens_on_its_own_balance(client, demonstration):
    answer = client.get("/territoires/JUMEAU-SERVICES/mesurer/inventaire/")
    assert answer.status_code == 302
    assert answer["Location"].endswith("/beges/")
    said = text(client, answer["Location"])
    assert "Écoles, collèges, lycées" in said
    assert "elles ne s’y ajoutent jamais" in said


def test_a_city_stands_among_those_that_look_like_it(client, demonstration):
    said = text(client, f"{DEMO}comparer/")
    assert "Comparé aux 12 territoires les plus semblables" in said
    assert "d’entre eux rejettent moins par habitant" in said


def test_few_peers_are_not_shown(client, town):
    said = text(client, f"{PAGE}comparer/")
    assert "Cette page placera ce territoire" in said or "Trop peu" in said


def test_nothing_measured_asks_for_measurements(client, town):
    assert "Cette page mettra ce que l’air mesure" in text(client, f"{PAGE}mesure/")
