"""Pango's version, asked of Pango itself: WeasyPrint, which knows it too, takes a second to load."""

from __future__ import annotations

import ctypes
from contextlib import suppress
from typing import Final

_NAMES: Final = ("libpango-1.0.so.0", "libpango-1.0-0", "libpango-1.0-0.dll", "libpango-1.0.dylib", "pango-1.0")
"""Pango by the names that it has on one system or another."""


def pango_version() -> int:
    """The version as Pango counts it (``15012`` is 1.50.12); 0 where it is not found."""
    for name in _NAMES:
        with suppress(OSError, AttributeError):
            return int(ctypes.CDLL(name).pango_version())
    return 0
