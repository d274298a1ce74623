"""The whole way of a table, as an agent goes it, without JavaScript."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.gather.vocabulary import Vocabulary
from trajectoire.web.accounts.models import User
from trajectoire.web.imports.models import Import, RememberedMapping
from trajectoire.web.imports.presentation.words import STATES
from trajectoire.web.imports.storage import file_of
from trajectoire.web.inventory.presentation.states import signs
from trajectoire.web.ledger.models import Entry
from trajectoire.web.ledger.read import current

pytestmark = pytest.mark.django_db
Work = Callable[[], int]
NEW = "/espace/imports/nouveau/"
TABLE = """Secteur;Année;Émissions de GES (kteq CO2)
Résidentiel;2021;210,5
Tertiaire;2021;120,25
Transport routier;2021;310
Résidentiel;2022;200
Tertiaire;2022;118
Transport routier;2022;305
"""
FORM = {
    "code": "38185",
    "publisher": "Observatoire",
    "title": "Inventaire communal",
    "licence": "Licence Ouverte 2.0",
    "published": "2024-03-01",
}


def bring(agent: Client, text: str = TABLE, where: str = NEW, **more: object) -> Import:
    file = SimpleUploadedFile("inventaire été.csv", text.encode())
    answer = agent.post(where, FORM | {"file": file} | more)
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.latest("created")


def address(one: Import, what: str = "") -> str:
    return f"/espace/imports/{one.pk}/{what}"


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the form of a page, as it is."""
    said = {}
    for name, options in re.findall(
        r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)"\s+selected', options)
        said[name] = chosen.group(1) if chosen else ""
    for tag in re.findall(r"<input[^>]*>", page):
        if name := re.search(r'name="([^"]+)"', tag):
            value = re.search(r'value="([^"]*)"', tag)
            said.setdefault(name.group(1), value.group(1) if value else "")
    return said


def described(agent: Client, one: Import, work: Work, **more: str) -> str:
    """Send the description as it is proposed, and give the page that follows."""
    page = agent.get(address(one, "colonnes/")).content.decode()
    answer = agent.post(
        address(one, "colonnes/"), form_of(page) | {"check": "1"} | more
    )
    assert answer.status_code == 302, answer.content.decode()
    work()
    one.refresh_from_db()
    return agent.get(address(one)).content.decode()


def figures() -> dict[tuple[str, int], float]:
    return {(e.sector.code, e.year): e.value for e in current() if e.value is not None}


def test_an_empty_list_says_what_will_be_there(agent: Client) -> None:
    page = agent.get("/espace/imports/").content.decode()
    assert "Vos imports paraîtront ici" in page
    assert "Importer un tableau" in page


def test_a_table_goes_the_whole_way(agent: Client, work: Work) -> None:
    one = bring(agent)
    assert one.state == Import.State.READING
    waiting = agent.get(address(one)).content.decode()
    assert "lecture en cours" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert "Recharger" in waiting
    work()
    assert "Que dit chaque colonne" in agent.get(address(one)).content.decode()
    page = described(agent, one, work)
    assert one.state == Import.State.READY, page
    assert "Ce qui changerait" in page
    assert one.preview["counts"] == {
        "new": 6,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
    }
    assert Entry.objects.count() == 0
    assert agent.post(address(one, "appliquer/")).status_code == 302
    work()
    page = agent.get(address(one)).content.decode()
    assert "Chiffres nouveaux\u00a0: 6\u202f; changés\u00a0: 0" in page
    assert "ada@example.org" in page
    # 210,5 kteq CO2 = 210 500 t
    assert figures()["residential", 2021] == pytest.approx(210_500)
    (source,) = {entry.source for entry in current()}
    assert (source.publisher, source.title) == ("Observatoire", "Inventaire communal")


def test_a_table_brought_twice_writes_nothing_more(agent: Client, work: Work) -> None:
    for _ in range(2):
        one = bring(agent)
        work()
        described(agent, one, work)
        agent.post(address(one, "appliquer/"))
        work()
        one.refresh_from_db()
    assert one.outcome == {"added": 0, "superseded": 0, "unchanged": 6}
    assert Entry.objects.count() == 6
    assert one.preview["counts"]["unchanged"] == 6


def test_applying_twice_at_once_applies_once(agent: Client, work: Work) -> None:
    one = bring(agent)
    work()
    described(agent, one, work)
    agent.post(address(one, "appliquer/"))
    agent.post(address(one, "appliquer/"))
    assert work() == 1
    assert Entry.objects.count() == 6


