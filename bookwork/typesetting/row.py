"""A paragraph's text as a row of words and spaces, with the places where its lines may end.

Widths are those of words shaped by themselves; no letter is kerned with a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from bookwork.typesetting.division import Kind, Limits, divisions
from bookwork.typesetting.inline import LETTERS
from bookwork.typesetting.measure import Case, Shaped
from bookwork.typesetting.search import Breakpoints
from bookwork.typesetting.taste import Taste

_PART: Final = re.compile("[ \u00a0]|[^ \u00a0]+")
_SPACES: Final = " \u00a0"
_HANGING: Final = "-\u2010.,"
_STOPS: Final = tuple(".,;:!?…)]»”")
_NUMBER: Final = re.compile(r"[0-9A-Z]{1,6}")
_OF_NAMES: Final = (Kind.NAME, Kind.PERSON)
_WHOLE: Final = 1000
_MOST_WORDS: Final = 50_000
"""Words that are kept for one fount: some 20 MB."""


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
    slot: int = -1
    """The number of the folio slot that it is; -1: it is text."""


class Part(NamedTuple):
    """A word, or what of it stands in one run, or a space: where it begins in the text of the paragraph."""

    start: int
    text: str
    run: Text
    space: bool
    shaped: Shaped
    """Of no width where it is a space, which every line makes as wide as it needs."""

    def cut(self, head: int, foot: int | None, hyphen: str) -> Part:
        """What stands on a line of a word that is divided."""
        text = self.text[head:foot] + hyphen
        return Part(self.start + head, text, self.run, False, self.run.case[text])


class Cut(NamedTuple):
    """Where a line ends: in which part, how far into it, with which hyphen; a space there falls away."""

    part: int
    at: int
    hyphen: str


class Row(NamedTuple):
    """A paragraph's words and spaces, the places where its lines may end, the em of its fount in micropoints."""

    parts: list[Part]
    cuts: Sequence[Cut]
    points: Breakpoints
    em: int

    def between(self, first: int, last: int) -> list[Part]:
        """The parts of the line from one place to another, divided words as they stand in it."""
        start, end = self.cuts[first], self.cuts[last]
        if start.part == end.part and end.at:
            return [self.parts[end.part].cut(start.at, end.at, end.hyphen)]
        held = self.parts[start.part : end.part]
        if start.at:
            held[0] = held[0].cut(start.at, None, "")
        elif held and held[0].space:
            del held[0]
        if end.at:
            held.append(self.parts[end.part].cut(0, end.at, end.hyphen))
        return held


class _Inside(NamedTuple):
    """A place inside a word: where the line ends and the next one begins, from the word's left edge."""

    kind: Kind
    cut: tuple[int, str]
    """How far into the word, and with which hyphen."""
    end: int
    start: int
    hyphened: bool


class _Word(NamedTuple):
    """What is known of a word of a case, found once."""

    space: bool
    shaped: Shaped
    hang: int
    """How far a line that ends with it hangs in the margin."""
    hyphened: bool
    numbers: tuple[bool, bool]
    """Whether a call number may go on behind it, and before it."""
    inside: tuple[_Inside, ...]


class _Lexicon(dict[str, _Word]):
    """The words of a case that were met so far."""

    def __init__(self, case: Case, taste: Taste, limits: Limits) -> None:
        super().__init__()
        self._case, self._taste, self._limits = case, taste, limits

    def __missing__(self, text: str) -> _Word:
        """Look a word up that was not met yet; raises MissingGlyphError."""
        if len(self) > _MOST_WORDS:
            self.clear()
        word = self[text] = _SPACE if text in _SPACES else self._word(text)
        return word

    def _word(self, text: str) -> _Word:
        shaped = self._case[text]
        hang = hanging(text, self._case, self._taste)
        numbers = bool(_NUMBER.fullmatch(text)), bool(_NUMBER.fullmatch(text.rstrip(".,;")))
        return _Word(False, shaped, hang, text.endswith("-"), numbers, tuple(self._inside(text, shaped.width)))

    def _inside(self, text: str, width: int) -> Iterator[_Inside]:
        case = self._case
        for division in divisions(text, case.fount.language, self._limits):
            head = text[: division.at] + division.hyphen
            end = case.width(head) - hanging(head, case, self._taste)
            start = width - case.width(text[division.at :])
            cut = division.at, division.hyphen
            yield _Inside(division.kind, cut, end, start, head.endswith(("-", "\u2010")))


_SPACE: Final = _Word(True, Shaped(0, b"", 0), 0, False, (False, False), ())


