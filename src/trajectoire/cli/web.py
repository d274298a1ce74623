"""Commands that start the site: serve, prepare, demo, and a first account."""

import sys
from pathlib import Path
from typing import Annotated

import typer

Host = Annotated[str, typer.Option(help="Adresse d'écoute.")]
Port = Annotated[int, typer.Option(min=1, max=65_535, help="Port d'écoute.")]

_HOST = "127.0.0.1"
_PORT = 8000


def prepare() -> None:
    """Prépare la base de données et les fichiers des pages."""
    from trajectoire.web import installation

    home = installation.set_up()
    installation.prepare()
    print(f"Tout est prêt dans {home}.")


def serve(host: Host = _HOST, port: Port = _PORT) -> None:
    """Sert les pages et exécute les calculs, jusqu'à Ctrl-C."""
    from trajectoire.web import installation
    from trajectoire.web.server import refuse_busy_port

    installation.set_up()
    refuse_busy_port(host, port)
    installation.prepare()
    _serve(host, port)


def demo(
    host: Host = _HOST,
    port: Port = _PORT,
    days: Annotated[
        int, typer.Option(min=2, max=365, help="Nombre de jours simulés.")
    ] = 60,
) -> None:
    """Calcule la ville de démonstration et sert ses pages, jusqu'à Ctrl-C."""
    from trajectoire.web import installation
    from trajectoire.web.environment import default_home
    from trajectoire.web.server import refuse_busy_port

    refuse_busy_port(host, port)
    installation.set_up(_demo_home(default_home()), embedded=True)
    installation.prepare()
    _compute_demo(days)
    _serve(host, port)


def create_administrator(
    email: Annotated[str, typer.Argument(help="Adresse électronique.")],
    demo: Annotated[
        bool, typer.Option("--demo", help="Pour le site de `trajectoire demo`.")
    ] = False,
    site: Annotated[
        str, typer.Option(help="Adresse du site, si ce n'est pas celle par défaut.")
    ] = "",
) -> None:
    """Crée le compte qui administre toute l'installation, ou renouvelle son lien."""
    from trajectoire.web import installation
    from trajectoire.web.environment import default_home

    demo_home = _demo_home(default_home())
    home = installation.set_up(demo_home if demo else None, embedded=demo)
    installation.prepare()
    from trajectoire.web.accounts.administrators import administrator
    from trajectoire.web.accounts.invitations import invitation_path

    site = (site or _site()).rstrip("/")
    path = invitation_path(administrator(email))
    print("Ouvrez cette adresse pour choisir le mot de passe (valable trois jours) :")
    print(f"{site}{path}")
    print("Puis donnez les rôles, territoire par territoire, par exemple ici :")
    print(f"{site}/compte/membres/commune/38185/")
    print(f"Le compte est enregistré dans {home}.")
    if not demo and demo_home.is_dir():
        print("La démonstration a ses propres comptes : pour elle, ajoutez --demo.")


def _site() -> str:
    """Give the address that the settings tell of; the usual one where they do not."""
    import os

    from trajectoire.web.environment import read_environment

    found = read_environment(os.environ)
    if os.environ.get("TRAJECTOIRE_HOSTS"):
        return f"{'https' if found.https else 'http'}://{found.hosts[0]}"
    return f"http://{_HOST}:{_PORT}"


def _demo_home(home: Path) -> Path:
    import os

    return Path(os.environ.get("TRAJECTOIRE_HOME") or home).expanduser() / "demo"


def _compute_demo(days: int) -> None:
    """Compute the demonstration city, with a bar for whoever waits."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from trajectoire.web.demonstration import demonstration_run
    from trajectoire.web.inventory.demonstration import demonstration_accounts

    columns = (
        TextColumn("{task.description:<44}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        line = bar.add_task("Ville de démonstration", total=1.0)

        def say(step: str, share: float) -> None:
            bar.update(line, description=step, completed=share)

        demonstration_run(say, days)
        say("Comptes inventés de la ville", 1.0)
        demonstration_accounts()
        bar.update(line, description="Ville de démonstration : prête", completed=1.0)


def _serve(host: str, port: int) -> None:
    from trajectoire.web.server import serve as serve_pages

    serve_pages(host, port, _say_address)
    print("Arrêté.")


def _say_address(address: str) -> None:
    print(f"Trajectoire répond à {address} (Ctrl-C pour arrêter)")
    sys.stdout.flush()
