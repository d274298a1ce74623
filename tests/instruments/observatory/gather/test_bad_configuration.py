"""The description of a run: everything that can be wrong with it, told at once."""

from pathlib import Path

import pytest

from trajectoire.core.errors import InputError
from trajectoire.instruments.observatory.gather.config import files_of, read_config

GOOD = """\
title = "Town"
emissions = "emissions.csv"
[territory]
code = "TOWN"
name = "Town"
vintage = 2025
[period]
first_day = 2025-01-30
days = 3
[zones]
file = "zones.geojson"
[[sectors]]
code = "road"
[[observations]]
file = "roof.csv"
mapping = "roof.toml"
[operator]
kind = "plume"
weather = "weather.csv"
[background]
value_ppm = 420.0
"""
FILES = ("emissions.csv", "zones.geojson", "roof.csv", "roof.toml", "weather.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A dossier whose files are there; their content does not matter here."""
    made = tmp_path / "dossier"
    made.mkdir()
    for name in FILES:
        (made / name).write_text("x", encoding="utf-8")
    return made


@pytest.fixture
def reading(folder):
    """Read the good description with some text replaced."""

    def read(*changes: tuple[str, str], raw: bytes | None = None, confined=False):
        text = GOOD
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = folder / "config.toml"
        path.write_bytes(text.encode() if raw is None else raw)
        return read_config(path, confined=confined)

    return read


@pytest.fixture
def refusal(reading):
    """Give what is said of a wrong description."""

    def say(*changes, **named) -> str:
        with pytest.raises(InputError) as raised:
            reading(*changes, **named)
        return str(raised.value)

    return say


def test_a_good_description_is_read_with_its_defaults(reading, folder):
    config = reading(confined=True)
    assert config.span.duration.days == 3
    assert config.place.kind == "city"
    assert (config.hours.first, config.hours.last) == (12, 17)
    assert config.declared_days == 365
    assert files_of(config) == sorted(folder / name for name in FILES)


@pytest.mark.bad_input("missing columns", door="configuration")
@pytest.mark.bad_input("extra columns", door="configuration")
@pytest.mark.bad_input("renamed columns", door="configuration")
@pytest.mark.bad_input("wrong types in JSON", door="configuration")
def test_everything_wrong_is_told_at_once(refusal):
    said = refusal(
        ('title = "Town"\n', 'titel = "Town"\n'),  # renamed
        ("vintage = 2025\n", 'vintage = 2025\nmayor = "A"\n'),  # extra
        ("days = 3", "days = 0"),  # out of range
        ('code = "road"', "code = 12"),  # wrong type
        ('kind = "plume"', 'kind = "wind"'),  # unknown word
        ("value_ppm = 420.0", "value_ppm = -1"),
    )
    assert said.startswith("7 faults:")
    for place, expected in (
        ("title", "a value, found nothing. Add this key."),
        ("titel", "only known keys, found 'Town'. Remove this key"),
        ("territory.mayor", "only known keys"),
        ("period.days", "greater than or equal to 1, found 0"),
        ("sectors.0.code", "a text, found 12"),
        ("operator.kind", "'plume' or 'footprints', found 'wind'"),
        ("background.value_ppm", "greater than 0, found -1"),
    ):
        line = next(one for one in said.splitlines() if f"“{place}”" in one)
        assert line.startswith("- config.toml")
        assert expected in line


@pytest.mark.bad_input("missing file", door="configuration")
@pytest.mark.bad_input("directory", door="configuration")
def test_files_that_are_not_there_are_all_named(refusal, folder):
    (folder / "weather").mkdir()
    said = refusal(
        ('file = "roof.csv"', 'file = "attic.csv"'),
        ('weather = "weather.csv"', 'weather = "weather"'),
        ('file = "zones.geojson"', 'file = ""'),
        ('mapping = "roof.toml"', 'mapping = ".."'),
    )
    assert said.startswith("4 faults:")
    for column in ("zones.file", "operator.weather", "observations.0.file"):
        assert f"config.toml, column “{column}”: expected a file that is there" in said
    assert "found “attic.csv”. Correct the path." in said


@pytest.mark.bad_input("reversed periods", door="configuration")
def test_reversed_hours_are_refused(refusal):
    said = refusal(("[zones]", "[hours]\nfirst = 17\nlast = 12\n[zones]"))
    assert "“hours”: expected first hour before the last" in said
    assert "first, last" in said


@pytest.mark.bad_input("mixed time zones", door="configuration")
@pytest.mark.parametrize("zone", ["Europe/Pari", "", "../../etc/passwd", "CEST+2"])
def test_an_unknown_time_zone_is_refused(refusal, zone):
    said = refusal(("[zones]", f'[hours]\ntimezone = "{zone}"\n[zones]'))
    assert "“hours.timezone”: expected a time zone such as Europe/Paris" in said


@pytest.mark.bad_input("reversed periods", door="configuration")
@pytest.mark.parametrize(
    "day", ["9999-12-30", "0001-01-01", '"tomorrow"', "2025-01-30T12:00:00"]
)
def test_a_day_out_of_reach_is_refused(refusal, day):
    assert "“period.first_day”" in refusal(("2025-01-30", day))


@pytest.mark.bad_input("NaN", door="configuration")
@pytest.mark.bad_input("infinities", door="configuration")
@pytest.mark.bad_input("fill values", door="configuration")
@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "-999.0"])
def test_numbers_that_are_none_are_refused(refusal, number):
    said = refusal(
        ("value_ppm = 420.0", f"value_ppm = {number}\nothers = {{ co = {number} }}"),
        ('code = "road"', f'code = "road"\nratios = {{ co = {number} }}'),
        ("[operator]", f"[errors]\ncommon_share = {number}\n[operator]"),
    )
    assert said.startswith("4 faults:")
    for place in (
        "background.value_ppm",
        "background.others.co",
        "sectors.0.ratios.co",
        "errors.common_share",
    ):
        assert f"“{place}”" in said


