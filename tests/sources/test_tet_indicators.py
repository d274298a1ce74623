"""Indicators of Territoires en Transitions: each lands here, or says why not."""

from pathlib import Path

import pytest
import xlsxwriter

from trajectoire.core.errors import InputError
from trajectoire.sources.tet_indicators import (
    read_tet_definitions,
    read_tet_export,
    tet_landings,
    tet_lines,
)

HEAD = "identifiantReferentiel,titre,unite,categories,valeurCalcule\n"


def test_every_indicator_lands_or_says_why_not_never_both():
    for landing in tet_landings().values():
        assert bool(landing.substance) != bool(landing.reason), landing.identifier
        assert bool(landing.substance) == bool(landing.sector), landing.identifier


def test_two_indicators_never_land_on_one_cell():
    found = [line for line in tet_lines().values() if line]
    assert len(found) == len(set(found))


def test_the_words_of_a_mapping_are_the_landings():
    lines = tet_lines()
    assert lines["cae_1.c"] == "emission_ghg@PCAET/residential"
    assert lines["cae_1.k"] == ""  # a sum of two others


def test_every_indicator_of_the_climate_plans_is_known(shared_data):
    path = shared_data / "territory/tet/indicateur-definitions.csv"
    definitions = read_tet_definitions(path)
    assert len(definitions) == 730  # rows of the file
    asked = [one for one in definitions if one.is_pcaet]
    assert len(asked) == 97  # counted by hand in the file: grep -c pcaet
    unknown = [one.identifier for one in asked if one.identifier not in tet_landings()]
    assert unknown == []
    published = {one.identifier for one in definitions}
    assert set(tet_landings()) <= published


def test_what_does_not_land_is_a_sum_of_what_does(shared_data):
    """An indicator left out as a sum is the sum of indicators that are known."""
    path = shared_data / "territory/tet/indicateur-definitions.csv"
    landings = tet_landings()
    for one in read_tet_definitions(path):
        landing = landings.get(one.identifier)
        if one.is_pcaet and landing is not None and landing.reason:
            assert one.parts, one.identifier
            assert all(part in landings for part in one.parts), one.identifier


def definitions(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "d.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_definitions_without_their_columns_or_twice_are_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        read_tet_definitions(definitions(tmp_path, "a,b\n1,2\n"))
    assert len(caught.value.faults) == 5
    row = "cae_1.a,Titre,t,pcaet,\n"
    with pytest.raises(InputError, match="each identifier once"):
        read_tet_definitions(definitions(tmp_path, HEAD + row + row))


def test_a_formula_gives_the_parts_of_a_sum(tmp_path):
    text = (
        HEAD
        + "cae_1.k,T,t,cae,val(cae_1.e) + opt_val(cae_1.f)\n"
        + "cae_1.b,T,t,cae,val(cae_1.a)/val(terr_1)*1000\n"
    )
    total, ratio = read_tet_definitions(definitions(tmp_path, text))
    assert total.parts == ("cae_1.e", "cae_1.f")
    assert ratio.parts == ()


def test_the_export_of_before_2026_is_put_in_one_table(tmp_path):
    path = tmp_path / "old.xlsx"
    head = ["Identifiant", "Nom", "Type de données", "Unité"]
    book = xlsxwriter.Workbook(path)
    for identifier, years, rows in (
        ("cae_1.c", [2018, 2019], [["Mes resultats", 1.5, 2.5],
                                   ["RARE-OREC", 1.4, ""],
                                   ["Mes objectifs", 9, 9],
                                   ["Objectifs SNBC", 9, 9],
                                   ["Mes resultats / Commentaire", "vu", ""]]),
        ("cae_2.e", [2019], [["CITEPA", 7.0]]),
    ):  # fmt: skip
        sheet = book.add_worksheet(f"{identifier}-Titre")
        sheet.write_row(0, 0, [*head, *years])
        for number, (kind, *values) in enumerate(rows, 1):
            sheet.write_row(number, 0, [identifier, "Nom", kind, "kteq CO2", *values])
    book.close()
    sheet = read_tet_export(path, "export.xlsx")
    assert sheet.file == "export.xlsx"
    assert sheet.columns == {
        "Identifiant": ["cae_1.c", "cae_1.c", "cae_2.e"],
        "Nom": ["Nom"] * 3,
        "Unité": ["kteq CO2"] * 3,
        "Source": ["Collectivité", "RARE-OREC", "CITEPA"],
        "2018": [1.5, 1.4, ""],
        "2019": [2.5, "", 7.0],
    }
    assert sheet.rows == [2, 3, 2]
    assert any("left out: 3" in note for note in sheet.notes)
