"""A text as sentences, each with whether it cites a source: in it, or in the brackets that follow its full stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
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


class Sentence(NamedTuple):
    """A stretch of a text from ``start`` to ``end``, and where its citations stand."""

    start: int
    end: int
    citations: tuple[tuple[int, int], ...] = ()

    @property
    def cited(self) -> bool:
        """True if it cites a source."""
        return bool(self.citations)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a Markdown text in order; an abbreviation or an initial ends none."""
    start = 0
    cites: list[tuple[int, int]] = []
    for step in _STEP.finditer(text):
        at = step.end()
        if step["cite"] is not None:
            if step.start() >= start:
                cites.append(step.span())
            continue
        if step["end"] is not None:
            begins = text[at + 1 : at + 2]
            if begins.islower():
                continue
            following = None if begins.isupper() else _NEXT.match(text, at)
            if (not following and not begins.isupper()) or _goes_on(text, start, step.start(), at):
                continue
            if following and following["cite"]:
                cites.append(following.span())
                at = following.end()
        if not text[start:at].isspace():
            yield Sentence(start, at, tuple(cites))
        start, cites = at, []
    if text[start:].strip():
        yield Sentence(start, len(text), tuple(cites))


def _goes_on(text: str, start: int, stop: int, end: int) -> bool:
    """True if a full stop ends no sentence: an abbreviation, or a stop within a title in italics or a quotation."""
    word = text[max(text.rfind(" ", start, stop), text.rfind("\u00a0", start, stop)) + 1 : stop].strip("([«-")
    if text[stop] == "." and (word in _SHORT or (len(word.rpartition("-")[2]) == 1 and word[-1].isupper())):
        return True
    if text.count("*", start, end) % 2:
        return True
    return text.count("«", start, end) > text.count("»", start, end)
