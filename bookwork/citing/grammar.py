"""Citations in pandoc's syntax with French locators: ``[voir @sellier1998, p. 12 ; @shd-davcc, 21 P 432 123, f. 3]``.

One parser reads them in running text and, without the brackets, in the front matter. A fault never loses the rest of
the citation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bookwork.citing.brackets import pair_brackets
from bookwork.citing.locators import (
    DAY,
    PAGE,
    TIME,
    Found,
    continues,
    forced_locator,
    looks_like_locator,
    print_locator,
    read_bare,
    read_labelled,
    split_cote,
)  # fmt: skip
from bookwork.diagnostics import Diagnostic, Level, Place, Rule, rule
from bookwork.model.citation import COTE, Citation, CitationItem, Locator
from bookwork.records import Struct, replace

SYNTAX = rule(
    "cite.syntax",
    Level.ERROR,
    fr="La citation « {text} » est mal formée : {reason_fr}.",
    en="The citation “{text}” is malformed: {reason_en}.",
    why="Une citation qui ne se lit pas laisse une affirmation sans source.",
)
LOCATOR_UNKNOWN = rule(
    "cite.locator-unknown",
    Level.WARNING,
    fr="« {text} » ressemble à un repère mais n’en est pas un ici ; les repères (p., f., vue, pièce, acte n° …) "
    "suivent la clé et précèdent les mots libres.",
    en="“{text}” looks like a locator but is none here; locators (p., f., vue, pièce, acte n° …) follow the key and "
    "precede free words.",
    why="Un repère non reconnu n’entre ni dans la concordance ni dans les contrôles.",
)
LOCATOR_FORM = rule(
    "cite.locator-form",
    Level.WARNING,
    fr="Le repère « {text} » n’a pas la forme attendue : {reason_fr}.",
    en="The locator “{text}” is not of the expected form: {reason_en}.",
    why="Un lecteur doit pouvoir aller droit au passage cité.",
)
UNLABELLED = rule(
    "cite.locator-unlabelled",
    Level.ERROR,
    fr="« {text} » : dites ce que c’est (f., pièce, vue, dossier …) ; un fonds d’archives n’a pas de pages.",
    en="“{text}”: say what this is (f., pièce, vue, dossier …); an archival fonds has no pages.",
    why="Un nombre seul ne mène à rien dans un carton d’archives.",
)

LOCATOR_SPELLING = rule(
    "cite.locator-spelling",
    Level.INFORMATION,
    fr="« {typed} » se comprend ; la maison écrit « {right} ».",
    en="“{typed}” is understood; the house writes “{right}”.",
    why="Un même repère écrit d’une seule façon se cherche dans tous les fichiers à la fois.",
    mend=("{typed}", "{right}"),
)

PLAIN_KEY: Final = r"\w(?:\w|[:.#$%&\-+?<>~/](?=\w)|[:/](?=/))*"
"""A key without braces, as pandoc has it: signs stand singly within it, but for those of ``https://``."""
KEY: Final = rf"\{{[^{{}}\n]+\}}|{PLAIN_KEY}"
_ITEM = re.compile(rf"(?<![\w\\@])(?P<minus>-)?@(?P<key>{KEY})")
_KEY_ALONE = re.compile(f"@{PLAIN_KEY}")
_BEGINS_WITH_KEY = re.compile(r"@\w")
_PLAIN_ITEM = re.compile(rf"@(?P<key>{PLAIN_KEY}), (?P<segments>[^\\`{{\[*\"$@]+)")
"""A key and what follows it, without signs that would want care: what nearly all citations are."""
_SPACES = re.compile(r"\s+")
_NESTING = re.compile(r"[\\`{\[*\"$]")
_PROTECTED = re.compile(
    r"\\.|`+[^`]*`+|\{[^{}]*\}"
    r"|(?<![\w*])(?P<stars>\*{1,2})(?=[^\s*])[^*@]*[^\s*](?P=stars)(?![\w*])|\"[^\"@]*\"|\$(?=\S)[^$@]*\S\$"
)
"""Where signs of ours mean nothing: escapes, code, braces, and, if no key is in them, emphasis, quotes, formulas."""
_FORCED = re.compile(r"\{([^{}]*)\} *(.*)")
"""« {anything} »: a locator because it is said to be one, and the words after it."""
NO_ARCHIVES: Final[frozenset[str]] = frozenset()


