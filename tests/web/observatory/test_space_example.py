"""The example of the project goes through the site, from its files to its result."""

from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.gather.example import write_example
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.ledger.models import Run
from trajectoire.web.observatory.dossiers import open_dossier
from trajectoire.web.observatory.models import Dossier
from trajectoire.web.observatory.tasks import compute, examine

GRENOBLE = Territory("38185", "commune", "Grenoble", 2026)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "files"
    write_example(folder)
    return folder


@pytest.fixture
def agent(db: None) -> User:
    user = User.objects.create_user("agent@example.org", "une longue phrase")
    Membership.objects.create(
        user=user, role="contributor", territory_kind="commune", territory_code="38185"
    )
    return user


@pytest.fixture
def inside(agent: User, client: Client) -> Client:
    client.force_login(agent)
    return client


@pytest.fixture
def dossier(agent: User) -> Dossier:
    return open_dossier(agent, "Exemple", GRENOBLE)


def bring(client: Client, dossier: Dossier, *paths: Path) -> None:
    """Bring files, then do what the worker does with each."""
    sent = [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]
    client.post(f"/espace/{dossier.pk}/fichiers/", {"files": sent})
    examine_all(dossier)


def examine_all(dossier: Dossier) -> None:
    for file in dossier.files.filter(state="waiting"):
        examine.call(str(file.pk))


def page(client: Client, dossier: Dossier) -> str:
    return client.get(f"/espace/{dossier.pk}/").content.decode()


def computed(dossier: Dossier) -> Run:
    """Do what the worker does with the run that was asked for."""
    dossier.refresh_from_db()
    assert dossier.run is not None
    compute.call(str(dossier.run.pk))
    return Run.objects.get(pk=dossier.run.pk)


def test_the_example_runs_with_its_configuration(
    inside: Client, dossier: Dossier, example: Path
) -> None:
    bring(inside, dossier, *sorted(example.iterdir()))
    assert not dossier.files.exclude(state="checked").exists()
    assert "Lancer avec la configuration déposée" in page(inside, dossier)
    description = dossier.files.get(name="config.toml")
    inside.post(f"/espace/{dossier.pk}/calculer/", {"description": description.pk})
    run = computed(dossier)
    assert run.status == Run.Status.DONE, run.message
    assert "Voir le résultat" in page(inside, dossier)
    result = inside.get("/territoires/38185/mesurer/atmosphere/").content.decode()
    assert "Grenoble" in result
    assert "Grande Tour" in result, "the name that the column map gives its station"
    assert run.summary["territory"]["code"] == "38185", "never that of the file"


def test_the_form_asks_for_the_same_run(
    inside: Client, dossier: Dossier, example: Path
) -> None:
    bring(inside, dossier, *sorted(example.iterdir()))
    form = inside.get(f"/espace/{dossier.pk}/").context["form"]
    assert form.initial["first_day"].isoformat() == "2026-09-01"
    assert form.initial["days"] == 14
    assert 'value="2026-09-01"' in page(inside, dossier), "as browsers want a date"
    data = {name: form.get_initial_for_field(field, name) or ""
            for name, field in form.fields.items()}  # fmt: skip
    answer = inside.post(
        f"/espace/{dossier.pk}/calculer/", data | {"background_ppm": "424"}
    )
    assert answer.status_code == 302, answer.content.decode()
    dossier.refresh_from_db()
    for code in ("M01", "R10"):
        table, mapping = (
            dossier.files.get(name=f"{code}.{x}") for x in ("csv", "toml")
        )
        described = f'file = "{table.stored}"\nmapping = "{mapping.stored}"'
        assert described in dossier.configuration


def test_a_table_waits_for_its_map_whichever_comes_first(
    inside: Client, dossier: Dossier, example: Path
) -> None:
    bring(inside, dossier, example / "M01.csv")
    assert "déposez aussi la description" in page(inside, dossier)
    bring(inside, dossier, example / "M01.toml")
    table = dossier.files.get(name="M01.csv")
    assert table.state == "checked"
    assert "colonnes décrites par M01.toml" in page(inside, dossier)
    inside.post(
        f"/espace/{dossier.pk}/fichiers/"
        f"{dossier.files.get(name='M01.toml').pk}/retirer/"
    )
    examine_all(dossier)
    table.refresh_from_db()
    assert table.state == "faulty"


def test_an_agent_chooses_the_map_of_another_name(
    inside: Client, dossier: Dossier, example: Path
) -> None:
    bring(inside, dossier, example / "M01.csv", example / "R02.toml")
    table, mapping = (dossier.files.get(name=n) for n in ("M01.csv", "R02.toml"))
    assert table.state == "faulty"
    address = f"/espace/{dossier.pk}/fichiers/{table.pk}/description/"
    answer = inside.post(address, {"mapping": str(UUID(int=0))}, follow=True)
    assert "Choisissez une description" in answer.content.decode()
    inside.post(address, {"mapping": str(mapping.pk)})
    examine_all(dossier)
    table.refresh_from_db()
    assert table.state == "checked"
    assert table.examination["contents"][0]["what"].startswith("R02")


def test_a_configuration_names_only_files_of_its_dossier(
    inside: Client, dossier: Dossier, example: Path, tmp_path: Path
) -> None:
    text = (example / "config.toml").read_text(encoding="utf-8")
    text = text.replace('"M01.csv"', '"/etc/passwd"').replace('"M05', '"../autre/M05')
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    bring(inside, dossier, tmp_path / "config.toml", example / "M05.csv")
    description = dossier.files.get(name="config.toml")
    answer = inside.post(
        f"/espace/{dossier.pk}/calculer/", {"description": description.pk}
    )
    assert answer.status_code == 422
    said = answer.context["faults"]
    assert any("/etc/passwd" in one for one in said)
    assert any("M05.csv" in one for one in said), "its table has no map: unreadable"
    assert not Run.objects.exists()


def test_another_file_is_not_a_configuration(
    inside: Client, dossier: Dossier, example: Path
) -> None:
    bring(inside, dossier, example / "zones.geojson")
    zones = dossier.files.get()
    answer = inside.post(f"/espace/{dossier.pk}/calculer/", {"description": zones.pk})
    assert answer.status_code == 404