@pytest.mark.bad_input("absent unit", door="configuration")
@pytest.mark.bad_input("wrong unit", door="configuration")
def test_a_number_without_its_unit_in_its_name_is_not_known(refusal):
    said = refusal(("value_ppm = 420.0", "value = 420.0\nvalue_ppb = 420000.0"))
    assert "“background.value”: expected only known keys" in said
    assert "“background.value_ppb”: expected only known keys" in said


@pytest.mark.parametrize("values", ["[-1.0, 2.0]", "[1.0, 2.0]", "[]", '"3"'])
def test_negative_or_missing_hours_of_transport_error_are_refused(refusal, values):
    said = refusal(("[operator]", f"[errors]\ntransport_ppm = {values}\n[operator]"))
    assert "“errors.transport_ppm" in said


@pytest.mark.bad_input("unknown codes", door="configuration")
@pytest.mark.parametrize("code", ["total", "month"])
def test_the_words_of_the_summary_are_no_sectors(refusal, code):
    said = refusal(('code = "road"', f'code = "{code}"'))
    assert "expected a code other than total and month" in said


@pytest.mark.bad_input("duplicated rows", door="configuration")
def test_a_sector_or_a_file_twice_is_refused(refusal):
    twice = '[[sectors]]\ncode = "road"\n[[sectors]]'
    assert "each sector once, not road again" in refusal(("[[sectors]]", twice))
    again = '[[observations]]\nfile = "roof.csv"\n[[observations]]'
    said = refusal(("[[observations]]", again))
    assert "each file of observations once, not roof.csv again" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("emissions = ", "#"), "emissions, or a flux for each sector (road)"),
        (('weather = "weather.csv"', ""), "operator.weather for the plume operator"),
        (
            ('kind = "plume"', 'kind = "footprints"'),
            "operator.files for the footprints operator",
        ),
        (("value_ppm = 420.0", ""), "just one of file, curtains and value_ppm"),
        (
            ("value_ppm = 420.0", 'value_ppm = 420.0\nfile = "weather.csv"'),
            "just one of file, curtains and value_ppm",
        ),
    ],
)
def test_what_goes_together_comes_together(refusal, change, said):
    assert f"expected {said}" in refusal(change)


def test_curtains_alone_are_a_background(reading, folder):
    config = reading(("value_ppm = 420.0", 'curtains = "weather.csv"'))
    assert config.background.curtains == folder / "weather.csv"


@pytest.mark.bad_input("no permission", door="configuration")
@pytest.mark.parametrize(
    "path", ["../secret.csv", "/etc/passwd", "../nothing.csv", "/etc/nothing", "link"]
)
def test_a_confined_run_reads_nothing_outside_its_folder(
    refusal, reading, folder, path
):
    (folder.parent / "secret.csv").write_text("x", encoding="utf-8")
    (folder / "link").symlink_to(folder.parent / "secret.csv")
    change = ('file = "roof.csv"', f'file = "{path}"')
    said = refusal(change, confined=True)
    # the same answer whether the file is there or not
    assert f"expected a file of this dossier, found “{path}”" in said


def test_a_pattern_cannot_leave_a_confined_folder(refusal, folder):
    (folder.parent / "secret.nc").write_text("x", encoding="utf-8")
    for pattern in ("../*.nc", "link*"):
        (folder / "link.nc").unlink(missing_ok=True)
        (folder / "link.nc").symlink_to(folder.parent / "secret.nc")
        operator = f'kind = "footprints"\nfiles = ["{pattern}"]'
        said = refusal(('kind = "plume"', operator), confined=True)
        assert f"expected a file of this dossier, found “{pattern}”" in said


def test_brackets_in_a_name_are_not_a_pattern(reading, folder):
    (folder / "roof [1].csv").write_text("x", encoding="utf-8")
    config = reading(('file = "roof.csv"', 'file = "roof [1].csv"'))
    assert folder / "roof [1].csv" in files_of(config)


