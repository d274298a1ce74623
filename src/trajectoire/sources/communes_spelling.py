"""Words as people mistype them: which known words lie within one or two slips."""

from collections import defaultdict
from collections.abc import Iterable

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
    Optimal string alignment distance, row by row.

    Examples
    --------
    >>> slips("grenobel", "grenoble", 2)
    1

    """
    beyond = most + 1
    if abs(len(typed) - len(known)) > most:
        return beyond
    before: list[int] = []
    above = list(range(len(known) + 1))
    for row, letter in enumerate(typed, 1):
        line = [row]
        for column, other in enumerate(known, 1):
            best = min(
                above[column - 1] + (letter != other),
                above[column] + 1,
                line[column - 1] + 1,
            )
            swapped = row > 1 and column > 1 and letter == known[column - 2]
            if swapped and typed[row - 2] == other:
                best = min(best, before[column - 2] + 1)
            line.append(best)
        if min(line) > most:
            return beyond
        before, above = above, line
    return min(above[-1], beyond)


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
        most, letters = allowance(typed), _letters(typed)
        found = {}
        for length in range(len(typed) - most, len(typed) + most + 1):
            bits = 2 * most - abs(length - len(typed))
            for drawn, word in self._by_length.get(length, ()):
                if (drawn ^ letters).bit_count() <= bits:
                    count = slips(typed, word, most)
                    if count <= most:
                        found[word] = count
        return found


def _letters(word: str) -> int:
    """Draw a word: low bits say which letters it holds, high bits which it repeats."""
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) - 48)  # "0", the first plain sign
        twice |= once & bit
        once |= bit
    return once | twice << 80
