"""Which bracket closes which: escapes and code are heeded, and no pair reaches over a blank line."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"[\[\]\\`\n]")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_DEPTH = 20
"""Brackets deeper than this pair with nothing: nobody writes them, and each level costs another look at the text."""
_RUN = re.compile(r"`+")
_RUN_OR_BLANK_LINE = re.compile(r"`+|\n[ \t]*\n")


def pair_brackets(text: str) -> dict[int, int]:
    """The index of each opening bracket that is closed, with that of its closing one."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    at = 0
    for match in _SIGNS.finditer(text):
        start, sign = match.start(), match[0]
        if start < at:
            continue
        if sign == "[":
            opened.append(start)
        elif sign == "]":
            if opened and len(opened) <= _DEPTH:
                pairs[opened[-1]] = start
            del opened[-1:]
        elif sign == "\\":
            at = start + 2
        elif sign == "`":
            at = code_end(text, start)
        elif _BLANK_LINE.match(text, start):
            opened.clear()
    return pairs


def code_end(text: str, start: int) -> int:
    """Where the code that starts at this run of backticks ends; behind the run itself if nothing closes it."""
    run = _RUN.match(text, start)
    if not run:
        return start + 1
    for other in _RUN_OR_BLANK_LINE.finditer(text, run.end()):
        if other[0][0] == "\n":
            break
        if len(other[0]) == len(run[0]):
            return other.end()
    return run.end()
