"""What the style sheets say of paragraphs and of the runs in them, as far as the setter of paragraphs understands it.

The values are WeasyPrint's own computed ones (CSS Cascade 4, 4.4), asked for once for every kind of element: a
designer changes ``galley.css`` and the setter follows. A property that it does not understand is refused by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Final

from bookwork.records import Struct
from bookwork.typesetting.inline import Chain
from bookwork.typesetting.measure import Fount
from bookwork.typesetting.values import Compute, Values

_MILLIPOINTS_PER_PX: Final = 750
_MICROPOINTS_PER_PX: Final = 750_000

_INHERITED: Final = frozenset((
    "color_scheme", "font_kerning", "font_variant_alternates", "font_variant_caps", "font_variant_east_asian",
    "font_variant_ligatures", "font_variant_numeric", "font_variant_position", "font_feature_settings",
    "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "list_style_type", "list_style_position",
    "orphans", "widows", "quotes", "word_spacing", "overflow_wrap", "tab_size", "text_align_all", "text_align_last",
    "text_indent", "color", "font_family", "font_size", "font_style", "font_weight", "hyphens", "lang",
    "letter_spacing", "line_height", "white_space",
))  # fmt: skip
"""Inherited properties: those that shape a run are in its :class:`RunStyle`, in its ``features`` or its ``ink``."""
_NO_MATTER: Final = frozenset((
    "anchor", "bleed_bottom", "bleed_left", "bleed_right", "bleed_top", "page", "break_after", "break_before",
    "break_inside", "features", "ink", "boxes",
))  # fmt: skip
_RUN: Final = _INHERITED | _NO_MATTER | {"vertical_align"}
_PARAGRAPH: Final = _INHERITED | _NO_MATTER | {
    "display", "margin_bottom", "margin_left", "margin_right", "margin_top",
    "padding_bottom", "padding_left", "padding_right", "padding_top",
    "background_attachment", "background_clip", "background_color", "background_origin", "background_position",
    "background_repeat",
}  # fmt: skip
_AROUND: Final = _PARAGRAPH | {"outline_color", "outline_offset", "outline_style"}
_PLACED: Final = _INHERITED | _NO_MATTER | {"display", "position", "left", "top", "overflow"}
_PLATE: Final = _INHERITED | _NO_MATTER | {"display", "position", "height", "margin_bottom", "margin_top"}
_BESIDE: Final = _INHERITED | _NO_MATTER | {
    "display", "float", "margin_bottom", "margin_left", "margin_right", "margin_top",
}  # fmt: skip
_IMAGE: Final = _INHERITED | _NO_MATTER | {"display", "padding_bottom", "padding_top", "image_rendering", "overflow"}
_CAPTION: Final = _INHERITED | _NO_MATTER | {"display"}
_SHARES: Final = {"justify": 0, "left": 0, "center": 1, "right": 2}
_LOST: Final[Values] = {"boxes": ()}
"""What is known of an element that HTML does not allow where it stands (a cell without its table)."""
_BLOCKS: Final = (("block", "flow"), ("block", "flow-root"))


class UnknownStyleError(Exception):
    """A property that the setter of paragraphs does not know; the message names it as CSS does."""


class RunStyle(Struct, frozen=True):
    """How a run of text stands in its paragraph."""

    fount: Fount
    rise: int
    """How far above the baseline, in micropoints."""
    ink: bytes
    """The operator that sets its colour."""
    divides: bool
    """Whether its words may be divided (``hyphens: auto``)."""
    bound: bool
    """Whether it stays on one line (``white-space: nowrap``)."""


class BlockStyle(Struct, frozen=True):
    """How a paragraph stands in its column: white on both sides and indent in micropoints, its fount."""

    left: int
    right: int
    indent: int
    fount: Fount
    justified: bool
    """Else its lines end where they end, on the right."""
    word_space: int
    """White added to each space, in micropoints."""
    share: int = 0
    """How much of the white that its lines leave stands on their left, in halves."""
    head: int = 0
    """White above its first line, in micropoints."""


class Typography(Struct, frozen=True):
    """What a cascade is for: the family, its faces by weight and slope, the language, the leading in px."""

    family: str
    faces: Mapping[tuple[int, bool], str]
    language: str
    leading: float


class Cascade:
    """The styles of every kind of element met so far; where one cannot be understood, the property that forbids it."""

    def __init__(self, typography: Typography, compute: Compute, taught: Mapping[Chain, Values] | None = None) -> None:
        self._typography = typography
        self._compute = compute
        self._values: dict[Chain, Values] = dict(taught or {})
        self._blocks: dict[Chain, BlockStyle | str] = {}
        self._runs: dict[Chain, RunStyle | str] = {}

    @property
    def leading(self) -> float:
        """From line to line, in px."""
        return self._typography.leading

    @property
    def values(self) -> Mapping[Chain, Values]:
        """What is known of every kind of element."""
        return self._values

    def learn(self, chains: Iterable[Chain]) -> None:
        """Compute the values of these elements and of all that they stand in."""
        fresh = {chain for chain in chains if chain not in self._values}
        unknown = sorted({chain[: n + 1] for chain in fresh for n in range(len(chain))} - self._values.keys(), key=repr)
        if unknown:
            values = self._compute("".join(_nest(chain, f"e{n}") for n, chain in enumerate(unknown)))
            self._values.update({chain: values.get(f"e{n}", _LOST) for n, chain in enumerate(unknown)})

    def block(self, chain: Chain) -> BlockStyle | None:
        """The style of a paragraph, None where its lines have no alignment of their own; raises UnknownStyleError."""
        if self._values[chain].get("text_align_all") not in _SHARES:
            return None
        if chain not in self._blocks:
            try:
                self._blocks[chain] = self._block(chain)
            except UnknownStyleError as error:
                self._blocks[chain] = str(error)
        style = self._blocks[chain]
        if isinstance(style, str):
            raise UnknownStyleError(style)
        return style

    def is_justified(self, chain: Chain) -> bool:
        """Whether the lines of a paragraph fill its column."""
        return bool(self._values[chain].get("text_align_all") == "justify")

    def run(self, chain: Chain, paragraph: int) -> RunStyle:
        """The style of a run, whose first ``paragraph`` elements are its paragraph's; raises UnknownStyleError."""
        if chain not in self._runs:
            try:
                self._runs[chain] = self._run(chain, paragraph)
            except UnknownStyleError as error:
                self._runs[chain] = str(error)
        style = self._runs[chain]
        if isinstance(style, str):
            raise UnknownStyleError(style)
        return style

    def side(self, chain: Chain) -> str | None:
        """The side on which an element stands beside the text; None where it does not."""
        return self._values[chain].get("float")

    def margins(self, chain: Chain) -> tuple[int, int, int, int]:
        """The white round an element, in micropoints: left, top, right, bottom. Raises UnknownStyleError."""
        values = self._values[chain]
        left, top, right, bottom = (_length(values, f"margin_{side}") for side in ("left", "top", "right", "bottom"))
        return left, top, right, bottom

    def place(self, chain: Chain) -> tuple[float, float]:
        """Where an element stands in the box it is placed over: from its left edge and its head, in px.

        Raises UnknownStyleError.
        """
        values, outer = self._values[chain], self._values[chain[:-1]]
        _refuse(values, _PLACED)
        _refuse(outer, _PLATE)
        if (values.get("position"), outer.get("position")) != ("absolute", "relative"):
            raise UnknownStyleError("position")
        left, top = (_length(values, side) / _MICROPOINTS_PER_PX for side in ("left", "top"))
        return left, top

    def beside(self, chain: Chain) -> tuple[float, float, float, float]:
        """The white round a box at the side of the text, in px: left, top, right, bottom. Raises UnknownStyleError."""
        _refuse(self._values[chain], _BESIDE)
        left, top, right, bottom = (each / _MICROPOINTS_PER_PX for each in self.margins(chain))
        return left, top, right, bottom

    def image(self, chain: Chain) -> tuple[float, float]:
        """The white above and below an image in its box, in px; raises UnknownStyleError."""
        values = self._values[chain]
        _refuse(values, _IMAGE)
        if values.get("display") not in _BLOCKS:
            raise UnknownStyleError("display")
        above, below = (_length(values, f"padding_{side}") / _MICROPOINTS_PER_PX for side in ("top", "bottom"))
        return above, below

    def caption(self, chain: Chain) -> BlockStyle:
        """The style of a paragraph that fills a box at the side of the text; raises UnknownStyleError."""
        values = self._values[chain]
        _refuse(values, _CAPTION)
        if values.get("display") not in _BLOCKS:
            raise UnknownStyleError("display")
        return self._lines(values, (0, 0), _share(values))

    def label(self, chain: Chain) -> BlockStyle:
        """The style of a line of words that is placed over a box; raises UnknownStyleError."""
        values = self._values[chain]
        return self._lines(values, (0, 0), 0)

    def _block(self, chain: Chain) -> BlockStyle:
        for element in chain:
            if element.own:
                raise UnknownStyleError(element.own)
        values = self._values[chain]
        around = [self._values[chain[: n + 1]] for n in range(len(chain) - 1)]
        for outer in around:
            _refuse(outer, _AROUND)
        _refuse(values, _PARAGRAPH)
        if any(each.get("display") not in _BLOCKS for each in (*around, values)):
            raise UnknownStyleError("display")
        left, right = (
            sum(_length(each, f"{box}_{side}") for each in (*around, values) for box in ("margin", "padding"))
            for side in ("left", "right")
        )
        return self._lines(values, (left, right), _share(values))

    def _lines(self, values: Values, sides: tuple[int, int], share: int) -> BlockStyle:
        line_height = values.get("line_height")
        if abs(getattr(line_height, "value", 0.0) - self._typography.leading) > 0.001:
            raise UnknownStyleError("line-height")
        justified = values.get("text_align_all") == "justify"
        word_space = round(values.get("word_spacing", 0) * _MICROPOINTS_PER_PX)
        indent, head = _length(values, "text_indent"), _length(values, "padding_top")
        return BlockStyle(*sides, indent, self._fount(values), justified, word_space, share, head)

    def _run(self, chain: Chain, paragraph: int) -> RunStyle:
        rise = 0
        for n in range(paragraph, len(chain)):
            values = self._values[chain[: n + 1]]
            _refuse(values, _RUN)
            shift = values.get("vertical_align", 0)
            if not isinstance(shift, (int, float)):
                raise UnknownStyleError("vertical-align")
            rise += round(shift * _MICROPOINTS_PER_PX)
        values = self._values[chain]
        white_space = values.get("white_space", "normal")
        if white_space not in ("normal", "nowrap"):
            raise UnknownStyleError("white-space")
        if values["ink"] is None:
            raise UnknownStyleError("color")
        divides = values.get("hyphens") == "auto"
        return RunStyle(self._fount(values), rise, values["ink"], divides, white_space == "nowrap")

    def _fount(self, values: Values) -> Fount:
        typography = self._typography
        face = typography.faces.get((values.get("font_weight", 400), values.get("font_style") == "italic"))
        if face is None or values.get("font_family", ())[:1] != (typography.family,):
            raise UnknownStyleError("font-family")
        if values.get("lang") != typography.language:
            raise UnknownStyleError("lang")
        size = values.get("font_size", 16)
        tracking = values.get("letter_spacing", 0)
        features = tuple(sorted(values["features"].items()))
        return Fount(
            face, round(size * _MILLIPOINTS_PER_PX), features, round(1000 * tracking / size), typography.language
        )


