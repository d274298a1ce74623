"""The same figures in four formats, as a stranger's program reads them."""

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from django.test import Client
from frictionless import Package, Resource, Schema
from python_calamine import CalamineWorkbook

from trajectoire.core.territory import Territory
from trajectoire.web.accounts.limits import EXPORT_BY_ADDRESS, spend
from trajectoire.web.ledger.read import current, indicators_of
from trajectoire.web.ledger.record import record
from trajectoire.web.ledger.tables import harmless
from trajectoire.web.opendata.files import FORMATS

PAGE = "/donnees/commune/01004/"


def taken(client: Client, name: str) -> bytes:
    response = client.get(f"{PAGE}chiffres.{name}")
    assert response.status_code == 200
    assert f"trajectoire-commune-01004.{name}" in response["Content-Disposition"]
    return b"".join(response)


def rows(client: Client) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(taken(client, "csv").decode())))


def test_the_four_formats_say_the_same(
    client: Client, town: Territory, tmp_path: Path
) -> None:
    table = rows(client)
    assert len(table) == 7
    values = sorted(row["value"] for row in table if row["value"])
    objects = json.loads(taken(client, "json"))
    assert sorted(str(one["value"]) for one in objects if "value" in one) == values

    (tmp_path / "t.xlsx").write_bytes(taken(client, "xlsx"))
    sheet = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx")).get_sheet_by_index(0)
    header, *lines = sheet.to_python()
    place = header.index("value")
    assert sorted(str(line[place]) for line in lines if line[place] != "") == values

    (tmp_path / "t.parquet").write_bytes(taken(client, "parquet"))
    found = duckdb.read_parquet(str(tmp_path / "t.parquet"))
    told = found.filter("value IS NOT NULL").project("value").fetchall()
    assert sorted(str(value) for (value,) in told) == values


def test_a_code_keeps_its_zero_everywhere(
    client: Client, town: Territory, tmp_path: Path
) -> None:
    assert {row["territory_code"] for row in rows(client)} == {"01004"}
    (tmp_path / "t.parquet").write_bytes(taken(client, "parquet"))
    found = duckdb.read_parquet(str(tmp_path / "t.parquet"))
    assert found.project("territory_code").distinct().fetchall() == [("01004",)]
    (tmp_path / "t.xlsx").write_bytes(taken(client, "xlsx"))
    sheet = CalamineWorkbook.from_path(str(tmp_path / "t.xlsx")).get_sheet_by_index(0)
    header, *lines = sheet.to_python()
    assert {line[header.index("territory_code")] for line in lines} == {"01004"}


def test_states_laws_and_origins_are_told(client: Client, town: Territory) -> None:
    table = {(row["sector_code"], row["publisher"]): row for row in rows(client)}
    gas = next(
        row
        for row in rows(client)
        if row["definition"] == "emission_co2" and row["publisher"] == "Observatoire"
        and row["sector_code"] == "residential.gas"
    )  # fmt: skip
    assert (gas["law"], gas["activity_value"], gas["factor_identifier"]) == (
        "lognormal", "1000.0", "7",
    )  # fmt: skip
    assert float(gas["low_90"]) < 200.0 < float(gas["high_90"])
    missing = table["residential.coal", "Observatoire"]
    assert (missing["state"], missing["value"], missing["low_90"]) == (
        "missing", "", "",
    )  # fmt: skip
    zero = table["residential.oil", "Observatoire"]
    assert (zero["state"], zero["value"]) == ("confirmed_zero", "0.0")
    forest = table["land.forest", "Observatoire"]
    assert (forest["value"], forest["high_90"], forest["reason"]) == (
        "-3.0", "", "inconnue",
    )  # fmt: skip


def test_bad_formulas_are_only_text(client: Client, town: Territory) -> None:
    (line,) = [row for row in rows(client) if row["note"]]
    assert line["note"] == "'=HYPERLINK(1)"
    assert line["publisher"] == "'=Bureau"


