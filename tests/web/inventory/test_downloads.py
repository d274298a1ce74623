"""What is taken away can be read again, and commands nothing."""

import csv
import io
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from trajectoire.core.source import Source
from trajectoire.web.ledger.record import record

PAGE = "/territoires/99001/mesurer/inventaire/"
DEMO = "/territoires/JUMEAU-PARIS/mesurer/inventaire/"


def rows(client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{PAGE}chiffres.csv?{query}")
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_table_holds_the_figures_and_the_states(client, town):
    told = {row["sector_code"]: row for row in rows(client)}
    cars = told["road.cars"]
    assert (cars["value"], cars["unit"], cars["pcaet_sector"]) == (
        "1000.0",
        "t",
        "road",
    )
    assert float(cars["low_90"]) == pytest.approx(1000 - 164.5, abs=0.1)
    assert told["industry.coal"]["state"] == "confidential"
    assert told["industry.coal"]["value"] == ""
    assert told["agriculture.enteric"]["note"] == "Pas d’élevage."


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_cell_is_a_formula(client, db, figure, start):
    record([figure(source=Source(start.strip() + "!", start.strip(), "x"), note=start)])
    for row in rows(client):
        for cell in (row["publisher"], row["source_title"], row["note"]):
            assert not cell.startswith(("=", "+", "-", "@", "\t"))


def test_a_picture_is_sound_xml_that_asks_nothing_from_outside(client, demonstration):
    for name in ("secteurs", "detail"):
        answer = client.get(f"{DEMO}image/{name}.svg")
        assert answer["Content-Type"] == "image/svg+xml"
        ET.fromstring(answer.content)  # noqa: S314  (our own)
        assert b"href=" not in answer.content
        assert b"<script" not in answer.content


def test_names_in_a_picture_stay_text(client, db, figure):
    record([figure("total", "emission_ghg", nomenclature="PCAET")])
    answer = client.get(f"{PAGE}image/secteurs.svg")
    assert "Tous secteurs" in answer.content.decode()
    assert client.get(f"{PAGE}image/autre.svg").status_code == 404


def test_the_workbook_of_cities_opens(client, demonstration):
    answer = client.get(f"{DEMO}gpc/ciris.xlsx?annee=2022")
    assert "2022-ciris.xlsx" in answer["Content-Disposition"]
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert "eCRF_3 Emissions" in book.sheet_names


def test_a_workbook_of_nothing_is_not_found(client, db, figure):
    record([figure("renewables", "renewable_wind", 10.0, 1.0)])
    assert client.get(f"{PAGE}gpc/ciris.xlsx").status_code == 404
