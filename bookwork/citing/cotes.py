"""Shelfmarks of archives: what people type → the normal form of the repository, or nothing and the nearest correction.

Patterns come from ``layout/archives.yml``. They are matched by RE2, in time linear in the text whatever the pattern:
no pattern and no text can hang the program. The only module that imports ``re2``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import re2

from bookwork.model.archive import Cote, Department, NaturalKey, ReadingRoom, Repositories, Repository, Rewriting
from bookwork.model.source import Work
from bookwork.records import Struct

LONGEST: Final = 120
"""Characters; no shelfmark of the 15 000 that were looked at is longer than 60."""

_LONGEST_EXPRESSION: Final = 10_000
_OPTIONS: Final = re2.Options()
_OPTIONS.log_errors = False
_DASHES = re.compile("[‐‑‒–—―−]")
_APOSTROPHES = re.compile("[’ʼ‘]")
_STROKE = re.compile(r"\s*/\s*")
_RANGE = re.compile(r"(?<=[0-9])(?: ?- ?| à )(?=[0-9])")
_SUPERIORS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
"""Figures that are set high in print, « F⁷ », and are typed so by some."""
_PARTS = re.compile(r"[0-9]+|[^0-9\s]+")
_LONG_NUMBER = re.compile(r"[0-9]{4,}")
_DIGIT_GROUP = re.compile(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))")
_MISREAD = re.compile(r"(?<=[0-9])[oOlI|]+(?![A-Za-z])|(?<![A-Za-z])[oOlI|]+(?=[0-9])")
_FIGURE_FOR: Final = str.maketrans("oOlI|", "00111")
"""Letters that are typed or read for figures."""
_REFERENCE = re.compile(r"\\([0-9])")
_BEHIND_A_NAME: Final = (" ", ",", ":", ";", "/", "-")
"""What may stand between the name of an institution and its shelfmark."""
_SEPARATORS: Final = ("/", " ", "-", "")


class PatternError(ValueError):
    """Why an expression of ``archives.yml`` cannot be used, in the words of RE2."""


class CoteForm(Struct, frozen=True):
    """The form of the shelfmarks of a fonds: its repository, the département, the shelfmark of the series itself."""

    repository: Repository
    department: str = ""
    series: str = ""

    @property
    def own(self) -> Department | None:
        """What this département does otherwise than the others."""
        return self.repository.departments.get(self.department)

    @property
    def room(self) -> ReadingRoom:
        """What the reading room allows."""
        return (self.own and self.own.room) or self.repository.room


def form_of(work: Work, repositories: Repositories) -> CoteForm | None:
    """The form that an entry asks for by ``pattern = {ad-30}`` or ``{shd-davcc}``; None if there is no such form."""
    name = work.field("pattern")
    series = work.field("shelfmark")
    if name in repositories:
        return CoteForm(repositories[name], "", series)
    base, _, department = name.rpartition("-")
    repository = repositories.get(base)
    if repository and repository.departments and re.fullmatch("[0-9]{2,3}|2[AB]", department):
        return CoteForm(repository, department, series)
    return None


def check_expression(expression: str, replacement: str = "") -> None:
    """Raise :class:`PatternError` if this is no expression of RE2, or its replacement names a group that it has not."""
    groups = _expression(f"(?i){expression}").groups
    for reference in _REFERENCE.findall(replacement):
        if int(reference) > groups:
            raise PatternError(f"\\{reference} ({groups})")


def nearest_cote(text: str, form: CoteForm) -> str:
    """The shelfmark that was perhaps meant, in normal form: one slip away, or without its series; empty if none is."""
    for candidate in _candidates(clean(text)[:LONGEST], form.series):
        found = parse_cote(candidate, form)
        if found:
            return found.normal
    return ""


def is_personal(cote: Cote, repository: Repository) -> bool:
    """True for the file of one person, which cannot be that of another."""
    return _fits(cote.normal, repository.personal)


def number_in(cote: Cote, expression: str) -> int | None:
    """The number that stands in the brackets of an expression, where the shelfmark fits it."""
    found = _expression(expression).fullmatch(cote.comparison)
    number = found.group(1) if found and found.groups() else None
    return int(number) if number and re.fullmatch("[0-9]+", number) else None


def find_cotes(text: str, repositories: Repositories) -> Iterator[tuple[int, str]]:
    """The shelfmarks that a running text seems to hold, each with the index where it stands."""
    expression = "|".join(f"(?:{each})" for repository in repositories.values() for each in repository.seen)
    if expression:
        for match in _expression(expression).finditer(text):
            yield match.start(), match.group()


def clean(text: str) -> str:
    """One kind of space and dash, none of them at the ends or round a stroke."""
    text = unicodedata.normalize("NFC", text[: 4 * LONGEST].encode("utf-8", "replace").decode("utf-8"))
    text = text.translate(_SUPERIORS)
    return _RANGE.sub("-", _STROKE.sub("/", " ".join(_DASHES.sub("-", text).split())))


def comparison_form(text: str) -> str:
    """Capitals without accents: equal for « E dépôt » and « E DEPOT »."""
    parted = unicodedata.normalize("NFD", _APOSTROPHES.sub("'", text))
    return "".join(sign for sign in parted if not unicodedata.combining(sign)).upper()


@lru_cache(maxsize=1 << 15)
def natural_key(text: str) -> NaturalKey:
    """Orders shelfmarks as archivists do: figures as numbers, spaces ignored."""
    parts = _PARTS.findall(comparison_form(text))
    return tuple((0, int(part), "") if part[0] in "0123456789" else (1, 0, part) for part in parts)


def expand(expression: str, elements: Mapping[str, str]) -> str:
    """An expression with its ``{elements}`` put in, each of which may use those before it."""
    for name, element in reversed(tuple(elements.items())):
        expression = expression.replace("{" + name + "}", f"(?:{element})")
        if len(expression) > _LONGEST_EXPRESSION:
            raise PatternError(f"> {_LONGEST_EXPRESSION}")
    return expression


def parse_cote(text: str, form: CoteForm) -> Cote | None:
    """The shelfmark that a text is, or None if it is out of the repository's forms."""
    repository, own = form.repository, form.own.patterns if form.own else ()
    if len(text) > LONGEST:
        return None
    written = clean(text)
    bare = _without_words(written, repository.words)
    normal = bare if _fits(bare, own) else _rewritten(bare, repository.rewritings)
    if not normal or (repository.patterns and not _fits(normal, (*own, *repository.patterns))):
        return None
    exact = _DIGIT_GROUP.sub("", written) == _DIGIT_GROUP.sub("", normal)
    return Cote(
        written, normal, _printed(normal, repository.grouped), comparison_form(normal), natural_key(normal), exact
    )


