"""Quotes that swallow rows are told, and texts over several lines are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajectoire.core.errors import InputError
from trajectoire.sources.faults import Faults
from trajectoire.sources.sheets import sheet_of_text
from trajectoire.sources.text_rows import rows_of

NAMES = "Secteur;Année;GES (ktCO2e);Note\n"


def refused(text: str) -> list[tuple[str, int]]:
    with pytest.raises(InputError) as caught:
        sheet_of_text(text)
    return [(str(fault), fault.row) for fault in caught.value.faults]


@pytest.mark.bad_input("quotes", door="file")
@pytest.mark.parametrize(
    ("rows", "until"),
    [
        # Never closed: the next rows would be the text of its note.
        (
            'Résidentiel;2019;1,5;"oubli\nTertiaire;2019;30;\nIndustrie;2019;50;\n',
            "end",
        ),
        ('Résidentiel;2019;1,5;"oubli', "end"),
        # Closed in the next row, in each of its cells: one row of the right width.
        ('Résidentiel;2019;1,5;"oubli\nTertiaire;2019;30;"autre"\n', "another row"),
        ('Résidentiel;2019;1,5;"oubli\nTertiaire;2019;30;"\n', "another row"),
        ('Résidentiel;2019;"1,5;x\nTertiaire;2019;30";\n', "another row"),
        ('Résidentiel;"2019;1,5;x\nTertiaire;2019";30;\n', "another row"),
        ('"Résidentiel;2019;1,5;\n"Tertiaire";2019;30;x\n', "another row"),
        # Closed at the end of the next row: one cell, which would pass for a remark.
        ('"Résidentiel;2019;1,5;\nTertiaire;2019;30;"\nIndustrie;2019;5;\n', "another"),
        # Without a figure under the value: states and blanks are rows too.
        ('Résidentiel;2019;NE;"oubli\nTertiaire;2019;;"\n', "another row"),
        # Two rows further.
        (
            'Résidentiel;2019;1;"oubli\nTertiaire;2019;2;\nIndustrie;2019;3;"\n',
            "another",
        ),
    ],
)
def test_bad_quotes_that_swallow_rows_are_told_where_they_open(rows, until):
    ((said, row),) = refused(NAMES + rows)
    assert row == 2
    assert "quotes closed in the row that opens them" in said
    assert until in said
    assert "Close the quote, or remove it." in said


def test_a_quote_that_opens_in_the_names_is_told():
    text = 'Secteur;Année;GES;"Note\nRésidentiel;2019;1,5;"x"\nTertiaire;2019;2;\n'
    ((said, row),) = refused(text)
    assert row == 1
    assert "another row" in said


def test_bad_quotes_between_commas_are_told_beside_quoted_decimals():
    text = 'Secteur,GES,Note\n"Eau, air","1,5","oubli\nTertiaire,"2,5","autre"\n'
    ((said, row),) = refused(text)
    assert row == 2
    assert "another row" in said


@pytest.mark.parametrize(
    "note",
    [
        "ligne 1\nligne 2; avec point-virgule",
        "une liste :\n- a ; b ; c ; d\n- e ; f ; g ; h",
        "Selon\nADEME; 2021; Base Empreinte; v23",
        "\n\n",
        "1\n2\n3",
    ],
)
def test_texts_over_several_lines_are_read(note):
    text = f'{NAMES}Résidentiel;2019;1,5;"{note}"\nTertiaire;2019;30;b\n'
    sheet = sheet_of_text(text)
    assert sheet.columns["Note"] == [note.strip(), "b"]
    assert sheet.columns["GES (ktCO2e)"] == ["1,5", "30"]


def test_names_over_several_lines_are_read():
    text = '"Secteur\nd’activité";2018;"2019\n(provisoire)"\nDéchets;1;2\n'
    names = ["Secteur d’activité", "2018", "2019 (provisoire)"]
    assert list(sheet_of_text(text).columns) == names


_PROSE = st.text("ab é.\n\"'-", max_size=12)


@given(st.lists(st.tuples(_PROSE, st.integers(0, 10**6)), min_size=1, max_size=8))
def test_what_is_quoted_as_it_should_be_comes_back(rows):
    lines = [f'"{text.replace(chr(34), chr(34) * 2)}";{n}' for text, n in rows]
    faults = Faults("f")
    found = list(rows_of("\n".join(lines).split("\n"), ";", faults))
    assert not faults
    assert [row.cells for row in found] == [[text, str(n)] for text, n in rows]
    assert found[-1].last == sum(1 + text.count("\n") for text, _ in rows)