def test_a_description_is_remembered_for_the_territory(
    agent: Client, work: Work
) -> None:
    one = bring(agent)
    work()
    described(agent, one, work, quality="measured", zeros="confirmed")
    assert agent.post(address(one, "appliquer/")).status_code == 302
    work()
    kept = RememberedMapping.objects.get().mapping
    assert one.mapping["choices"]["decimal"] == ","
    assert kept["choices"]["decimal"] == ""  # the next table may have another one
    again = bring(agent, TABLE.replace("2022", "2023"), title="Inventaire 2023")
    work()
    page = agent.get(address(again)).content.decode()
    assert "a déjà été lu pour ce territoire" in page
    again.refresh_from_db()
    assert again.mapping["choices"]["zeros"] == "confirmed"
    assert again.mapping["constants"]["title"] == "Inventaire 2023"


def test_a_slip_is_proposed_as_the_nearest_word_and_not_taken(
    agent: Client, work: Work
) -> None:
    one = bring(agent, TABLE.replace("Tertiaire", "Tertiair"))
    work()
    page = agent.get(address(one, "colonnes/")).content.decode()
    assert "Un mot n’est pas compris" in page
    assert "Ressemble à «\u00a0Tertiaire\u00a0»" in page.replace("\u202f", "\u00a0")
    assert '<option value="PCAET/tertiary" selected>' not in page
    page = described(agent, one, work)
    assert one.state == Import.State.TO_CORRECT
    assert "Il ressemble à" in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_states_of_the_pages_are_read_back(language: str) -> None:
    vocabulary = Vocabulary(nomenclatures())
    with translation.override(language):
        told = [(str(sign.words), state) for state, sign in signs().items()]
        told += [(str(words), state) for state, words in STATES.items()]
    assert [vocabulary.state(words) for words, _state in told] == [
        str(state) for _words, state in told
    ]


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("n’existe pas", "not_occurring"),
        ("manquant", "missing"),
        ("relevée", "observed"),
    ],
)
def test_usual_words_of_states_are_read(words: str, state: str) -> None:
    assert Vocabulary(nomenclatures()).state(words) == state


def test_a_description_that_was_only_checked_is_not_taken_up(
    agent: Client, work: Work
) -> None:
    """Wrong for some rows, then the whole file: the proposal is made anew."""
    rows = TABLE.splitlines(keepends=True)
    one = bring(agent, "".join(rows[:2]))
    work()
    described(agent, one, work, zeros="confirmed", nomenclature="GPC")
    assert one.mapping["choices"]["zeros"] == "confirmed"
    whole = bring(agent)
    work()
    page = agent.get(address(whole)).content.decode()
    assert "a déjà été lu pour ce territoire" not in page
    whole.refresh_from_db()
    assert whole.mapping["choices"]["zeros"] == "published"
    assert not RememberedMapping.objects.exists()


def test_a_corrected_table_keeps_the_description_of_the_one_it_corrects(
    agent: Client, work: Work
) -> None:
    faulty = bring(agent, TABLE.replace("310", "trois cents"))
    work()
    described(agent, faulty, work, zeros="confirmed")
    assert faulty.state == Import.State.TO_CORRECT
    corrected = bring(agent, where=f"{NEW}?comme={faulty.pk}")
    work()
    corrected.refresh_from_db()
    assert corrected.mapping["choices"]["zeros"] == "confirmed"
    other = bring(agent, "a;b\n1;2\n", where=f"{NEW}?comme={faulty.pk}")
    work()
    other.refresh_from_db()
    assert other.mapping["choices"]["zeros"] == "published"


def test_faults_are_all_told_and_nothing_is_written(agent: Client, work: Work) -> None:
    faulty = TABLE.replace("310", "trois cents").replace("2022;118", "22x;118")
    one = bring(agent, faulty)
    work()
    page = described(agent, one, work)
    assert one.state == Import.State.TO_CORRECT
    assert "2 choses à corriger" in page
    assert "trois cents" in page
    assert "ligne 4" in page
    agent.post(address(one, "appliquer/"))
    work()
    assert Entry.objects.count() == 0
    lines = b"".join(agent.get(address(one, "fautes.csv")).streaming_content).decode()
    head, *rows = lines.splitlines()
    assert head == "\ufefffichier,ligne,colonne,trouvé,attendu,que faire,fois"
    assert len(rows) == 2
    place = "inventaire-ete.csv,4,Émissions de GES (kteq CO2)"
    assert f'{place},«\xa0trois cents\xa0»,"un nombre' in lines
    english = {"Accept-Language": "en"}
    answer = agent.get(address(one, "fautes.csv"), headers=english)
    assert b"".join(answer.streaming_content).startswith("\ufefffile,row,".encode())
    assert "trois cents" in lines
    assert "22x" in lines
    assert agent.get(address(one, "fautes/")).status_code == 200


