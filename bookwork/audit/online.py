"""Whether the addresses of the bibliography still open: asked on the network, and only where somebody asks for it.

An answer is kept for a month, so that no site is asked twice for nothing. A site that refuses programs, or does not
answer in time, says nothing about its pages: only « there is no such page » and « there is no such site » count.
"""

from __future__ import annotations

import datetime
import json
import socket
import ssl
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import HTTPSHandler, OpenerDirector, Request, build_opener

from bookwork.diagnostics import Diagnostic, Level, rule
from bookwork.model.source import Work
from bookwork.writing import write_text_beside

DEAD = rule(
    "link.dead",
    Level.INFORMATION,
    fr="L’adresse « {address} » ne s’ouvre plus ({reason}, le {day}) ; cherchez-la dans une archive du Web.",
    en="The address “{address}” opens no more ({reason}, on {day}); look for it in an archive of the Web.",
    why="Un lecteur ne peut pas suivre une source qui n’est plus là.",
)
FILE: Final = "online.json"
_KEPT: Final = datetime.timedelta(days=30)
_PATIENCE: Final = 15
"""Seconds for one site."""
_AT_ONCE: Final = 8
_GONE: Final = {404: "404", 410: "410"}
_NAMELESS: Final = "nom de site inconnu"
_OPENS, _UNSAID = "", "?"
_AGENT: Final = "bookwork (sources of a book)"

Answers = dict[str, tuple[str, str]]
"""For each address the day on which it was asked, and why it does not open; empty where it does."""


def dead_addresses(
    works: Mapping[str, Work], kept: Path, today: datetime.date, ask: Callable[[str], str] | None = None
) -> tuple[Diagnostic, ...]:
    """The addresses that open no more, of works in these files; answers are kept in this file."""
    cited = [(url, work) for work in works.values() if (url := work.field("url")).startswith(("http://", "https://"))]
    wanted = {url for url, _ in cited}
    answers = {url: told for url, told in _read(kept).items() if url in wanted and _fresh(told[0], today)}
    asked = sorted(wanted - answers.keys())
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = dict(zip(asked, pool.map(ask or opens, asked), strict=True))
    if any(reason == _OPENS for reason in found.values()) or _OPENS in {reason for _, reason in answers.values()}:
        answers |= {url: (today.isoformat(), reason) for url, reason in found.items() if reason != _UNSAID}
    write_text_beside(kept, json.dumps(answers, ensure_ascii=False, indent=0, sort_keys=True))
    return tuple(_faults(cited, answers))


def _faults(cited: Iterable[tuple[str, Work]], answers: Answers) -> Iterator[Diagnostic]:
    for url, work in cited:
        day, reason = answers.get(url, ("", _OPENS))
        if reason:
            yield DEAD.at(work.place_of("url"), None, address=url, reason=reason, day=day)


def opens(url: str) -> str:
    """Why an address does not open: empty where it does, « ? » where the site does not say."""
    reason, refused = _asked(url, "HEAD")
    return _asked(url, "GET")[0] if refused else reason


def _asked(url: str, method: str) -> tuple[str, bool]:
    """The answer, and whether the site refused to give what was asked for: some do not know HEAD."""
    try:
        request = Request(quote(url, safe="%/:=&?~#+!$,;'@()*[]"), method=method, headers={"User-Agent": _AGENT})
        with _opener().open(request, timeout=_PATIENCE):
            return _OPENS, False
    except HTTPError as error:
        return _GONE.get(error.code, _UNSAID), True
    except URLError as error:
        return (_NAMELESS if isinstance(error.reason, socket.gaierror) else _UNSAID), False
    except (OSError, HTTPException, ValueError):
        return _UNSAID, False


@cache
def _opener() -> OpenerDirector:
    """One for all addresses: the certificates of this machine are read once."""
    return build_opener(HTTPSHandler(context=ssl.create_default_context()))


def _fresh(day: str, today: datetime.date) -> bool:
    return today - _KEPT <= datetime.date.fromisoformat(day) <= today


def _read(kept: Path) -> Answers:
    try:
        found = json.loads(kept.read_text("utf-8"))
        for day, _ in found.values():
            datetime.date.fromisoformat(day)
        return {str(url): (str(day), str(reason)) for url, (day, reason) in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