def test_the_table_follows_its_schema(
    client: Client, town: Territory, tmp_path: Path
) -> None:
    schema = client.get("/donnees/schema/chiffres.json").json()
    (tmp_path / "t.csv").write_bytes(taken(client, "csv"))
    described = Schema.from_descriptor(schema)
    report = Resource(path="t.csv", basepath=str(tmp_path), schema=described).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    broken = taken(client, "csv").replace(b"confirmed_zero", b"zero")
    (tmp_path / "t.csv").write_bytes(broken)
    report = Resource(path="t.csv", basepath=str(tmp_path), schema=described).validate()
    assert [error.type for error in report.tasks[0].errors] == ["constraint-error"]


def test_the_package_is_one(client: Client, town: Territory) -> None:
    descriptor = client.get(f"{PAGE}datapackage.json").json()
    assert Package.metadata_validate(descriptor) is not None
    assert not list(Package.metadata_validate(descriptor))
    # One of its sources is not open: the package does not say that all is.
    (licence,) = descriptor["licenses"]
    assert licence["name"] == "other"
    assert "=Bureau, Étude: non vérifiée" in [s["title"] for s in descriptor["sources"]]
    (figures,) = descriptor["resources"]
    assert figures["path"] == f"http://testserver{PAGE}chiffres.csv"
    assert client.get(figures["schema"]).status_code == 200


@pytest.mark.parametrize("name", list(FORMATS))
def test_bad_territories_have_no_file(client: Client, db: None, name: str) -> None:
    assert client.get(f"/donnees/commune/99999/chiffres.{name}").status_code == 404


def test_bad_formats_are_not_invented(client: Client, town: Territory) -> None:
    assert client.get(f"{PAGE}chiffres.exe").status_code == 404
    assert client.get("/donnees/catalogue.exe").status_code == 404


def test_too_many_files_are_refused(client: Client, town: Territory) -> None:
    codes = [client.get(f"{PAGE}chiffres.csv").status_code for _ in range(61)]
    assert codes.count(200) == 60
    assert codes[-1] == 429


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/territories/commune/01004/indicators.csv",
        "/territoires/01004/mesurer/inventaire/gpc/ciris.xlsx?annee=2023",
        "/territoires/01004/mesurer/inventaire/chiffres.csv",
        f"{PAGE}chiffres.json",
    ],
)
def test_every_way_of_taking_figures_away_is_counted(
    client: Client, town: Territory, address: str
) -> None:
    assert client.get(address).status_code == 200
    for _ in range(59):
        spend(EXPORT_BY_ADDRESS, "127.0.0.1")
    assert client.get(address).status_code == 429


def test_the_page_of_data_offers_every_format(client: Client, town: Territory) -> None:
    page = client.get("/donnees/").content.decode()
    for name in FORMATS:
        assert f"{PAGE}chiffres.{name}" in page
    assert "/donnees/catalogue.ttl" in page
    assert "Ambérieu" not in client.get("/donnees/?territoire=01005").content.decode()


def test_figures_of_open_sources_are_open(client: Client, town: Territory) -> None:
    standing = Territory("01005", "commune", "Ambérieux-en-Dombes", 2026)
    (figure,) = indicators_of(current(town, definition="sink_forest"))
    record([replace(figure, territory=standing)])
    package = client.get("/donnees/commune/01005/datapackage.json").json()
    assert [one["name"] for one in package["licenses"]] == ["etalab-2.0"]


@pytest.mark.parametrize("between", [";", "; ", "\t", "\n", "\r\n"])
def test_no_part_of_a_text_is_a_formula_where_a_spreadsheet_cuts_at_semicolons(
    between: str,
) -> None:
    """A French spreadsheet cuts ``a,"b;=1"`` at the semicolon, quotes or not."""
    said = harmless(f"Régie{between}=HYPERLINK(1)")
    cells = re.split(r"[;\t\r\n]", f"2023,{said},x")
    assert not any(cell.strip().startswith(("=", "+", "-", "@")) for cell in cells)
    alone = harmless(f"{between}=HYPERLINK(1)")
    assert "=" not in alone.split("'=")[0]
    assert harmless("gaz ; fioul - 5 % = reste") == "gaz ; fioul - 5 % = reste"
