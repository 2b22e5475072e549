"""Photographs made ready for print: 8-bit gray JPEG at the placed size, stored by content.

Gray JPEG is the one format that WeasyPrint passes on byte for byte, and the one that K-only printing wants; any file
that Pillow reads becomes it. The press asks for 300 to 400 ppi of the placed size (225 at least).
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from pathlib import Path

from bookwork.diagnostics import Diagnostic, Level, NoticeId, rule
from bookwork.model.book import Book
from bookwork.model.notice import Notice
from bookwork.project import PT_PER_MM, Layout
from bookwork.records import Struct, pack, recalled, unpack
from bookwork.sources.ledger import Ledger
from bookwork.store import Store, content_key, picture_key, picture_name

PPI = 360
"""Pixels to the inch of the placed picture; more is thrown away."""
POOR_PPI = 225
"""Below this a printer warns."""
_QUALITY = 90
_VERSION = "picture 1"
_TOGETHER = 48
"""New photographs in memory at the same time."""

MISSING = rule(
    "photo.missing",
    Level.ERROR,
    fr="La photographie « {file} » n’est pas à côté de la notice ; mettez-la dans {folder}/ ou corrigez photo.fichier.",
    en="The photograph “{file}” is not beside the notice; put it into {folder}/ or mend photo.fichier.",
    why="Une photographie annoncée et absente laisserait un trou dans la page.",
)
UNREADABLE = rule(
    "photo.unreadable",
    Level.ERROR,
    fr="« {file} » ne s’ouvre pas comme une image ({reason}) ; enregistrez-la en JPEG, PNG ou TIFF.",
    en="“{file}” does not open as a picture ({reason}); save it as JPEG, PNG or TIFF.",
    why="L’imprimeur ne peut rien d’un fichier que personne n’ouvre.",
)
POOR = rule(
    "photo.poor",
    Level.WARNING,
    fr="« {file} » n’a que {ppi} points par pouce à sa taille d’impression ; il en faut {wanted}.",
    en="“{file}” has only {ppi} pixels per inch at its printed size; it wants {wanted}.",
    why="Au-dessous de 225 ppp, une photographie imprimée se voit en carrés.",
)


class Print(Struct, frozen=True):
    """A photograph ready for the page: hash of its JPEG, placed width in pt, placed height in grid lines."""

    hash: str
    width: float
    lines: int


def picture_faults(book: Book, root: Path, layout: Layout, ledger: Ledger) -> Iterator[Diagnostic]:
    """What is wrong with the photographs, from their headers alone, or from what the ledger says of them."""
    for notice, file in _photographs(book):
        place, name = notice.place("photo", "fichier"), posixpath.basename(file)
        seen = look_at_photograph(root, file, ledger)
        if not seen:
            yield MISSING.at(place, notice.id, file=name, folder=posixpath.dirname(file))
            continue
        header = unpack(seen, _Header)
        if header.trouble:
            yield UNREADABLE.at(place, notice.id, file=name, reason=header.trouble)
            continue
        size = (header.width, header.height)
        ppi = round(header.width / (_placed(size, layout)[0] / 72))
        if ppi < POOR_PPI:
            yield POOR.at(place, notice.id, file=name, ppi=ppi, wanted=POOR_PPI)


def photographs_of(book: Book) -> tuple[str, ...]:
    """The photographs that a book names, as paths from its folder."""
    return tuple(file for _, file in _photographs(book))


def look_at_photograph(root: Path, file: str, ledger: Ledger) -> bytes:
    """What is to be known of a photograph; nothing where it is missing."""
    with suppress(OSError):
        return ledger.learn(f"{root}/{file}", _header)
    return b""


class _Header(Struct, frozen=True):
    """Width and height of a picture in pixels, or why it does not open."""

    width: int = 0
    height: int = 0
    trouble: str = ""


def _header(path: str) -> bytes:
    """The header of a picture as it is learnt; nothing of a folder of that name."""
    if not os.path.isfile(path):  # noqa: PTH113
        return b""
    from PIL import Image  # noqa: PLC0415 - slow to load, and for new photographs alone

    try:
        with Image.open(path) as image:
            return pack(_Header(*image.size))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        return pack(_Header(trouble=str(error) or type(error).__name__))


def _photographs(book: Book) -> Iterator[tuple[Notice, str]]:
    """Each photograph with its notice, as a path from the book's folder."""
    return ((notice, file) for notice in book.notices if (file := photograph_of(notice)))


def photograph_of(notice: Notice) -> str:
    """The photograph of a notice, as a path from the book's folder; nothing where it has none."""
    photograph = notice.facts.photograph
    return posixpath.join(posixpath.dirname(notice.file), photograph.file) if photograph else ""


class _Ready(Struct, frozen=True):
    """A photograph made ready, and the key of its own record."""

    key: bytes
    print: Print


