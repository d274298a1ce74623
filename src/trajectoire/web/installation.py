"""Make a machine ready: home folder, database, static files. Twice is as good as once.

Django reads its settings once and for all: ``set_up`` comes before anything else that
touches it.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from trajectoire.web.environment import prepare_home, read_environment


def set_up(home: Path | None = None, *, embedded: bool = False) -> Path:
    """Choose the home folder, make it if needed, and start Django.

    Parameters
    ----------
    home
        Where; None for what the environment says. [-]
    embedded
        Whether to use the database of the home folder, whatever is set. [-]

    Returns
    -------
    home
        The folder chosen. [-]

    """
    if home is not None:
        os.environ["TRAJECTOIRE_HOME"] = str(home)
    if embedded:
        os.environ.pop("TRAJECTOIRE_DATABASE", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trajectoire.web.settings")
    chosen = read_environment(os.environ).home
    os.umask(0o077)  # database, files and keys are for their owner alone
    prepare_home(chosen)
    django.setup()
    return chosen


def prepare() -> None:
    """Bring the database and the static files up to date, one process at a time."""
    from trajectoire.web.factors.loading import load_shipped

    with _alone(Path(settings.TRAJECTOIRE_HOME) / "prepare.lock"):
        call_command("migrate", interactive=False, verbosity=0)
        load_shipped()
        _collect_static()


def _collect_static() -> None:
    """Compress the static files, unless they are those of the last time."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".stamp"
    digest = _static_digest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(digest, encoding="ascii")


def _static_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Wait until no other process prepares the same home."""
    with path.open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
