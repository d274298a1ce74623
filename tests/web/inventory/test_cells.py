"""A cell: who may write in it, what is refused, and that nobody's figure is lost."""

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from trajectoire.core.indicator import CellState
from trajectoire.core.source import Source
from trajectoire.core.units import factor as conversion
from trajectoire.web.ledger.models import Choice, Entry
from trajectoire.web.ledger.record import record

PAGE = "/territoires/99001/mesurer/inventaire/"
CARS = (
    f"{PAGE}case/?quoi=emission_co2&nomenclature=accounts&secteur=road.cars&annee=2023"
)
SURVEY = Source("Bureau d’études", "Enquête", "Licence Ouverte 2.0")
TYPED = {
    "act": "record",
    "state": "observed",
    "value": "1200,5",
    "unit": "t",
    "uncertainty": "19,6",
    "law": "normal",
    "publisher": "Mairie",
    "title": "Factures",
    "licence": "Licence Ouverte 2.0",
    "revision": "-1",
}


def text(answer) -> str:
    body = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(body.split())


def read(client, path: str = CARS) -> str:
    return text(client.get(path, headers={"accept-language": "fr"}))


def send(client, path: str = CARS, **typed: str):
    data = TYPED | typed
    return client.post(path, data, headers={"accept-language": "fr"})


def test_everybody_reads_a_cell_and_its_history(client, town):
    said = read(client)
    assert "1,00 kt entre 0,84 et 1,16 (9 chances sur 10) · année 2023" in said
    assert "premier chiffre" in said
    assert "Enregistrer" not in said


def test_a_cell_of_which_nothing_is_said_can_be_opened(client, town):
    said = read(client, CARS.replace("road.cars", "road.vans"))
    assert "Personne n’a encore rien dit de cette case." in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quoi", "emission_gold"),
        ("quoi", ""),
        ("nomenclature", "CRF"),
        ("secteur", "road.boats"),
        ("annee", "1066"),
        ("annee", "2023.5"),
        ("annee", "٢٠٢٣"),
    ],
)
def test_a_cell_that_does_not_exist_is_not_found(client, town, name, value):
    path = re.sub(f"{name}=[^&]*", f"{name}={value}", CARS)
    answer = client.get(path, headers={"accept-language": "fr"})
    assert answer.status_code == 404
    assert "Aucune case des comptes ne porte ce nom." in text(answer)


def test_nobody_writes_without_a_role(client, town, someone):
    for visitor in (client, someone(), someone("contributor", code="99002")):
        assert send(visitor).status_code == 403
    assert Entry.objects.count() == 4


def test_writing_asks_for_the_token_of_the_form(town, agent):
    agent.handler.enforce_csrf_checks = True
    assert send(agent).status_code == 403
    assert Entry.objects.count() == 4


def test_a_figure_is_recorded_in_its_unit_with_its_uncertainty(town, agent):
    assert send(agent, value="1,2", unit="kt").status_code == 302
    entry = Entry.objects.latest("pk")
    # 1.2 kt ± 19.6 % at 95 %: one standard deviation is 10 %.
    assert (entry.value, entry.unit, entry.law) == (1.2, "kt", "normal")
    assert entry.uncertainty == pytest.approx(0.12, rel=1e-3)
    assert "1,20 kt" in read(agent)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234,5", 1234.5),
        ("1.234,5", 1234.5),
        ("1234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("0.345", 0.345),
        (" 1234,567 ", 1234.567),
    ],
)
def test_a_number_is_read_as_people_write_it(town, agent, typed, value):
    assert send(agent, value=typed, uncertainty="19,6 %").status_code == 302
    assert Entry.objects.latest("pk").value == value


@pytest.mark.parametrize(
    ("typed", "kilograms"),
    [("tonnes", 1e3), ("t", 1e3), (" kt ", 1e6), ("kilotonnes", 1e6), ("Mt", 1e9)],
)
def test_a_unit_is_read_as_in_an_import(town, agent, typed, kilograms):
    assert send(agent, unit=typed).status_code == 302
    entry = Entry.objects.latest("pk")
    assert conversion(entry.unit, "kg") == pytest.approx(kilograms)


@pytest.mark.parametrize(
    ("typed", "tonnes"),
    [("Mt CO2e", 1e6), ("t CO2e", 1.0), ("kteqCO2", 1e3), ("kteq CO2", 1e3),
     ("t\u00a0éq. CO₂", 1.0)],
)  # fmt: skip
def test_the_units_of_the_site_are_read_in_its_forms(town, agent, typed, tonnes):
    path = CARS.replace("emission_co2", "emission_ghg")
    assert send(agent, path, unit=typed).status_code == 302
    entry = Entry.objects.latest("pk")
    assert conversion(entry.unit, "tCO2e") == pytest.approx(tonnes)


def test_a_unit_that_does_not_fit_names_those_that_do(town, agent):
    said = text(send(agent, unit="km"))
    assert "Écrivez par exemple : g, kg, t, kt, Mt." in said


