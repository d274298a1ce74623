"""The command `trajectoire`: parse, call, print."""

import os
import sys
from typing import Annotated

import typer

from trajectoire.cli import factors, inventory, observatory, territories, web
from trajectoire.cli.words import error_words
from trajectoire.core.errors import TrajectoireError

# Blocks of a day are small: threads of linear algebra that wait for each other cost
# far more than they bring, above all beside a server and its task worker.
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

_INTERRUPTED = 130  # status of a command stopped by Ctrl-C: 128 + SIGINT

app = typer.Typer(
    name="trajectoire",
    help="Le tableau de bord ouvert de la transition écologique d'un territoire.\n\n"
    "Pour voir : `trajectoire demo`. Pour vos fichiers : `trajectoire observatory "
    "check FICHIER`, puis `trajectoire observatory run CONFIG.toml`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.add_typer(observatory.app, name="observatory")
app.add_typer(factors.app, name="factors")
app.add_typer(inventory.app, name="inventory")
app.add_typer(territories.app, name="territories")
for command in (web.demo, web.serve, web.prepare, web.create_administrator):
    app.command()(command)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version("trajectoire"))
        raise typer.Exit


@app.callback()
def main(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Donne la version.",
        ),
    ] = False,
) -> None:
    """Prepare whatever command comes next."""
    for name in _THREADS:
        os.environ.setdefault(name, "1")


def run() -> None:
    """Run a command; say what is wrong in plain words, without a traceback."""
    try:
        app()
    except TrajectoireError as error:
        print(f"Impossible de continuer. {error_words(error)}", file=sys.stderr)
        sys.exit(2)
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        print(f"Impossible de continuer. {error.strerror}{place}", file=sys.stderr)
        sys.exit(2)
    except SystemExit as ended:  # what Typer makes of Ctrl-C
        if ended.code == _INTERRUPTED:
            print("Interrompu.", file=sys.stderr)
        raise
    except KeyboardInterrupt:
        print("Interrompu.", file=sys.stderr)
        sys.exit(_INTERRUPTED)
