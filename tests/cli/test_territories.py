"""The official files of territories enter by two commands."""

import json
import sys
from pathlib import Path

import pytest

from trajectoire.cli.main import run
from trajectoire.sources.communes_kept import KeptTerritories

SQUARE = [[5.7, 45.1], [5.8, 45.1], [5.8, 45.2], [5.7, 45.2], [5.7, 45.1]]


@pytest.fixture
def say(monkeypatch, capsys, tmp_path):
    """Run a command as a terminal does, in a home of its own."""
    monkeypatch.setenv("TRAJECTOIRE_HOME", str(tmp_path / "home"))

    def command(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["trajectoire", "territories", *words])
        with pytest.raises(SystemExit) as ended:
            run()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return command


@pytest.fixture
def contours(tmp_path: Path) -> Path:
    """A commune, drawn by four corners."""
    geometry = {"type": "Polygon", "coordinates": [SQUARE]}
    properties = {"code": "38185"}
    one = {"type": "Feature", "properties": properties, "geometry": geometry}
    path = tmp_path / "communes.geojson"
    whole = {"type": "FeatureCollection", "features": [one]}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def test_outlines_are_kept_with_their_source(say, contours, tmp_path) -> None:
    status, out, _ = say("outlines", str(contours), "--publisher", "IGN")
    assert (status, ": 1." in out) == (0, True)
    outline = KeptTerritories(tmp_path / "home").outline("38185")
    assert outline is not None
    assert outline.source.publisher == "IGN"


def test_giving_the_same_file_twice_changes_nothing(say, contours, tmp_path) -> None:
    say("outlines", str(contours))
    before = KeptTerritories(tmp_path / "home").outline("38185")
    say("outlines", str(contours))
    assert KeptTerritories(tmp_path / "home").outline("38185") == before


def test_a_refused_file_leaves_what_was_kept(say, contours, tmp_path) -> None:
    say("outlines", str(contours))
    wrong = tmp_path / "points.geojson"
    wrong.write_text(contours.read_text().replace("38185", "99999"), encoding="utf-8")
    status, _, err = say("outlines", str(wrong))
    assert (status, "99999" in err, "Traceback" in err) == (2, True, False)
    assert KeptTerritories(tmp_path / "home").outline("38185") is not None


@pytest.mark.parametrize("command", ["outlines", "competences"])
@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"PK\x03\x04", b"SQLite format 3\0"]
)
def test_what_is_no_official_file_is_refused_in_words(
    say, tmp_path, command: str, content: bytes | None
) -> None:
    path = tmp_path / "fichier.geojson"
    if content is not None:
        path.write_bytes(content)
    status, _, err = say(command, str(path))
    assert status == 2
    assert "fichier.geojson" in err
    assert "Traceback" not in err


def test_competences_say_when_their_codes_have_no_name(say, tmp_path) -> None:
    path = tmp_path / "banatic.csv"
    path.write_text("siren;competence_code\n200040715;1502\n", encoding="utf-8")
    status, out, _ = say("competences", str(path))
    assert (status, "ancienne nomenclature" in out) == (0, True)
    held, source = KeptTerritories(tmp_path / "home").competences("200040715")
    assert [one.code for one in held] == ["1502"]
    assert source is not None
