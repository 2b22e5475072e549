"""French alphabetical order: letters first, then accents from the right, then case, then signs.

The order of the Canadian standard CAN/CSA Z243.4.1 (A. LaBonté), with two customs of French libraries (NF Z44-001):
« Mc » files as « Mac », « St » and « Ste » as « Saint » and « Sainte ». Never the machine's locale.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

SortKey = tuple[str, tuple[int, ...], str, str]
"""Letters without accents, weights of the accents from the last letter to the first, case, signs with their places."""

_OPENED: Final = str.maketrans({
    "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ẞ": "SS", "ø": "o\u0338", "Ø": "O\u0338",
    "ł": "l\u0335", "Ł": "L\u0335", "đ": "d\u0335", "Đ": "D\u0335", "ð": "d\u0335", "Ð": "D\u0335", "þ": "th",
    "Þ": "TH", "ı": "i",
})  # fmt: skip
_ACCENTS: Final = {mark: weight for weight, mark in enumerate("\u0301\u0300\u0302\u0308\u0303\u030a\u0327", start=1)}
"""Acute, grave, circumflex, diaeresis, tilde, ring, cedilla; any other mark comes after."""
_SAINT = re.compile(r"\b(S)t(e?s?)(?=[-.\s]\W*\w)", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[\W_]+")
_MAC = re.compile(r"\bM[cᶜ](?=\s?[A-Z])")
_SHORTENED = re.compile(r"[Ss\u017f][Tt]|M[cᶜ]")
"""Without one of these in it a text is spelled out already; to look for them takes a third of the time."""
_OTHERS = re.compile(r"[^a-zA-Z0-9]")
"""What is not simply one letter or figure; most characters of French names are, once accents stand alone."""


@lru_cache(maxsize=1024)
def _case(letter: str) -> str:
    """A figure for each letter that this one becomes in small letters: 1 for a capital."""
    folded = letter.casefold()
    return ("0" if folded == letter else "1") * len(folded)


_PLAIN_CASES: Final = {code: _case(chr(code)) for code in range(128)}


_MOST: Final = 65536
"""Sort keys in memory: a book of 9 000 notices has some 40 000 names and headings."""
_keys: dict[str, SortKey] = {}


def french_key(text: str) -> SortKey:
    """The sort key of a word, name or heading in French order; made once."""
    key = _keys.get(text)
    if key is None:
        if len(_keys) >= _MOST:
            _keys.clear()
        key = _keys[text] = _french_key(text)
    return key


def known_keys() -> Mapping[str, SortKey]:
    """The sort keys that were made up to now, or brought from elsewhere."""
    return _keys


def bring_keys(keys: Mapping[str, SortKey]) -> None:
    """Sort keys that this program made in another run."""
    if len(_keys) + len(keys) <= _MOST:
        _keys.update(keys)


def _french_key(text: str) -> SortKey:
    """The sort key of a word, name or heading in French order.

    Accents count from the end of a word (Québec, RGCN): each as its distance from there, less for farther, and weight.
    """
    text = _spelled_out(text)
    if not text.isascii():
        text = unicodedata.normalize("NFD", text.translate(_OPENED))
    accents: list[tuple[int, int]] = []
    letters: list[str] = []
    signs: list[str] = []
    count = done = 0
    for other in _OTHERS.finditer(text):
        index, character = other.start(), other[0]
        letters.append(text[done:index])
        count += index - done
        done = index + 1
        if unicodedata.combining(character):
            if count:
                accents.append((count - 1, _ACCENTS.get(character, 9)))
        elif character.isalnum():
            letters.append(character)
            count += len(character.casefold())
        else:
            signs.append(f"{count:04}{character}")
    letters.append(text[done:])
    alone = "".join(letters)
    cases = alone.translate(_PLAIN_CASES) if alone.isascii() else "".join(map(_case, alone))
    weights = _weights(accents, count + len(text) - done) if accents else ()
    return alone.casefold(), weights, cases, "".join(signs)


def _weights(accents: Iterable[tuple[int, int]], count: int) -> tuple[int, ...]:
    """Distance and weight of each letter with accents, from the end; several on one letter make one weight."""
    weights: dict[int, int] = {}
    for place, weight in accents:
        weights[place] = weights.get(place, 0) * 16 + weight
    return tuple(part for place, weight in reversed(weights.items()) for part in (place - count, weight))


def french_letters(text: str) -> str:
    """The letters of a word, name or heading alone: the first part of its sort key, in a tenth of the time."""
    return "".join(map(_letters_of_word, _spelled_out(text).split()))


@lru_cache(maxsize=65536)
def _letters_of_word(word: str) -> str:
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFD", word.translate(_OPENED))).casefold()


def filing_letter(text: str) -> str:
    """The letter under which a text files: A … Z, another script's capital, or ``#`` for figures and signs."""
    return letter_of(french_letters(text))


def letter_of(letters: str) -> str:
    """The same from the letters of a text, or the first part of its sort key."""
    first = letters[:1]
    return first.upper() if first.isalpha() else "#"


def _spelled_out(text: str) -> str:
    if not _SHORTENED.search(text):
        return text
    text = _SAINT.sub(r"\1aint\2", text)
    return _MAC.sub("Mac", text)