def make_prints(book: Book, root: Path, layout: Layout, store: Store) -> Mapping[NoticeId, Print]:
    """Every photograph that can be read, made ready once and kept in the store under its file's size and date.

    All are kept together, too, and found at one look as long as none of them changes.
    """
    photographs = tuple(_photographs(book))
    keys = _PrintKeys(dict(_seen(root, (file for _, file in photographs))), layout)
    together = keys.together()
    known = recalled(store, together, dict[str, _Ready])
    ready = _ready_alone(keys, store) if known is None else known
    pictures = {file: picture_key(each.print.hash) for file, each in ready.items()}
    held = store.holding(pictures.values())
    made = {file: each for file, each in ready.items() if pictures[file] in held}
    left = {keys.of(file): file for file in keys.seen if file not in made}
    new = _developed({key: root / file for key, file in left.items()}, layout, store)
    made |= {left[key]: _Ready(key, each) for key, each in new}
    store.use(each.key for each in made.values())
    if made != known:
        store.write({together: pack(made)})
    return {notice.id: made[file].print for notice, file in photographs if file in made}


class _PrintKeys(Struct, frozen=True):
    """The keys of photographs whose files were seen with these sizes and dates, in this layout."""

    seen: Mapping[str, str]
    layout: Layout

    def of(self, file: str) -> bytes:
        """The key of one."""
        return content_key(_VERSION, file, self.seen[file], self._settings)

    def together(self) -> bytes:
        """The key of all."""
        return content_key("together", _VERSION, self._settings, *(part for each in self.seen.items() for part in each))

    @property
    def _settings(self) -> str:
        return f"{self.layout.photographs.width} {self.layout.grid.leading} {self.layout.grid.lines}"


def _seen(root: Path, files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The files that are there, with size and date."""
    for file in files:
        with suppress(OSError):
            stat = os.stat(f"{root}/{file}")  # noqa: PTH116
            yield file, f"{stat.st_size} {stat.st_mtime_ns}"


def _ready_alone(keys: _PrintKeys, store: Store) -> dict[str, _Ready]:
    """The photographs that have records of their own."""
    files = {keys.of(file): file for file in keys.seen}
    return {files[key]: _Ready(key, _recorded(record)) for key, record in store.read(files).items()}


def _developed(paths: Mapping[bytes, Path], layout: Layout, store: Store) -> Iterator[tuple[bytes, Print]]:
    """New photographs, some at a time, on all cores: Pillow lets go of the interpreter while it works on pixels."""
    left = list(paths.items())
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        for start in range(0, len(left), _TOGETHER):
            batch = left[start : start + _TOGETHER]
            found = zip(batch, threads.map(lambda each: _develop(each[1], layout), batch), strict=True)
            records: dict[bytes, bytes] = {}
            for (key, _), developed in found:
                if developed is not None:
                    data, width, lines = developed
                    name = picture_name(data)
                    records |= {key: f"{name} {width:.4f} {lines}".encode("ascii"), picture_key(name): data}
                    yield key, Print(name, round(width, 4), lines)
            store.write(records)


def _recorded(record: bytes) -> Print:
    name, width, lines = record.decode("ascii").split(" ")
    return Print(name, float(width), int(lines))


def _develop(path: Path, layout: Layout) -> tuple[bytes, float, int] | None:
    """The gray JPEG of a photograph, its placed width in pt and height in grid lines; None where it does not open."""
    from PIL import Image  # noqa: PLC0415

    try:
        return _grayed(path, layout)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _grayed(path: Path, layout: Layout) -> tuple[bytes, float, int]:
    from PIL import Image, ImageOps  # noqa: PLC0415

    with Image.open(path) as source:
        image = ImageOps.exif_transpose(source)
        if image.mode in ("I;16", "I", "F"):
            image = ImageOps.autocontrast(image.point(lambda value: value / 257).convert("L"))
        elif "A" in image.getbands() or image.mode == "P":
            clear = image.convert("RGBA")
            image = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
        image = image.convert("L")
    width, lines = _placed(image.size, layout)
    pixels = round(width / 72 * PPI), round(lines * layout.grid.leading / 72 * PPI)
    if image.width > pixels[0]:
        image = image.resize(pixels, Image.Resampling.LANCZOS)
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue(), width, lines


def _placed(size: tuple[int, int], layout: Layout) -> tuple[float, int]:
    """Width in pt and height in whole grid lines: as wide as the layout allows, or narrower for a tall picture."""
    shape = size[1] / size[0]
    widest, leading = layout.photographs.width * PT_PER_MM, layout.grid.leading
    lines = max(2, min(int(widest * shape / leading), layout.grid.lines // 2))
    return min(widest, lines * leading / shape), lines
