"""Read the file of an import: ``python -m trajectoire.web.imports.reader``.

It runs in a bounded process (see ``web.bounded``), without database nor secret: it is
told what it needs in ``request.json``, and leaves its answer beside it.
"""

import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from trajectoire.web.bounded import OUT_OF_MEMORY, confine

REQUEST, ANSWER, FIGURES = "request.json", "answer.json", "figures.json"
_SHOWN_ROWS = 8
_SHOWN_CHARACTERS = 60  # of a cell, in the extract
_MOST_WORDS = 400  # of a column: more are names or texts, not categories


def main() -> None:
    """Read as asked, within the bounds of this process."""
    what, folder = confine(sys.argv[1:])
    try:
        answer(what, Path(folder))
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)


def answer(what: str, folder: Path) -> None:
    """Do as asked; whatever is wrong with the file is an answer too.

    Parameters
    ----------
    what
        ``propose`` or ``draft``. [-]
    folder
        Of the import: the request is there, the answer is left there. [-]

    """
    from trajectoire.core.errors import InputError

    asked = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
    try:
        found = _JOBS[what](folder, asked)
    except InputError as error:
        found = {"refused": [vars(fault) for fault in error.faults]}
    _write(folder / ANSWER, found)


def propose_columns(folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Say what the table is, and how it could be read.

    Parameters
    ----------
    folder
        Of the import. [-]
    asked
        The request. [-]

    Returns
    -------
    answer
        Extract, words of each column, proposal with its reasons, fingerprint. [-]

    """
    from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
    from trajectoire.instruments.inventory.gather.proposal import fingerprint, propose
    from trajectoire.web.imports.mappings import mapping_to_plain

    sheet = _sheet(folder, asked)
    proposed = propose(sheet, nomenclatures(), _territories(asked))
    return {
        "sheet": sheet.name,
        "sheets": list(sheet.names),
        "rows": len(sheet.rows),
        "notes": list(sheet.notes),
        "columns": list(sheet.columns),
        "extract": [
            [_shown(cells[row]) for cells in sheet.columns.values()]
            for row in range(min(_SHOWN_ROWS, len(sheet.rows)))
        ],
        "words": {name: _words(cells) for name, cells in sheet.columns.items()},
        "fingerprint": fingerprint(sheet),
        "mapping": mapping_to_plain(proposed),
    }


def draft_figures(folder: Path, asked: dict[str, Any]) -> dict[str, Any]:
    """Read the table as figures, or say all that is wrong with it.

    Parameters
    ----------
    folder
        Of the import; the figures are left there. [-]
    asked
        The request, with its mapping. [-]

    Returns
    -------
    answer
        Faults and notes; how many territories are not those of who asks. [-]

    """
    from trajectoire.instruments.inventory.gather.drafting import draft
    from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
    from trajectoire.web.imports.mappings import mapping_from_plain
    from trajectoire.web.imports.packing import pack

    mapping = mapping_from_plain(asked["mapping"])
    drafts = draft(_sheet(folder, asked), mapping, nomenclatures(), _territories(asked))
    foreign = _foreign(drafts, asked)
    _write(folder / FIGURES, {"rows": drafts.rows, **pack(drafts.indicators)})
    return {
        "faults": [vars(fault) for fault in (*drafts.faults, *foreign)],
        "foreign": len(foreign),
        "beyond": drafts.beyond,
        "notes": [vars(note) for note in drafts.notes],
    }


_JOBS: dict[str, Callable[[Path, dict[str, Any]], dict[str, Any]]] = {
    "propose": propose_columns,
    "draft": draft_figures,
}


def _sheet(folder: Path, asked: dict[str, Any]) -> Any:
    """Read the table; one of our own as other tables are written."""
    from trajectoire.instruments.inventory.gather.own_table import own_sheet

    return own_sheet(_table(folder, asked))


def _table(folder: Path, asked: dict[str, Any]) -> Any:
    from trajectoire.sources.sheets import read_sheet, sheet_of_text
    from trajectoire.sources.tet_indicators import read_tet_export

    path = folder / "sent" / asked["stored"]
    if asked["pasted"]:
        return sheet_of_text(path.read_text(encoding="utf-8"), asked["name"])
    if asked["sheet"]:
        return read_sheet(path, asked["sheet"], asked["name"])
    return read_tet_export(path, asked["name"])  # any other table is read as it is


def _territories(asked: dict[str, Any]) -> Any:
    """Give what finds a territory: one's own first, then those of France."""
    from trajectoire.core.territory import Territory
    from trajectoire.instruments.inventory.gather.vocabulary import (
        is_named,
        places_of_france,
    )

    own = {one[0]: Territory(*one) for one in asked["territories"]}
    here = Territory(*asked["territories"][0])  # that of the import
    france = places_of_france()

    def find(code: str, kind: str = "") -> tuple[Territory, str] | None:
        known = own.get(code)
        if known is not None and kind in {"", known.kind}:
            return known, ""
        return (here, "") if is_named(here, code, kind) else france(code, kind)

    return find


def _foreign(drafts: Any, asked: dict[str, Any]) -> list[Any]:
    """Refuse the figures of territories for which the account has no role."""
    from trajectoire.core.errors import Fault

    if asked["everywhere"]:
        return []
    allowed = {(one[1], one[0]) for one in asked["territories"]}
    faults: dict[tuple[str, str], Fault] = {}
    for row, one in zip(drafts.rows, drafts.indicators, strict=True):
        place = one.territory
        key = (place.kind, place.code)
        if key in allowed:
            continue
        if key in faults:
            faults[key] = replace(faults[key], count=faults[key].count + 1)
            continue
        faults[key] = Fault(
            "a territory for which your account has a role",
            f"{place.code} {place.name}",
            "Remove these rows, or ask its administrator for a role.",
            asked["name"],
            row,
        )
    return list(faults.values())


def _words(cells: list[Any]) -> dict[str, int]:
    """Count the words of a column that holds categories; none where it holds more."""
    texts = Counter(cell for cell in cells if isinstance(cell, str) and cell)
    if len(texts) > _MOST_WORDS:
        return {}
    return dict(texts.most_common())


def _shown(cell: Any) -> str:
    text = f"{cell:.15g}" if isinstance(cell, float) else str(cell)
    if len(text) > _SHOWN_CHARACTERS:
        return f"{text[: _SHOWN_CHARACTERS - 1]}…"
    return text


def _write(path: Path, content: Any) -> None:
    partial = path.with_name(f"{path.name}.part")
    partial.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    partial.replace(path)


if __name__ == "__main__":
    main()