class RowMaker:
    """Makes rows to one taste; it remembers the words it has met."""

    def __init__(self, taste: Taste, limits: Limits) -> None:
        self._taste, self._limits = taste, limits
        self._lexicons: dict[int, _Lexicon] = {}

    def row(self, runs: Sequence[Text], names: frozenset[str]) -> Row:
        """The row of a paragraph; words in ``names`` are family names. Raises MissingGlyphError."""
        parts, words = self._parts(runs)
        em = _em(runs)
        space = self._taste.space * em // _WHOLE
        places = [(0, 0, 0, 0, Kind.SPACE, False)]
        cuts = [Cut(0, 0, "")]
        position = spaces = 0
        known = names, self._taste.justified
        for index, word in enumerate(words):
            if word.space:
                after = position + space
                if index and parts[index].text == " " and not parts[index].run.bound:
                    before = words[index - 1]
                    inside = before.numbers[0] and index + 1 < len(words) and words[index + 1].numbers[1]
                    kind = Kind.NUMBER if inside else _kind_of_space(parts, index)
                    places.append((position - before.hang, after, spaces, spaces + 1, kind, before.hyphened))
                    cuts.append(Cut(index, 0, ""))
                position = after
                spaces += 1
                continue
            if word.inside and not parts[index].run.bound:
                for kind, cut, end, start, hyphened in _allowed(parts, index, word.inside, known):
                    places.append((position + end, position + start, spaces, spaces, kind, hyphened))
                    cuts.append(Cut(index, *cut))
            position += word.shaped.width
        places.append((position, position, spaces, spaces, Kind.SPACE, False))
        cuts.append(Cut(len(parts), 0, ""))
        return Row(parts, cuts, Breakpoints(*zip(*places, strict=True)), em)

    def _parts(self, runs: Sequence[Text]) -> tuple[list[Part], list[_Word]]:
        """The parts of a paragraph, and what is known of the word that each is."""
        parts: list[Part] = []
        words: list[_Word] = []
        start = 0
        for run in runs:
            lexicon = self._lexicons.get(run.case.number)
            if lexicon is None:
                lexicon = self._lexicons[run.case.number] = _Lexicon(run.case, self._taste, self._limits)
            for text in _PART.findall(run.text):
                word = lexicon[text]
                words.append(word)
                parts.append(Part(start, text, run, word.space, word.shaped))
                start += len(text)
        return parts, words


def hanging(text: str, case: Case, taste: Taste) -> int:
    """How far a line that ends so hangs in the margin, in micropoints."""
    return case[text[-1]].width * taste.hanging // _WHOLE if text[-1] in _HANGING else 0


def _em(runs: Sequence[Text]) -> int:
    """The em of the fount that most of a paragraph stands in."""
    lengths: dict[int, int] = {}
    for run in runs:
        size = run.case.fount.size
        lengths[size] = lengths.get(size, 0) + len(run.text)
    return max(lengths, key=lambda size: (lengths[size], size)) * _WHOLE


def _allowed(
    parts: Sequence[Part], index: int, inside: Sequence[_Inside], known: tuple[frozenset[str], bool]
) -> Iterator[_Inside]:
    """The places inside a part where it may be divided as it stands among the others.

    A family name that the piece sets as such may be divided though its style says no: its price says how seldom.
    """
    names, justified = known
    torn = _is_torn(parts, index)
    divides = parts[index].run.divides and not torn
    name = Kind.NAME
    if not torn and any(place.kind in _OF_NAMES for place in inside):
        name = _kind_of_name(parts, index, names)
    for place in inside:
        if place.kind in _OF_NAMES:
            if divides or (name is Kind.FAMILY and justified):
                yield place if name is Kind.NAME else place._replace(kind=name)
        elif divides or place.kind not in (Kind.DIVISION, Kind.REMNANT):
            yield place


def _kind_of_space(parts: Sequence[Part], index: int) -> Kind:
    """Whether a space stands between two items of a run-in list, which a full stop and a dash part (« . – »)."""
    ends_item = index + 1 < len(parts) and parts[index + 1].text == "–" and parts[index - 1].text.endswith(".")
    return Kind.ITEM if ends_item else Kind.SPACE


def _is_torn(parts: Sequence[Part], index: int) -> bool:
    """Whether a part's letters go on in its neighbours: the patterns would see only half a word."""
    text = parts[index].text
    return (index > 0 and text[0].isalpha() and parts[index - 1].text[-1].isalpha()) or (
        index + 1 < len(parts) and text[-1].isalpha() and parts[index + 1].text[0].isalpha()
    )


def _kind_of_name(parts: Sequence[Part], index: int, names: frozenset[str]) -> Kind:
    """Whose name a capitalised word is: a person's beside another capital; a family's where it is one of ``names``."""
    first, stop = _first(parts, index), index + 1
    while stop < len(parts) and not parts[stop].space:
        stop += 1
    if any(found in names for part in parts[first:stop] for found in LETTERS.findall(part.text.casefold())):
        return Kind.FAMILY
    if first >= 2:
        head, foot = parts[_first(parts, first - 2)].text, parts[first - 2].text
        if head[:1].isupper() and not foot.endswith(_STOPS):
            return Kind.PERSON
    if stop + 1 < len(parts) and not parts[stop - 1].text.endswith(_STOPS) and parts[stop + 1].text[:1].isupper():
        return Kind.PERSON
    return Kind.NAME


def _first(parts: Sequence[Part], index: int) -> int:
    """The first part of the word that this one belongs to."""
    while index and not parts[index].space and not parts[index - 1].space:
        index -= 1
    return index
