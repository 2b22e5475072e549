"""How much memory a process has taken, and how often it looks for cycles in it."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

if sys.platform != "win32":
    import resource


def peak_memory() -> int:
    """The most memory that this process has held at once, in bytes; 0 where the system does not tell.

    Linux's own account comes first: ``ru_maxrss`` of a worker begins with that of the process that started it.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    except (OSError, IndexError, ValueError):
        pass
    if sys.platform == "win32":
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # macOS counts bytes, the others kilobytes


def collect_seldom() -> None:
    """Let the cycle collector of this process run a hundred times more seldom.

    A book is millions of values without cycles, which it would walk again and again: 14.1 s of CPU for a rebuild of
    9 000 notices as Python has it, 11.3 s so, 11.1 s without any (November 2026).
    """
    gc.set_threshold(100_000, 50, 1_000)