def test_marks_of_quality_become_an_uncertainty(town, agent):
    marks = {
        f"mark_{name}": "1"
        for name in ("reliability", "completeness", "temporal", "geographical",
                     "technological")
    }  # fmt: skip
    assert send(agent, uncertainty="", **marks).status_code == 302
    entry = Entry.objects.latest("pk")
    # Best marks leave the basic factor 1.05 alone: ln σg = ln 1.05 / 2 = 0.0244.
    assert entry.uncertainty / entry.value == pytest.approx(0.0244, abs=2e-4)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"value": "beaucoup"}, "nombre"),
        ({"value": "nan"}, "nombre"),
        ({"value": "12 34"}, "nombre"),
        ({"value": "1.234"}, "écrivez 1 234 ou 1,234"),
        ({"value": "-5"}, "trouvé -5"),
        ({"value": "1e999"}, ""),
        ({"value": "1e16"}, ""),
        ({"value": ""}, "Donnez la valeur, ou un état sans valeur."),
        ({"unit": "km"}, "ne s’y convertit pas"),
        ({"unit": "t**9999"}, "ne s’y convertit pas"),
        ({"unit": "x" * 40}, "32"),
        ({"uncertainty": "-5"}, ""),
        ({"uncertainty": ""}, "Donnez l’incertitude, les notes de qualité"),
        ({"uncertainty": "", "mark_temporal": "3"}, "Donnez les cinq notes"),
        ({"state": "missing"}, "Cet état ne porte pas de valeur"),
        ({"state": "guessed"}, ""),
        ({"state": "confirmed_zero"}, "Un zéro confirmé vaut zéro."),
        ({"state": "not_occurring", "value": ""}, "Dites où elle est comptée"),
        ({"state": "included_elsewhere", "value": ""}, "Dites où elle est comptée"),
        ({"publisher": ""}, ""),
        ({"title": "x" * 401}, ""),
        ({"note": "x" * 10_000}, ""),
        ({"published": "hier"}, ""),
        ({"published": "2999-01-01"}, "date est à venir"),
        ({"publisher": "a\x00b"}, ""),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(town, agent, typed, message):
    answer = send(agent, **typed)
    assert answer.status_code == 422
    assert message in text(answer)
    assert "errorlist" in answer.content.decode()
    assert Entry.objects.count() == 4


@pytest.mark.parametrize("act", ["", "delete", "undo"])
def test_an_act_that_does_not_exist_is_not_found(town, agent, act):
    assert agent.post(CARS, {"act": act}).status_code == 404


@pytest.mark.parametrize(
    ("state", "note"), [("not_occurring", "Aucune voiture."), ("missing", "")]
)
def test_a_state_without_value_is_recorded(town, agent, state, note):
    assert send(agent, state=state, value="", note=note).status_code == 302
    assert Entry.objects.latest("pk").state == CellState(state)


def test_whoever_corrects_what_another_just_changed_is_told(town, agent, someone):
    other = someone("contributor")
    same = {"publisher": "Régie", "title": "Relevés", "revision": "0"}
    assert send(agent, value="1100", **same).status_code == 302
    answer = send(other, value="900", **same)
    assert answer.status_code == 422
    said = text(answer)
    assert "Rien n’a été enregistré" in said
    assert "Régie, Relevés dit maintenant : 1,10 kt" in said
    assert "agent0@example.org" in said
    assert 'value="900"' in answer.content.decode()  # what was typed is kept
    assert Entry.objects.filter(value=900).count() == 0
    # Read again, then recorded knowingly: the form now holds the revision that stands.
    revision = re.search(r'name="revision" value="(\d+)"', answer.content.decode())
    same["revision"] = revision.group(1)
    assert send(other, value="900", **same).status_code == 302


def test_a_source_is_chosen_with_a_reason_and_read_at_once(client, town, agent, figure):
    record([figure(value=2000.0, state="estimated", source=SURVEY)])
    survey = Entry.objects.latest("pk")
    assert "1,00 kt entre" in read(client)  # observed before estimated
    choice = {"act": "choose", "source": str(survey.pk), "reason": "", "seen": "-1"}
    assert agent.post(CARS, choice).status_code == 422
    assert agent.post(CARS, choice | {"reason": "Plus complète."}).status_code == 302
    said = read(client)
    assert "2,00 kt entre" in said
    assert "Une personne a choisi cette source : Plus complète." in said
    late = agent.post(CARS, choice | {"reason": "Autre motif."})
    assert late.status_code == 422  # somebody chose since the page was read
    assert Choice.objects.count() == 1


