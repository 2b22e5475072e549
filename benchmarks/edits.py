"""Edits such as authors, editors and designers make, done to a fictional book before it is built again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

import corpus
from fiction.people import Person, people


def notice_files(book: Path) -> list[Path]:
    """The notices in the order of their files."""
    return sorted((book / "biographies").rglob("*.md"))


def middle_notice(book: Path) -> Path:
    """The notice in the middle: half of the book stands behind it."""
    files = notice_files(book)
    return files[len(files) // 2]


def same_length(book: Path) -> None:
    """A slip of the pen mended: two letters of a word change places, and no line ends elsewhere."""
    _change(middle_notice(book), r"(\[@[^\]]*\]\. [^\[\]]*?[a-z]{3})([a-z])(?!\2)([a-z])(?=[a-z]{3}[ .,])", r"\1\3\2")


def one_line_longer(book: Path) -> None:
    """A sentence of a little more than a line at the end of a notice."""
    path = middle_notice(book)
    text = path.read_text("utf-8").rstrip("\n")
    path.write_text(f"{text} Une phrase imaginaire de plus allonge cette notice fictive d’une ligne.\n", "utf-8")


def new_notice(book: Path) -> None:
    """One more notice: the next number of the same seed."""
    corpus.write_notices(corpus.Order(len(notice_files(book)) + 1, corpus.SEED, book), _last(book))


def _last(book: Path) -> range:
    count = len(notice_files(book))
    return range(count, count + 1)


def renamed_person(book: Path) -> None:
    """A family name corrected, of somebody to whom others refer by id; guide words and indexes change with it."""
    texts = [path.read_text("utf-8") for path in notice_files(book)]
    called = set(re.findall(r"\[\[([^\]|]+)", "".join(texts)))
    for person in people(corpus.SEED, len(texts) - 1)[len(texts) // 3 :]:
        if person.id in called and _capitals(person) not in called and "-" not in person.family:
            _change(book / "biographies" / person.letter / f"{person.id}.md", r"(?m)^(nom: .*)$", r"\1-Renommé")
            return
    raise ValueError("nobody is referred to by id alone")


def _capitals(person: Person) -> str:
    return f"{person.family.upper()} {person.first}"


def changed_convoy(book: Path) -> None:
    """A convoy leaves from elsewhere: its table and the headings of the index change."""
    _change(book / "manuscript/registers/convois.yml", r"départ: \{date: ([\d-]+), lieu: [^}]+\}",
            r"départ: {date: \1, lieu: Gare-Corrigée}")  # fmt: skip


def font_size(book: Path) -> None:
    """The body a tenth of a point smaller: every line is set again."""
    _change(book / "layout/layout.toml", r"(?m)(?<=^corps_pt = )[\d.]+", lambda size: f"{float(size[0]) - 0.1:.1f}")


def _change(path: Path, pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> None:
    """Replace the first match; a pattern without one is our fault."""
    text, count = re.subn(pattern, replacement, path.read_text("utf-8"), count=1)
    if not count:
        raise ValueError(f"nothing to change in {path}")
    path.write_text(text, "utf-8")


EDITS: Final[dict[str, Callable[[Path], None]]] = {
    "même longueur": same_length,
    "une ligne de plus": one_line_longer,
    "notice nouvelle": new_notice,
    "personne renommée": renamed_person,
    "convoi modifié": changed_convoy,
    "corps changé": font_size,
}
"""Each edit by the name that the report gives it; they are done one after the other."""
