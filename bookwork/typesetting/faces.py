"""The book's faces: their files, and the names that Pango gives them in a PDF."""

from __future__ import annotations

from pathlib import Path

from bookwork.checks.glyphs import Coverage
from bookwork.project import Project

FAMILY = "Livre"
"""The family's name in every style sheet, whatever face the designer chooses."""

_WEIGHTS = {
    100: "-Thin", 200: "-Ultra-Light", 300: "-Light", 400: "", 500: "-Medium", 600: "-Semi-Bold", 700: "-Bold",
    800: "-Ultra-Bold", 900: "-Heavy",
}  # fmt: skip
"""Weights as Pango spells them in the name of a face."""


def face_files(project: Project) -> dict[str, Path]:
    """The file of each face, by the name that Pango gives the face in a PDF."""
    return {
        FAMILY
        + _WEIGHTS.get(face.weight, f"-{face.weight}")
        + ("-Italic" if face.italic else ""): project.layout_folder / face.file
        for face in project.layout.type.faces
    }


def face_coverage(project: Project) -> Coverage:
    """What each cut of the family can set; a cut that the layout lacks is made by WeasyPrint from the roman."""
    from bookwork.typesetting.foundry import coverage  # noqa: PLC0415 - slow to load, and who names faces needs none

    roman: frozenset[str] = frozenset()
    found: dict[tuple[bool, bool], frozenset[str]] = {}
    for face in project.layout.type.faces:
        signs = coverage(project.layout_folder / face.file)
        found.setdefault((face.weight > _REGULAR, face.italic), signs)
        roman = roman or signs
    return {(bold, italic): found.get((bold, italic), roman) for bold in (False, True) for italic in (False, True)}


_REGULAR = 500
"""Weights above this are bold to the check of characters."""
