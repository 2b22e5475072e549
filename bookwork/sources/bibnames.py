"""Names in a bibliography: « de La Martinière, Max », « family=Braun, prefix=von », « {Amicale de Dora} ».

The particle « d’ » is split off, which BibTeX's own rule does not do; the comma form is what we ask for.
"""

from __future__ import annotations

import re
from typing import Final

from bookwork.model.source import WorkName

PARTICLES: Final = frozenset({
    "de", "von", "van", "zu", "zur", "vom", "der", "den", "ten", "ter", "da", "das", "do", "dos", "di", "del", "della",
    "af", "av",
})  # fmt: skip
_ELIDED = re.compile(r"(d['’])\s*(?=\w)")
_ARTICLES: Final = frozenset({"Le", "La", "Du", "Des", "Les"})
OTHERS: Final = WorkName("et al.")
"""« and others » at the end of a list of names."""


def split_names(value: str) -> list[str]:
    """The names of a field, cut at « and » outside braces."""
    names: list[str] = []
    depth = start = 0
    for match in re.finditer(r"(?<!\\)[{}]|\s+and\s+", f"{value} "):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
        elif depth == 0:
            names.append(value[start : match.start()])
            start = match.end()
    return [name.strip() for name in (*names, value[start:]) if name.strip()]


def read_name(name: str) -> tuple[WorkName, str]:
    """The name in its parts, and what is doubtful about it (empty when nothing is)."""
    if name == "others":
        return OTHERS, ""
    if name.startswith("{") and name.endswith("}") and name.count("{") == name.count("}"):
        return WorkName(name[1:-1]), ""
    if re.match(r"(?:family|given|prefix|suffix)\s*=", name):
        return _extended(name), ""
    doubt = _doubt(name)
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1:
        return _without_comma(name), doubt
    particle, family = _particle_of(parts[0])
    given, behind = _particle_behind(parts[-1])
    suffix = f" {parts[1]}" if len(parts) == 3 else ""
    return WorkName(family + suffix, given, particle or behind), doubt


def _extended(name: str) -> WorkName:
    parts = dict(part.split("=", 1) for part in re.split(r",\s*(?=\w+\s*=)", name) if "=" in part)
    values = {key.strip(): value.strip().strip('"') for key, value in parts.items()}
    return WorkName(values.get("family", ""), values.get("given", ""), values.get("prefix", ""))


def _without_comma(name: str) -> WorkName:
    words = name.split()
    if set(words[:-1]) <= _ARTICLES:
        return WorkName(name)
    small = next((n for n, word in enumerate(words[:-1]) if word in PARTICLES and n), None)
    if small is None:
        particle, family = _particle_of(words[-1])
        return WorkName(family, " ".join(words[:-1]), particle)
    particle, family = _particle_of(" ".join(words[small:]))
    return WorkName(family, " ".join(words[:small]), particle)


def _particle_of(family: str) -> tuple[str, str]:
    """« de La Martinière » → « de » and « La Martinière »; « d’Arc » → « d’ » and « Arc »."""
    elided = _ELIDED.match(family)
    if elided:
        return "d’", family[elided.end() :]
    words = family.split()
    count = next((n for n, word in enumerate(words) if word not in PARTICLES), len(words) - 1)
    return " ".join(words[:count]), " ".join(words[count:])


def _particle_behind(given: str) -> tuple[str, str]:
    """« Charles de » → « Charles » and « de », the form of indexes."""
    words = given.split()
    if len(words) > 1 and (words[-1] in PARTICLES or words[-1] in ("d'", "d’")):
        return " ".join(words[:-1]), words[-1].replace("'", "’")
    return given, ""


def _doubt(name: str) -> str:
    words = name.split()
    if name.count(",") > 2:
        return "plus de deux virgules ; séparez les auteurs par « and »"
    if re.search(r"\bet al\b|;| et ", name):
        return "séparez les auteurs par « and », finissez par « and others »"
    if "," not in name and len(words) > 2 and words[-2] in _ARTICLES and not PARTICLES & set(words):
        return f"écrivez « {' '.join(words[-2:])}, {' '.join(words[:-2])} »"
    family, comma, _ = name.partition(",")
    if comma and len(family) > 3 and family.isupper():
        return "n’écrivez pas tout en capitales"
    return ""
