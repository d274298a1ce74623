"""Bad files: not there, not readable, empty, too large, cut short, compressed twice."""

import gzip
import os
import subprocess
import sys
import zipfile

import pytest

from trajectoire.sources.check import check
from trajectoire.sources.identify import identify


def bad(case):
    return pytest.mark.bad_input(case, door="file")


def _said(path):
    (fault,) = check(path).faults
    return str(fault)


@bad("missing file")
def test_a_missing_file(tmp_path):
    said = _said(tmp_path / "absent.csv")
    assert said == (
        "absent.csv: expected a file, found nothing at this path. "
        "Check its name and folder."
    )


@bad("directory")
def test_a_folder(tmp_path):
    assert "expected a file, found a folder. Name the files inside it." in _said(
        tmp_path
    )


@bad("empty file")
def test_an_empty_file(tmp_path):
    path = tmp_path / "empty.csv"
    path.touch()
    assert "expected a file with content, found an empty file" in _said(path)


@bad("empty file")
def test_a_file_of_blank_lines(tmp_path):
    path = tmp_path / "blank.csv"
    path.write_text("\n \n\n")
    assert "expected rows, found only blank lines" in _said(path)


@bad("10 GB file")
@pytest.mark.parametrize(("head", "largest"), [(b"a,b\n", 128), (b"\x89HDF\r\n", 8192)])
def test_ten_gigabytes_are_refused_at_once(tmp_path, head, largest):
    path = tmp_path / "huge"
    with path.open("wb") as stream:
        stream.write(head)
        stream.truncate(10 * 2**30)  # sparse: takes no room on the disk
    said = _said(path)
    assert f"expected at most {largest} MiB, found 10240 MiB. Split it" in said


@bad("10 GB file")
def test_a_small_gzip_file_that_swells_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr("trajectoire.sources.files.content.__defaults__", (100_000,))
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"0" * 1_000_000))
    assert "once decompressed, found more" in _said(path)


@bad("no permission")
def test_a_file_that_may_not_be_read(tmp_path):
    """As another user in another process: the tests may run as root, who reads all."""
    path = tmp_path / "locked.csv"
    path.write_text("a,b\n1,2\n")
    path.chmod(0)
    script = (
        "import os, sys; from pathlib import Path\n"
        "from trajectoire.sources.check import check\n"
        "if os.geteuid() == 0: os.setuid(65534)\n"
        "print(*check(Path(sys.argv[1])).faults)"
    )
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    said = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert (
        "locked.csv: expected a file that may be read, found permission denied" in said
    )


@bad("no permission")
def test_a_disk_that_fails_is_said_in_its_words(tmp_path, monkeypatch):
    path = tmp_path / "far.csv"
    path.write_text("a")

    def fail(*_arguments, **_named):
        raise OSError(5, os.strerror(5))

    monkeypatch.setattr("pathlib.Path.open", fail)
    assert "expected a readable file, found Input/output error" in _said(path)


@bad("file compressed twice")
def test_a_file_compressed_twice(tmp_path):
    path = tmp_path / "twice.csv.gz"
    path.write_bytes(gzip.compress(gzip.compress(b"a,b\n1,2\n")))
    assert "expected a file compressed once, found a gzip file inside" in _said(path)


def test_a_file_compressed_once_is_read(tmp_path):
    path = tmp_path / "once.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n"))
    assert identify(path).kind == "table"


@bad("truncated file")
def test_a_gzip_file_cut_short(tmp_path):
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n1,2\n" * 1000)[:-20])
    assert "expected a whole gzip file, found one that is cut short" in _said(path)


@bad("file compressed twice")
def test_a_zip_archive_is_named(tmp_path):
    path = tmp_path / "data.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a,b\n")
    assert "found a zip archive. Unpack it" in _said(path)


@bad("truncated file")
def test_a_netcdf_file_cut_short(netcdf_file, flux_variables):
    path = netcdf_file(flux_variables)
    path.write_bytes(path.read_bytes()[:2000])
    assert "expected a whole NetCDF file, found one that is cut short" in _said(path)


@bad("truncated file")
def test_a_geopackage_cut_short(tmp_path):
    path = tmp_path / "cut.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + b"\x01" * 500)
    assert "expected a whole GeoPackage, found" in _said(path)


def test_binary_content_is_no_table(tmp_path):
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(2000))
    assert "expected text, found binary content" in _said(path)