def test_a_fault_of_the_whole_table_says_what_the_table_lacks(
    agent: Client, work: Work
) -> None:
    one = bring(agent, "Secteur;Émissions de GES (kteq CO2)\nDéchets;3\n")
    work()
    page = described(agent, one, work)
    assert one.state == Import.State.TO_CORRECT
    assert "<td>tout le tableau</td>" in page
    assert "une année, en colonne ou pour tout le tableau" in page
    assert "Secteur, Émissions de GES (kteq CO2)" in page


def test_a_word_that_is_not_understood_is_asked_once(agent: Client, work: Work) -> None:
    one = bring(agent, TABLE.replace("Tertiaire", "Bureaux & co"))
    work()
    page = agent.get(address(one, "colonnes/")).content.decode()
    assert "Un mot n’est pas compris" in page
    (field,) = re.findall(r'<select name="(word-[0-9a-f]+)"', page)
    page = described(agent, one, work, **{field: "PCAET/tertiary"})
    assert one.state == Import.State.READY, page
    agent.post(address(one, "appliquer/"))
    work()
    assert figures()["tertiary", 2022] == pytest.approx(118_000)


def test_a_word_may_be_left_out(agent: Client, work: Work) -> None:
    one = bring(agent, TABLE.replace("Tertiaire", "Bureaux & co"))
    work()
    page = agent.get(address(one, "colonnes/")).content.decode()
    (field,) = re.findall(r'<select name="(word-[0-9a-f]+)"', page)
    described(agent, one, work, **{field: "-"})
    assert one.preview["counts"]["new"] == 4


def test_a_column_is_corrected_by_its_form(agent: Client, work: Work) -> None:
    one = bring(agent, TABLE.replace("Émissions de GES (kteq CO2)", "X"))
    work()
    page = agent.get(address(one, "colonnes/")).content.decode()
    link = re.search(r'href="([^"]+)" aria-label="Corriger X"', page).group(1)
    assert "Que dit la colonne" in agent.get(link).content.decode()
    said = {"role": "value", "substance": "energy_final", "unit": "GWh"}
    assert agent.post(link, said).status_code == 302
    page = described(agent, one, work)
    assert one.state == Import.State.READY, page
    assert one.preview["totals"][0]["substance"] == "energy_final"
    # 305 GWh = 305 000 MWh
    assert one.preview["totals"][0]["after"] == pytest.approx(305_000)


def test_cells_pasted_from_a_spreadsheet_go_the_same_way(
    agent: Client, work: Work
) -> None:
    pasted = TABLE.replace(";", "\t")
    answer = agent.post(NEW, FORM | {"pasted": pasted})
    assert answer.status_code == 302, answer.content.decode()
    one = Import.objects.get()
    work()
    described(agent, one, work)
    assert one.preview["counts"]["new"] == 6


def test_an_import_is_undone_as_a_whole(agent: Client, work: Work) -> None:
    first = bring(agent)
    work()
    described(agent, first, work)
    agent.post(address(first, "appliquer/"))
    work()
    before = figures()
    longer = TABLE.replace("305", "301") + "Déchets;2022;7\n"
    second = bring(agent, longer)
    work()
    described(agent, second, work)
    assert second.preview["counts"] == {
        "new": 1,
        "changed": 1,
        "unchanged": 5,
        "refused": 0,
    }
    agent.post(address(second, "appliquer/"))
    work()
    assert figures() != before
    agent.post(address(second, "annuler/"))
    work()
    second.refresh_from_db()
    assert second.state == Import.State.UNDONE
    assert figures() == before
    assert "Cet import a été annulé" in agent.get(address(second)).content.decode()


def test_undoing_one_of_two_imports_of_a_table_is_said_on_both_pages(
    agent: Client, work: Work
) -> None:
    """The second one found all there: what the first takes back is gone for both."""
    first = bring(agent)
    work()
    described(agent, first, work)
    agent.post(address(first, "appliquer/"))
    work()
    second = bring(agent)
    work()
    described(agent, second, work)
    agent.post(address(second, "appliquer/"))
    work()
    assert "ne sont plus au registre" not in agent.get(address(second)).content.decode()
    agent.post(address(first, "annuler/"))
    work()
    assert figures() == {}
    page = agent.get(address(second)).content.decode()
    assert "6 de ses chiffres ne sont plus au registre" in page
    assert address(first) in page
    page = agent.get(address(first)).content.decode()
    assert "les donnait aussi" in page
    assert address(second) in page
    again = bring(agent)
    work()
    described(agent, again, work)
    agent.post(address(again, "appliquer/"))
    work()
    assert len(figures()) == 6


def test_totals_are_shown_before_and_after(agent: Client, work: Work) -> None:
    first = bring(agent)
    work()
    described(agent, first, work)
    agent.post(address(first, "appliquer/"))
    work()
    second = bring(agent, TABLE.replace("305", "301"))
    work()
    page = described(agent, second, work)
    line = next(
        line for line in second.preview["totals"] if line["before"] != line["after"]
    )
    assert (line["before"], line["after"]) == pytest.approx((305_000, 301_000))
    assert "305\u202f000" in page
    assert "301\u202f000" in page


