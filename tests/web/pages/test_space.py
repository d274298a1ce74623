"""The space of agents: closed to strangers, clear about what is missing."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pydantic import ValidationError

from trajectoire.core.territory import Territory
from trajectoire.sources import identify
from trajectoire.sources.check import _READERS
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.dossiers import open_dossier
from trajectoire.web.observatory.forms import RunForm
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.uses import _USES

TOWN = Territory("38185", "commune", "Grenoble", 2026)


@pytest.fixture
def agent(db: None) -> User:
    user = User.objects.create_user("agent@example.org", "une longue phrase")
    Membership.objects.create(
        user=user,
        role=Membership.Role.CONTRIBUTOR,
        territory_kind=TOWN.kind,
        territory_code=TOWN.code,
    )
    return user


@pytest.fixture
def inside(agent: User, client: Client) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def dossier(agent: User) -> Dossier:
    return open_dossier(agent, "Janvier", TOWN)


def read_file(dossier: Dossier, name: str, kind: str) -> DossierFile:
    return DossierFile.objects.create(
        dossier=dossier,
        name=name,
        stored=f"files/{name}",
        size=1,
        sha256=name,
        state=DossierFile.State.CHECKED,
        examination={"kind": kind, "contents": [], "faults": []},
    )


@pytest.mark.django_db
def test_the_public_is_told_how_to_enter(client: Client) -> None:
    text = client.get("/espace/").content.decode()
    assert "/compte/entrer/" in text
    assert client.get("/espace/nouveau/").status_code == 302


def test_an_agent_opens_a_dossier_for_a_territory(inside: Client) -> None:
    answer = inside.post("/espace/nouveau/", {"title": "Janvier", "code": "38185"})
    dossier = Dossier.objects.get()
    assert answer["Location"] == f"/espace/{dossier.pk}/"
    assert dossier.territory_name == "Grenoble"
    assert "Janvier" in inside.get("/espace/").content.decode()


def test_a_dossier_for_a_territory_without_a_role_is_refused(inside: Client) -> None:
    answer = inside.post("/espace/nouveau/", {"title": "Paris", "code": "75056"})
    assert answer.status_code == 403
    assert "Demandez un rôle" in answer.content.decode()
    unknown = inside.post("/espace/nouveau/", {"title": "Rien", "code": "00000"})
    assert "Aucun territoire" in unknown.content.decode()


def test_the_dossier_of_others_does_not_exist(
    client: Client, dossier: Dossier, db: None
) -> None:
    stranger = User.objects.create_user("eve@example.org", "une longue phrase")
    client.force_login(stranger)
    for part in ("", "etat/"):
        assert client.get(f"/espace/{dossier.pk}/{part}").status_code == 404
    for part in ("fichiers/", "calculer/", "reprendre/", "supprimer/"):
        assert client.post(f"/espace/{dossier.pk}/{part}").status_code == 404


def test_files_are_kept_or_refused_with_the_reason(
    inside: Client, dossier: Dossier
) -> None:
    good = SimpleUploadedFile("toits.csv", b"a;b\n1;2\n")
    bad = SimpleUploadedFile("photo.exe", b"MZ")
    answer = inside.post(
        f"/espace/{dossier.pk}/fichiers/", {"files": [good, bad]}, follow=True
    )
    text = answer.content.decode()
    assert "photo.exe" in text
    assert [file.name for file in dossier.files.all()] == ["toits.csv"]
    assert "hx-trigger" in text, "the page follows the examination"
    (file,) = dossier.files.all()
    inside.post(f"/espace/{dossier.pk}/fichiers/{file.pk}/retirer/")
    assert dossier.files.count() == 0


def test_no_file_at_all_is_said(inside: Client, dossier: Dossier) -> None:
    answer = inside.post(f"/espace/{dossier.pk}/fichiers/", follow=True)
    assert "Choisissez au moins un fichier" in answer.content.decode()


def test_every_fault_of_a_file_is_listed_and_escaped(
    inside: Client, dossier: Dossier
) -> None:
    file = read_file(dossier, "toits.csv", "table")
    file.state = DossierFile.State.FAULTY
    file.examination["faults"] = [
        {"row": 7, "column": "co2", "found": "<b>x</b>", "expected": "a number",
         "remedy": "Correct it.", "count": 3, "message": ""},
        {"message": "Unreadable."},
    ]  # fmt: skip
    file.save()
    text = inside.get(f"/espace/{dossier.pk}/etat/").content.decode()
    assert "<html" not in text
    for words in ("ligne 7", "colonne co2", "(×\u00a03)", "Corrigez.", "Unreadable."):
        assert words in text
    assert "<b>x</b>" not in text


def test_the_form_guesses_what_each_file_is_for(dossier: Dossier) -> None:
    roofs = read_file(dossier, "toits.csv", "ICOS Cities CSV")
    zones = read_file(dossier, "zones.geojson", "GeoJSON")
    form = RunForm(files=[roofs, zones])
    assert form.fields[str(roofs.pk)].initial == "observations-mid-cost"
    assert form.fields[str(zones.pk)].initial == "zones"


def filled(files: dict[DossierFile, str]) -> RunForm:
    data = {"first_day": "2026-01-01", "days": "31", "background_ppm": "420"}
    data |= {str(file.pk): use for file, use in files.items()}
    form = RunForm(data, files=files)
    assert form.is_valid(), form.errors
    return form


def test_the_uses_of_the_files_become_choices(dossier: Dossier) -> None:
    roofs = read_file(dossier, "toits.csv", "")
    zones = read_file(dossier, "zones.geojson", "")
    road = read_file(dossier, "routes.nc", "")
    form = filled({roofs: "observations-reference", zones: "zones", road: "flux-road"})
    choices = form.choices()
    assert choices.first_day == date(2026, 1, 1)
    assert choices.zones == zones.pk
    assert choices.observations[0].instrument_class == "reference"
    assert (choices.fluxes[0].sector, choices.fluxes[0].file) == ("road", road.pk)
    assert choices.operator == "plume"


def test_footprints_choose_the_way_the_air_is_followed(dossier: Dossier) -> None:
    roofs = read_file(dossier, "toits.csv", "")
    zones = read_file(dossier, "zones.geojson", "")
    air = read_file(dossier, "empreintes.nc", "")
    files = {roofs: "observations-mid-cost", zones: "zones", air: "footprints"}
    choices = filled(files).choices()
    assert (choices.operator, choices.footprints) == ("footprints", [air.pk])


def test_what_a_run_misses_is_said_all_at_once(dossier: Dossier) -> None:
    form = filled({read_file(dossier, "toits.csv", ""): ""})
    with pytest.raises(ValidationError) as caught:
        form.choices()
    said = form.missing(caught.value)
    assert any("contour des zones" in one for one in said)
    assert any("fichier de mesures" in one for one in said)


def test_a_run_that_cannot_start_says_why_on_the_page(
    inside: Client, dossier: Dossier
) -> None:
    file = read_file(dossier, "toits.csv", "")
    answer = inside.post(
        f"/espace/{dossier.pk}/calculer/",
        {"first_day": "2026-01-01", "days": "31", str(file.pk): ""},
    )
    assert answer.status_code == 422
    assert "contour des zones" in answer.content.decode()
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("running", "<progress"),
        ("done", "Voir le résultat"),
        ("failed", "lancez un nouveau calcul"),
        ("interrupted", "Reprendre le calcul"),
    ],
)
def test_the_page_follows_the_run(
    inside: Client, dossier: Dossier, status: str, words: str
) -> None:
    from django.utils import timezone

    dossier.run = Run.objects.create(
        instrument="observatory", status=status, progress=0.4, step="Inversion",
        seen=timezone.now(),
    )  # fmt: skip
    dossier.save()
    assert words in inside.get(f"/espace/{dossier.pk}/etat/").content.decode()


def test_a_dossier_under_computation_is_left_alone(
    inside: Client, dossier: Dossier
) -> None:
    from django.utils import timezone

    dossier.run = Run.objects.create(
        instrument="observatory", status="running", seen=timezone.now()
    )
    dossier.state = Dossier.State.RUNNING
    dossier.save()
    answer = inside.post(f"/espace/{dossier.pk}/supprimer/", follow=True)
    assert "Un calcul est en cours" in answer.content.decode()
    assert Dossier.objects.exists()
    dossier.state = Dossier.State.DONE
    dossier.save()
    inside.post(f"/espace/{dossier.pk}/supprimer/")
    assert not Dossier.objects.exists()


def test_the_end_of_the_waiting_brings_the_whole_page(
    inside: Client, dossier: Dossier
) -> None:
    file = read_file(dossier, "toits.csv", "table")
    file.state = DossierFile.State.WAITING
    file.save()
    address = f"/espace/{dossier.pk}/etat/"
    assert "HX-Refresh" not in inside.get(address).headers
    assert "cette étape s’ouvrira" in inside.get(address).content.decode()
    file.state = DossierFile.State.CHECKED
    file.save()
    assert inside.get(address).headers["HX-Refresh"] == "true"


def test_a_refused_run_can_be_read_again_in_another_language(
    inside: Client, dossier: Dossier
) -> None:
    address = f"/espace/{dossier.pk}/calculer/"
    assert inside.get(address).headers["Location"] == f"/espace/{dossier.pk}/"


def test_deleting_is_confirmed_first(inside: Client, dossier: Dossier) -> None:
    text = inside.get(f"/espace/{dossier.pk}/supprimer/").content.decode()
    assert "Garder le dossier" in text
    assert Dossier.objects.exists()


def test_a_failed_run_is_not_resumed(inside: Client, dossier: Dossier) -> None:
    dossier.run = Run.objects.create(instrument="observatory", status="failed")
    dossier.save()
    inside.post(f"/espace/{dossier.pk}/reprendre/")
    dossier.run.refresh_from_db()
    assert dossier.run.status == "failed"


def test_a_script_is_told_where_to_go_and_the_messages_wait(
    inside: Client, dossier: Dossier
) -> None:
    answer = inside.post(
        f"/espace/{dossier.pk}/fichiers/",
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (
        204,
        f"/espace/{dossier.pk}/",
    )
    page = inside.get(answer.headers["Location"]).content.decode()
    assert "Choisissez au moins un fichier" in page


def test_every_format_has_its_uses() -> None:
    assert set(_USES) == {*_READERS, identify.TABLE}


def test_a_file_cannot_be_used_for_what_it_is_not(dossier: Dossier) -> None:
    zones = read_file(dossier, "zones.geojson", "GeoJSON")
    form = RunForm(
        {"first_day": "2026-01-01", "days": "31", str(zones.pk): "weather"},
        files=[zones],
    )
    assert not form.is_valid()
    assert "ne peut pas servir à cela" in str(form.errors)


def test_one_use_takes_one_file(dossier: Dossier) -> None:
    two = [read_file(dossier, f"{n}.geojson", "GeoJSON") for n in ("a", "b")]
    data = {"first_day": "2026-01-01", "days": "31"}
    form = RunForm(data | {str(one.pk): "zones" for one in two}, files=two)
    assert not form.is_valid()
    assert "a.geojson, b.geojson" in str(form.non_field_errors())
