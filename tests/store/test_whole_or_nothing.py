"""Kill, crowd, fill the disk, cut files: nothing is lost and the reader is told."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import numpy as np
import pytest

from trajectoire.core.errors import InputError, SourceUnavailable
from trajectoire.store import disk, importing
from trajectoire.store.manifest import read_manifest
from trajectoire.store.series import SeriesStore

IMPORT = """
import sys, time
from pathlib import Path
import numpy as np
from trajectoire.core.series import Series, Station
from trajectoire.core.source import Source
from trajectoire.store import importing, series as front

front.BATCH = 100

def stop(*_, **__):
    print("here", flush=True)
    time.sleep(60)

def rows(code):
    start = np.datetime64("2022-01-01", "s") + np.arange(200) * np.timedelta64(600, "s")
    station, source = Station(code, 48.85, 2.35, 20.0), Source("a", "b", "CC0-1.0")
    columns = start, np.full(200, 600.0), np.arange(200.0), np.full(200, np.nan)
    return Series(station, "co2", "ppm", *columns, source)

def series():
    for number in range(4):
        if moment == "while preparing" and number == 3:
            stop()
        yield rows(f"{code}{number}")

folder, code, moment = sys.argv[1:]
if moment == "before publishing":
    importing.publish = stop
if moment == "before the manifest":
    importing.write_manifest = stop
print(front.SeriesStore(Path(folder)).write_many(series()), flush=True)
"""


def start(folder: Path, code: str, moment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(IMPORT), str(folder), code, moment]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    "moment", ["while preparing", "before publishing", "before the manifest"]
)
def test_a_killed_import_leaves_nothing_and_can_be_started_again(
    store, measured, first_days, moment
):
    store.write(measured([410.0]))
    before = (store.folder / "manifest.json").read_bytes()
    process = start(store.folder, "K", moment)
    assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (store.folder / "manifest.json").read_bytes() == before
    assert [station.code for station in store.stations()] == ["ROOF"]
    assert len(store.hourly(first_days)) == 1
    with start(store.folder, "K", "never") as again:
        assert again.stdout.readline() == "800\n"
    assert len(store.stations()) == 5
    assert store.verify() == []
    assert not list(store.folder.glob(f"{disk.ASIDE}*"))
    listed = {part.path for part in read_manifest(store.folder).parts}
    found = (store.folder / "series").rglob("*.parquet")
    assert listed == {p.relative_to(store.folder).as_posix() for p in found}


def test_two_processes_at_once_both_succeed(tmp_path):
    both = [start(tmp_path, code, "never") for code in "AB"]
    assert [process.communicate()[0] for process in both] == ["800\n", "800\n"]
    assert len(SeriesStore(tmp_path).stations()) == 8


def test_a_folder_that_stays_busy_is_told_with_its_owner(store, measured):
    store.write(measured([410.0]))
    process = start(store.folder, "B", "while preparing")
    assert process.stdout.readline() == "here\n"
    try:
        with pytest.raises(SourceUnavailable, match=f"process {process.pid}"):
            store.write(measured([411.0], begin="2022-01-02T00:00:00"))
    finally:
        process.kill()
        process.communicate()


def test_reading_goes_on_while_another_imports(store, measured, first_days):
    store.write(measured([410.0]))
    with disk.locked(store.folder):
        assert len(store.read("ROOF", "co2", first_days)) == 1


def test_reading_survives_files_that_are_replaced_meanwhile(
    store, measured, first_days
):
    store.write(measured([0.0]))
    wrong: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(20):
                values = store.read("ROOF", "co2", first_days).value
                np.testing.assert_array_equal(values, np.arange(len(values)))
        except BaseException as error:  # noqa: BLE001  (told by the main thread)
            wrong.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    for minute in range(1, 40):
        begin = f"2022-01-01T00:{minute:02d}:00"
        store.write(measured([float(minute)], begin=begin))
    reader.join()
    assert wrong == []


def test_a_full_disk_loses_nothing(measured, first_days, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)]
    if (
        shutil.which("mount") is None
        or subprocess.run(mount, capture_output=True, check=False).returncode
    ):
        pytest.skip("a disk of 1 MiB cannot be made here: it needs root")
    try:
        store = SeriesStore(small / "store")
        store.write(measured([410.0]))
        noise = np.random.default_rng(1).normal(size=400_000)
        with pytest.raises(SourceUnavailable, match=r"no space left.*free some space"):
            store.write(measured(noise.tolist(), station="YARD"))
        assert store.read("ROOF", "co2", first_days).value.tolist() == [410.0]
        assert store.verify() == []
        assert store.write(measured([1.0] * 100, station="YARD")) == 100
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (errno.ENOSPC, "no space left on the disk. Nothing of this import was stored"),
        (errno.EROFS, "expected a folder that may be written"),
    ],
)
def test_a_disk_that_refuses_the_last_step_loses_nothing(
    store, measured, first_days, monkeypatch, number, message
):
    store.write(measured([410.0]))

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number), str(store.folder / "x"))

    with monkeypatch.context() as patch:
        patch.setattr(importing, "write_manifest", refuse)
        with pytest.raises(SourceUnavailable, match=message):
            store.write(measured([1.0], station="YARD"))
    assert [station.code for station in store.stations()] == ["ROOF"]
    assert store.write(measured([1.0], station="YARD")) == 1


def test_a_file_where_the_folder_should_be_is_told(tmp_path, measured):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(SourceUnavailable, match="a folder that may be written"):
            SeriesStore(folder).write(measured([1.0]))


def test_a_fault_of_what_is_read_is_not_blamed_on_the_store(store):
    def unreadable():
        raise PermissionError(errno.EACCES, "Permission denied", "roof.csv")
        yield

    with pytest.raises(PermissionError):
        store.write_many(unreadable())
    assert not list(store.folder.glob(f"{disk.ASIDE}*"))


def damaged(store: SeriesStore) -> Path:
    return next((store.folder / "series").rglob("*.parquet"))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [cut, empty, Path.unlink])
def test_a_damaged_file_is_named_by_readers_and_writers(
    store, measured, first_days, harm
):
    store.write(measured([410.0]))
    path = damaged(store)
    harm(path)
    with pytest.raises(InputError) as caught:
        store.hourly(first_days)
    assert caught.value.faults[0].file == str(path)
    assert "as they were written" in str(caught.value)
    with pytest.raises(InputError, match="import the sources of that day again"):
        store.write(measured([410.0, 411.0]))
    assert [fault.file for fault in store.verify()] == [str(path)]


def test_after_repair_the_source_can_be_imported_again(store, measured, first_days):
    series = measured([410.0])
    store.write(series)
    path = damaged(store)
    cut(path)
    assert [fault.file for fault in store.repair()] == [str(path)]
    assert (store.folder / "damaged" / path.name).exists()
    assert store.write(series) == 1
    assert store.read("ROOF", "co2", first_days).value.tolist() == [410.0]
    assert store.verify() == []


def test_a_flipped_byte_is_found_by_verify(store, measured):
    store.write(measured([410.0] * 100))
    path = damaged(store)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)
    assert len(store.verify()) == 1


@pytest.mark.parametrize("text", ["", "{", '{"format": 99}', "[]", '{"format": 1}'])
def test_an_altered_manifest_is_refused(store, measured, first_days, text):
    store.write(measured([410.0]))
    (store.folder / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="the manifest that Trajectoire wrote"):
        store.read("ROOF", "co2", first_days)
    with pytest.raises(InputError, match="Restore this file from a backup"):
        store.write(measured([1.0]))
    assert damaged(store).exists()
