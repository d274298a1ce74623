"""Figures that a table says twice: repeated, contradicted, merged, totals and parts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from trajectoire.core.sector import TOTAL
from trajectoire.core.territory import Territory
from trajectoire.instruments.inventory.gather.figure import Figure, Key
from trajectoire.instruments.inventory.gather.findings import Findings
from trajectoire.instruments.inventory.gather.mapping import Choices
from trajectoire.instruments.inventory.model.nomenclature import Nomenclatures
from trajectoire.sources.communes import places

_TOTALS = {(TOTAL.nomenclature, TOTAL.code), ("PCAET", "total")}
_ROUNDING = 0.01  # [-] a total further than this from the sum of its parts is kept
_NAMED = 2  # parts that lack which a fault names
_APART = frozenset({"utcatf", "renewables"})  # lines that totals of sectors leave out


def one_each(
    figures: Sequence[Figure], choices: Choices, findings: Findings
) -> list[Figure]:
    """Keep one figure for each cell and source.

    Parameters
    ----------
    figures
        As the table gives them. [-]
    choices
        Whether several rows on one cell are parts to be added. [-]
    findings
        Where contradictions are noted, and what was added or left out. [-]

    Returns
    -------
    figures
        Rows said twice once; parts of merged communes added; of two that contradict
        each other the first, beside the fault. [-]

    """
    kept: dict[Key, Figure] = {}
    several: dict[Key, list[Figure]] = {}
    for figure in figures:
        key = figure.key
        first = kept.setdefault(key, figure)
        if first is not figure:
            several.setdefault(key, [first]).append(figure)
    _no_part_alone([several.get(key, [one]) for key, one in kept.items()], findings)
    for key, found in several.items():
        kept[key] = _settled(found, choices, findings)
    return list(kept.values())


def _no_part_alone(cells: Iterable[Sequence[Figure]], findings: Findings) -> None:
    """Refuse figures of some parts of a commune of today: they are less than it."""
    refused = set()
    for found in cells:
        told = {figure.spot.through for figure in found} - {""}
        place = found[0].spot.territory
        lacking = _lacking(place, told, found) if told else []
        if lacking and (place.code, *lacking) not in refused:
            refused.add((place.code, *lacking))
            findings.fault(
                f"figures of the whole of {place.name} ({place.code})",
                f"those of {_listed(sorted(told))} alone",
                f"Add the rows of {_listed(lacking)}, or give the figure of the "
                "commune of today.",
                found[0].row,
                found[0].column,
            )


def _lacking(place: Territory, told: set[str], found: Sequence[Figure]) -> list[str]:
    """Name what else a commune is made of, as the oldest of the parts that are told."""
    formers = [(old.name or old.code, old) for old in places().formers(place.code)]
    given = [old for name, old in formers if name in told]
    since = min((old.merged for old in given if old.merged), default=0)
    if any(old.kind == "arrondissement" for old in given):
        parts = {old.code: n for n, old in formers if old.kind == "arrondissement"}
    elif since:
        parts = {place.code: place.name}
        parts |= {old.code: n for n, old in formers if old.merged >= since}
    else:
        parts = {}
    if not all(figure.spot.through for figure in found):
        parts.pop(place.code, None)
    return [name for name in parts.values() if name not in told]


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _settled(found: list[Figure], choices: Choices, findings: Findings) -> Figure:
    if _are_merged(found):
        names = ", ".join(sorted({figure.spot.through or figure.spot.territory.name
                                  for figure in found}))  # fmt: skip
        text = (
            f"{found[0].spot.territory.name} is made of {names} today: their figures "
            "were added"
        )
        findings.remark(text, found[0].row)
        return _sum(found, findings)
    if choices.repeats == "sum":
        text = "several rows on one cell were added, as asked"
        findings.remark(text, found[0].row, found[0].column)
        return _sum(found, findings)
    first = found[0]
    for other in found[1:]:
        if other.said == first.said:
            text = "the same figure is given twice: it is counted once"
            findings.remark(text, other.row, other.column)
        else:
            findings.fault(
                "one figure for each cell and source",
                f"{_shown(other)}, and {_shown(first)} in row {first.row}",
                "Keep one of the two, name their sources apart, or say that rows on "
                "one cell are parts to be added.",
                other.row,
                other.column,
            )
    return first


def _are_merged(found: Sequence[Figure]) -> bool:
    """Tell communes that became one from rows that repeat each other."""
    words = {figure.spot.word for figure in found}
    through = {figure.spot.through for figure in found}
    if "" in through and _are_districts(found[0].spot.territory.code, through):
        return False  # arrondissements and their city: parts and a total of them
    return through != {""} and len(words) == len(found)


def _are_districts(code: str, names: set[str]) -> bool:
    return any(
        old.kind == "arrondissement" and old.name in names
        for old in places().formers(code)
    )


def _shown(figure: Figure) -> str:
    if figure.value is None:
        return figure.state.value
    return f"{figure.value:.6g} {figure.substance.unit}"


def _sum(found: Sequence[Figure], findings: Findings) -> Figure:
    """Add parts; their errors too, as they come from one source and one method."""
    first = found[0]
    if not all(figure.valued for figure in found):
        findings.fault(
            "parts that all have a value, or none",
            " and ".join(sorted({_shown(figure) for figure in found})),
            "Give the value of each part, or the notation key of the whole.",
            found[-1].row,
            found[-1].column,
        )
        return first
    value = sum(figure.value for figure in found if figure.value is not None)
    stated = [figure.uncertainty for figure in found if figure.uncertainty is not None]
    whole = len(stated) == len(found)
    lows = [figure.bounds for figure in found if figure.bounds is not None]
    bounds = None
    if len(lows) == len(found):
        bounds = sum(low for low, _ in lows), sum(high for _, high in lows)
    worst = max(found, key=lambda figure: figure.state.value == "estimated")
    return first._replace(
        value=value,
        uncertainty=sum(stated) if whole else None,
        bounds=bounds,
        quantity=None,
        state=worst.state,
    )


def without_totals(
    figures: Sequence[Figure], choices: Choices, findings: Findings
) -> list[Figure]:
    """Leave out totals of sectors that their parts explain.

    Parameters
    ----------
    figures
        One for each cell and source. [-]
    choices
        Whether such totals are kept. [-]
    findings
        Where it is noted, with what separates a total from its parts. [-]

    Returns
    -------
    figures
        A total that is alone, or of which a part is not known, is kept; one that its
        parts contradict too, beside the fault, unless totals are to be kept. [-]

    """
    if not any(_is_total(figure) for figure in figures):
        return list(figures)
    aside = _explained(figures, choices, findings)
    if choices.totals == "keep" or not aside:
        return list(figures)
    text = "totals equal to the sum of their parts were left out: nothing counts twice"
    for figure in figures:
        if id(figure) in aside:
            findings.remark(text, figure.row, figure.column)
    return [figure for figure in figures if id(figure) not in aside]


def _explained(
    figures: Sequence[Figure], choices: Choices, findings: Findings
) -> set[int]:
    """Find the totals that their parts explain, by their place in memory."""
    totals: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    parts: dict[tuple[object, ...], list[Figure]] = defaultdict(list)
    for figure in figures:
        (totals if _is_total(figure) else parts)[_whole(figure)].append(figure)
    return {
        id(total)
        for whole, found in totals.items()
        for total in found
        if parts.get(whole) and _is_explained(total, parts[whole], choices, findings)
    }


def _is_total(figure: Figure) -> bool:
    return (figure.sector.nomenclature, figure.sector.code) in _TOTALS


def _whole(figure: Figure) -> tuple[object, ...]:
    key = figure.key
    return (*key[:3], *key[5:])


def _is_explained(
    total: Figure, parts: Sequence[Figure], choices: Choices, findings: Findings
) -> bool:
    """Tell whether the parts add up to the total; say so where they do not."""
    counted = [part for part in parts if part.sector.code not in _APART]
    known = [part.value for part in counted if part.value is not None]
    if total.value is None:
        return False
    there = sum(known)
    gap, whole = total.value - there, len(known) == len(counted)
    if whole and abs(gap) <= _ROUNDING * abs(total.value):
        return True
    unit, name = total.substance.unit, total.spot.territory.name
    may_hide = not whole and gap > 0  # a part that is not known may be the difference
    if choices.totals != "keep" and not may_hide:
        findings.fault(
            f"a total of {there:.6g} {unit}, as its parts add up to",
            f"{total.value:.6g} {unit}",
            "Correct the total or its parts; if the table lacks some parts, say that "
            "totals are kept.",
            total.row,
            total.column,
        )
        return False
    text = (
        f"{name}, {total.year}: the parts add up to {there:.6g} {unit}, the total says "
        f"{total.value:.6g} {unit}: both are kept, the pages count one of them"
    )
    findings.remark(text, total.row, total.column)
    return False


def look_at_wholes(
    figures: Sequence[Figure], nomenclatures: Nomenclatures, findings: Findings
) -> None:
    """Note substances that stand beside their own parts in one sector.

    Parameters
    ----------
    figures
        One for each cell and source. [-]
    nomenclatures
        Which substance is a part of which. [-]
    findings
        Where it is noted: the views count only one of the two. [-]

    """
    names = {figure.substance.name for figure in figures}
    wholes = {n: nomenclatures.substances[n].part_of for n in names}
    parts = {name for name, whole in wholes.items() if whole in names}
    there = {figure.key for figure in figures} if parts else set()
    for figure in figures if parts else ():
        whole, key = wholes[figure.substance.name], figure.key
        if whole and (*key[:2], whole, *key[3:]) in there:
            text = f"{whole} stands beside its parts: views count one or the other"
            findings.remark(text, figure.row, figure.column)
