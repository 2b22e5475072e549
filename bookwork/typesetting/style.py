"""The style of the pieces: the designers' sheets, preceded by what ``layout.toml`` says, and by the book's faces.

The sheets use the values as custom properties (``var(--grille)``), so that no measure is written twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bookwork.project import Layout, Project
from bookwork.store import content_key, program_key
from bookwork.typesetting.division import Kind, Limits
from bookwork.typesetting.faces import FAMILY, face_files
from bookwork.typesetting.foundry import line_seat
from bookwork.typesetting.shop import FaceFile, Shop, Style
from bookwork.typesetting.taste import Taste

SETTING: Final = (
    "records",
    *(
        f"typesetting/{name}"
        for name in (
            "batches", "beside", "cascade", "caster", "contents", "cutter", "division", "encoding", "engine", "galley",
            "galleys", "handset", "inline", "lessons", "linotype", "measure", "pango", "paragraphs", "photograph",
            "plate", "row", "search", "shop", "skeleton", "slots", "stack", "stick", "taste", "values", "versions",
        )
    ),
)  # fmt: skip
"""The modules that shape galleys and their records: all that :mod:`bookwork.typesetting.batches` imports there."""


def make_style(project: Project, store: Path) -> Style:
    """The style of this project; raises OSError where a sheet cannot be read."""
    folder, layout = project.layout_folder, project.layout
    seat = line_seat(folder / layout.type.faces[0].file)
    common = _faces(layout, folder) + _measures(layout, seat)
    return Style(
        galley_css=common + "".join(_sheets(folder, "galley.css", "drawing.css")),
        chapter_css=common + _pages(layout) + "".join(_sheets(folder, "chapter.css", "drawing.css")),
        language=project.book.identity.language,
        leading=layout.grid.leading,
        base=folder.as_uri() + "/",
        store=str(store),
        shop=_shop(project),
    )


def _shop(project: Project) -> Shop | None:
    """What paragraphs are set by hand with, where ``layout.toml`` says how."""
    layout, wanted = project.layout, project.layout.paragraphs
    if wanted is None:
        return None
    prices = {
        Kind.NUMBER: wanted.number, Kind.HYPHEN: wanted.hyphen, Kind.DIVISION: wanted.division, Kind.NAME: wanted.name,
        Kind.PERSON: wanted.person, Kind.STROKE: wanted.stroke, Kind.ADDRESS: wanted.address,
        Kind.FAMILY: wanted.family, Kind.REMNANT: wanted.remnant,
    }  # fmt: skip
    taste = Taste(
        space=round(wanted.space * 1000),
        narrowest=round(wanted.narrowest * 1000),
        widest=round(wanted.widest * 1000),
        expansion=round(wanted.expansion * 10),
        tracking=round(wanted.tracking * 10),
        tightening=round(wanted.tightening * 10),
        hanging=round(wanted.hanging * 10),
        prices=tuple(prices.get(kind, 0) for kind in Kind),
        twice=wanted.twice,
        mismatch=wanted.mismatch,
        spread=wanted.spread,
        leeway=wanted.leeway,
        last_hyphen=wanted.last_hyphen,
        short_last=wanted.short_last,
        short_em=round(wanted.shortest_last * 1000),
    )
    faces = tuple(
        FaceFile(face.weight, face.italic, name, str(file))
        for face, (name, file) in zip(layout.type.faces, face_files(project).items(), strict=True)
    )
    limits = Limits(wanted.before, wanted.after, wanted.shortest)
    return Shop(FAMILY, faces, project.book.identity.language, taste, limits, layout.grid.leading)


def _sheets(folder: Path, *names: str) -> Iterator[str]:
    for name in names:
        yield (folder / name).read_text(encoding="utf-8")


def style_key(style: Style, files: dict[str, Path], versions: str) -> bytes:
    """The hash of all that shapes a piece beside its own text: sheets, faces, language, leading, versions, program.

    Addresses of files do not count, so a book gives the same galleys wherever its folder lies.
    """
    sheets = (style.galley_css.replace(style.base, ""), style.chapter_css.replace(style.base, ""))
    fonts = [part for name in sorted(files) for part in (name, files[name].read_bytes())]
    program = program_key(SETTING, ())
    return content_key(*sheets, style.language, f"{style.leading}", _shop_key(style.shop), versions, program, *fonts)


def drawings_key(folder: Path) -> bytes:
    """The hash of the layout's files that pieces may draw or import by themselves, such as a publisher's mark."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".svg", ".css") and path.is_file())
    return content_key(*(part for path in files for part in (path.relative_to(folder).as_posix(), path.read_bytes())))


def _shop_key(shop: Shop | None) -> str:
    return f"{shop.taste} {shop.limits}" if shop else ""


def _faces(layout: Layout, folder: Path) -> str:
    return "".join(
        f"@font-face{{font-family:{FAMILY};src:url({(folder / face.file).as_uri()});font-weight:{face.weight};"
        f"font-style:{'italic' if face.italic else 'normal'}}}\n"
        for face in layout.type.faces
    )


def _measures(layout: Layout, seat: float) -> str:
    leading = layout.grid.leading
    measures = {
        "famille": FAMILY,
        "grille": f"{leading}pt",
        "corps": f"{layout.type.size}pt",
        "notes": f"{layout.type.notes_size}pt",
        "index": f"{layout.type.index_size}pt",
        "mots": f"{layout.type.word_space}em",
        "lettre-lignes": str(layout.letters.lines),
        "assise": f"{seat:.5f}",
        "justification": f"{layout.text_width:.4f}pt",
        "bord": f"{layout.trim.bleed}mm",
    }
    return ":root{" + "".join(f"--{name}:{value};" for name, value in measures.items()) + "}\n"


def _pages(layout: Layout) -> str:
    head = layout.head
    foot = layout.page_height - head - layout.text_height
    inner, outer = (f"{layout.left_edge(recto=side):.4f}pt" for side in (True, False))
    recto, verso = f"margin-left:{inner};margin-right:{outer}", f"margin-left:{outer};margin-right:{inner}"
    return (
        f"@page{{size:{layout.page_width:.4f}pt {layout.page_height:.4f}pt;margin-top:{head:.4f}pt;"
        f"margin-bottom:{foot:.4f}pt}}\n@page:right{{{recto}}}\n@page:left{{{verso}}}\n@page verso{{{verso}}}\n"
    )
