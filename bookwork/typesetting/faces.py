"""The book's faces: their files, and the names that Pango gives them in a PDF."""

from __future__ import annotations

from pathlib import Path

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
