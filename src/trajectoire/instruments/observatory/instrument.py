"""The front door of the observatory: its card, its runs, what they leave."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from trajectoire.core.indicator import Method
from trajectoire.core.instrument import Card, Report
from trajectoire.core.period import Period
from trajectoire.core.territory import Territory
from trajectoire.instruments.observatory.export.folder import write_folder
from trajectoire.instruments.observatory.export.summary import summary
from trajectoire.instruments.observatory.gather.assemble import (
    digest_of_run,
    gather_inputs,
)
from trajectoire.instruments.observatory.gather.config import Config, read_config
from trajectoire.instruments.observatory.gather.tables import sector_names
from trajectoire.instruments.observatory.gather.twin import (
    FIRST_DAY,
    TERRITORY,
    twin_inputs,
)
from trajectoire.instruments.observatory.indicators import indicators
from trajectoire.instruments.observatory.inputs import ObservatoryInputs
from trajectoire.instruments.observatory.model.inversion import Estimate, estimate
from trajectoire.instruments.observatory.model.positive import estimate_positive
from trajectoire.instruments.observatory.model.results import Results, results
from trajectoire.instruments.observatory.model.tuning import NAMES, tune
from trajectoire.instruments.observatory.model.withheld import (
    Withheld,
    withheld_station,
)
from trajectoire.store.checkpoints import Checkpoints
from trajectoire.store.series import SeriesStore

Progress = Callable[[str, float], None]

VERSION = "1"
SERIES = "series"  # folder of the observations that a run used, as Parquet by day
WORK = ".work"  # folder of a run where its finished parts wait for the rest
CARD = Card(
    name="observatory",
    wing="measure",
    question="Que mesure-t-on dans l'air, et que dit-il de nos émissions ?",
    wants=(
        "des séries de CO2 mesurées sur les toits",
        "un inventaire d'émissions par secteur et par zone",
        "des empreintes de masses d'air, ou le vent et la hauteur de mélange",
        "un CO2 de fond, mesuré hors de la ville",
    ),
    version=VERSION,
)


def silent(step: str, share: float) -> None:
    """Say nothing of the progress.

    Parameters
    ----------
    step
        What is being done, in words. [-]
    share
        Share of the whole that is done. [-]

    """


@dataclass(frozen=True)
class Observatory:
    """The instrument.

    Parameters
    ----------
    config
        File that describes the run; None for the demonstration city. [-]

    """

    config: Path | None = None

    @property
    def card(self) -> Card:
        """What the instrument says of itself. [-]"""
        return CARD

    def gather(self, territory: Territory, period: Period) -> ObservatoryInputs:
        """Bring together what a territory has for a period.

        Parameters
        ----------
        territory
            The city of the configuration. [-]
        period
            Its period. [-]

        Returns
        -------
        inputs
            What the inversion rests on. [-]

        """
        if self.config is None:
            if territory != TERRITORY or period.start.date() != FIRST_DAY:
                raise ValueError("only the demonstration city needs no configuration")
            return twin_inputs(period.duration.days)
        config = read_config(self.config)
        if (config.place, config.span) != (territory, period):
            raise ValueError(
                f"the configuration is that of {config.place.name}, {config.span}"
            )
        return gather_inputs(config, Checkpoints(None), silent)

    def run(self, inputs: ObservatoryInputs) -> Report:
        """Infer the emissions.

        Parameters
        ----------
        inputs
            What the inversion rests on. [-]

        Returns
        -------
        report
            The same inputs give the same report. [-]

        """
        wishes = Wishes()
        found = results(estimate(inputs), {})
        method = Method(wishes.method, VERSION, _run_of(found))
        return _report(found, method, summary(found, method, sector_names(), {}))


def run_folder(
    config_path: Path, out: Path, progress: Progress = silent, *, confined: bool = False
) -> Report:
    """Run a configuration, from files to a folder of results.

    Parameters
    ----------
    config_path
        TOML file that describes the run. [-]
    out
        Folder of the results. A run that was cut goes on from what it finished. [-]
    progress
        Told of each step. [-]
    confined
        Whether files outside the folder of the configuration are refused. [-]

    Returns
    -------
    report
        For the ledger. [-]

    Raises
    ------
    InputError
        With every fault of the configuration or of a file.

    """
    progress("Lecture de la configuration", 0.0)
    config = read_config(config_path, confined=confined)
    digest = digest_of_run(config, config_path)
    kept = Checkpoints(out / WORK, digest)
    store = SeriesStore(out / WORK / f"{SERIES}-{digest[:16]}")
    inputs = gather_inputs(config, kept, progress, store)
    if config.tune:
        progress("Recherche des incertitudes les plus vraisemblables", 0.3)
        inputs = _tuned(inputs)
    wishes = Wishes(config.withhold, config.positive, _options(config))
    report = _publish(inputs, out, progress, wishes)
    _settle(store.folder, out / SERIES)
    kept.clear()
    return report


def run_twin(
    out: Path, progress: Progress = silent, *, days: int = 60, seed: int = 2026
) -> Report:
    """Compute the demonstration city.

    Parameters
    ----------
    out
        Folder of the results. [-]
    progress
        Told of each step. [-]
    days
        Length of the run. [d]
    seed
        Of the generator. [-]

    Returns
    -------
    report
        For the ledger. [-]

    """
    progress("Invention de la ville et de ses observations", 0.0)
    inputs = twin_inputs(days, seed)
    return _publish(inputs, out, progress, Wishes(options={"operator": "plume"}))


@dataclass(frozen=True)
class Wishes:
    """How an inversion is to be made.

    Parameters
    ----------
    withhold
        Whether each station is foretold from the others. [-]
    positive
        Whether emissions keep their sign. [-]
    options
        All the choices, for the summary. [-]

    """

    withhold: bool = True
    positive: bool = False
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """Name of the method in the ledger. [-]"""
        return f"observatory.{'lognormal' if self.positive else 'inversion'}"


def _publish(
    inputs: ObservatoryInputs, out: Path, progress: Progress, wishes: Wishes
) -> Report:
    progress("Inversion", 0.45)
    answer = estimate_positive(inputs) if wishes.positive else estimate(inputs)
    told = _withheld(answer, progress) if wishes.withhold else {}
    progress("Sommes, diagnostics", 0.9)
    found = results(answer, told)
    method = Method(wishes.method, VERSION, _run_of(found))
    summed = summary(found, method, sector_names(), wishes.options)
    progress("Écriture des résultats", 0.95)
    write_folder(out, found, method, summed)
    progress("Terminé", 1.0)
    return _report(found, method, summed)


def _withheld(answer: Estimate, progress: Progress) -> dict[str, Withheld]:
    inputs = answer.inputs
    seen = np.unique(inputs.observations.sensor)
    codes = list(dict.fromkeys(inputs.sensors[i].station.code for i in seen))
    if len(codes) < 2:
        return {}
    told = {}
    for rank, code in enumerate(codes):
        progress(f"Station mise de côté : {code}", 0.6 + 0.3 * rank / len(codes))
        told[code] = withheld_station(answer, code)
    return told


def _settle(kept: Path, place: Path) -> None:
    """Put the observations of a finished run beside its results, for those before."""
    if kept.is_dir():  # else another process, at the same run, has put them there
        shutil.rmtree(place, ignore_errors=True)
        kept.replace(place)


def _options(config: Config) -> dict[str, Any]:
    return {
        "operator": config.operator.kind,
        "hours_back": config.operator.hours_back,
        "allow_truncated": config.operator.allow_truncated,
        "local_hours": [config.hours.first, config.hours.last, config.hours.timezone],
        "positive": config.positive,
        "tune": config.tune,
    }


def _tuned(inputs: ObservatoryInputs) -> ObservatoryInputs:
    tuned = tune(inputs)
    words = ", ".join(
        f"{name} × {value:.2f}"
        for name, value in zip(NAMES, tuned.likely.value, strict=False)
    )
    note = f"incertitudes multipliées, au maximum de vraisemblance : {words}"
    return replace(tuned.inputs, notes=(*tuned.inputs.notes, note))


def _report(found: Results, method: Method, summed: dict[str, Any]) -> Report:
    return Report(indicators(found, method), diagnostics=summed)


def _run_of(found: Results) -> str:
    """Name a run by what it computed: the same inputs give the same name."""
    digest = hashlib.sha256()
    for array in (
        found.inputs.emission,
        found.inputs.observations.value,
        found.inputs.contributions.signal,
        found.estimate.posterior.mean,
    ):
        digest.update(np.ascontiguousarray(np.round(array, 6)).tobytes())
    return digest.hexdigest()[:16]
