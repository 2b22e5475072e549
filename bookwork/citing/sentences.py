"""A text as sentences, each with whether it cites a source: in it, or in the brackets that follow its full stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_CITATION: Final = r"[^\[\]@\n]{0,200}@[^\[\]]{1,1000}\]"
_STEP = re.compile(
    rf"[\[\n.!?…](?:(?<=\[)(?P<cite>{_CITATION})|(?<=\n)(?P<break>(?=[ \t]*\n|[ \t]*(?:[-*+>#]|[0-9]{{1,3}}[.)]) ))"
    r"|(?<=[.!?…])(?P<end>(?:[\s\u00a0\u202f]?[»”)*]){0,3})(?=\s))"
)
"""Starts with one class of signs, so that the search leaps from sign to sign."""
_NEXT = re.compile(rf"\s+(?:(?P<cite>\[{_CITATION})|[«“*\s\u00a0\u202f]*[A-ZÀ-ÖØ-Þ])")
_SHORT: Final = frozenset(
    re.findall(
        r"\S+",
        "M MM Mgr Mr Mme Mlle Dr Pr Me St Ste Cie cf p pp f fol art vol chap coll éd ed dir env av apr n no op cit loc "
        "ibid id gén col lt cdt cne sgt adj",
    )
)
_LONGEST_SHORT: Final = 6
"""Characters to look at before a stop: the longest abbreviation and what stands before it."""
_NEVER_SHORT: Final = 1 + max(map(len, _SHORT))
"""So many letters before a stop are a word: most are, and need no other look."""


class Sentence(NamedTuple):
    """A stretch of a text from ``start`` to ``end``, and where its citations stand."""

    start: int
    end: int
    citations: tuple[tuple[int, int], ...] = ()

    @property
    def cited(self) -> bool:
        """True if it cites a source."""
        return bool(self.citations)


@lru_cache(maxsize=8)
def sentences_of(text: str) -> tuple[Sentence, ...]:
    """The sentences of a Markdown text, kept for whoever asks for those of the same text next."""
    return tuple(sentences(text))


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a Markdown text in order; an abbreviation or an initial ends none."""
    start = 0
    cites: list[tuple[int, int]] = []
    enclosed = "*" in text or "«" in text
    for step in _STEP.finditer(text):
        kind, at = step.lastgroup, step.end()
        if kind == "cite":
            if step.start() >= start:
                cites.append(step.span())
            continue
        if kind == "end":
            begins = text[at + 1 : at + 2]
            following = None if begins.isalpha() else _NEXT.match(text, at)
            if not (following or begins.isupper()) or _is_short(text, start, step.start()):
                continue
            if enclosed and _is_enclosed(text, start, at):
                continue
            if following and following["cite"]:
                cites.append(following.span())
                at = following.end()
        elif text[start:at].isspace():
            start = at
            continue
        yield Sentence(start, at, tuple(cites))
        start, cites = at, []
    if text[start:].strip():
        yield Sentence(start, len(text), tuple(cites))


def _is_enclosed(text: str, start: int, end: int) -> bool:
    """True for a stop within a title in italics or a quotation."""
    return text.count("*", start, end) % 2 == 1 or text.count("«", start, end) > text.count("»", start, end)


def _is_short(text: str, start: int, stop: int) -> bool:
    """True for the full stop of an abbreviation or an initial."""
    if text[stop] != "." or stop - start < 1:
        return False
    if stop - start >= _NEVER_SHORT and text[stop - _NEVER_SHORT : stop].isalpha():
        return False
    word = text[max(start, stop - _LONGEST_SHORT) : stop]
    word = word[max(word.rfind(" "), word.rfind("\u00a0")) + 1 :].lstrip("([«-")
    return word in _SHORT or (word[-1:].isupper() and word[-2:-1] in ("", "-"))
