"""What an audit files of a notice is kept, and is what telling it anew would give. Everybody here is fictional."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from test_edits import BYTES, FIRST, STEPS, Choices, build, opened, way, write

from bookwork.audit.auditing import audit
from bookwork.audit.leaves import Teller, Told
from bookwork.cli import HOME
from bookwork.model.notice import Notice
from bookwork.stages import Unwatched


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first book, built once."""
    folder = tmp_path_factory.mktemp("feuilles")
    write(folder / "premier", FIRST)
    build(folder / "premier")
    return folder


def audited(root: Path) -> dict[str, bytes]:
    """Every file of the audit."""
    audit(root, HOME / "layout", Unwatched())
    folder = root / "build" / "audit"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def forget(root: Path) -> None:
    for path in (root / "build" / "cache").glob("leaves.sqlite*"):
        path.unlink()


@BYTES
@given(steps=STEPS)
@example(steps=[("parti", "1944-01-16")])
@example(steps=[("prénoms", "Jean Marie"), ("lien", "[[Cador Paul]]"), ("famille", "Cador")])
@example(steps=[("cite", "@fonds, 9 Z 12345, f. 3"), ("fonds", "book"), "undo"])
def test_after_any_edits_the_audit_is_that_of_notices_told_anew(folders: Path, steps: list[Any]) -> None:
    root = opened(folders)
    kept: dict[str, bytes] = {}
    for number, chosen in enumerate(way(steps)):
        write(root, chosen)
        if number % 3 == 2:
            build(root)
        kept = audited(root)
    forget(root)
    assert audited(root) == kept


TOLD = Teller.told


def telling_only(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """From now on no other notices may be told."""

    def watched(self: Teller, notice: Notice) -> Told:
        assert notice.id in names, notice.id
        return TOLD(self, notice)

    monkeypatch.setattr(Teller, "told", watched)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        ({}, set()),
        ({"titre": "Un livre {\\it imaginaire}"}, set()),
        ({"phrase": "Il compta."}, {"abel"}),
        ({"prénoms": "Jean Marie"}, {"abel", "bellor"}),
        ({"parti": "1944-01-16"}, {"cador"}),
    ],
    ids=" ".join,
)
def test_notices_are_told_by_the_build_and_then_only_where_something_has_changed(
    folders: Path, monkeypatch: pytest.MonkeyPatch, edit: Choices, told: set[str]
) -> None:
    for name in told:
        write(root := opened(folders), {**FIRST, **edit})
        telling_only(monkeypatch, *(told - {name}))
        with pytest.raises(AssertionError, match=name):
            audited(root)
    write(root := opened(folders), {**FIRST, **edit})
    telling_only(monkeypatch, *told)
    audited(root)
    telling_only(monkeypatch)
    audited(root)


def test_a_damaged_store_of_leaves_costs_nothing_but_time(folders: Path) -> None:
    root = opened(folders)
    before = audited(root)
    forget(root)
    (root / "build" / "cache" / "leaves.sqlite").write_bytes(b"no store at all")
    assert audited(root) == before
    assert audited(root) == before
