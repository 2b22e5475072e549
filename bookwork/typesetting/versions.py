"""The versions of all that shapes a galley: in the keys of galleys, they make that a new library sets them again."""

from __future__ import annotations

import sys
from importlib.metadata import version

from bookwork.typesetting.division import PATTERNS
from bookwork.typesetting.measure import SHAPER
from bookwork.typesetting.pango import pango_version


def versions_of(weasyprint: str, pango: int) -> str:
    """In words, for a key."""
    return f"weasyprint {weasyprint}, pango {pango}, {SHAPER}, {PATTERNS}"


def versions_here() -> str | None:
    """The same without loading WeasyPrint (0.01 s instead of 0.9); None where only WeasyPrint can tell its Pango.

    That is so wherever several may be installed: on Linux both look for the same name first.
    """
    pango = pango_version() if sys.platform.startswith("linux") else 0
    return versions_of(version("weasyprint"), pango) if pango else None