def _nest(chain: Chain, name: str) -> str:
    """An element like the last of these, called ``name``, inside elements like the others."""
    html, identifier = "", f' id="{name}"'
    for element in reversed(chain):
        link = ' href="#x"' if element.link else ""
        html = f'<{element.name} class="{escape(element.classes)}"{identifier}{link}>{html}</{element.name}>'
        identifier = ""
        if element.before is not None:
            before, classes = element.before
            html = f'<{before} class="{escape(classes)}"></{before}>{html}'
    return html


def _refuse(values: Values, known: frozenset[str]) -> None:
    for name, value in values.items():
        if name not in known and not (name.endswith("_width") and value == 0):
            raise UnknownStyleError(name.replace("_", "-"))
    if values["boxes"]:
        raise UnknownStyleError(values["boxes"][0])


def _share(values: Values) -> int:
    """How much of the white that lines leave stands on their left, in halves."""
    align = values.get("text_align_all", "start")
    if align not in _SHARES:
        raise UnknownStyleError("text-align")
    share = _SHARES[align]
    if values.get("text_align_last", "start") not in ((align,) if share else ("start", "left")):
        raise UnknownStyleError("text-align-last")
    return share


def _length(values: Values, name: str) -> int:
    """A length in micropoints."""
    value = values.get(name)
    if value is None:
        return 0
    if getattr(value, "unit", None) != "px":
        raise UnknownStyleError(name.replace("_", "-"))
    return round(float(value.value) * _MICROPOINTS_PER_PX)
