"""A paragraph's text as a row of words and spaces, with the places where its lines may end.

Widths are those of words shaped by themselves; no letter is kerned with a space.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from bookwork.typesetting.division import Division, Kind, Limits, divisions
from bookwork.typesetting.measure import Case
from bookwork.typesetting.paragraphs import Breakpoints, Taste

_PART: Final = re.compile("[ \u00a0]|[^ \u00a0]+")
_HANGING: Final = "-\u2010.,"
_STOPS: Final = tuple(".,;:!?…)]»”")
_NUMBER: Final = re.compile(r"[0-9A-Z]{1,6}")
_LETTERS: Final = re.compile(r"[^\W\d_⁰¹²³⁴-⁹]+")
_WHOLE: Final = 1000
_MOST_WORDS: Final = 50_000
"""Words whose divisions are kept: some 20 MB."""


class Text(NamedTuple):
    """A run of a paragraph: its text, its case, how far it is raised in micropoints, the operator of its colour."""

    text: str
    case: Case
    rise: int
    ink: bytes
    divides: bool
    """Whether its words may be divided."""
    bound: bool
    """Whether it stays on one line."""


class Part(NamedTuple):
    """A word, or what of it stands in one run, or a space: where it begins in the text of the paragraph."""

    start: int
    text: str
    run: Text
    space: bool


class Cut(NamedTuple):
    """Where a line ends: in which part, how far into it, with which hyphen; a space there falls away."""

    part: int
    at: int
    hyphen: str


class Row(NamedTuple):
    """A paragraph's words and spaces, the places where its lines may end, the em of its fount in micropoints."""

    parts: list[Part]
    cuts: list[Cut]
    points: Breakpoints
    em: int

    def between(self, first: int, last: int) -> Iterator[Part]:
        """The parts of the line from one place to another, divided words as they stand in it."""
        start, end = self.cuts[first], self.cuts[last]
        for index in range(start.part, min(end.part + 1, len(self.parts))):
            part = self.parts[index]
            head = start.at if index == start.part else 0
            foot = end.at if index == end.part else len(part.text)
            text = part.text[head:foot]
            if not text or (part.space and index == start.part):
                continue
            if index == end.part:
                text += end.hyphen
            yield part._replace(start=part.start + head, text=text)


class RowMaker:
    """Makes rows to one taste; it remembers how it has divided words."""

    def __init__(self, taste: Taste, limits: Limits) -> None:
        self._taste, self._limits = taste, limits
        self._measured: dict[tuple[int, str], list[tuple[Division, int, int, bool]]] = {}

    def row(self, runs: Sequence[Text], names: frozenset[str]) -> Row:
        """The row of a paragraph; words in ``names`` are never divided. Raises MissingGlyphError."""
        parts = list(_parts(runs))
        row = Row(parts, [Cut(0, 0, "")], Breakpoints(), _em(runs))
        row.points.add((0, 0), (0, 0), Kind.SPACE, False)
        words = _words(parts)
        space = self._taste.space * row.em // _WHOLE
        position = spaces = 0
        for number, (first, stop) in enumerate(words):
            if parts[first].space:
                after = position + space, spaces + 1
                if parts[first].text == " " and not parts[first].run.bound and first:
                    kind = _space_kind(parts, words, number)
                    end = position - hanging(parts[first - 1].text, parts[first - 1].run.case, self._taste), spaces
                    row.points.add(end, after, kind, parts[first - 1].text.endswith("-"))
                    row.cuts.append(Cut(first, 0, ""))
                position, spaces = after
                continue
            for index in range(first, stop):
                if not parts[index].run.bound:
                    whole = stop - first == 1 or not _is_torn(parts, index, (first, stop))
                    guarded = partial(_is_guarded, parts, words, number, names)
                    self._divide(row, index, (position, spaces), (whole, guarded))
                position += parts[index].run.case[parts[index].text].width
        row.points.add((position, spaces), (position, spaces), Kind.SPACE, False)
        row.cuts.append(Cut(len(parts), 0, ""))
        return row

    def _divide(self, row: Row, index: int, position: tuple[int, int], word: tuple[bool, Callable[[], bool]]) -> None:
        """Add the places inside a part where a line may end; ``word``: whether it is whole, whether it is a name."""
        (left, spaces), (whole, guarded) = position, word
        divides = whole and row.parts[index].run.divides
        for division, end, start, hyphened in self._divisions(row.parts[index]):
            divided = division.kind in (Kind.DIVISION, Kind.NAME)
            if (divided and not divides) or (division.kind is Kind.NAME and guarded()):
                continue
            row.points.add((left + end, spaces), (left + start, spaces), division.kind, hyphened)
            row.cuts.append(Cut(index, division.at, division.hyphen))

    def _divisions(self, part: Part) -> list[tuple[Division, int, int, bool]]:
        """Each division of a part, with where the line ends and the next one begins, from its left edge."""
        case, text = part.run.case, part.text
        key = case.number, text
        found = self._measured.get(key)
        if found is None:
            if len(self._measured) > _MOST_WORDS:
                self._measured.clear()
            whole = case[text].width
            found = self._measured[key] = []
            for division in divisions(text, case.fount.language, self._limits):
                head = text[: division.at] + division.hyphen
                end = case[head].width - hanging(head, case, self._taste)
                hyphened = head.endswith(("-", "\u2010"))
                found.append((division, end, whole - case[text[division.at :]].width, hyphened))
        return found