def test_the_source_chosen_stays_so_in_its_next_edition(client, town, agent, figure):
    record([figure(value=2000.0, state="estimated", source=SURVEY)])
    survey = Entry.objects.latest("pk")
    choice = {"act": "choose", "source": str(survey.pk), "seen": "-1"}
    agent.post(CARS, choice | {"reason": "Plus complète."})
    edition = replace(SURVEY, published=date(2026, 5, 1))
    later = replace(town, vintage=2027)  # a new chain, as codes change each year
    record([figure(value=2100.0, state="estimated", source=edition, territory=later)])
    assert Entry.objects.latest("pk").chain != survey.chain
    said = read(client)
    assert "2,10 kt entre" in said
    assert "Une personne a choisi cette source : Plus complète." in said
    assert " retenue Bureau d’études" in said
    assert "retenue par défaut" not in said


def test_a_source_chosen_that_fell_silent_is_not_said_to_be_read(
    client, town, agent, figure
):
    record([figure(value=2000.0, state="estimated", source=SURVEY)])
    survey = Entry.objects.latest("pk")
    choice = {"act": "choose", "source": str(survey.pk), "seen": "-1"}
    agent.post(CARS, choice | {"reason": "Plus complète."})
    agent.post(CARS, {"act": "undo", "what": "figure", "number": str(survey.pk)})
    said = read(client)
    assert "1,00 kt entre" in said
    assert "Relevés retenue par défaut" in said
    assert "Une personne a choisi cette source" not in said


def test_each_act_leads_back_to_where_it_is_said(town, agent, figure):
    record([figure(value=2000.0, state="estimated", source=SURVEY)])
    survey = str(Entry.objects.latest("pk").pk)
    told = {"source": survey, "reason": "Plus complète.", "seen": "-1"}
    undo = {"act": "undo", "what": "figure", "number": survey}
    for act in (TYPED, {"act": "choose"} | told, undo):
        answer = agent.post(CARS, act)
        assert answer.status_code == 302
        path, _, part = answer["Location"].partition("#")
        assert part == "contenu"  # not the form further down, kept by the browser
        assert '<main id="contenu"' in agent.get(path).content.decode()


def test_the_colon_of_a_title_is_spaced_in_french_only(client, town):
    for language, title in (
        ("fr", "Route\u00a0: voitures\u00a0: CO2 fossile, 2023"),
        ("en", "Road: cars: Fossil CO2, 2023"),
    ):
        page = client.get(CARS, headers={"accept-language": language})
        assert page.context["cell"].title == title


def test_a_source_of_another_cell_cannot_be_chosen(town, agent, figure):
    record([figure(value=2000.0, source=SURVEY)])
    foreign = Entry.objects.get(sector__code="residential.gas")
    choice = {"act": "choose", "source": str(foreign.pk), "reason": "Non."}
    assert agent.post(CARS, choice).status_code == 422
    assert Choice.objects.count() == 0


def test_what_was_before_can_stand_again(client, town, agent):
    same = {"publisher": "Régie", "title": "Relevés", "revision": "0"}
    send(agent, value="1100", **same)
    last = Entry.objects.latest("pk")
    undo = {"act": "undo", "what": "figure", "number": str(last.pk)}
    assert agent.post(CARS, undo).status_code == 302
    said = read(client)
    assert "1,00 kt entre 0,84 et 1,16" in said
    assert said.count("correction :") == 2  # nothing was erased
    agent.post(CARS, undo)  # what no longer stands cannot be undone again
    assert Entry.objects.filter(sector__code="road.cars").count() == 3


def test_a_figure_of_another_cell_cannot_be_undone(town, agent):
    foreign = Entry.objects.get(sector__code="residential.gas")
    undo = {"act": "undo", "what": "figure", "number": str(foreign.pk)}
    assert agent.post(CARS, undo).status_code == 404
    assert Entry.objects.count() == 4


def test_names_are_for_members(client, town, agent):
    send(agent)
    assert "agent0@example.org" in read(agent)
    public = read(client)
    assert "agent0@example.org" not in public
    assert "personne n°" in public


def test_a_figure_left_out_of_the_total_says_why(client, demonstration):
    path = (
        "/territoires/JUMEAU-PARIS/mesurer/inventaire/case/?quoi=emission_ghg"
        "&nomenclature=PCAET&secteur=road&annee=2023"
    )
    said = read(client, path)
    assert "Ce chiffre n’entre pas dans le total." in said
    assert "nomenclature plus fine" in said


def test_nothing_is_observed_of_a_year_to_come(town, agent):
    year = datetime.now(UTC).year
    ahead = CARS.replace("2023", str(year + 1))
    answer = send(agent, ahead)
    assert answer.status_code == 422
    assert f"Rien ne s’observe encore de {year + 1}" in text(answer)
    assert send(agent, CARS.replace("2023", str(year))).status_code == 302


def test_the_remark_of_a_figure_is_not_published_with_its_secret(town, agent, figure):
    record([figure(value=7654.0, note="Relevé de 7 654 t.")])
    held = {"state": "confidential", "value": "", "uncertainty": ""}
    answer = send(agent, **held, note="Relevé de 7 654 t.")
    assert answer.status_code == 422
    assert "dites seulement qui détient le chiffre" in text(answer)
    assert send(agent, **held, note="Tenu par la régie.").status_code == 302
