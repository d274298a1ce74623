"""A file is kept whole, once, under a safe name, or not at all."""

import errno
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from trajectoire.core.errors import InputError, SourceUnavailable
from trajectoire.web import keeping
from trajectoire.web.observatory import upload
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.upload import folder_of, keep, path_of, remove

pytestmark = pytest.mark.django_db


def kept(home: Path) -> list[Path]:
    return [path for path in home.glob("dossiers/**/*") if path.is_file()]


def test_a_file_is_kept_with_its_fingerprint(dossier: Dossier, home: Path) -> None:
    file = keep(dossier, "toits.csv", [b"a;b\n", b"1;2\n"])
    assert path_of(file).read_bytes() == b"a;b\n1;2\n"
    assert file.sha256 == hashlib.sha256(b"a;b\n1;2\n").hexdigest()
    assert file.size == 8
    assert kept(home) == [path_of(file)]


def test_the_same_content_twice_is_kept_once(dossier: Dossier, home: Path) -> None:
    first = keep(dossier, "toits.csv", [b"1"])
    assert keep(dossier, "copie.csv", [b"1"]) == first
    assert kept(home) == [path_of(first)]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Users\\ada\\relevé été.csv", "releve-ete.csv"),
        ("<script>alert(1)</script>.csv", "script-.csv"),
        ("=cmd|' /C calc'!A0.csv", "C-calc-A0.csv"),
        ("🌡️.nc", "nc"),
        (".htaccess.csv", "htaccess.csv"),
        ("x" * 10_000 + ".csv", "x" * 90 + ".csv"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert keeping.safe_name(name) == safe


@pytest.mark.parametrize("name", ["virus.exe", "page.html", "feuille.xlsx", "", "nc"])
def test_a_kind_that_is_not_read_is_refused(dossier: Dossier, name: str) -> None:
    with pytest.raises(InputError, match=r"ends with \.csv.*Export it"):
        keep(dossier, name, [b"1"])


def test_an_empty_file_is_refused(dossier: Dossier, home: Path) -> None:
    with pytest.raises(InputError, match=r"vide\.csv: expected a file with something"):
        keep(dossier, "vide.csv", [])
    assert kept(home) == []


def test_a_file_without_end_is_cut_short(
    dossier: Dossier, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is reached while reading: nothing waits for the whole."""
    monkeypatch.setattr(keeping, "MOST_BYTES", 3_000_000)

    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 1_000_000

    with pytest.raises(InputError, match="at most 3 MB"):
        keep(dossier, "grand.csv", endless())
    assert kept(home) == []


def test_a_dossier_has_a_number_of_files(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "MOST_FILES", 1)
    keep(dossier, "a.csv", [b"1"])
    with pytest.raises(InputError, match="at most 1 files in a dossier"):
        keep(dossier, "b.csv", [b"2"])


def test_a_full_disk_is_said_and_leaves_nothing(dossier: Dossier, home: Path) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"1"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SourceUnavailable, match="disk of the server is full"):
        keep(dossier, "a.csv", breaks())
    assert kept(home) == []
    assert not DossierFile.objects.exists()


def test_a_broken_connection_leaves_nothing(dossier: Dossier, home: Path) -> None:
    def breaks() -> Iterator[bytes]:
        yield b"1"
        raise ConnectionResetError

    with pytest.raises(SourceUnavailable, match="Send it again"):
        keep(dossier, "a.csv", breaks())
    assert kept(home) == []


def test_a_file_that_is_removed_leaves_the_disk(dossier: Dossier, home: Path) -> None:
    remove(keep(dossier, "a.csv", [b"1"]))
    assert kept(home) == []
    assert folder_of(dossier).is_dir()
