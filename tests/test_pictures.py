"""Photographs made ready for print, of fictional people: any picture becomes a gray JPEG of whole lines."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from bookwork.cli import HOME, main
from bookwork.project import Layout, read_project
from bookwork.sources.ledger import Ledger
from bookwork.sources.reading import read_book
from bookwork.store import Store, picture_key
from bookwork.typesetting.pictures import PPI, make_prints, picture_faults

FICTION = Path(__file__).parent / "book"
PHOTO = 'photo: {fichier: portrait.png, légende: "Portrait fictif", crédit: "Collection fictive", cote: "1 Fi 1"}\n'
MODES = ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the fictional book in which somebody has a photograph."""
    for name in ("manuscript", "biographies"):
        shutil.copytree(FICTION / name, tmp_path / name)
    shutil.copy(FICTION / "bibliography.bib", tmp_path)
    notice = tmp_path / "biographies" / "A" / "aubremont-geoffroy-d.md"
    notice.write_text(notice.read_text(encoding="utf-8").replace("sources:", f"{PHOTO}sources:", 1), encoding="utf-8")
    return tmp_path


def put(root: Path, image: Image.Image, form: str = "PNG") -> None:
    image.save(root / "biographies" / "A" / "portrait.png", form)


def layout(root: Path) -> Layout:
    project, faults = read_project(root, HOME / "layout")
    assert project is not None and not faults
    return project.layout


@pytest.mark.parametrize("mode", MODES)
def test_every_kind_of_picture_becomes_gray_of_eight_bits(root: Path, mode: str) -> None:
    put(root, Image.new(mode, (900, 1200)), "TIFF" if mode == "CMYK" else "PNG")
    book, _ = read_book(root)
    with Store(root / "store.sqlite") as store:
        (made,) = make_prints(book, root, layout(root), store).values()
        jpeg = store.read([picture_key(made.hash)])[picture_key(made.hash)]
    with Image.open(BytesIO(jpeg)) as image:
        assert (image.format, image.mode) == ("JPEG", "L")
        assert image.width == round(made.width / 72 * PPI)


@pytest.mark.parametrize("size", [(600, 800), (800, 600), (300, 3000), (3000, 300)])
def test_a_photograph_is_whole_lines_high_and_no_wider_than_the_layout_says(root: Path, size: tuple[int, int]) -> None:
    put(root, Image.new("L", size, 90))
    book, _ = read_book(root)
    rules = layout(root)
    with Store(root / "store.sqlite") as store:
        (made,) = make_prints(book, root, rules, store).values()
    assert made.lines == int(made.lines) and 2 <= made.lines <= rules.grid.lines // 2
    assert made.width <= rules.photographs.width * 72 / 25.4 + 0.001


def test_photographs_are_the_same_kept_together_or_each_alone_and_one_that_is_lost_is_made_again(root: Path) -> None:
    put(root, Image.new("L", (600, 800), 90))
    book, _ = read_book(root)
    lost = "DELETE FROM record WHERE substr(body, 1, 2) = x'ffd8'"
    for edit in ("SELECT 1", "DELETE FROM record WHERE key NOT IN (SELECT min(key) FROM record)", lost):
        with Store(root / "store.sqlite") as store:
            first = make_prints(book, root, layout(root), store)
            assert make_prints(book, root, layout(root), store) == first
            assert store.holding([picture_key(each.hash) for each in first.values()])
        with closing(sqlite3.connect(root / "store.sqlite")) as connection, connection:
            connection.execute(edit)
    with Store(root / "store.sqlite") as store:
        assert make_prints(book, root, layout(root), store) == first
        put(root, Image.new("L", (600, 801), 90))
        assert make_prints(book, root, layout(root), store) != first


def test_a_folder_with_the_name_of_a_photograph_is_none(root: Path) -> None:
    (root / "biographies" / "A" / "portrait.png").mkdir()
    book, _ = read_book(root)
    assert [fault.code for fault in picture_faults(book, root, layout(root), Ledger({}, 0))] == ["photo.missing"]


def test_what_is_wrong_with_a_photograph_is_told(root: Path) -> None:
    book, _ = read_book(root)
    assert [fault.code for fault in picture_faults(book, root, layout(root), Ledger({}, 0))] == ["photo.missing"]
    (root / "biographies" / "A" / "portrait.png").write_bytes(b"no picture")
    assert [fault.code for fault in picture_faults(book, root, layout(root), Ledger({}, 0))] == ["photo.unreadable"]
    put(root, Image.new("L", (60, 80)))
    assert [fault.code for fault in picture_faults(book, root, layout(root), Ledger({}, 0))] == ["photo.poor"]


def test_the_photograph_is_printed_once_in_gray_beside_the_text(root: Path) -> None:
    put(root, Image.radial_gradient("L").resize((600, 800)).convert("RGB"))
    assert main(["--lang", "fr", "--book", str(root), "build"]) == 0
    with pikepdf.open(root / "build" / "livre.pdf") as pdf:
        images = [image for page in pdf.pages for image in page.Resources.get("/XObject", {}).values()]
    assert len(images) == 1
    with pikepdf.open(root / "build" / "livre.pdf") as pdf:
        (image,) = (image for page in pdf.pages for image in page.Resources.get("/XObject", {}).values())
        assert (image.ColorSpace, image.BitsPerComponent, image.Filter) == ("/DeviceGray", 8, "/DCTDecode")
