"""Diagnostics as workflow commands of GitHub Actions, which marks the lines of a change with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bookwork.diagnostics import Diagnostic, Level

_COMMANDS: Final = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFORMATION: "notice"}


def render(diagnostics: Sequence[Diagnostic], language: str = "fr") -> str:
    """``::error file=…,line=…,col=…,title=…::message``, one line each."""
    ordered = sorted(diagnostics, key=lambda each: each.order)
    return "".join(f"{_command(each, language)}\n" for each in ordered)


def _command(diagnostic: Diagnostic, language: str) -> str:
    place = diagnostic.place
    properties = {"file": place.file, "line": place.line, "col": place.column, "title": diagnostic.code}
    shown = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items() if value)
    return f"::{_COMMANDS[diagnostic.level]} {shown}::{_escaped(diagnostic.message(language))}"


def _escaped(text: str, more: str = "") -> str:
    """Percent signs, line ends – and in a property colons and commas – as the runner wants them."""
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
