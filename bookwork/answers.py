"""What the command answers people at its end, on standard output and standard error."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from bookwork.diagnostics import Diagnostic, Level, errors_among
from bookwork.progress import Tone
from bookwork.reports import FORMATS
from bookwork.reports.sayings import SAYINGS
from bookwork.reports.words import count_line

if TYPE_CHECKING:
    from bookwork.mending import Mended

CLEAN, FAULTS, MISUSE, FAILURE, STOPPED = 0, 1, 2, 3, 130
"""What the command exits with: nothing wrong, faults in the book, wrong use, our failure or the disk’s, Ctrl-C."""


def tell_built(
    built: tuple[str | None, int, int, int], diagnostics: Sequence[Diagnostic], options: argparse.Namespace
) -> int:
    """Say what came of a build: the book, its sheets, the pieces set, those asked for."""
    path, sheets, new, asked = built
    report(diagnostics, options)
    errors = errors_among(diagnostics)
    if path is None:
        return complain(options.lang, "no-draft" if options.draft or _settings_only(errors) else "refused", FAULTS)
    say = SAYINGS[options.lang]
    if faulty := {error.notice for error in errors if error.notice}:
        print(say["draft"].format(count=len(faulty)))
    print(say["built"].format(path=path, sheets=sheets, set=new, asked=asked))
    return FAULTS if errors else CLEAN


def _settings_only(errors: Sequence[Diagnostic]) -> bool:
    """Faults that a draft cannot frame: no notice holds them."""
    return all(error.notice is None for error in errors)


def declare_rules() -> None:
    """A rule is declared when its module is imported; these, and what they import, do not need Pango."""
    import bookwork.audit.auditing
    import bookwork.editions.publishing
    import bookwork.inspection
    import bookwork.makeup.pages
    import bookwork.typesetting.faults  # noqa: F401


def report(diagnostics: Sequence[Diagnostic], options: argparse.Namespace) -> None:
    """What people must look at: errors and warnings in full, information as a count; errors alone when quiet."""
    quiet = options.tone is Tone.QUIET
    least = Level.ERROR if quiet else Level.WARNING
    shown = [each for each in diagnostics if each.level >= least]
    if shown:
        declare_rules()
        print(FORMATS["text"](shown, options.lang), end="", file=sys.stderr)
    elif diagnostics and not quiet:
        print(count_line(diagnostics, options.lang), file=sys.stderr)


def tell_mended(mended: Sequence[Mended], language: str) -> Iterator[str]:
    """What was put in place of what, file by file and line by line, and how much it was."""
    say = SAYINGS[language]
    for file, many in groupby(mended, key=lambda each: each.place.file):
        yield file
        for each in many:
            yield say["mended"].format(line=each.place.line, code=each.code, old=each.old, new=each.new)
    yield say["all-mended"].format(count=len(mended)) if mended else say["none-mended"]


def complain(language: str, sentence: str, code: int, known: Sequence[str] = (), **particulars: object) -> int:
    """Say why nothing comes of it, with the names nearest to one that is not known; the code to exit with."""
    say = SAYINGS[language]
    particulars["nearest"] = ""
    if known:
        from bookwork.model.nearness import nearest_few

        names = ", ".join(nearest_few(str(particulars.get("name", "")), known))
        particulars["nearest"] = say["nearest"].format(names=names) if names else ""
    print(say[sentence].format(**particulars), file=sys.stderr)
    return code
