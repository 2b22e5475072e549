"""The few words that reports share, in French and in English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bookwork.diagnostics import Diagnostic, Level

LEVELS: Final = {
    "fr": {Level.ERROR: "erreur", Level.WARNING: "avertissement", Level.INFORMATION: "information"},
    "en": {Level.ERROR: "error", Level.WARNING: "warning", Level.INFORMATION: "information"},
}
_NONE: Final = {"fr": "Aucune faute.", "en": "No faults."}
_PLURALS: Final = {
    "fr": {Level.ERROR: "erreurs", Level.WARNING: "avertissements", Level.INFORMATION: "informations"},
    "en": {Level.ERROR: "errors", Level.WARNING: "warnings", Level.INFORMATION: "informations"},
}
_IN_FILES: Final = {"fr": ("dans {n} fichier", "dans {n} fichiers"), "en": ("in {n} file", "in {n} files")}


def level_word(level: Level, language: str) -> str:
    """« erreur », « avertissement », « information »."""
    return LEVELS[language][level]


def counted(number: int, word: str, language: str = "fr", plural: str = "") -> str:
    """« 1 document », « 12 documents »; in French nought is singular, in English it is not."""
    is_one = abs(number) < 2 if language == "fr" else number == 1
    return f"{number} {word if is_one else plural or word + 's'}"


def share(part: int, whole: int, language: str = "fr") -> str:
    """« 45 sur 60 (75 %) »; a share is rounded down, so that 100 % means all."""
    if not whole:
        return "0"
    return (
        f"{part} sur {whole} ({100 * part // whole} %)"
        if language == "fr"
        else f"{part} of {whole} ({100 * part // whole}%)"
    )


def count_line(diagnostics: Sequence[Diagnostic], language: str) -> str:
    """« 2 erreurs, 1 avertissement dans 3 fichiers. »"""
    if not diagnostics:
        return _NONE[language]
    counts = Counter(diagnostic.level for diagnostic in diagnostics)
    parts = [
        f"{counts[level]} {(LEVELS if counts[level] == 1 else _PLURALS)[language][level]}"
        for level in sorted(counts, reverse=True)
    ]
    files = len({diagnostic.place.file for diagnostic in diagnostics})
    return f"{', '.join(parts)} {_IN_FILES[language][files > 1].format(n=files)}."
