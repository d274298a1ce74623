"""What comparisons say in one sentence, in French and in English."""

from typing import NamedTuple


class Sentence(NamedTuple):
    """One sentence for the page.

    Parameters
    ----------
    fr, en
        In French, in English. [-]

    """

    fr: str
    en: str


_FIXED = {
    "none": Sentence(
        "Aucun secteur des comptes ne correspond à ce secteur de l’observatoire.",
        "No sector of the accounts matches this sector of the observatory.",
    ),
    "undeclared": Sentence(
        "Rien n’est déclaré pour ce secteur : il n’y a rien à comparer.",
        "Nothing is declared for this sector: there is nothing to compare.",
    ),
    "periods": Sentence(
        "La mesure et la déclaration ne couvrent pas la même période, et aucun profil "
        "dans le temps ne dit la part de l’année qui tombe dans la mesure.",
        "What is measured and what is declared do not cover the same period, and no "
        "profile in time says which part of the year falls in the measured one.",
    ),
    "unmeasured": Sentence(
        "L’observatoire ne conclut rien pour ce secteur.",
        "The observatory concludes nothing for this sector.",
    ),
    "silent": Sentence(
        "L’air n’apprend presque rien sur ce secteur : la mesure reste ce que disait "
        "l’inventaire de départ, et la comparer à lui ne prouverait rien.",
        "The air says next to nothing of this sector: what is measured remains what "
        "the inventory it started from said; comparing the two would prove nothing.",
    ),
}
_VERDICTS = {
    "compatible": Sentence("les deux sont compatibles", "the two are compatible"),
    "higher": Sentence(
        "on émet très probablement plus que ce qui est déclaré",
        "more is very likely emitted than declared",
    ),
    "lower": Sentence(
        "on émet très probablement moins que ce qui est déclaré",
        "less is very likely emitted than declared",
    ),
}
_CERTAIN = Sentence(
    " (la déclaration n’a pas d’incertitude : seule celle de la mesure est comptée)",
    " (what is declared has no uncertainty: only that of the measurement counts)",
)


def _odds(probability: float) -> tuple[str, str]:
    """Say a probability as chances, and never more surely than the lattice knows it."""
    chances = round(100 * probability)
    if chances < 1:
        return "moins d’une chance", "is less than one chance"
    if chances > 99:
        return "plus de 99 chances", "are more than 99 chances"
    if chances == 1:
        return "une chance", "is one chance"
    return f"{chances} chances", f"are {chances} chances"


def comparison(
    what: str,
    *,
    difference: tuple[float, float, float] = (0.0, 0.0, 0.0),
    probability: float = 0.5,
    certain: bool = False,
) -> Sentence:
    """Say what a comparison of measured and declared emissions concludes.

    Parameters
    ----------
    what
        A verdict, or why there is none. [-]
    difference
        Median, lower and upper bound of measured minus declared. [tCO2e]
    probability
        That more is emitted than declared. [-]
    certain
        Whether the accounts state no uncertainty. [-]

    Returns
    -------
    sentence
        In both languages. [-]

    """
    if what in _FIXED:
        return _set(_FIXED[what])
    french, odds = _odds(probability)
    verdict, added = _VERDICTS[what], _CERTAIN if certain else Sentence("", "")
    middle, between = (
        _apart(difference[0], "t de CO2", "t of CO2"),
        _between(difference),
    )
    said = Sentence(
        f"L’air, sans l’inventaire de départ, dit {middle.fr} que déclaré "
        f"({between.fr}, 9 chances sur 10) : {verdict.fr} ; il y a "
        f"{french} sur 100 que l’on émette plus que déclaré{added.fr}.",
        f"The air, without the inventory it started from, says {middle.en} than "
        f"declared ({between.en}, 9 chances in 10): {verdict.en}; there {odds} in "
        f"100 that more is emitted than declared{added.en}.",
    )
    return _set(said)


def _apart(value: float, unit: str = "t", english_unit: str = "t") -> Sentence:
    """Say a difference without a sign: so much more, so much less."""
    size = whole(abs(value))
    side = Sentence("de moins", "less") if value < 0 else Sentence("de plus", "more")
    return Sentence(
        f"{size} {unit} {side.fr}", f"{english(size)} {english_unit} {side.en}"
    )


def _between(difference: tuple[float, float, float]) -> Sentence:
    """Say the interval of a difference; its side once where both bounds share it."""
    _, low, high = difference
    if low * high < 0:
        least, most = _apart(low), _apart(high)
        return Sentence(
            f"entre {least.fr} et {most.fr}", f"between {least.en} and {most.en}"
        )
    near, far = sorted((low, high), key=abs)
    size, most = whole(abs(near)), _apart(far)
    return Sentence(
        f"entre {size} et {most.fr}", f"between {english(size)} and {most.en}"
    )


def lookalikes(count: int, fewest: int) -> Sentence:
    """Say with how many territories one is compared, or why it is not.

    Parameters
    ----------
    count
        Look-alike territories that have data of their own. [-]
    fewest
        Under which nothing is shown. [-]

    Returns
    -------
    sentence
        In both languages. [-]

    """
    if count < fewest:
        few = Sentence(
            f"Trop peu de territoires semblables ont leurs propres données ({count}, "
            f"il en faut {fewest}) : une estimation n’est jamais comparée à une autre, "
            "toutes deux viennent des mêmes chiffres nationaux.",
            f"Too few look-alike territories have data of their own ({count}, {fewest} "
            "are needed): an estimate is never compared with another, since both come "
            "from the same national figures.",
        )
        return _set(few)
    many = Sentence(
        f"Comparé aux {count} territoires les plus semblables qui ont leurs propres "
        "données ; les premières estimations n’y entrent pas.",
        f"Compared with the {count} most alike territories that have data of their "
        "own; first estimates are left out.",
    )
    return _set(many)


def _set(said: Sentence) -> Sentence:
    """Space the French as French does."""
    spaced = said.fr.replace(" :", "\u00a0:").replace(" ;", "\u202f;")
    return Sentence(spaced, said.en)


def whole(value: float) -> str:
    """Write a number to two significant digits, by groups of three, with its sign.

    Parameters
    ----------
    value
        The number. [any]

    Returns
    -------
    written
        As French does. [-]

    Examples
    --------
    >>> whole(-12345.0)
    '\u221212\u202f000'

    """
    rounded = float(f"{value:.2g}")
    written = f"{abs(rounded):,.0f}" if abs(rounded) >= 10 else f"{abs(rounded):g}"
    written = written.replace(",", "\u202f").replace(".", ",")
    return f"\u2212{written}" if rounded < 0 else written


def english(written: str) -> str:
    """Turn a number as French writes it into English.

    Parameters
    ----------
    written
        With narrow spaces and a comma. [-]

    Returns
    -------
    written
        With commas and a point. [-]

    """
    return written.replace(",", ".").replace("\u202f", ",")
