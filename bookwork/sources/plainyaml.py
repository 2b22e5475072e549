"""The plain YAML that most front matter is: a key and its value on a line, or a list of items under it.

Lists and mappings on a line become JSON, which is read in a third of the time that YAML takes to compose (November
2026). What is not quite plain – an escape, a comment, a colon in a text, an empty value, a key twice – is left to
:mod:`bookwork.sources.yamltext`; a property test holds both ways equal.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

_WITH_CARE: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\\\ud800-\udfff\ufeff\ufffe\uffff]")
"""Signs that YAML refuses, or reads in its own way."""
_BEGIN: Final = r"""[^ \-?:,\[\]{}#&*!|>'"%@`~=<.]"""
_TEXT: Final = re.compile(rf"(?!(?:null|true|false)\Z){_BEGIN}[^\[\]{{}}:#\"]*(?<! )")
_TEXT_IN_BRACKETS: Final = re.compile(
    rf"((?!(?:null|true|false)[,\]}}]){_BEGIN}[^\[\]{{}}:#,?\"]*(?<! ))(?=[,\]}}]|: )"
)
_ITEM: Final = "  - "
_LONGEST_KEY: Final = 60


class _NotPlainError(ValueError):
    """A text that is to be read with care."""


def plain_mapping(text: str) -> dict[str, Any] | None:
    """The mapping that this text is in plain YAML; None where it is to be read with care."""
    if _WITH_CARE.search(text) or not text.endswith("\n"):
        return None
    mapping: dict[str, Any] = {}
    items: list[Any] | None = None
    try:
        for line in text[:-1].split("\n"):
            if line.startswith(_ITEM) and items is not None:
                items.append(_value(line[len(_ITEM) :]))
                continue
            key, is_on_line, value = line.partition(": ")
            if not is_on_line:
                key = line[:-1] if line.endswith(":") else ""
            if items == [] or key in mapping or not key.isidentifier() or len(key) > _LONGEST_KEY:
                return None
            items = None if is_on_line else []
            mapping[key] = _value(value) if is_on_line else items
    except ValueError:
        return None
    return None if items == [] else mapping


def _value(text: str) -> Any:
    """A text, a list or a mapping that stands on one line; raises an error where it is none of them plainly."""
    if text[:1] in ("[", "{"):
        parts = text.split('"')
        parts[::2] = ['"'.join(_TEXT_IN_BRACKETS.split(part)) for part in parts[::2]]
        return _decoded('"'.join(parts))
    if text[:1] == '"' and text[-1:] == '"' and text.count('"') == 2:
        return text[1:-1]
    if _TEXT.fullmatch(text):
        return text
    raise _NotPlainError(text)


def _decoded(text: str) -> Any:
    value, end = _decoder.raw_decode(text)
    if end < len(text):
        raise _NotPlainError(text)
    return value


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs) or None in mapping.values():
        raise _NotPlainError(pairs)
    return mapping


def _refused(text: str) -> NoReturn:
    raise _NotPlainError(text)


_decoder: Final = json.JSONDecoder(
    object_pairs_hook=_mapping, parse_int=_refused, parse_float=_refused, parse_constant=_refused
)
"""All texts are quoted: what still looks like a number is not plain."""
