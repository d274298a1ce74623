"""The library of factors of a site: how long it takes, and whether the past stays.

Imported once Django has started.
"""

from dataclasses import dataclass, replace
from time import process_time

from trajectoire.core.period import Period
from trajectoire.core.sector import Sector
from trajectoire.core.source import Source
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.model.entry import Entered
from trajectoire.sources.base_carbone_factor import FactorTable
from trajectoire.web.factors.entry import enter
from trajectoire.web.factors.library import (
    PAGE,
    Wanted,
    find,
    search,
    uses_of,
    versions_of,
)
from trajectoire.web.factors.loading import load, load_shipped
from trajectoire.web.ledger.read import indicators_of, standing

EACH = 3  # times that each query is asked
GAS = "13515"  # natural gas, per kWh PCI
QUERIES = (
    *("gaz naturel", "Électricité mix moyen", "gazole", "fioul domestique", "repas"),
    *("béton", "acier", "tgv", "bus", "avion", "déchets", "papier", "ordinateur"),
    *("13523", "natural gas", "e", "de", "", "zzzzz", "a b c d e f g h i j"),
)


@dataclass(frozen=True)
class Library:
    """What was measured.

    Parameters
    ----------
    loading
        Processor time of the first loading of the shipped table. [s]
    slowest
        Of the searches, count and page together. [ms]
    kept
        Whether a newer version left the accounts and the library as they were. [-]

    """

    loading: float
    slowest: float
    kept: bool


def measure(table: FactorTable) -> Library:
    """Fill the library of a new site, search it, and load a newer version."""
    return Library(_load(), _search(), _supersede(table))


def _load() -> float:
    start = process_time()
    loaded = load_shipped()
    seconds = process_time() - start
    assert loaded is not None
    print(f"library: {loaded.added} lines loaded once in {seconds:.1f} CPU-s")
    return seconds


def _search() -> float:
    slowest = 0.0
    for query in QUERIES:
        times = []
        for _ in range(EACH):
            start = process_time()
            found = search(Wanted(query, items=True))
            count, page = found.count(), list(found[:PAGE])
            times.append(1e3 * (process_time() - start))
        slowest = max(slowest, sorted(times)[EACH // 2])
        first = page[0].name_fr if page else "nothing"
        print(f"  “{query}”: {count} in {min(times):.0f} CPU-ms, first {first}")
    return slowest


def _supersede(table: FactorTable) -> bool:
    """Compute with a version, load a newer one: does the old figure stay as it was?"""
    old = find("base-carbone", table.version, GAS)
    assert old is not None
    entered = Entered(
        Territory("99001", "city", "Ville-Témoin", 2025),
        Sector("accounts", "residential.gas"),
        Period.of_year(2023),
        1e6,
        "kWh PCI",
        Source("Distributeur inventé", "Consommations inventées", "aucune"),
        5.0,
    )
    enter(entered, old.factor(), author="")
    before = {one.definition.name: one for one in indicators_of(standing())}
    later = tuple(
        replace(factor, version="99.0", total=factor.total * 0.9)
        for factor in table.factors
        if factor.identifier == GAS
    )
    source = replace(table.source, title="Base Carbone V99.0")
    load(FactorTable(later, (), source, "99.0"), potentials="AR5")
    refused = load(FactorTable(later, (), table.source, table.version))
    after = {one.definition.name: one for one in indicators_of(standing())}
    versions = [one.edition.version for one in versions_of(old)]
    print(
        f"versions: {GAS} in {', '.join(versions)}; {uses_of(old)} figures of the "
        f"ledger keep {table.version}; a changed row of a version already loaded: "
        f"{len(refused.refused)} refused"
    )
    for fault in refused.refused[:1]:
        print(f"  {fault}")
    same = before == after and find("base-carbone", table.version, GAS) == old
    return same and versions == ["99.0", table.version] and bool(refused.refused)
