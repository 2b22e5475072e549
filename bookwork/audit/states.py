"""What was found of each citation: the finding of its document, as long as the citation says what it said then."""

from __future__ import annotations

import hashlib
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from bookwork.audit.claims import Claim
from bookwork.model.verification import FINDINGS, Verification


class State(Enum):
    """The state of a citation."""

    UNSEEN = "à voir"
    SEEN, RIGHT, WRONG, ABSENT = FINDINGS
    AGAIN = "à revoir"
    OUTSIDE = ""
    """That of a printed work or a page on line: nobody goes to a reading room for it."""

    @property
    def is_open(self) -> bool:
        """True where somebody must still go and look."""
        return self in (State.UNSEEN, State.AGAIN)


class Finding(NamedTuple):
    """The state of a citation, and what was found of its document if somebody looked it up."""

    state: State
    verification: Verification | None


def print_of(claim: Claim, locator: str) -> str:
    """Eight figures of a hash of what a reader had before the eyes: the place in the document and the statement.

    Whose statement it is and its key count too; spaces, line ends and the form of apostrophes do not, nor other
    citations of the same sentence, nor where in the file it stands.
    """
    text = "\0".join((claim.holder, claim.field, locator, _plain(claim.words)))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


@lru_cache(maxsize=64)
def _plain(words: str) -> str:
    return " ".join(words.replace("’", "'").split())


def state_of(mark: str, verification: Verification | None, seen: frozenset[str]) -> State:
    """The finding if this very citation is among those that were ``seen``; « à revoir » if it is new or changed."""
    if verification is None:
        return State.UNSEEN
    return State(verification.finding) if mark in seen else State.AGAIN
