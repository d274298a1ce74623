"""Words as people mistype them: which known words lie within one or two slips."""

from collections import defaultdict
from collections.abc import Iterable

_SIGNS = 32  # bits for letters and digits
_SHORT, _LONG = 4, 8  # letters: from here one slip is forgiven, from there two


def allowance(word: str) -> int:
    """Say how many slips are forgiven in a word.

    Parameters
    ----------
    word
        As it was typed. [-]

    Returns
    -------
    slips
        None under four letters, one under eight, two beyond. [-]

    """
    return (len(word) >= _SHORT) + (len(word) >= _LONG)


def slips(typed: str, known: str, most: int) -> int:
    """Count the slips between two words.

    Parameters
    ----------
    typed, known
        The two words. [-]
    most
        Where to stop counting. [-]

    Returns
    -------
    slips
        Letters added, lost, replaced, or swapped with the next one; ``most + 1`` for
        anything beyond. [-]

    Notes
    -----
    Optimal string alignment distance, a column of the table of distances at a time,
    kept as the bits of its differences: the word typed is held in one number [1]_.

    References
    ----------
    .. [1] H. Hyyrö, "A bit-vector algorithm for computing Levenshtein and Damerau edit
       distances", Nordic Journal of Computing 10, 2003.

    Examples
    --------
    >>> slips("grenobel", "grenoble", 2)
    1

    """
    if abs(len(typed) - len(known)) > most:
        return most + 1
    return min(_distance(_places(typed), len(typed), known), most + 1)


def _places(typed: str) -> dict[str, int]:
    """Say at which places of a word each of its letters stands, as bits."""
    places: dict[str, int] = {}
    for at, letter in enumerate(typed):
        places[letter] = places.get(letter, 0) | 1 << at
    return places


def _distance(places: dict[str, int], length: int, known: str) -> int:
    whole, last = (1 << length) - 1, 1 << length >> 1
    more, less = whole, 0  # where a column grows, and where it shrinks
    here = before = 0
    distance = length
    for letter in known:
        match = places.get(letter, 0)
        swapped = ((~here & match) << 1) & before
        here = (((match & more) + more) ^ more) | match | less | swapped
        right_more, right_less = less | ~(here | more), here & more
        distance += bool(right_more & last) - bool(right_less & last)
        right_more, right_less = (right_more << 1) | 1, right_less << 1
        more = (right_less | ~(here | right_more)) & whole
        less = right_more & here & whole
        before = match
    return distance if length else len(known)


class Spellings:
    """Known words, kept so that near ones are found without reading them all.

    Parameters
    ----------
    words
        Every known word, of plain letters and digits. [-]

    Notes
    -----
    Each word is drawn as a number whose bits say which letters it holds, and which it
    holds twice. A slip changes two bits at most (a replaced letter), or one (a letter
    added or lost): words too far apart are set aside by counting bits, and the others
    are compared letter by letter.

    """

    def __init__(self, words: Iterable[str]) -> None:
        self._by_length: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for word in words:
            self._by_length[len(word)].append((_letters(word), word))

    def near(self, typed: str) -> dict[str, int]:
        """Find the known words within the forgiven slips.

        Parameters
        ----------
        typed
            A word of plain letters and digits. [-]

        Returns
        -------
        slips
            By known word; the word itself at zero. [-]

        """
        most, letters, places = allowance(typed), _letters(typed), _places(typed)
        found = {}
        for length in range(len(typed) - most, len(typed) + most + 1):
            bits = 2 * most - abs(length - len(typed))
            for word in [
                word
                for drawn, word in self._by_length.get(length, ())
                if (drawn ^ letters).bit_count() <= bits
            ]:
                count = _distance(places, len(typed), word)
                if count <= most:
                    found[word] = count
        return found


def _letters(word: str) -> int:
    """Draw a word: low bits say which letters it holds, high bits which it repeats."""
    once = twice = 0
    for letter in word:
        bit = 1 << ord(letter) % _SIGNS  # a digit may share the bit of a letter
        twice |= once & bit
        once |= bit
    return once | twice << _SIGNS
