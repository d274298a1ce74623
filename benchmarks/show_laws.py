"""Do the accounts obey the laws that no figure may break? ``make show-laws``.

On both databases, accounts of an intercommunality are recorded, read and added up, then
recorded again in another order, in other units, under the codes of before a merger, and
seen through each framework. Each law prints the largest relative gap that it left.
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from benchmarks.lawful_accounts import (
    CARRIER,
    GROUP,
    accounts,
    commune,
    figure,
    in_unit,
)
from benchmarks.two_databases import installations
from benchmarks.verdict import conclude
from trajectoire.core.indicator import Indicator
from trajectoire.core.quantity import Quantity
from trajectoire.instruments.inventory.gather.nomenclatures import nomenclatures
from trajectoire.instruments.inventory.inputs import Amount, Framework, Row
from trajectoire.instruments.inventory.model.reconciliation import reconcile
from trajectoire.instruments.inventory.model.standing import Standing, stand
from trajectoire.instruments.inventory.model.totals import totals
from trajectoire.sources.communes import places
from trajectoire.web.installation import prepare, set_up

SEED, TIMES, ROUNDING = 20261121, 20, 1e-9
UNITS = ("kWh", "MJ", "GJ", "tep", "GWh")
FRAMEWORKS: tuple[Framework, ...] = ("PCAET", "GPC", "BEGES")
MERGED, WITHIN = "01033", ("01091", "01205")  # Valserhône, and two that it absorbed


def recorded(batches: Iterable[Sequence[Indicator]], codes: Iterable[str]) -> Standing:
    """Record figures in an empty ledger, read them, and empty it again."""
    from django.db import transaction  # noqa: PLC0415

    from trajectoire.web.ledger.record import record  # noqa: PLC0415
    from trajectoire.web.ledger.rows import (  # noqa: PLC0415
        rows_of,
        sources_of,
        wholes_of,
    )

    asked = [("commune", code) for code in codes]
    with transaction.atomic():
        for batch in batches:
            record(batch)
        rows = rows_of(asked)
        sources = sources_of({row.source for row in rows})
        transaction.set_rollback(True)
    return stand(rows, nomenclatures(), sources, wholes_of(asked))


def added(rows: Sequence[Row]) -> tuple[float, float, float, float]:
    """Add up emissions: value, deviation and bounds."""
    warming = [r for r in rows if nomenclatures().family(r.substance) == "ghg"]
    (total,) = totals(warming, [0] * len(warming), nomenclatures(), "AR5")
    assert total is not None
    assert total.deviation is not None
    assert total.low is not None
    assert total.high is not None
    return total.value, total.deviation, total.low, total.high


def gap(some: Iterable[float], others: Iterable[float]) -> float:
    """Give the largest relative difference between two lists of numbers."""
    return max(
        abs(a - b) / max(abs(a), abs(b), 1e-300)
        for a, b in zip(some, others, strict=True)
    )


def order(figures: list[Indicator], codes: Sequence[str]) -> float:
    """Shuffle the figures, cut them in batches of any size: the total is the same.

    The first batch is one figure, of one source or of another as good: which of them is
    read must not hang on who came first.
    """
    generator = random.Random(SEED)  # noqa: S311
    first = added(recorded([figures], codes).counted)
    worst = 0.0
    for _ in range(TIMES):
        left = generator.sample(figures, len(figures))
        batches = [[left.pop()]]
        while left:
            size = generator.randint(1, 40)
            batches.append(left[:size])
            left = left[size:]
        worst = max(worst, gap(first, added(recorded(batches, codes).counted)))
    return worst


def unit(figures: list[Indicator], codes: Sequence[str]) -> float:
    """Enter the energy in other units: energy and emissions are the same."""
    first = recorded([figures], codes)
    worst = 0.0
    for name in UNITS:
        other = recorded([in_unit(figures, name)], codes)
        worst = max(
            worst,
            gap(added(first.counted), added(other.counted)),
            gap(energy(first), energy(other)),
        )
    return worst


def energy(standing: Standing) -> tuple[float, float]:
    """Add up the energy and its squared deviations."""
    rows = [row for row in standing.counted if row.substance == CARRIER]
    return (
        sum(row.value or 0.0 for row in rows),
        sum((row.deviation or 0.0) ** 2 for row in rows),
    )


def view(figures: list[Indicator], codes: Sequence[str]) -> float:
    """Look through each framework: what lands and what does not make the total."""
    known = nomenclatures()
    standing = recorded([figures], codes)
    rows = [r for r in standing.counted if known.family(r.substance) == "ghg"]
    whole, worst = added(rows)[0], 0.0
    for framework in FRAMEWORKS:
        places_of = [
            known.landing(row.nomenclature, row.sector, framework, row.substance)
            for row in rows
        ]
        names = sorted({f"{one.code} {one.why}" for one in places_of})
        groups = [names.index(f"{one.code} {one.why}") for one in places_of]
        parts = sum(value(one) for one in totals(rows, groups, known, "AR5"))
        worst = max(worst, abs(parts - whole) / whole)
    bridges = reconcile(standing, known, "AR5").bridges
    return max(worst, *(abs(bridge.gap) / whole for bridge in bridges))


def value(amount: Amount | None) -> float:
    return amount.value if amount else 0.0


def members(figures: list[Indicator], codes: Sequence[str]) -> float:
    """Cut the intercommunality in communes: their totals make its total."""
    standing = recorded([figures], codes)
    whole = added(standing.counted)[0]
    parts = sum(
        added(recorded([figures], [code]).counted)[0] for code in codes
    )  # each read alone
    return abs(parts - whole) / whole


def merger(_figures: list[Indicator], _codes: Sequence[str]) -> float:
    """Split a commune in those that it absorbed: the total is that of the whole."""
    generator = random.Random(SEED)  # noqa: S311
    worst = 0.0
    for _ in range(TIMES):
        before, after = [], []
        for sector in ("residential", "road", "waste"):
            shares = [generator.uniform(1, 1e4) for _ in (MERGED, *WITHIN)]
            line = ("PCAET", sector)
            before += [
                figure(commune(code, 2015), "emission_ghg", line, share)
                for code, share in zip((MERGED, *WITHIN), shares, strict=True)
            ]
            whole = figure(commune(MERGED), "emission_ghg", line, sum(shares))
            after.append(whole)
        separate = [one for one in before if one.territory.code != MERGED]
        left = added(recorded([separate], [MERGED]).counted)[0]
        alone = sum(value_of(one) for one in separate)
        right = added(recorded([after], [MERGED]).counted)[0]
        both = added(recorded([after, separate], [MERGED]).counted)[0]
        spent = sum(value_of(one) for one in after)
        worst = max(worst, gap((left, right, both), (alone, spent, spent)))
    return worst


def value_of(one: Indicator) -> float:
    assert one.quantity is not None
    return one.quantity.value


def again(figures: list[Indicator], codes: Sequence[str]) -> float:
    """Record twice, correct and correct back: the total is that of once."""
    once = added(recorded([figures], codes).counted)
    wrong = [
        replace(one, quantity=Quantity(7.0, one.quantity.unit, 1.0))
        for one in figures
        if one.quantity is not None and one.derivation is None
    ]
    thrice = added(recorded([figures, figures, wrong, figures], codes).counted)
    return gap(once, thrice)


LAWS: dict[str, Callable[[list[Indicator], Sequence[str]], float]] = {
    "order of import": order,
    "unit of entry (kWh, MJ, GJ, tep, GWh)": unit,
    "change of view (PCAET, GPC, BEGES, reconciliation)": view,
    "an intercommunality and its communes": members,
    "split and merge of communes": merger,
    "recorded twice, corrected and corrected back": again,
}


def measure() -> None:
    """Measure every law on the database that the environment names."""
    set_up()
    prepare()
    codes = sorted(place.code for place in places().members("epci", GROUP))
    figures = accounts(codes, random.Random(SEED))  # noqa: S311
    gaps = {name: law(figures, codes) for name, law in LAWS.items()}
    print(json.dumps({"figures": len(figures), "communes": len(codes), "gaps": gaps}))


def main() -> None:
    worst = 0.0
    with installations() as environments:
        for engine, environment in environments.items():
            answer = subprocess.run(
                [sys.executable, "-m", "benchmarks.show_laws", "measure"],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
            found = json.loads(answer.stdout.splitlines()[-1])
            print(f"{engine}: {found['figures']} figures, {found['communes']} communes")
            for name, left in found["gaps"].items():
                print(f"  {name}: largest relative gap {left:.1e}")
                worst = max(worst, left)
    conclude(
        "laws",
        f"{len(LAWS)} laws on two databases, largest relative gap {worst:.1e}",
        f"<= {ROUNDING:.0e}",
        holds=worst <= ROUNDING,
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["measure"]:
        measure()
    else:
        main()
