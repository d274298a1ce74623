"""The pages of factors, their loading by an administrator, and the API."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trajectoire.web.accounts.models import User
from trajectoire.web.factors.forms import SearchForm, grouped_units
from trajectoire.web.factors.library import choices_of
from trajectoire.web.factors.loading import load
from trajectoire.web.factors.models import Edition, Line

ADEME_NAME = "Base_Carbone_V23.0.csv"


def test_the_first_page_shows_the_categories_and_the_source(library, client):
    page = client.get("/facteurs/").content.decode()
    assert "Combustibles" in page
    assert "ADEME, Base Carbone V22.0, Licence Ouverte (Etalab)" in page


def test_an_empty_library_says_how_to_fill_it(db, client):
    assert "La bibliothèque est vide" in client.get("/facteurs/").content.decode()


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "0 facteur trouvé"), ("en", "0 factors found")]
)
def test_zero_is_singular_in_french_and_plural_in_english(
    library, client, language, words
):
    headers = {"accept-language": language}
    page = client.get("/facteurs/", {"q": "xyzxyzxyz"}, headers=headers)
    assert f"{words}<" in page.content.decode()


def test_a_search_gives_value_unit_and_interval(library, client):
    page = client.get("/facteurs/", {"q": "gaz naturel"}).content.decode()
    assert "1 facteur trouvé" in page
    # 0.25 ± 5 % at 95 %: 5 % and 95 % quantiles at 0.240 and 0.260; two decimals are
    # published, and no more is written.
    assert "de 0,24 à 0,26" in page
    assert "/facteurs/base-carbone/22.0/7/" in page


def test_a_search_that_finds_nothing_says_what_to_try(library, client):
    assert (
        "Essayez un mot plus court" in client.get("/facteurs/?q=zzz").content.decode()
    )


def test_usual_units_come_first_and_the_others_under_a_title():
    groups = grouped_units(["plant", "kg", "inhabitant", "kWh", "kg N"])
    assert [(title, [unit for unit, _sign in units]) for title, units in groups] == [
        ("unités usuelles", ["kWh", "kg"]),
        ("autres unités", ["inhabitant", "kg N", "plant"]),
    ]


def test_every_unit_of_the_library_is_offered_once(library):
    groups = SearchForm().fields["unite"].choices[1:]
    offered = [unit for _title, units in groups for unit, _sign in units]
    assert sorted(offered) == sorted(choices_of("unit"))


@pytest.mark.parametrize(
    "query",
    [
        "unite=furlong",
        "q=" + "a" * 500,
        "categorie=<script>",
        "page=x",
        "q=%00",
        "lieu=1",
    ],
)
def test_what_nobody_offered_is_met_with_words(library, client, query):
    answer = client.get(f"/facteurs/?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.content.decode()


def test_the_page_of_a_factor_says_all_of_it(library, client):
    page = client.get("/facteurs/base-carbone/22.0/7/").content.decode()
    for said in (
        "Gaz naturel, mix moyen",
        "entre 0,24 et 0,26 (9 chances sur 10)",
        "Méthane fossile",
        "± 5 %",
        "Combustion : Chaudière",
        "Base Carbone V22.0",
        "Licence Ouverte (Etalab)",
        "À employer pour le chauffage.",
        "/api/v1/factors/base-carbone/22.0/7",
    ):
        assert said in page.replace("\u00a0", " "), said
    # 0.03 kgCO2e of fossil methane over 30: 0.001 kg of gas.
    assert "0,00100" in page


def test_a_factor_without_uncertainty_says_so(library, client):
    page = client.get("/facteurs/base-carbone/22.0/8/").content.decode()
    assert "ne publie pas d’incertitude" in page


def test_an_archive_and_a_datum_are_marked(library, client):
    assert (
        "Facteur archivé"
        in client.get("/facteurs/base-carbone/22.0/9/").content.decode()
    )
    assert (
        "une donnée" in client.get("/facteurs/base-carbone/22.0/10/").content.decode()
    )


def test_an_older_version_leads_to_the_newer(library, newer, client):
    load(newer(total=0.2), potentials="AR6")
    page = client.get("/facteurs/base-carbone/22.0/7/").content.decode()
    assert "Une version plus récente existe" in page
    assert "/facteurs/base-carbone/23.1/7/" in page


def test_in_english_the_names_are_english(library):
    client = Client(headers={"Accept-Language": "en"})
    page = client.get("/facteurs/base-carbone/22.0/7/").content.decode()
    assert "Natural gas, average mix" in page


@pytest.mark.parametrize(
    "address",
    [
        "/facteurs/base-carbone/22.0/999/",
        "/facteurs/base-carbone/9.9/7/",
        "/facteurs/autre/22.0/7/",
        "/facteurs/base-carbone/22.0/../7/",
        "/facteurs/base-carbone/22.0/7%00/",
    ],
)
def test_what_is_nowhere_is_not_found(library, client, address):
    assert client.get(address).status_code == 404


def test_names_and_comments_are_written_as_text(db, small, client):
    from dataclasses import replace

    from trajectoire.sources.base_carbone_factor import Words

    hostile = replace(
        small.factors[0], name=Words("<script>a</script>"), comment=Words("<b>=cmd</b>")
    )
    load(replace(small, factors=(hostile,)))
    for address in ("/facteurs/?q=script", "/facteurs/base-carbone/22.0/7/"):
        page = client.get(address).content.decode()
        assert "<script>a" not in page
        assert "<b>=cmd" not in page


# Loading a version.


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("root@example.org", "une longue phrase")


@pytest.mark.parametrize("who", ["nobody", "ada"])
def test_only_an_administrator_loads_a_version(request, db, visit, who):
    user = None if who == "nobody" else request.getfixturevalue("ada")
    answer = visit(user).get("/facteurs/versions/")
    assert answer.status_code == (302 if user is None else 403)
    assert visit(user).post("/facteurs/versions/").status_code != 200
    assert Edition.objects.count() == 0


def test_a_file_of_ademe_is_loaded_with_its_refusals(root, visit, ademe_csv):
    sent = SimpleUploadedFile(ADEME_NAME, ademe_csv(("7", "0,25"), ("8", "x")))
    answer = visit(root).post(
        "/facteurs/versions/", {"file": sent, "potentials": "AR5"}, follow=True
    )
    page = answer.content.decode()
    assert "Facteurs ajoutés : 1" in page.replace("\u00a0", " ")
    assert "1 ligne refusée" in page
    assert "«\u00a0x\u00a0»" in page
    assert Line.objects.get().edition.version == "23.0"
    assert Line.objects.get().edition.loaded_by == str(root.pk)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (ADEME_NAME, b""),
        (ADEME_NAME, b"a;b\n1;2\n"),
        (ADEME_NAME, b"\x00\x01"),
        ("facteurs.csv", b"a;b\n1;2\n"),
    ],
)
def test_another_file_is_refused_with_the_reason(root, visit, name, content):
    sent = SimpleUploadedFile(name, content)
    answer = visit(root).post("/facteurs/versions/", {"file": sent})
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert Edition.objects.count() == 0


def test_a_table_as_large_as_that_of_ademe_passes_the_gate(root, visit, ademe_csv):
    wide = ademe_csv(("7", "0,25")) + b"\n" * 9_000_000
    sent = SimpleUploadedFile(ADEME_NAME, wide)
    answer = visit(root).post(
        "/facteurs/versions/", {"file": sent, "potentials": "AR5"}
    )
    assert answer.status_code == 302
    assert Line.objects.count() == 1


@pytest.fixture
def ademe_csv():
    """Write a Base Carbone of a few rows: identifier and total."""
    from trajectoire.sources.base_carbone_row import CATALOGUE_OF_COLUMNS

    def write(*rows: tuple[str, str]) -> bytes:
        told = {
            "Type Ligne": "Elément",
            "Statut de l'élément": "Valide générique",
            "Nom base français": "Gaz naturel",
            "Code de la catégorie": "Combustibles",
            "Unité français": "kgCO2e/kWh PCI",
        }
        lines = [";".join(CATALOGUE_OF_COLUMNS)]
        for identifier, total in rows:
            row = told | {
                "Identifiant de l'élément": identifier,
                "Total poste non décomposé": total,
            }
            lines.append(";".join(row.get(name, "") for name in CATALOGUE_OF_COLUMNS))
        return "\n".join(lines).encode("cp1252")

    return write


# The API.


def test_the_api_finds_factors(library, client):
    found = client.get("/api/v1/factors", {"q": "gaz"}).json()
    assert found["count"] == 1
    (gas,) = found["factors"]
    assert gas["key"] == "base-carbone/22.0/7"
    assert (gas["unit"], gas["total"], gas["potentials"]) == ("kWh PCI", 0.25, "AR5")
    assert gas["relative_uncertainty"] == pytest.approx(0.025)
    masses = {one["gas"]: one["mass"] for one in gas["gases"]}
    assert masses["ch4_fossil"] == pytest.approx(0.001)
    assert masses["other"] is None
    assert gas["source"]["publisher"] == "ADEME"


def test_the_api_goes_from_page_to_page(library, client):
    first = client.get("/api/v1/factors", {"limit": 2}).json()
    assert (first["count"], first["next_offset"]) == (3, 2)
    rest = client.get("/api/v1/factors", {"limit": 2, "offset": 2}).json()
    assert rest["next_offset"] is None
    keys = [one["key"] for one in (*first["factors"], *rest["factors"])]
    assert len(set(keys)) == 3


def test_the_api_gives_a_factor_with_its_items(library, client):
    whole = client.get("/api/v1/factors/base-carbone/22.0/7").json()
    assert [item["line"] for item in whole["items"]] == ["7-3"]
    assert whole["versions"] == ["22.0"]
    assert client.get("/api/v1/factors/base-carbone/22.0/99").status_code == 404


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "offset=-1", "items=peut", "q="]
)
def test_the_api_refuses_with_words(library, client, query):
    answer = client.get(f"/api/v1/factors?{query}")
    assert answer.status_code == 422
    assert answer.json()["faults"]


def test_templates_ask_nothing_from_outside():
    folder = Path(__file__).parents[3] / "src/trajectoire/web/templates/factors"
    assert all("://" not in path.read_text() for path in folder.glob("*.html"))
