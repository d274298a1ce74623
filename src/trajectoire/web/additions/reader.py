"""Read the outline that somebody sent, in a bounded process: see ``web.bounded``.

Strips that cross a hundred times make thousands of holes out of a small file: reading
one must never keep a page waiting, nor hold the process that answers everybody.
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from trajectoire.core.errors import Fault, InputError
from trajectoire.core.source import Source
from trajectoire.sources.outlines import Box, Outline
from trajectoire.sources.outlines_own import OwnOutline, read_own_outline
from trajectoire.web.bounded import OUT_OF_MEMORY, Bounds, confine, run_bounded
from trajectoire.web.keeping import safe_name

BOUNDS = Bounds(memory=2 * 2**30, processor=20, patience=60.0, disk=2**24)
_ANSWER = "answer.json"


def read_sent(
    sent: UploadedFile,
    source: Source,
    inside: tuple[float, float] | None,
    near: Sequence[Box] = (),
) -> OwnOutline:
    """Read an outline that was sent, without ever holding the process that serves.

    Parameters
    ----------
    sent
        A GeoJSON. [-]
    source
        Who drew it, and under which licence. [-]
    inside
        Longitude and latitude of a place that it must hold; None for none. [degree]
    near
        Boxes of where it is known to be; none where nothing is known. [degree]

    Returns
    -------
    own
        The outline and its area. [-]

    Raises
    ------
    InputError
        With everything that is wrong, or if it takes too much to read.

    """
    with tempfile.TemporaryDirectory(prefix="trajectoire-") as named:
        folder = Path(named)
        path = folder / "sent" / safe_name(str(sent.name))
        path.parent.mkdir()
        with path.open("wb") as file:
            for chunk in sent.chunks():
                file.write(chunk)
        told = {"publisher": source.publisher, "title": source.title}
        told |= {"licence": source.licence, "inside": inside, "near": near}
        words = [str(path), json.dumps(told), str(folder / _ANSWER)]
        try:
            run_bounded(__name__, words, folder / "log", path.name, BOUNDS)
        except InputError:
            raise _too_much(path.name) from None
        found = json.loads((folder / _ANSWER).read_text(encoding="utf-8"))
    if "refused" in found:
        raise InputError(Fault(**fault) for fault in found["refused"])
    outline = Outline(found["path"], found["step"], source)
    return OwnOutline(outline, found["area"], tuple(found["notes"]))


def main() -> None:
    """Read as told, within the bounds of this process."""
    path, told, answer = confine(sys.argv[1:])
    try:
        found = _read(Path(path), json.loads(told))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    Path(answer).write_text(json.dumps(found), encoding="utf-8")


def _read(path: Path, told: dict[str, Any]) -> dict[str, Any]:
    inside, near = told.pop("inside"), told.pop("near")
    place = inside and tuple(inside)
    try:
        own = read_own_outline(path, Source(**told), place, near)
    except InputError as error:
        return {"refused": [asdict(fault) for fault in error.faults]}
    drawn = {"path": own.outline.path, "step": own.outline.step}
    return drawn | {"area": own.area, "notes": own.notes}


def _too_much(file: str) -> InputError:
    expected = f"an outline that is read in {BOUNDS.processor} s of computing"
    remedy = "Simplify the outlines, or cut the layer."
    return InputError([Fault(expected, "one that needs more", remedy, file)])


if __name__ == "__main__":
    main()
