"""YAML as authors write it: one key to a line, short mappings and lists in one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

Value = str | int | Sequence["Value"] | Mapping[str, "Value"]

_PLAIN: Final = re.compile(r"[\w(«][\w .’()«»~?/–-]*")
"""A text that needs no quotation marks anywhere: no colon, no comma, no citation."""


def inline(value: Value) -> str:
    """A value in one line: ``{date: 1920-07-01, lieu: Amiens}``."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {inline(each)}" for key, each in value.items()) + "}"
    if isinstance(value, str):
        return value if _PLAIN.fullmatch(value) else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, int):
        return str(value)
    return "[" + ", ".join(map(inline, value)) + "]"


def front_matter(values: Mapping[str, Value]) -> str:
    """The head of a notice or chapter; a list of mappings has a line for each."""
    return "---\n" + "".join(_line(key, value) for key, value in values.items()) + "---\n"


def _line(key: str, value: Value) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str) and value and isinstance(value[0], Mapping):
        return f"{key}:\n" + "".join(f"  - {inline(each)}\n" for each in value)
    return f"{key}: {inline(value)}\n"


def register(name: str, entries: Sequence[Mapping[str, Value]]) -> str:
    """A register’s file: one entry to a line."""
    return "# Registre d’un livre d’essai : tout y est fictif.\n" + _line(name, entries)