def test_an_import_that_wrote_nothing_is_thrown_away_with_its_file(
    agent: Client, work: Work, home: Path
) -> None:
    one = bring(agent)
    work()
    assert file_of(one).is_file()
    assert "Jeter cet import" in agent.get(address(one)).content.decode()
    assert agent.get(address(one, "jeter/")).status_code == 200
    assert agent.post(address(one, "jeter/")).status_code == 302
    assert not Import.objects.exists()
    assert list((home / "imports").iterdir()) == []


def test_an_import_that_wrote_is_kept(agent: Client, work: Work) -> None:
    one = bring(agent)
    work()
    described(agent, one, work)
    agent.post(address(one, "appliquer/"))
    work()
    assert agent.post(address(one, "jeter/")).status_code == 403
    assert Import.objects.exists()


KILOGRAMS = """Secteur;Année;Gaz;Unité;Valeur
Résidentiel;2021;{0};kg;210500
Tertiaire;2021;{0};kg;120250
"""


def test_kilograms_of_equivalents_are_read_and_it_is_said(
    agent: Client, work: Work
) -> None:
    one = bring(agent, KILOGRAMS.format("CO2e"))
    work()
    page = described(agent, one, work)
    assert one.state == Import.State.READY
    assert "«\u202fkg\u202f» est lu comme kgCO2e" in page.replace("\u00a0", "\u202f")
    agent.post(address(one, "appliquer/"))
    work()
    assert figures()["residential", 2021] == pytest.approx(210.5)  # t CO2e


def test_a_unit_taken_for_another_is_corrected(agent: Client, work: Work) -> None:
    """Kilograms of fluorinated gases, that are of CO2 equivalent: nobody said it."""
    one = bring(agent, KILOGRAMS.format("HFC"))
    work()
    page = described(agent, one, work)
    assert one.state == Import.State.TO_CORRECT
    assert "Dites de quoi c’est la masse" in page
    page = agent.get(address(one, "colonnes/")).content.decode()
    again = re.search(
        r'href="(\?mot=word-[0-9a-f]+)#mots" aria-label="Corriger kg"', page
    )
    page = agent.get(address(one, "colonnes/") + again.group(1)).content.decode()
    assert "Corriger ce qui a été compris" in page
    (field,) = re.findall(r'<select name="(word-[0-9a-f]+)"', page)
    assert '<option value="kg" selected>' in page  # what it was taken for
    said = form_of(page) | {"check": "1", field: "kgCO2e"}
    agent.post(address(one, "colonnes/") + again.group(1), said)
    work()
    agent.post(address(one, "appliquer/"))
    work()
    assert figures()["residential", 2021] == pytest.approx(210.5)  # t CO2e


CITIES = (
    "City;Country;Année;Secteur;GES (kteq CO2)\n"
    "{};France;2021;Résidentiel;210\n"
    "Abidjan;Côte d’Ivoire;2021;Résidentiel;7\n"
    "Accra;Ghana;2021;Résidentiel;9\n"
)


def _by_city(agent: Client, one: Import) -> None:
    """Say which column names the territory: a person does, on the page of each."""
    for name, role in (("Country", "ignored"), ("City", "territory_name")):
        page = agent.get(address(one, "colonnes/")).content.decode()
        link = re.search(f'href="([^"]+)" aria-label="Corriger {name}"', page).group(1)
        agent.post(link, {"role": role})


def test_the_other_cities_of_a_table_are_left_out_at_once(
    agent: Client, work: Work
) -> None:
    one = bring(agent, CITIES.format("Grenoble"))
    work()
    _by_city(agent, one)
    page = agent.get(address(one, "colonnes/")).content.decode()
    assert "2 mots ne sont pas compris" in page  # Abidjan, Accra
    described(agent, one, work, others="on")
    assert one.state == Import.State.READY
    assert one.preview["counts"]["new"] == 1


def test_the_name_of_the_territory_of_the_import_names_it(
    client: Client, work: Work
) -> None:
    """Paris is a commune and a département: the import says of which one speaks."""
    User.objects.create_superuser("root@example.org", "une longue phrase")
    client.force_login(User.objects.get(email="root@example.org"))
    sent = SimpleUploadedFile("villes.csv", CITIES.format("Paris").encode())
    client.post(NEW, FORM | {"code": "75056", "file": sent})
    one = Import.objects.get()
    work()
    _by_city(client, one)
    described(client, one, work, others="on")
    assert one.state == Import.State.READY
    assert [line["territory"] for line in one.preview["first"]] == ["Paris"]
