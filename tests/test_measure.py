"""Widths: what HarfBuzz measures here is what WeasyPrint sets, over the whole first edition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from html import escape

import pytest

from bookwork.cli import HOME
from bookwork.inspection import inspect
from bookwork.project import Project, read_project
from bookwork.typesetting.cascade import Cascade, RunStyle, Typography
from bookwork.typesetting.compose import compose_notice, lay_out_desk
from bookwork.typesetting.cutter import Words, cut, glyph_numbers
from bookwork.typesetting.faces import face_files
from bookwork.typesetting.galley import Piece
from bookwork.typesetting.galleys import Style, computed_values, lay_out_boxes
from bookwork.typesetting.handset import HandSetter
from bookwork.typesetting.inline import Chain, outline, read
from bookwork.typesetting.measure import Case, Fount, MissingGlyphError, case
from bookwork.typesetting.style import make_style

TOLERANCE = 0.02
"""How far a width may be from WeasyPrint's, in pt: Pango rounds every advance to 1/1024 px."""
WIDE = 30_000.0
"""A measure in pt on which every paragraph is one line."""
