"""The command: verbs to one call each, to an exit code. The only module that decides what is fatal, and the only one
that reads the arguments, the environment and the current folder.

Exit codes: 0 clean, 1 faults in the book, 2 wrong use, 3 our failure or the disk’s, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import datetime
import errno
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bookwork.answers import (
    CLEAN,
    FAILURE,
    FAULTS,
    MISUSE,
    STOPPED,
    complain,
    declare_rules,
    report,
    tell_built,
    tell_mended,
)
from bookwork.diagnostics import RULES, Diagnostic, Level, NoticeId
from bookwork.memory import collect_seldom, peak_memory
from bookwork.progress import StageProgress, Tone
from bookwork.reports import FORMATS
from bookwork.reports.sayings import SAYINGS
from bookwork.stamp import PRODUCTS, print_of_sources, standing, wish

if TYPE_CHECKING:
    from bookwork.typesetting.crew import Crew

HOME = Path(__file__).resolve().parent.parent
EXPORTS = ("tei", "eac", "jsonld", "table")
_CORES = os.cpu_count() or 1


def main(argv: Sequence[str]) -> int:
    """Run one verb; the code to exit with."""
    collect_seldom()
    options = _parser().parse_args(argv)
    options.lang = options.lang or _language(os.environ)
    options.book = options.book.resolve()
    if not (options.book / "manuscript").is_dir():
        return complain(options.lang, "no-book", MISUSE, path=options.book)
    try:
        return int(options.verb(options))
    except KeyboardInterrupt:
        return complain(options.lang, "stopped", STOPPED)
    except OSError as error:
        sentence = _DISK.get(error.errno or 0)
        if sentence is None:
            raise
        return complain(options.lang, sentence, FAILURE, reason=error)


_DISK = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO), "disk-full"),
    errno.ESTALE: "changed-meanwhile",
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST), "disk-closed"),
}
"""What people are told of a disk that takes no more, by the system’s number."""


def _parser() -> argparse.ArgumentParser:
    everywhere = _general_options(argparse.SUPPRESS)
    tone = everywhere.add_mutually_exclusive_group()
    for name, value, told in (
        ("--quiet", Tone.QUIET, "seulement les erreurs et la dernière ligne"),
        ("--verbose", Tone.VERBOSE, "pour chaque étape, durée, nombres, réserve, mémoire"),
    ):
        tone.add_argument(name, dest="tone", action="store_const", const=value, default=Tone.PLAIN, help=told)
    general = _general_options(None)
    parser = argparse.ArgumentParser(
        prog="make_book.py", description="Des notices au livre imprimé.", parents=[general]
    )
    verbs = parser.add_subparsers(required=True, metavar="verbe")
    build = verbs.add_parser(
        "build", help="contrôle, compose, met en pages et imprime build/livre.pdf", parents=[everywhere]
    )
    build.add_argument("--edition", choices=("screen", "print"), default="screen")
    build.add_argument("--draft", action="store_true", help="un cadre à la place de chaque notice fautive")
    build.add_argument("--jobs", type=_positive, default=_CORES, metavar="N", help="processus en parallèle")
    build.add_argument("--cluster", metavar="ADRESSE", help="compose sur une grappe Dask, tcp://hôte:port")
    build.set_defaults(verb=_build)
    check = verbs.add_parser("check", help="les fautes du livre, chacune à sa place", parents=[everywhere])
    check.add_argument("paths", nargs="*", type=Path, help="seulement ces fichiers ou dossiers")
    check.add_argument("--format", choices=sorted(FORMATS), default="text")
    check.add_argument("--fix", action="store_true", help="corrige d’abord ce qui n’a qu’un remède sûr, et le dit")
    check.set_defaults(verb=_check)
    proof = verbs.add_parser("proof", help="l’épreuve en placard de quelques notices", parents=[everywhere])
    proof.add_argument("notices", nargs="+", metavar="ID", help="identifiant ou fichier de la notice")
    proof.set_defaults(verb=_proof)
    export = verbs.add_parser("export", help="le livre pour les machines, dans build/export/", parents=[everywhere])
    export.add_argument("form", choices=EXPORTS, metavar="|".join(EXPORTS))
    export.set_defaults(verb=_export)
    publish = verbs.add_parser("publish", help="inscrit les identifiants du livre au registre", parents=[everywhere])
    publish.set_defaults(verb=_publish)
    explain = verbs.add_parser("explain", help="ce que veut dire une règle", parents=[everywhere])
    explain.add_argument("code")
    explain.set_defaults(verb=_explain)
    _audit_options(partial(verbs.add_parser, parents=[everywhere]))
    return parser


def _audit_options(add: Callable[..., argparse.ArgumentParser]) -> None:
    """The verb « audit »."""
    audit = add("audit", help="chaque affirmation et sa source, chaque source et ses pages, dans build/audit/")
    audit.add_argument(
        "--import",
        dest="filled",
        type=Path,
        metavar="LISTE.ods",
        help="inscrit d’abord une liste de récolement remplie",
    )
    audit.add_argument("--en-ligne", dest="online", action="store_true", help="cherche les pages en ligne disparues")
    audit.set_defaults(verb=_audit)


def _general_options(default: str | None) -> argparse.ArgumentParser:
    """Options that may stand before the verb or after it; there they must not undo what was said before."""
    options = argparse.ArgumentParser(add_help=False)
    book = default or HOME
    options.add_argument("--lang", choices=("fr", "en"), default=default, help="langue des messages")
    options.add_argument("--book", type=Path, default=book, metavar="DIR", help="un autre livre de même forme")
    return options


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("un nombre à partir de 1")
    return number


def _language(environment: os._Environ[str]) -> str:
    """French where the locale is French, else English."""
    locale = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return "fr" if locale.lower().startswith("fr") else "en"


def _build(options: argparse.Namespace) -> int:
    asked = wish(screen=options.edition == "screen", draft=options.draft)
    sources = print_of_sources(options.book, HOME / "layout", asked) if options.cluster is None else ""
    if stamp := standing(options.book, sources):
        book = _short(options.book / "build" / PRODUCTS[0])
        return tell_built((book, stamp.sheets, 0, stamp.pieces), stamp.diagnostics, options)
    from bookwork.typesetting.crew import CrewError
    from bookwork.workshop import BuildOptions, print_book

    try:
        order = BuildOptions(options.edition == "screen", options.draft, _crew(options), options.jobs)
        with _progress(options) as progress:
            built = print_book(options.book, HOME / "layout", order, progress, sources)
    except CrewError as error:
        return complain(options.lang, error.sentence, MISUSE, **error.particulars)
    path = _short(built.path) if built.path else None
    return tell_built((path, built.sheets, built.set, built.asked), built.diagnostics, options)


def _crew(options: argparse.Namespace) -> Crew:
    """Whoever sets the pieces: processes of this machine, or a cluster."""
    from bookwork.typesetting.crew import CrewError, Workers

    if options.cluster is None:
        return Workers(options.jobs)
    try:
        from bookwork.typesetting.cluster import Cluster
    except ModuleNotFoundError as error:
        raise CrewError("no-dask", module=str(error.name), python=sys.executable) from error
    return Cluster(options.cluster, options.jobs)


def _progress(options: argparse.Namespace) -> StageProgress:
    return StageProgress(options.lang, options.tone, time.perf_counter, peak_memory)


def _check(options: argparse.Namespace) -> int:
    from bookwork.inspection import find_faults
    from bookwork.mending import mend

    for path in options.paths:
        if not path.exists():
            return complain(options.lang, "no-path", MISUSE, name=path.as_posix(), known=_files(path, options.book))
    wanted = [_inside(path, options.book) for path in options.paths]

    def chosen(faults: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
        return tuple(each for each in faults if not wanted or _under(each.place.file, wanted))

    with _progress(options) as progress:

        def look() -> tuple[Diagnostic, ...]:
            return find_faults(options.book, HOME / "layout", progress, _CORES)

        found = chosen(look())
        if options.fix:
            declare_rules()
            mended, found = mend(options.book, found, lambda: chosen(look()))
            print("\n".join(tell_mended(mended, options.lang)), file=sys.stderr)
    print(FORMATS[options.format](found, options.lang), end="")
    return FAULTS if any(each.level is Level.ERROR for each in found) else CLEAN


def _files(path: Path, book: Path) -> list[str]:
    """The notices and chapters of the book, as somebody might have meant them."""
    found = [*(book / "biographies").rglob("*.md"), *(book / "manuscript").glob("*.md")]
    return [each.as_posix() if path.is_absolute() else each.relative_to(book).as_posix() for each in found]


def _inside(path: Path, book: Path) -> str:
    whole = path.resolve()
    return whole.relative_to(book).as_posix() if whole.is_relative_to(book) else path.as_posix()


def _under(file: str, wanted: Sequence[str]) -> bool:
    return any(path in (".", file) or file.startswith(f"{path}/") for path in wanted)


def _proof(options: argparse.Namespace) -> int:
    from bookwork.glance import glance
    from bookwork.proofing import call_ahead, proof
    from bookwork.typesetting.crew import Workers

    named = [Path(name).stem if name.endswith(".md") else name for name in options.notices]
    wanted = [NoticeId(name) for name in dict.fromkeys(named)]
    with closing(Workers(_CORES)) as crew, _progress(options) as progress:
        call_ahead(crew, options.book)
        seen = glance(options.book, HOME / "layout", wanted, progress, _CORES)
        if seen.project is None:
            report(seen.diagnostics, options)
            return FAULTS
        known = [*seen.directory.by_id, *(each.id for each in seen.book.broken)]
        for name in wanted:
            if name not in known:
                return complain(options.lang, "no-notice", MISUSE, name=name, known=known)
        paths, refused = proof(seen.project, seen, wanted, crew, progress)
    own = [*refused, *(each for each in seen.diagnostics if each.notice in wanted)]
    report(own, options)
    print("\n".join(_short(path) for path in paths))
    return FAULTS if any(each.level is Level.ERROR for each in own) else CLEAN


def _export(options: argparse.Namespace) -> int:
    from bookwork.editions.exporting import export

    with _progress(options) as progress:
        exported = export(options.book, HOME / "layout", options.form, progress)
    report(exported.diagnostics, options)
    if not exported.paths:
        return complain(options.lang, "not-exported", FAULTS)
    print("\n".join(_short(path) for path in exported.paths))
    if exported.missing:
        print(SAYINGS[options.lang]["no-package"].format(name=exported.missing), file=sys.stderr)
    return CLEAN


def _audit(options: argparse.Namespace) -> int:
    from bookwork.audit.auditing import AuditWish, audit, import_list
    from bookwork.audit.telling import tell_audit, tell_import

    path = options.filled
    if path is not None and not path.is_file():
        return complain(options.lang, "no-path", MISUSE, name=path.as_posix())
    with _progress(options) as progress:
        if path is not None:
            imported = import_list(options.book, HOME / "layout", path, progress)
            report(imported.diagnostics, options)
            print(tell_import(imported, options.lang))
            if imported.diagnostics:
                return FAULTS
        wish = AuditWish(_CORES, datetime.date.today() if options.online else None)
        audited = audit(options.book, HOME / "layout", progress, wish)
    report(audited.diagnostics, options)
    print("\n".join(tell_audit(audited, options.lang)))
    return FAULTS if any(each.level is Level.ERROR for each in audited.diagnostics) else CLEAN


def _publish(options: argparse.Namespace) -> int:
    from bookwork.editions.publishing import FILE, publish
    from bookwork.inspection import inspect

    with _progress(options) as progress:
        inspected = inspect(options.book, HOME / "layout", progress)
    report(inspected.diagnostics, options)
    if inspected.project is None or inspected.book is None or inspected.errors:
        return complain(options.lang, "not-published", FAULTS)
    new, faults = publish(inspected.book, options.book, inspected.project.book.identity.date)
    report(faults, options)
    if not faults:
        say = SAYINGS[options.lang]["published" if new else "all-published"]
        print(say.format(count=len(new), path=_short(options.book / FILE)))
    return FAULTS if faults else CLEAN


def _explain(options: argparse.Namespace) -> int:
    declare_rules()
    if options.code not in RULES:
        return complain(options.lang, "no-rule", MISUSE, name=options.code, known=list(RULES))
    found = RULES[options.code]
    template = found.fr if options.lang == "fr" else found.en
    print(f"{found.code}\n\n{template}\n\n{found.why}")
    if found.mend:
        print(f"\n{SAYINGS[options.lang]['mendable']}")
    return CLEAN


def _short(path: Path) -> str:
    """A path as people would type it from here."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