@pytest.mark.bad_input("BOM", door="configuration")
def test_a_byte_order_mark_is_no_obstacle(reading):
    assert reading(raw=b"\xef\xbb\xbf" + GOOD.encode()).title == "Town"


@pytest.mark.bad_input("latin-1", door="configuration")
def test_latin_1_is_named_with_its_place(refusal):
    said = refusal(raw=GOOD.replace("Town", "Liévin").encode("latin-1"))
    assert "config.toml: expected a readable TOML file" in said
    assert "at byte 11: save it in UTF-8" in said


@pytest.mark.bad_input("truncated file", door="configuration")
@pytest.mark.bad_input("quotes", door="configuration")
@pytest.mark.bad_input("comma decimals", door="configuration")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD[:10], "at end of document"),
        (GOOD.replace("420.0", "420,0"), "at line 21, column 16"),
        (GOOD.replace('"Town"', "“Town”"), "at line 1, column 9"),
        ("a = " + "[" * 100_000, ""),
        ("a = " + "9" * 5000, ""),
    ],
)
def test_faults_of_writing_are_placed(refusal, text, said):
    message = refusal(raw=text.encode())
    assert "config.toml: expected a readable TOML file" in message
    assert "`trajectoire observatory example` writes one" in message
    assert said in message


@pytest.mark.bad_input("10 GB file", door="configuration")
@pytest.mark.bad_input("10 MB strings", door="configuration")
def test_a_huge_description_is_refused_before_being_read(refusal, folder):
    said = refusal(raw=b'title = "' + b"x" * 2_000_000)
    assert "2000009 bytes: data have their own files" in said
    assert "at most 200 characters" in refusal(
        ('"Town"\nvintage', f'"{"x" * 300}"\nvintage')
    )


@pytest.mark.bad_input("empty file", door="configuration")
def test_an_empty_description_is_told_what_it_needs(refusal):
    said = refusal(raw=b"")
    for key in ("title", "territory", "period", "zones", "sectors", "background"):
        assert f"“{key}”: expected a value, found nothing" in said


@pytest.mark.bad_input("directory", door="configuration")
def test_a_directory_or_a_missing_description_is_told(folder):
    for path, said in (
        (folder, "Is a directory"),
        (folder / "none.toml", "No such file"),
    ):
        with pytest.raises(InputError, match=said) as raised:
            read_config(path)
        assert str(folder.parent) not in str(raised.value)


def test_no_answer_tells_where_the_server_keeps_its_files(refusal, folder):
    said = refusal(
        ('kind = "plume"\nweather = "weather.csv"', 'kind = "plume"\nfiles = "a.nc"'),
        ('file = "roof.csv"', 'file = "attic.csv"'),
    )
    assert str(folder) not in said
    assert "found 'a.nc'" in said


@pytest.mark.bad_input("HTML in text", door="configuration")
@pytest.mark.bad_input("emoji in text", door="configuration")
def test_text_stays_text(reading):
    title = "<script>alert(1)</script> 🌳 =1+1"
    config = reading(('title = "Town"', f'title = "{title}"'))
    assert config.title == title


THREE = [
    (
        'code = "road"\n',
        'code = "road"\n[[sectors]]\ncode = "buildings"\n[[sectors]]\ncode = "soil"\n',
    )
]


def pair(one: str, other: str, value: float) -> str:
    return f'[[correlations]]\nsectors = ["{one}", "{other}"]\nvalue = {value}\n'


def said_of(*pairs: str) -> list[tuple[str, str]]:
    return [*THREE, ("[operator]\n", "".join(pairs) + "[operator]\n")]


def test_errors_of_two_sectors_may_go_together(reading):
    config = reading(*said_of(pair("road", "buildings", 0.3)))
    expected = [[1, 0.3, 0], [0.3, 1, 0], [0, 0, 1]]
    assert config.sector_correlation.tolist() == expected


def test_correlations_that_cannot_hold_together_are_refused(refusal):
    # a with b, b with c, but a against c: the determinant is 1 - 3 0.81 - 2 0.729 < 0
    said = refusal(
        *said_of(
            pair("road", "buildings", 0.9),
            pair("buildings", "soil", 0.9),
            pair("road", "soil", -0.9),
        )
    )
    assert "correlations that can hold together: positive definite" in said


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("road", "ships", 0.3)], "correlations of two of road, buildings, soil"),
        ([("road", "road", 0.3)], "correlations of two of road, buildings, soil"),
        ([("road", "soil", 1.0)], "less than 1"),
        (
            [("road", "soil", 0.1), ("soil", "road", 0.2)],
            "one correlation of road and soil",
        ),
    ],
)
def test_correlations_that_make_no_sense_are_refused(refusal, pairs, expected):
    assert expected in refusal(*said_of(*(pair(*one) for one in pairs)))


def test_a_map_without_its_background_is_refused(refusal):
    change = ("value_ppm = 420.0", 'value_ppm = 420.0\nmapping = "roof.toml"')
    assert "a file for the mapping of the background" in refusal(change)
