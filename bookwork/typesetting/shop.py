"""What the typesetters work with: the style of all pieces, and what paragraphs are set by hand with."""

from __future__ import annotations

from bookwork.records import Struct
from bookwork.typesetting.division import Limits
from bookwork.typesetting.taste import Taste


class FaceFile(Struct, frozen=True):
    """A face of the book's family: its weight and slope, its name in a PDF, its file."""

    weight: int
    italic: bool
    name: str
    file: str


class Shop(Struct, frozen=True):
    """What setting by hand needs: the family and its faces, the language, the taste, the leading in pt."""

    family: str
    faces: tuple[FaceFile, ...]
    language: str
    taste: Taste
    limits: Limits
    leading: float


class Style(Struct, frozen=True):
    """What all pieces share: style sheets (text, with absolute font addresses), language, leading in pt, versions."""

    galley_css: str
    chapter_css: str
    language: str
    leading: float
    base: str
    """Folder that relative addresses in pieces start from."""
    store: str
    """The store's file, which holds the photographs (``picture:hash``)."""
    shop: Shop | None = None
    """What paragraphs are set by hand with; None leaves them to WeasyPrint."""
    lessons: bytes = b""
    """The key under which the store holds what WeasyPrint has said of this style."""