def _without_words(text: str, words: tuple[str, ...]) -> str:
    """The text without the name of the institution in front."""
    for word in words:
        if text.casefold().startswith(word.casefold()):
            rest = text[len(word) :]
            if rest[:1] in _BEHIND_A_NAME:
                return _without_words(rest.lstrip("".join(_BEHIND_A_NAME)), words)
    return text


def _rewritten(text: str, rewritings: Iterable[Rewriting]) -> str:
    for each in rewritings:

        def filled(match: Any, template: str = each.replacement) -> str:
            return _REFERENCE.sub(lambda reference: match.group(int(reference[1])) or "", template)

        text = _expression(f"(?i){each.search}").sub(filled, text)[: 2 * LONGEST]
    return text


def _printed(normal: str, grouped: int) -> str:
    def in_groups(match: re.Match[str]) -> str:
        digits = match[0]
        first = len(digits) % grouped
        groups = [digits[:first], *(digits[at : at + grouped] for at in range(first, len(digits), grouped))]
        return "\u202f".join(group for group in groups if group)

    return (_LONG_NUMBER.sub(in_groups, normal) if grouped else normal).replace(" ", "\u00a0")


def _candidates(text: str, series: str) -> Iterator[str]:
    """What was perhaps meant, the likeliest first."""
    bare = text.strip(" .,;:()[]«»\"'")
    yield bare
    figures = _MISREAD.sub(lambda letters: letters[0].translate(_FIGURE_FOR), bare)
    yield figures
    for each in dict.fromkeys((bare, figures)):
        for sign in _SEPARATORS:
            yield re.sub(r"\s*[.,_:;\\|]\s*", sign, each)
        if series:
            yield from (f"{series}{sign}{each}" for sign in _SEPARATORS)


@lru_cache(maxsize=1024)
def _expression(expression: str) -> Any:
    try:
        return re2.compile(expression, _OPTIONS)
    except re2.error as error:
        reason: str = error.args[0].decode("utf-8", "replace")
        raise PatternError(reason.partition(":")[0]) from error
    except UnicodeEncodeError as error:
        raise PatternError(error.reason) from error


def _fits(text: str, patterns: tuple[str, ...]) -> bool:
    comparison = comparison_form(text)
    return any(_expression(pattern).fullmatch(comparison) for pattern in patterns)
