"""The same diagnostics in several forms; each form is one module with one function ``render``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bookwork.diagnostics import Diagnostic
from bookwork.reports import github, records, sarif, text

FORMATS: Final[dict[str, Callable[[Sequence[Diagnostic], str], str]]] = {
    "text": text.render,
    "json": records.render,
    "sarif": sarif.render,
    "github": github.render,
}
"""Every form by the name that ``--format`` takes."""
