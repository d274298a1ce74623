"""What the machine says: everything that is set from outside, read in one place.

Reading writes nothing: the home folder and the secret key are made by
``prepare_home``, which the commands call before they start anything.
"""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trajectoire.core.errors import Fault, InputError

_TRUE = frozenset({"1", "true", "yes", "on", "oui"})
_FALSE = frozenset({"0", "false", "no", "off", "non", ""})
_LOCAL = ("localhost", "127.0.0.1", "[::1]")
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-65536;"  # KiB at most: indexes of millions of entries
)


@dataclass(frozen=True)
class Environment:
    """The choices of whoever installs.

    Parameters
    ----------
    home
        Folder of the database, the files and the secret key. [-]
    database
        Django's description of the database. [-]
    secret_key
        Key that signs sessions. [-]
    debug
        Whether errors show their code: never on a public machine. [-]
    https
        Whether the site is reached through HTTPS, behind a proxy. [-]
    hosts
        Names under which the site answers. [-]
    publisher
        Who publishes the site, as catalogues of data name it. [-]

    """

    home: Path
    database: dict[str, Any]
    secret_key: str = field(repr=False)
    debug: bool = False
    https: bool = False
    hosts: tuple[str, ...] = _LOCAL
    publisher: str = ""


def default_home() -> Path:
    """Give the folder where Trajectoire keeps its things.

    Returns
    -------
    home
        ``$XDG_DATA_HOME/trajectoire``, or its usual place. [-]

    """
    base = os.environ.get("XDG_DATA_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "share") / "trajectoire"


def read_environment(variables: Mapping[str, str]) -> Environment:
    """Read the variables ``TRAJECTOIRE_*``.

    Parameters
    ----------
    variables
        Names and values, as ``os.environ``. [-]

    Returns
    -------
    environment
        The choices, checked. [-]

    Raises
    ------
    InputError
        If a variable is not understood: all of them at once.

    """
    faults: list[Fault] = []
    home = Path(variables.get("TRAJECTOIRE_HOME") or default_home()).expanduser()
    database = _database(variables.get("TRAJECTOIRE_DATABASE", ""), home, faults)
    debug = _flag(variables, "TRAJECTOIRE_DEBUG", faults)
    https = _flag(variables, "TRAJECTOIRE_HTTPS", faults)
    hosts = variables.get("TRAJECTOIRE_HOSTS", "")
    if faults:
        raise InputError(faults)
    return Environment(
        home=home,
        database=database,
        secret_key=variables.get("TRAJECTOIRE_SECRET_KEY") or _secret_key(home),
        debug=debug,
        https=https,
        hosts=tuple(host.strip() for host in hosts.split(",") if host.strip())
        or _LOCAL,
        publisher=variables.get("TRAJECTOIRE_PUBLISHER", "").strip(),
    )


def prepare_home(home: Path) -> None:
    """Make the home folder and, the first time, its secret key.

    Parameters
    ----------
    home
        Where. [-]

    Notes
    -----
    All of it is for its owner alone: files hold keys, accounts, and figures that are
    not published. The key is written whole under another name, then given its own,
    which fails where one exists: two starts at once keep the first one's.

    """
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = home / "secret-key"
    if key.exists():
        return
    handle, name = tempfile.mkstemp(dir=home)  # for its owner alone
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(name, key)
    Path(name).unlink()


def _secret_key(home: Path) -> str:
    """Read the key, or make one for this process where nothing is installed yet."""
    try:
        key = (home / "secret-key").read_text(encoding="ascii").strip()
    except OSError:
        key = ""
    return key or secrets.token_urlsafe(64)


def _flag(variables: Mapping[str, str], name: str, faults: list[Fault]) -> bool:
    value = variables.get(name, "").strip().lower()
    if value not in _TRUE | _FALSE:
        faults.append(Fault("1 or 0", value, f"Set {name}=1 or remove it.", name))
    return value in _TRUE


def _database(address: str, home: Path, faults: list[Fault]) -> dict[str, Any]:
    if not address:
        return sqlite(home / "trajectoire.sqlite3")
    try:
        return postgresql(address)
    except ValueError:
        faults.append(
            Fault(
                "postgresql://user:password@host:5432/name",
                address.rsplit("@", maxsplit=1)[-1],
                "Write the address so, or remove the variable to use SQLite.",
                "TRAJECTOIRE_DATABASE",
            )
        )
        return {}


def sqlite(path: Path) -> dict[str, Any]:
    """Describe an SQLite database that a server and its worker share.

    Parameters
    ----------
    path
        The file. [-]

    Returns
    -------
    database
        For Django's ``DATABASES``. [-]

    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": _SQLITE_PRAGMAS,
        },
    }


def postgresql(address: str) -> dict[str, Any]:
    """Describe a PostgreSQL database.

    Parameters
    ----------
    address
        ``postgresql://user:password@host:5432/name``, options as libpq knows. [-]

    Returns
    -------
    database
        For Django's ``DATABASES``. [-]

    """
    from psycopg.conninfo import conninfo_to_dict  # 0.2 s, for whoever uses it
    from psycopg.errors import ProgrammingError

    if not address.startswith(("postgresql://", "postgres://")):
        raise ValueError("the address of a database starts with postgresql://")
    try:
        parts = conninfo_to_dict(address)
    except ProgrammingError as error:
        raise ValueError("the address of a database is not understood") from error
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD"}
    known |= {"host": "HOST", "port": "PORT"}
    if not parts.get("dbname"):
        raise ValueError("the address of a database ends with its name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: str(parts.pop(key)) for key, name in known.items() if key in parts},
        "CONN_MAX_AGE": 60,
        "OPTIONS": parts,
    }
