"""The door of every reader: is there a file, can it be opened, is it of a sane size?"""

import gzip
import zlib
from pathlib import Path

from trajectoire.core.errors import Fault, InputError

LARGEST_TEXT = 128 * 2**20  # bytes, three years of minutes: read whole in memory
LARGEST_BINARY = 8 * 2**30  # bytes: NetCDF and GeoPackage are read by pieces

GZIP = b"\x1f\x8b"
ARCHIVES = {b"PK\x03\x04": "a zip archive", b"BZh": "a bzip2 file", b"\xfd7zXZ": "xz"}
HDF5 = b"\x89HDF"
NETCDF = (HDF5, b"CDF\x01", b"CDF\x02", b"CDF\x05")
SQLITE = b"SQLite format 3\x00"


def refuse(path: Path, expected: str, found: str, remedy: str) -> InputError:
    """Make the error that concerns a whole file.

    Parameters
    ----------
    path
        The file. [-]
    expected, found, remedy
        As in `Fault`. [-]

    Returns
    -------
    error
        Ready to be raised. [-]

    """
    return InputError([Fault(expected, found, remedy, path.name)])


def opening(path: Path, largest: int = 0) -> bytes:
    """Give the first bytes of a file, once sure that it can be read.

    Parameters
    ----------
    path
        The file. [-]
    largest
        Size above which it is refused; zero for the limit of its content. [byte]

    Returns
    -------
    first
        The first 16 bytes. [-]

    Raises
    ------
    InputError
        If there is no file, no permission, no content, or far too much of it.

    """
    try:
        if path.is_dir():
            raise refuse(path, "a file", "a folder", "Name the files inside it.")
        size = path.stat().st_size
        if size == 0:
            raise refuse(
                path, "a file with content", "an empty file", "Download it again."
            )
        with path.open("rb") as stream:
            first = stream.read(16)
        binary = first.startswith((*NETCDF, SQLITE))
        limit = largest or (LARGEST_BINARY if binary else LARGEST_TEXT)
        if size > limit:
            raise refuse(
                path,
                f"at most {_measure(limit)}",
                _measure(size),
                "Split it by year or by station.",
            )
        return first
    except FileNotFoundError as error:
        raise refuse(
            path, "a file", "nothing at this path", "Check its name and folder."
        ) from error
    except PermissionError as error:
        raise refuse(
            path,
            "a file that may be read",
            "permission denied",
            "Ask its owner for the right to read it (chmod u+r).",
        ) from error
    except OSError as error:
        raise refuse(
            path,
            "a readable file",
            error.strerror or type(error).__name__,
            "Copy it to a local disk and try again.",
        ) from error


def _measure(size: int) -> str:
    if size < 2**20:
        return f"{size / 2**10:.0f} KiB"
    return f"{size / 2**20:.0f} MiB"


def content(path: Path, largest: int = LARGEST_TEXT) -> bytes:
    """Read a small file whole, gunzipped if it was compressed once.

    Parameters
    ----------
    path
        The file. [-]
    largest
        Size above which it is refused, before and after decompression. [byte]

    Returns
    -------
    content
        Its bytes. [-]

    Raises
    ------
    InputError
        If it cannot be read, is cut short, or was compressed twice.

    """
    first = opening(path, largest)
    for magic, name in ARCHIVES.items():
        if first.startswith(magic):
            raise refuse(
                path,
                "a plain or gzip-compressed file",
                name,
                "Unpack it and give the file inside.",
            )
    raw = path.read_bytes()
    if not first.startswith(GZIP):
        return raw
    plain = _gunzipped(path, largest)
    if plain.startswith(GZIP):
        raise refuse(
            path,
            "a file compressed once",
            "a gzip file inside a gzip file",
            "Decompress it once (gunzip) and try again.",
        )
    return plain


def _gunzipped(path: Path, largest: int) -> bytes:
    try:
        with gzip.open(path) as stream:
            plain = stream.read(largest + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise refuse(
            path,
            "a whole gzip file",
            "one that is cut short or damaged",
            "Download it again and compare its size.",
        ) from error
    if len(plain) > largest:
        raise refuse(
            path,
            f"at most {_measure(largest)} once decompressed",
            "more",
            "Split it by year or by station.",
        )
    return plain