class _Fault(Struct, frozen=True):
    rule: Rule
    particulars: dict[str, str]


def parse_citation(
    text: str, place: Place, archival: frozenset[str] = NO_ARCHIVES
) -> tuple[Citation, tuple[Diagnostic, ...]]:
    """The citation that a text is, with or without its brackets; ``archival`` are the keys of archival fonds."""
    stripped = text.strip()
    broken: tuple[_Fault, ...] = ()
    if stripped.startswith("["):
        close = pair_brackets(stripped).get(0)
        if close is None:
            broken = (_syntax(stripped, "le crochet n’est pas refermé", "the bracket is not closed"),)
        if close in (None, len(stripped) - 1):
            stripped = stripped[1:close]
    items, faults = _items(stripped, archival)
    citation = Citation(items, place)
    if not broken and not faults:
        return citation, ()
    return citation, tuple(fault.rule.at(place, None, **fault.particulars) for fault in (*broken, *faults))


def print_citation(citation: Citation, archival: frozenset[str] = NO_ARCHIVES) -> str:
    """The citation in canonical form, with brackets; reading it again gives the same items."""
    return f"[{'; '.join(_print_item(item, archival) for item in citation.items)}]"


def holds_key(text: str) -> bool:
    """True if an ``@key`` stands in this text outside inner brackets: between brackets it is a citation."""
    if "@" not in text or _BEGINS_WITH_KEY.match(text):
        return "@" in text
    bare = _without_inner(_blank_protected(text)) if _NESTING.search(text) else text
    return _ITEM.search(bare) is not None


def _without_inner(text: str) -> str:
    """The text without what stands in brackets of its own: ``bar [@doe]`` cites nothing, ``[@doe]`` in it does."""
    if "[" not in text:
        return text
    end = 0
    pieces: list[str] = []
    for start, close in sorted(pair_brackets(text).items()):
        if start >= end:
            pieces.append(text[end:start])
            end = close + 1
    return " ".join([*pieces, text[end:]])


@lru_cache(maxsize=65536)
def _items(text: str, archival: frozenset[str]) -> tuple[tuple[CitationItem, ...], tuple[_Fault, ...]]:
    items: list[CitationItem] = []
    faults: list[_Fault] = []
    text = _SPACES.sub(" ", text)
    for part in _cut(text, ";"):
        if not part.strip() and ";" in text:
            faults.append(_syntax(text, "un « ; » de trop", "one “;” too many"))
            continue
        item, wrong = _item(part.strip(), archival)
        faults += wrong
        if item:
            items.append(item)
    return tuple(items), tuple(faults)


@lru_cache(maxsize=65536)
def _item(text: str, archival: frozenset[str]) -> tuple[CitationItem | None, tuple[_Fault, ...]]:
    """One source; most stand among the sources of a notice and, alone or with others, in its text."""
    if _KEY_ALONE.fullmatch(text):
        return CitationItem(text[1:]), ()
    faults: list[_Fault] = []
    plain = None if "$" in text else _PLAIN_ITEM.fullmatch(text)
    if plain:
        key, segments = plain["key"], [each.strip() for each in plain["segments"].split(",")]
        locators, suffix = _Segments(key, key in archival, faults).read(segments)
        return CitationItem(key, "", locators, suffix), tuple(faults)
    blank = _blank_protected(text)
    first = _ITEM.search(blank)
    if first is None:
        reasons = ("chaque source s’écrit « @clé »", "each source is written “@key”")
        if "@" in text:
            reasons = ("il manque la clé après « @ »", "the key after “@” is missing")
        return None, (_syntax(text, *reasons),)
    if blank.find("@", first.end()) >= 0 and _ITEM.search(blank, first.end()):
        faults.append(_syntax(text, "séparez deux sources par « ; »", "separate two sources by “;”"))
    start, end = first.span()
    match = _ITEM.match(text, start)
    key = match["key"] if match else ""
    segments = [each.strip() for each in _cut(text[match.end() if match else end :], ",")]
    if segments and not segments[0]:
        segments = segments[1:]
    reader = _Segments(key.strip("{}"), key.strip("{}") in archival, faults)
    locators, suffix = reader.read(segments)
    item = CitationItem(key.strip("{}"), text[:start].strip(), locators, suffix, bool(first["minus"]))
    return item, tuple(faults)


