"""Run the description that was brought with the files, made safe for its dossier.

Files are named in it as on somebody's disk: each name is replaced by that of the file
of the dossier, so that nothing outside can be named; the territory is the dossier's.
"""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from uuid import UUID

from trajectoire.core.errors import Fault, InputError
from trajectoire.sources.column_map import read_toml
from trajectoire.web.observatory.models import Dossier, DossierFile
from trajectoire.web.observatory.upload import path_of, safe_name


@dataclass(frozen=True)
class Deposited:
    """The choice of a description that was brought with the files.

    Parameters
    ----------
    file
        Its number in the dossier. [-]

    """

    file: UUID


def deposited_table(
    dossier: Dossier, file: DossierFile, paths: set[str]
) -> dict[str, Any]:
    """Read the description of a run, its files those of the dossier.

    Parameters
    ----------
    dossier
        Whose files and whose territory. [-]
    file
        The description, as it was brought. [-]
    paths
        Keys whose values name files. [-]

    Returns
    -------
    table
        What the instrument reads. [-]

    Raises
    ------
    InputError
        With every file that the dossier does not hold, or holds unreadable.

    """
    names = _Names({one.name: one for one in dossier.files.all()}, paths, file.name)
    table = names.within(read_toml(path_of(file)), "")
    if names.faults:
        raise InputError(names.faults)
    place = dossier.territory
    table["territory"] = {
        "code": place.code,
        "kind": place.kind,
        "name": place.name,
        "vintage": place.vintage,
    }
    return table


class _Names:
    """Replaces the names of files, and notes those that mean nothing here."""

    def __init__(
        self, files: dict[str, DossierFile], paths: set[str], name: str
    ) -> None:
        self._files, self._paths, self._name = files, paths, name
        self.faults: list[Fault] = []

    def within(self, value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {name: self.within(one, name) for name, one in value.items()}
        if isinstance(value, list) and key in self._paths:
            return [name for one in value for name in self._matching(str(one), key)]
        if isinstance(value, list):
            return [self.within(one, key) for one in value]
        if isinstance(value, str) and key in self._paths:
            return next(iter(self._matching(value, key)), value)
        return value

    def _matching(self, given: str, key: str) -> list[str]:
        last = given.replace("\\", "/").rsplit("/", 1)[-1]
        wanted = "*".join(safe_name(part) if part else "" for part in last.split("*"))
        found = [
            one for name, one in self._files.items() if fnmatchcase(name, wanted)
        ] or [one for name, one in self._files.items() if name == safe_name(last)]
        good = [one for one in found if one.state == DossierFile.State.CHECKED]
        if not good:
            self._note(given, key, known=bool(found))
        return [one.stored for one in good]

    def _note(self, given: str, key: str, *, known: bool) -> None:
        expected, remedy = "a file of this dossier", "Import it in this dossier first."
        if known:
            expected = "a file that could be read"
            remedy = "Correct what its examination says, and import it again."
        self.faults.append(Fault(expected, f"“{given}”", remedy, self._name, 0, key))
