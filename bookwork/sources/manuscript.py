"""The chapters of the front and back matter: ``manuscript/10-avant-propos.md`` and the like.

``{{ … }}`` placeholders are kept as they are: composition fills them in.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from bookwork.citing.grammar import NO_ARCHIVES
from bookwork.diagnostics import Diagnostic, Place
from bookwork.model.book import Chapter
from bookwork.model.citation import Text
from bookwork.model.schema import Record, key
from bookwork.sources.fields import CHAPTER_FIELDS, Reader
from bookwork.sources.files import SourceText, printable, read_text, walk
from bookwork.sources.frontmatter import split
from bookwork.sources.text import Body, read_body
from bookwork.sources.yamltext import Positions, load

FOLDER = "manuscript"


class ChapterHead(Record):
    """The front matter of a chapter."""

    title: str = key("titre")
    short_title: str = key("titre_court", "", "pour le titre courant et la table")


def read_chapters(
    root: Path, archival: frozenset[str] = NO_ARCHIVES
) -> tuple[dict[str, Chapter], tuple[Diagnostic, ...]]:
    """The chapters in order by file name (``10-avant-propos.md``), as ``book.toml`` names them."""
    chapters: dict[str, Chapter] = {}
    diagnostics: list[Diagnostic] = []
    for path in walk(root / FOLDER, ".md"):
        if path.parent != root / FOLDER:
            continue
        source, faults = read_text(root, path)
        diagnostics.extend(faults)
        if source is None:
            file = printable(path.relative_to(root))
            chapters[path.name] = Chapter(_id(file), file, _name(file), _name(file), Text())
        else:
            chapters[path.name], faults = read_chapter(source, archival)
            diagnostics.extend(faults)
    return chapters, tuple(diagnostics)


def read_chapter(source: SourceText, archival: frozenset[str] = NO_ARCHIVES) -> tuple[Chapter, tuple[Diagnostic, ...]]:
    """One chapter; without a readable head it takes its title from the file name."""
    id_ = _id(source.file)
    parts, faults = split(source)
    body = Body(source.file, parts.body, parts.body_line) if parts else Body(source.file, source.text)
    head: ChapterHead | None = None
    if parts is not None:
        place = Place(source.file, parts.yaml_line, 1)
        mapping, faults = load(parts.yaml, place)
        if mapping is not None:
            head, faults = Reader(ChapterHead, CHAPTER_FIELDS, Positions(parts.yaml, place)).read(mapping)
    text, more = read_body(body, archival)
    title = head.title if head else _name(source.file)
    short = head.short_title if head and head.short_title else title
    return Chapter(id_, source.file, title, short, text), (*faults, *more)


def _id(file: str) -> str:
    """``ch-10-avant-propos``: unlike the name of any made part, and of any other chapter."""
    return f"ch-{PurePosixPath(file).stem}"


def _name(file: str) -> str:
    """The file name without its number: ``avant-propos``."""
    stem = PurePosixPath(file).stem
    return stem.lstrip("0123456789").lstrip("-_") or stem