@dataclass(slots=True)
class _Segments:
    """Reads the segments after a key in turn: shelfmark first, then locators, then free words."""

    key: str
    archival: bool
    faults: list[_Fault]

    def read(self, segments: list[str]) -> tuple[tuple[Locator, ...], str]:
        locators: list[Locator] = []
        queue = list(segments)
        while queue:
            segment = queue.pop(0)
            found = self._locator(segment, locators)
            if found is None:
                return tuple(locators), self._suffix([segment, *queue])
            if found.locator.value or found.locator.label:
                locators.append(found.locator)
            if found.rest:
                queue.insert(0, found.rest)
        return tuple(locators), ""

    def _locator(self, segment: str, before: list[Locator]) -> Found | None:
        forced = _FORCED.fullmatch(segment) if segment.startswith("{") else None
        if forced:
            return replace(self._forced(forced[1].strip()), rest=forced[2])
        labelled = read_labelled(segment)
        if labelled:
            if labelled.doubt:
                reasons = {"reason_fr": labelled.doubt[0], "reason_en": labelled.doubt[1]}
                self.faults.append(_fault(LOCATOR_FORM, text=segment, **reasons))
            elif labelled.respelt:
                typed, right = labelled.respelt
                self.faults.append(_fault(LOCATOR_SPELLING, typed=typed, right=right))
            return labelled
        more = continues(segment) if before and before[-1].label not in (COTE, DAY, TIME) else ""
        if more:
            last = before.pop()
            return Found(replace(last, value=f"{last.value}, {more}"))
        if not before and self.archival and segment:
            cote, rest = split_cote(segment)
            return Found(Locator(COTE, cote), rest)
        bare = read_bare(segment) if not before or self.archival else None
        if bare and bare.label == PAGE and self.archival:
            self.faults.append(_fault(UNLABELLED, text=segment))
        return Found(bare) if bare else None

    def _forced(self, text: str) -> Found:
        labelled = read_labelled(text)
        if labelled and not labelled.rest and not labelled.doubt:
            return labelled
        return Found(read_bare(text) or forced_locator(text))

    def _suffix(self, segments: list[str]) -> str:
        for segment in segments:
            if looks_like_locator(segment):
                self.faults.append(_fault(LOCATOR_UNKNOWN, text=segment))
        return ", ".join(segments)


def _print_item(item: CitationItem, archival: frozenset[str]) -> str:
    plain = re.fullmatch(KEY, item.key) and not item.key.startswith("{")
    key = f"{'-' if item.suppress_author else ''}@{item.key if plain else '{' + item.key + '}'}"
    parts = [f"{item.prefix} {key}" if item.prefix else key]
    for number, locator in enumerate(item.locators):
        if locator.label == COTE and (number or item.key not in archival):
            parts.append(f"{COTE} {locator.value}")
        else:
            parts.append(_print_locator(locator))
    return ", ".join([*parts, item.suffix] if item.suffix else parts)


def _print_locator(locator: Locator) -> str:
    """A locator as it is read again: in braces, where its value is no value of its label."""
    printed = print_locator(locator) if locator.label else locator.value
    if locator.label in (COTE, DAY, TIME):
        return printed
    again = read_labelled(printed)
    plain = again and again.locator == locator and not again.rest and not (again.doubt and "," in printed)
    return printed if plain else "{" + printed + "}"


def _cut(text: str, sign: str) -> list[str]:
    """The text between these signs, where they stand outside brackets, braces, code and escapes."""
    return list(_cut_carefully(text, sign)) if _NESTING.search(text) else text.split(sign)


def _cut_carefully(text: str, sign: str) -> Iterator[str]:
    start = depth = 0
    blank = _blank_protected(text)
    for index, character in enumerate(blank):
        if character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
        elif character == sign and depth <= 0:
            yield text[start:index]
            start = index + 1
    yield text[start:]


def _blank_protected(text: str) -> str:
    """The text with escapes, code and braces blanked, all places kept; a key in braces stays."""

    def blank(match: re.Match[str]) -> str:
        if match[0].startswith("{") and text[match.start() - 1 : match.start()] == "@":
            return "{" + "_" * (len(match[0]) - 2) + "}"
        return "\\" * len(match[0])

    return _PROTECTED.sub(blank, text) if _NESTING.search(text) else text


def _syntax(text: str, french: str, english: str) -> _Fault:
    return _fault(SYNTAX, text=text, reason_fr=french, reason_en=english)


def _fault(broken: Rule, **particulars: str) -> _Fault:
    return _Fault(broken, particulars)
