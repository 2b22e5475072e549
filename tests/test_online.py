"""Addresses are asked only on demand, once a month, and only a clear answer counts. All sites are made up.

The one server stands on this machine and is asked there.
"""

from __future__ import annotations

import datetime
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from fixtures_book import BOOK

from bookwork.audit import online
from bookwork.audit.online import dead_addresses, opens
from bookwork.cli import main
from bookwork.sources.bibliography import read_works
from bookwork.sources.files import SourceText

TODAY = datetime.date(2001, 1, 17)
WORKS, _ = read_works(
    SourceText(
        "bibliography.bib",
        """@online{ici, title = {Ici}, url = {https://ici.example/}}
@online{parti,
  title = {Parti},
  url = {https://parti.example/a},
}
@online{sourd, title = {Sourd}, url = {https://sourd.example/}}
@book{livre, title = {Sans adresse}}
@misc{autre, title = {Autre}, url = {doi:10.1000/182}}
""",
    )
)
ANSWERS = {"https://ici.example/": "", "https://parti.example/a": "404", "https://sourd.example/": "?"}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "online.json"


def test_a_page_that_is_gone_is_told_with_its_line(kept: Path) -> None:
    (fault,) = dead_addresses(WORKS, kept, TODAY, ANSWERS.__getitem__)
    assert (fault.code, fault.place.line) == ("link.dead", 4)
    assert "« https://parti.example/a »" in fault.message("fr")
    assert "404" in fault.message("fr")
    assert "2001-01-17" in fault.message("fr")


def test_an_answer_is_kept_for_a_month_and_a_silence_is_not(kept: Path) -> None:
    asked: list[str] = []

    def ask(url: str) -> str:
        asked.append(url)
        return ANSWERS[url]

    first = dead_addresses(WORKS, kept, TODAY, ask)
    assert sorted(asked) == sorted(ANSWERS)
    asked.clear()
    assert dead_addresses(WORKS, kept, TODAY + datetime.timedelta(days=30), ask) == first
    assert asked == ["https://sourd.example/"]
    asked.clear()
    dead_addresses(WORKS, kept, TODAY + datetime.timedelta(days=31), ask)
    assert sorted(asked) == sorted(ANSWERS)


def test_without_a_network_nothing_is_said(kept: Path) -> None:
    assert dead_addresses(WORKS, kept, TODAY, lambda _: "nom de site inconnu") == ()
    assert json.loads(kept.read_text("utf-8")) == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"https://ici.example/": ["hier", ""]}', '{"a": 1}'])
def test_a_broken_file_of_answers_is_asked_anew(text: str, kept: Path) -> None:
    kept.parent.mkdir()
    kept.write_text(text, "utf-8")
    assert len(dead_addresses(WORKS, kept, TODAY, ANSWERS.__getitem__)) == 1


class _Site(BaseHTTPRequestHandler):
    """A site with one page, one that is gone, and one that lets no program in; it knows no HEAD."""

    def do_GET(self) -> None:
        self.send_response({"/ici": 200, "/%C3%A9t%C3%A9": 200, "/parti": 404, "/gardé": 403}.get(self.path, 403))
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_what_a_site_says(site: str) -> None:
    assert opens(f"{site}/ici") == ""
    assert opens(f"{site}/été") == ""
    assert opens(f"{site}/parti") == "404"
    assert opens(f"{site}/ailleurs") == "?"
    assert opens("http://127.0.0.1:1/") == "?"
    assert opens("http://[") == "?"


def test_nothing_is_asked_unless_it_is_wanted(monkeypatch, tmp_path: Path, capsys) -> None:
    asked: list[int] = []
    monkeypatch.setattr(online, "opens", lambda _url: asked.append(1) or "")
    monkeypatch.setattr("bookwork.audit.auditing.fill_beside", lambda *_: None)
    monkeypatch.setattr("bookwork.audit.auditing.write_beside", lambda *_: None)
    monkeypatch.setattr(online, "write_text_beside", lambda *_: None)
    main(["--book", str(BOOK), "audit"])
    assert asked == []
    main(["--book", str(BOOK), "audit", "--en-ligne"])
    assert asked
    capsys.readouterr()
