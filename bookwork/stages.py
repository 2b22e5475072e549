"""The stages of the work, named as the folders are, and what each may tell people while it lasts."""

from __future__ import annotations

from typing import Protocol

STAGES = ("sources", "checks", "typesetting", "makeup", "press", "editions", "audit")


class Progress(Protocol):
    """Tells people how far the work is."""

    def stage(self, name: str) -> None:
        """A stage of :data:`STAGES` begins."""

    def step(self, done: int, total: int) -> None:
        """So many of so many are done in this stage."""

    def count(self, **numbers: int) -> None:
        """What this stage did, in numbers; a number told again is the new one."""

    def note(self, name: str, **particulars: object) -> None:
        """Something unusual happened, that people should know and need not mend: a message by its name."""


class Unwatched:
    """Progress that nobody looks at."""

    def stage(self, name: str) -> None:
        """Nothing is said."""

    def step(self, done: int, total: int) -> None:
        """Nothing is said."""

    def count(self, **numbers: int) -> None:
        """Nothing is said."""

    def note(self, name: str, **particulars: object) -> None:
        """Nothing is said."""
