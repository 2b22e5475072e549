"""Words that are nearly the same: what an author probably meant. The only module that imports ``rapidfuzz``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz, process

from bookwork.model.collation import french_letters

NONE = "–"
"""Stands in a message where nothing is near."""
_LIKENESS = 60.0
"""Below this likeness (0 to 100) a suggestion would only mislead."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like this one, a difference of case or accents alone first; a dash when none is like it."""
    return next(iter(nearest_few(word, known, 1)), NONE)


def nearest_few(word: str, known: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """The known words most like this one, the best first."""
    words, letters = sorted(set(known)), french_letters(word)
    same = [each for each in words if french_letters(each) == letters]
    found = process.extract(word, words, limit=count, score_cutoff=_LIKENESS, processor=str.casefold)
    return tuple(dict.fromkeys([*same, *(str(each[0]) for each in found)]))[:count]


def like_pairs(words: Sequence[str], likeness: float) -> Iterator[tuple[int, int]]:
    """The indices of every two of these words that are at least so much alike (0 to 100)."""
    for first, word in enumerate(words):
        for second in range(first + 1, len(words)):
            if fuzz.ratio(word, words[second], score_cutoff=likeness):
                yield first, second
