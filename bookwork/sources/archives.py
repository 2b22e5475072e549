"""``layout/archives.yml``: the shelfmarks of each repository; every pattern is tried on its own examples.

A book with its own ``layout/archives.yml`` takes that, every other one that of the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from bookwork.citing.cotes import CoteForm, PatternError, check_expression, clean, expand, parse_cote
from bookwork.diagnostics import Diagnostic, Level, Place, rule
from bookwork.model.archive import Repositories, Repository
from bookwork.sources.fields import REGISTER_FIELDS, Reader
from bookwork.sources.files import SourceText, read_text
from bookwork.sources.registers import DUPLICATE, NOT_A_LIST, UNKNOWN_LIST
from bookwork.sources.yamltext import Positions, load

PATTERN = rule(
    "arch.pattern",
    Level.ERROR,
    fr="Le motif « {pattern} » ne se lit pas (RE2 : {reason}).",
    en="The pattern “{pattern}” cannot be read (RE2: {reason}).",
    why="Un motif illisible laisserait passer toutes les cotes de ce service.",
)
EXAMPLE = rule(
    "arch.example",
    Level.ERROR,
    fr="L’exemple « {example} » ne tient pas : attendu {expected_fr}, obtenu {got_fr}.",
    en="The example “{example}” does not hold: {expected_en} expected, {got_en} found.",
    why="Les motifs s’éprouvent sur leurs exemples, pour qu’une retouche n’en change pas le sens sans qu’on le voie.",
)

FILE: Final = "layout/archives.yml"
HOUSE: Final = Path(__file__).resolve().parents[2]
_KEY: Final = "dépôts"
_ARROW: Final = " => "


def archives_file(root: Path) -> Path:
    """The book’s own file, or that of the house."""
    return (root if (root / FILE).is_file() else HOUSE) / FILE


def read_repositories(root: Path) -> tuple[Repositories, tuple[Diagnostic, ...]]:
    """The repositories that the book knows, by their id."""
    path = archives_file(root)
    source, faults = read_text(path.parents[1], path)
    return read_archives(source) if source else ({}, faults)


def read_archives(source: SourceText) -> tuple[Repositories, tuple[Diagnostic, ...]]:
    """The repositories that a text states, and its faults; one with a faulty pattern takes any shelfmark."""
    mapping, faults = load(source.text, Place(source.file, 1, 1))
    positions = Positions(source.text, Place(source.file, 1))
    found: dict[str, Repository] = {}
    diagnostics = list(faults)
    for key, entries in (mapping or {}).items():
        if key != _KEY:
            diagnostics.append(UNKNOWN_LIST.at(positions.place([key], of_key=True), key=key, nearest=_KEY))
        elif not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            diagnostics.append(NOT_A_LIST.at(positions.place([key]), key=key))
        else:
            for number, entry in enumerate(entries):
                repository, wrong = _entry(entry, positions, number)
                diagnostics += wrong
                if repository and repository.id in found:
                    diagnostics.append(DUPLICATE.at(positions.place([_KEY, number]), entry=repository.id))
                elif repository:
                    found[repository.id] = repository
    return found, tuple(diagnostics)


def _entry(entry: dict[str, Any], positions: Positions, number: int) -> tuple[Repository | None, list[Diagnostic]]:
    record, faults = Reader(Repository, REGISTER_FIELDS, positions, (_KEY, number)).read(entry)
    if record is None:
        return None, list(faults)
    wrong = [
        PATTERN.at(positions.place((_KEY, number, *path)), pattern=pattern, reason=reason)
        for path, pattern, reason in _bad_patterns(record)
    ]
    if wrong:
        return _free(record), [*faults, *wrong]
    expanded = _expanded(record)
    examples = [
        _example(positions.place((_KEY, number, *path)), example, expected, got)
        for path, example, expected, got in _bad_examples(expanded)
    ]
    return expanded, [*faults, *examples]


def _bad_patterns(repository: Repository) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Path, pattern and reason of each expression that RE2 does not take."""
    steps: list[tuple[tuple[str | int, ...], str, str]] = []
    steps += [(("motifs", at), pattern, "") for at, pattern in enumerate(repository.patterns)]
    steps += [(("personnels", at), pattern, "") for at, pattern in enumerate(repository.personal)]
    steps += [(("repérer", at), pattern, "") for at, pattern in enumerate(repository.seen)]
    for name, own in repository.departments.items():
        steps += [(("départements", name, "motifs", at), pattern, "") for at, pattern in enumerate(own.patterns)]
    for at, each in enumerate(repository.rewritings):
        steps.append((("réécrire", at, "cherche"), each.search, each.replacement))
    steps += [(("intervalles", at, "cherche"), each.search, "") for at, each in enumerate(repository.ranges)]
    for path, pattern, replacement in steps:
        try:
            check_expression(expand(pattern, repository.elements), replacement)
        except PatternError as error:
            yield path, pattern, str(error)


def _free(repository: Repository) -> Repository:
    """The same repository without its forms: what cannot be read must not turn every citation into a fault."""
    departments = {name: own.model_copy(update={"patterns": ()}) for name, own in repository.departments.items()}
    forms = ("patterns", "rewritings", "seen", "personal", "ranges")
    return repository.model_copy(update={**dict.fromkeys(forms, ()), "departments": departments})


def _expanded(repository: Repository) -> Repository:
    """The same repository, its elements put into its patterns."""

    def whole(patterns: Iterable[str]) -> tuple[str, ...]:
        return tuple(expand(pattern, repository.elements) for pattern in patterns)

    rewritings = tuple(
        each.model_copy(update={"search": expand(each.search, repository.elements)}) for each in repository.rewritings
    )
    departments = {
        name: own.model_copy(update={"patterns": whole(own.patterns)}) for name, own in repository.departments.items()
    }
    changed = {"patterns": whole(repository.patterns), "personal": whole(repository.personal)}
    return repository.model_copy(update={**changed, "departments": departments, "rewritings": rewritings})


def _bad_examples(repository: Repository) -> Iterator[tuple[tuple[str | int, ...], str, str, str]]:
    """Path, example, what was expected and what came, empty for a shelfmark that is refused."""
    form = CoteForm(repository)
    for at, example in enumerate(repository.passing):
        typed, arrow, normal = example.partition(_ARROW)
        expected = normal if arrow else clean(typed)
        cote = parse_cote(typed, form)
        if not cote or cote.normal != expected:
            yield ("passent", at), typed, expected, cote.normal if cote else ""
    for at, example in enumerate(repository.failing):
        cote = parse_cote(example, form)
        if cote:
            yield ("échouent", at), example, "", cote.normal


def _example(place: Place, example: str, expected: str, got: str) -> Diagnostic:
    return EXAMPLE.at(
        place,
        example=example,
        expected_fr=f"« {expected} »" if expected else "un refus",
        expected_en=f"“{expected}”" if expected else "a refusal",
        got_fr=f"« {got} »" if got else "un refus",
        got_en=f"“{got}”" if got else "a refusal",
    )
