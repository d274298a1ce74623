"""Hostile and damaged files: refused with words, and nothing falls."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from trajectoire.web import keeping
from trajectoire.web.bounded import Bounds
from trajectoire.web.imports import checking
from trajectoire.web.imports.models import Import
from trajectoire.web.ledger.models import Entry

pytestmark = pytest.mark.django_db
Work = Callable[[], int]
NEW = "/espace/imports/nouveau/"
FORM = {"code": "38185", "publisher": "A", "title": "B", "licence": "C"}
SHEET = "xl/worksheets/sheet1.xml"


def send(agent: Client, name: str, content: bytes, **more: str) -> Import:
    file = SimpleUploadedFile(name, content)
    answer = agent.post(NEW, FORM | {"file": file} | more)
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.get()


def workbook(sheet: bytes) -> bytes:
    """A workbook of one sheet, whatever the sheet is made of."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/></Types>'
    )
    book = (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    relations = (
        f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{kind}/{{}}" Target="{{}}"/></Relationships>'
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr(
            "_rels/.rels", relations.format("officeDocument", "xl/workbook.xml")
        )
        archive.writestr("xl/workbook.xml", book)
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            relations.format("worksheet", "worksheets/sheet1.xml"),
        )
        archive.writestr(SHEET, sheet)
    return content.getvalue()


BOMB = b"<worksheet><sheetData>" + b"<row/>" * 20_000_000  # 120 MB from 120 kB
HOSTILE = {
    "empty-lines.csv": b"\n\n\n",
    "binary.csv": bytes(range(256)) * 100,
    "text.parquet": b"not a parquet file",
    "cut.parquet": b"PAR1" + b"\x00" * 50,
    "cut.xlsx": workbook(b"<worksheet/>")[:300],
    "not.xlsx": b"PK\x03\x04" + b"\x00" * 100,
    "bomb.xlsx": workbook(BOMB),
    "deep.json": b"[" * 100_000,
    "broken.json": b'[{"a": 1,',
    "scalars.json": b"[1, 2, 3]",
    "twice.csv.gz": gzip.compress(gzip.compress(b"a;b\n1;2\n")),
    "bomb.csv.gz": gzip.compress(b"a" * 300_000_000),
    "entities.xlsx": workbook(
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        b"<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_bad_file_is_refused_with_words(agent: Client, work: Work, name: str) -> None:
    one = send(agent, name, HOSTILE[name])
    work()
    one.refresh_from_db()
    assert one.state == Import.State.UNREADABLE, one.proposal
    page = agent.get(f"/espace/imports/{one.pk}/").content.decode()
    assert "Que faire" in page
    assert "unexpected error" not in page
    assert "Déposer le tableau corrigé" in page


def test_bad_file_that_asks_for_too_much_does_not_take_the_worker_along(
    agent: Client, ada: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real bounded process, with too little memory to even begin."""
    from trajectoire.web.imports.tasks import read_table

    monkeypatch.setattr(checking, "BOUNDS", Bounds(memory=80 * 2**20))
    one = send(agent, "a.csv", b"a;b\n1;2\n")
    read_table.call(str(one.pk), one.attempt, None)
    one.refresh_from_db()
    assert one.state == Import.State.UNREADABLE
    page = agent.get(f"/espace/imports/{one.pk}/").content.decode()
    assert "Que faire" in page


def test_a_good_file_is_read_in_the_bounded_process(agent: Client, table: str) -> None:
    from trajectoire.web.imports.tasks import read_table

    one = send(agent, "inventaire.csv", table.encode())
    read_table.call(str(one.pk), one.attempt, None)
    one.refresh_from_db()
    assert one.state == Import.State.TO_DESCRIBE, one.message
    assert one.proposal["rows"] == 6


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.xls", "a", "../../a.py"])
def test_bad_kind_of_file_is_not_kept(agent: Client, name: str) -> None:
    file = SimpleUploadedFile("x", b"1")
    file.name = name
    answer = agent.post(NEW, FORM | {"file": file})
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_bad_file_too_large_is_not_kept(
    agent: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST_BYTES", 1000)
    file = SimpleUploadedFile("a.csv", b"x" * 2000)
    answer = agent.post(NEW, FORM | {"file": file})
    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_bad_empty_sending_is_told(agent: Client) -> None:
    for more in ({}, {"pasted": "   \n "}, {"file": SimpleUploadedFile("a.csv", b"")}):
        answer = agent.post(NEW, FORM | more)
        assert answer.status_code == 422
        assert "errorlist" in answer.content.decode()
    both = {"file": SimpleUploadedFile("a.csv", b"1"), "pasted": "a\tb"}
    assert "pas les deux" in agent.post(NEW, FORM | both).content.decode()
    assert not Import.objects.exists()


@pytest.mark.parametrize("name", ["publisher", "title", "licence"])
def test_bad_source_is_told(agent: Client, name: str) -> None:
    file = SimpleUploadedFile("a.csv", b"a;b\n1;2\n")
    for words in ("", "   ", "x" * 5000, "a\x00b"):
        answer = agent.post(NEW, FORM | {"file": file, name: words})
        assert answer.status_code == 422, words


def test_markup_and_formulas_of_a_table_stay_texts(agent: Client, work: Work) -> None:
    evil = '<script>alert("x")</script>'
    table = (
        f"Secteur;Année;Émissions de GES (kteq CO2);{evil}\n"
        f"{evil};2021;210;x\n=cmd|' /C calc'!A0;2021;=1+1;x\n"
    )
    one = send(agent, "a.csv", table.encode())
    work()
    pages = [agent.get(f"/espace/imports/{one.pk}/colonnes/").content.decode()]
    said = {
        "nomenclature": "PCAET",
        "quality": "unknown",
        "spread": "percent_95",
        "zeros": "published",
        "repeats": "refuse",
        "totals": "set_aside",
        "check": "1",
    }
    agent.post(f"/espace/imports/{one.pk}/colonnes/", said)
    work()
    one.refresh_from_db()
    assert one.state == Import.State.TO_CORRECT
    pages += [
        agent.get(f"/espace/imports/{one.pk}/{what}").content.decode()
        for what in ("", "fautes/")
    ]
    assert not [page for page in pages if "<script>alert" in page]
    answer = agent.get(f"/espace/imports/{one.pk}/fautes.csv")
    lines = b"".join(answer.streaming_content).decode()
    cells = [cell for line in lines.splitlines() for cell in line.split(",")]
    assert "cmd" in lines
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"nomenclature": "PCAET"},
        {"nomenclature": "x" * 10_000},
        {"unit": "zorglub"},
        {"year": "soon"},
        {"year": "99999999999999999999"},
        {"zeros": "maybe"},
        {"check": "1"},
    ],
)
def test_bad_description_is_told_and_changes_nothing(
    agent: Client, work: Work, table: str, said: dict[str, str]
) -> None:
    one = send(agent, "inventaire.csv", table.encode())
    work()
    one.refresh_from_db()
    before = json.dumps(one.mapping)
    answer = agent.post(f"/espace/imports/{one.pk}/colonnes/", said)
    assert answer.status_code == 422
    one.refresh_from_db()
    assert json.dumps(one.mapping) == before


@pytest.mark.parametrize(
    "said",
    [{}, {"role": "king"}, {"role": "value", "unit": "zorglub"}, {"role": "\x00"}],
)
def test_bad_column_is_told_and_changes_nothing(
    agent: Client, work: Work, table: str, said: dict[str, str]
) -> None:
    one = send(agent, "inventaire.csv", table.encode())
    work()
    address = f"/espace/imports/{one.pk}/colonnes/2/"
    assert agent.post(address, said).status_code == 422
    assert agent.get(f"/espace/imports/{one.pk}/colonnes/99/").status_code == 404
