"""Synthetic photographs: a gradient with the grain of a scan and an oval that is nobody, in gray."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from random import Random
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

PPI: Final = 300
WIDTH: Final = round(24 / 25.4 * PPI)
"""The width at which the layout places photographs: 24 mm."""
GRAIN: Final = 900
"""Side of the sheet of grain from which every photograph takes a piece."""
QUALITY: Final = 92


@cache
def _grain() -> Image.Image:
    noise = Image.frombytes("L", (GRAIN, GRAIN), Random("grain").randbytes(GRAIN * GRAIN))
    return noise.filter(ImageFilter.GaussianBlur(0.6)).point(lambda value: (value - 128) * 0.55 + 128)


@cache
def _oval(width: int, height: int) -> Image.Image:
    """A soft oval with a cross through it."""
    mask = Image.new("L", (width, height))
    pen = ImageDraw.Draw(mask)
    box = (width * 0.26, height * 0.18, width * 0.74, height * 0.72)
    pen.ellipse(box, fill=150)
    for start, end in (((box[0], box[1]), (box[2], box[3])), ((box[0], box[3]), (box[2], box[1]))):
        pen.line((*start, *end), fill=30, width=4)
    return mask.filter(ImageFilter.GaussianBlur(3))


def photograph(random: Random) -> bytes:
    """A gray JPEG of 300 pixels to the inch, some 30 to 60 kB."""
    height = round(WIDTH * random.choice((1.2, 1.25, 1.3, 1.35, 1.4)))
    left, top = random.randint(0, GRAIN - WIDTH), random.randint(0, GRAIN - height)
    grain = _grain().crop((left, top, left + WIDTH, top + height))
    light = Image.linear_gradient("L").rotate(random.choice((0, 90, 180, 270))).resize((WIDTH, height))
    picture = ImageChops.overlay(light.point(lambda value: 40 + value * 0.6), grain)
    picture.paste(random.randint(60, 110), mask=_oval(WIDTH, height))
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, dpi=(PPI, PPI))
    return out.getvalue()
