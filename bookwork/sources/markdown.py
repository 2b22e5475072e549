"""Markdown to HTML. The only module that imports ``markdown``.

Most paragraphs of a notice are plain prose: they are set as paragraphs here, and only those with a sign of Markdown's
go through the library (measured on 9 000 notices: a fifth of the time; a property test holds both ways equal).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import markdown

_INLINE_SIGNS = re.compile(r"[*_`\\\[\]<>&\x02\x03\t]")
_LINE_BREAK = "  \n"
_UNUSUAL = ("_", "`", "\\", "[", "]", "<", ">", "&", "\x02", "\x03", "\t", _LINE_BREAK)
"""A text without one of them has no sign of Markdown’s within its lines but asterisks."""
_BLOCK_SIGNS = re.compile(r"\n(?: {0,3}(?:[#>|+-]|\*[ *]|[0-9]+\.)| {4})")
_EMPHASIS = re.compile(r"\*(?<![*\w]\*)([^\s*](?:[^*]*[^\s*])?)\*(?![*\w])")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


def prose_html(source: str) -> str:
    """The HTML of running prose: paragraphs, emphasis, links; headings, tables and raw HTML stay text."""
    if _BLOCK_SIGNS.search(f"\n{source}"):
        return _convert(_prose(), source)
    unusual = any(sign in source for sign in _UNUSUAL)
    blocks = _BLANK_LINES.split(f"{source}\n\n")
    return "\n".join(_paragraph(block, unusual) for block in blocks if block.strip())


def chapter_html(source: str) -> str:
    """The HTML of a chapter: prose, and headings, tables, pictures."""
    return _convert(_chapter(), source)


def inline_html(source: str) -> str:
    """The HTML of a text that stands inside a line, such as a footnote; paragraphs become line breaks."""
    html = prose_html(source)
    return re.sub(r"</p>\s*<p>", "<br />", html).removeprefix("<p>").removesuffix("</p>")


def _paragraph(block: str, unusual: bool) -> str:
    plain = _EMPHASIS.sub(r"\1", block) if "*" in block else block
    if "*" in plain or (unusual and (_LINE_BREAK in plain or _INLINE_SIGNS.search(plain))):
        return _convert(_prose(), block)
    words = block.lstrip()
    return "<p>" + (_EMPHASIS.sub(r"<em>\1</em>", words) if "*" in words else words) + "</p>"


def _convert(engine: markdown.Markdown, source: str) -> str:
    engine.reset()
    return engine.convert(source)


@cache
def _prose() -> markdown.Markdown:
    engine = _engine()
    for name in ("hashheader", "setextheader", "reference"):
        engine.parser.blockprocessors.deregister(name)
    for name in ("reference", "image_link", "image_reference", "short_reference", "short_image_ref"):
        engine.inlinePatterns.deregister(name)
    return engine


@cache
def _chapter() -> markdown.Markdown:
    return _engine("tables")


def _engine(*extensions: str) -> markdown.Markdown:
    """Raw HTML is text here, and four spaces are no code: authors indent their paragraphs."""
    import markdown  # noqa: PLC0415 - slow to load, and for new texts alone

    engine = markdown.Markdown(extensions=list(extensions), output_format="xhtml")
    engine.preprocessors.deregister("html_block")
    engine.parser.blockprocessors.deregister("code")
    engine.inlinePatterns.deregister("html")
    engine.inlinePatterns.deregister("automail")
    return engine
