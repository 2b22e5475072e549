"""Diagnostics for programs: a JSON list of records, in the order of the places."""

from __future__ import annotations

import json
from collections.abc import Sequence

from bookwork.diagnostics import Diagnostic


def render(diagnostics: Sequence[Diagnostic], language: str = "fr") -> str:
    """A JSON array; lines and columns count from 1, 0 where unknown."""
    ordered = sorted(diagnostics, key=lambda each: each.order)
    return json.dumps([_record(each, language) for each in ordered], ensure_ascii=False, indent=1) + "\n"


def _record(diagnostic: Diagnostic, language: str) -> dict[str, object]:
    place = diagnostic.place
    return {
        "code": diagnostic.code,
        "level": diagnostic.level.name.lower(),
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "key": place.key,
        "notice": diagnostic.notice,
        "folio": diagnostic.folio,
        "message": diagnostic.message(language),
        "particulars": dict(diagnostic.particulars),
        "mendable": diagnostic.mend is not None,
    }
