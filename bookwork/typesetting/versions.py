"""The versions of all that shapes a galley: in the keys of galleys, they make that a new library sets them again."""

from __future__ import annotations

import ctypes
import sys
from importlib.metadata import version
from typing import Final

from bookwork.typesetting.division import PATTERNS
from bookwork.typesetting.measure import SHAPER

_PANGO: Final = "libpango-1.0.so.0"
"""The name under which WeasyPrint, too, looks for Pango on Linux first."""


def versions_of(weasyprint: str, pango: int) -> str:
    """In words, for a key."""
    return f"weasyprint {weasyprint}, pango {pango}, {SHAPER}, {PATTERNS}"


def versions_here() -> str | None:
    """The same without loading WeasyPrint (0.01 s instead of 0.9); None where only WeasyPrint finds its Pango."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return versions_of(version("weasyprint"), int(ctypes.CDLL(_PANGO).pango_version()))
    except OSError:
        return None
