"""Where the files of a run come from, and how its notes are worded."""

from collections.abc import Iterable
from pathlib import Path

from trajectoire.core.source import Source
from trajectoire.instruments.observatory.gather.config import Config

SUPPLIED = "non précisée (fichier fourni)"


def supplied(config: Config, path: Path) -> Source:
    """Name the source of a file that says nothing of itself.

    Parameters
    ----------
    config
        Of the run. [-]
    path
        The file. [-]

    Returns
    -------
    source
        Published by the territory, for want of a better word. [-]

    """
    return Source(config.place.name, path.stem, SUPPLIED, address=path.name)


def distinct(sources: Iterable[Source]) -> tuple[Source, ...]:
    """List each publication once, whatever the number of its files.

    Parameters
    ----------
    sources
        In order. [-]

    Returns
    -------
    distinct
        The first of each publisher, title and licence, in the same order. [-]

    """
    seen: dict[tuple[str, str, str], Source] = {}
    for one in sources:
        seen.setdefault((one.publisher, one.title, one.licence), one)
    return tuple(seen.values())


def counted(count: int, what: str) -> str:
    """Count observations in French.

    Parameters
    ----------
    count
        How many. [-]
    what
        Why they were left out. [-]

    Returns
    -------
    note
        A sentence. [-]

    """
    many = "s" if count > 1 else ""
    return f"{count} observation{many} laissée{many} de côté : {what}."


def percent(share: float) -> str:
    """Write a share in French.

    Parameters
    ----------
    share
        From 0 to 1. [-]

    Returns
    -------
    text
        As ``12,3 %``. [%]

    """
    return f"{100 * share:.1f}\N{NO-BREAK SPACE}%".replace(".", ",")
