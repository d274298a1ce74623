"""What the user's official files say of territories, kept in the home folder.

Outlines and competences are too heavy, or not licensed, to ship: whoever installs gives
the official file once, and the pages find each territory by its code.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from trajectoire.core.source import Source
from trajectoire.sources.competences import Competence
from trajectoire.sources.outlines import Outline

_NAME = "territories.sqlite3"
_TABLES = """
CREATE TABLE IF NOT EXISTS source (
    number INTEGER PRIMARY KEY, publisher TEXT NOT NULL, title TEXT NOT NULL,
    licence TEXT NOT NULL, published TEXT NOT NULL, address TEXT NOT NULL,
    UNIQUE (publisher, title, licence, published, address));
CREATE TABLE IF NOT EXISTS outline (
    code TEXT PRIMARY KEY, path TEXT NOT NULL, step REAL NOT NULL,
    source INTEGER NOT NULL REFERENCES source) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS competence (
    siren TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, theme TEXT NOT NULL,
    source INTEGER NOT NULL REFERENCES source,
    PRIMARY KEY (siren, code, name)) WITHOUT ROWID;
"""
_OUTLINE = (
    "SELECT path, step, publisher, title, licence, published, address "
    "FROM outline JOIN source ON source.number = outline.source WHERE code = ?"
)
_HELD = "SELECT code, name, theme FROM competence WHERE siren = ? ORDER BY code, name"
_WHO = (
    "SELECT publisher, title, licence, published, address FROM source "
    "WHERE number IN (SELECT source FROM competence LIMIT 1)"
)
_ADD = (
    "INSERT OR IGNORE INTO source (publisher, title, licence, published, address) "
    "VALUES (?, ?, ?, ?, ?)"
)
_NUMBER = (
    "SELECT number FROM source WHERE publisher = ? AND title = ? AND licence = ? "
    "AND published = ? AND address = ?"
)


class KeptTerritories:
    """The file of a home folder; reading one that was never written finds nothing.

    Parameters
    ----------
    home
        Folder where Trajectoire keeps its things. [-]

    """

    def __init__(self, home: Path) -> None:
        self.path = home / _NAME

    def keep_outlines(self, outlines: Mapping[str, Outline]) -> None:
        """Keep outlines; those of the same codes give way.

        Parameters
        ----------
        outlines
            By code, all or none kept. [-]

        """
        with self._written() as base:
            sources = {one.source for one in outlines.values()}
            numbers = {source: _number(base, source) for source in sources}
            base.executemany(
                "INSERT OR REPLACE INTO outline VALUES (?, ?, ?, ?)",
                (
                    (code, one.path, one.step, numbers[one.source])
                    for code, one in outlines.items()
                ),
            )

    def outline(self, code: str) -> Outline | None:
        """Give the outline of a territory.

        Parameters
        ----------
        code
            Its code. [-]

        Returns
        -------
        outline
            None when no file gave it. [-]

        """
        for path, step, *source in self._read(_OUTLINE, (code,)):
            return Outline(str(path), float(str(step)), _source(source))
        return None

    def keep_competences(
        self, competences: Mapping[str, Iterable[Competence]], source: Source
    ) -> None:
        """Keep the competences of groups; all those of former files give way.

        Parameters
        ----------
        competences
            By SIREN. [-]
        source
            Who publishes the file. [-]

        """
        with self._written() as base:
            number = _number(base, source)
            base.execute("DELETE FROM competence")
            base.executemany(
                "INSERT OR IGNORE INTO competence VALUES (?, ?, ?, ?, ?)",
                (
                    (siren, one.code, one.name, one.theme, number)
                    for siren, held in competences.items()
                    for one in held
                ),
            )

    def competences(self, siren: str) -> tuple[tuple[Competence, ...], Source | None]:
        """Give the competences of a group, and who says so.

        Parameters
        ----------
        siren
            Of the group. [-]

        Returns
        -------
        competences
            In the order of their codes; empty when no file names the group. [-]
        source
            None when no file was given at all. [-]

        """
        held = self._read(_HELD, (siren,))
        who = self._read(_WHO)
        return (
            tuple(Competence(*map(str, one)) for one in held),
            _source(who[0]) if who else None,
        )

    def _read(self, question: str, values: tuple[str, ...] = ()) -> list[list[object]]:
        if not self.path.is_file():
            return []
        address = f"{self.path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=10)) as base:
            try:
                return list(map(list, base.execute(question, values)))
            except sqlite3.OperationalError:  # begun and never finished: no table
                return []

    @contextmanager
    def _written(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=60)) as base, base:
            for statement in filter(str.strip, _TABLES.split(";")):
                base.execute(statement)
            base.commit()
            base.execute("BEGIN IMMEDIATE")
            yield base


def _number(base: sqlite3.Connection, source: Source) -> int:
    published = source.published.isoformat() if source.published else ""
    values = (source.publisher, source.title, source.licence, published, source.address)
    base.execute(_ADD, values)
    ((number,),) = base.execute(_NUMBER, values)
    return int(number)


def _source(row: Sequence[object]) -> Source:
    publisher, title, licence, published, address = map(str, row)
    day = date.fromisoformat(published) if published else None
    return Source(publisher, title, licence, day, address)