def hanging(text: str, case: Case, taste: Taste) -> int:
    """How far a line that ends so hangs in the margin, in micropoints."""
    return case[text[-1]].width * taste.hanging // _WHOLE if text[-1] in _HANGING else 0


def _parts(runs: Sequence[Text]) -> Iterator[Part]:
    start = 0
    for run in runs:
        for match in _PART.finditer(run.text):
            text = match[0]
            yield Part(start + match.start(), text, run, text in " \u00a0")
        start += len(run.text)


def _em(runs: Sequence[Text]) -> int:
    """The em of the fount that most of a paragraph stands in."""
    lengths: dict[int, int] = {}
    for run in runs:
        size = run.case.fount.size
        lengths[size] = lengths.get(size, 0) + len(run.text)
    return max(lengths, key=lambda size: (lengths[size], size)) * _WHOLE


def _words(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Spaces, and words of one or several parts: first part and the one after the last."""
    words: list[tuple[int, int]] = []
    for index, part in enumerate(parts):
        if words and not part.space and not parts[index - 1].space:
            words[-1] = words[-1][0], index + 1
        else:
            words.append((index, index + 1))
    return words


def _space_kind(parts: Sequence[Part], words: Sequence[tuple[int, int]], number: int) -> Kind:
    """Whether a space stands inside a call number (``16 P 416039``)."""
    if number + 1 == len(words):
        return Kind.SPACE
    before, after = parts[words[number][0] - 1].text, parts[words[number][1]].text
    inside = _NUMBER.fullmatch(before) and _NUMBER.fullmatch(after.rstrip(".,;"))
    return Kind.NUMBER if inside else Kind.SPACE


def _is_torn(parts: Sequence[Part], index: int, word: tuple[int, int]) -> bool:
    """Whether a part's letters go on in its neighbours: the patterns would see only half a word."""
    text = parts[index].text
    return (index > word[0] and text[0].isalpha() and parts[index - 1].text[-1].isalpha()) or (
        index + 1 < word[1] and text[-1].isalpha() and parts[index + 1].text[0].isalpha()
    )


def _is_guarded(parts: Sequence[Part], words: Sequence[tuple[int, int]], number: int, names: frozenset[str]) -> bool:
    """Whether a capitalised word is (part of) a person's name: one of ``names``, or beside another capital."""
    first, stop = words[number]
    if any(found in names for part in parts[first:stop] for found in _LETTERS.findall(part.text.casefold())):
        return True
    if number >= 2:
        head, foot = (parts[index].text for index in (words[number - 2][0], words[number - 2][1] - 1))
        if head[:1].isupper() and not foot.endswith(_STOPS):
            return True
    if number + 2 < len(words) and not parts[stop - 1].text.endswith(_STOPS):
        return parts[words[number + 2][0]].text[:1].isupper()
    return False
