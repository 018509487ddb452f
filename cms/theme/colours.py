"""A town's two colours become a whole set of tokens whose contrasts hold, in light and in dark.

The work is done in OKLCH (Björn Ottosson's OKLab in polar form: lightness, chroma, hue), where one step of
lightness looks alike in every hue. The hue of the town is kept; lightness moves until WCAG's contrast is
reached. Plain Python: colours are "#rrggbb" strings.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

INK = "#16211f"
WHITE = "#ffffff"
DARK_GROUND = "#0e1615"
DARK_CARD = "#182422"
DARK_INK = "#edf3f0"

STEP = 0.01  # of lightness
TINTS = ("brume", "ville-pale", "accent-pale", "ciel")
MAX_STEPS = 110  # from black to white and a little more


class Oklch(NamedTuple):
    lightness: float
    chroma: float
    hue: float


class Tokens(NamedTuple):
    """Token name (without its dashes) → colour."""

    light: dict[str, str]
    dark: dict[str, str]


class Check(NamedTuple):
    name: str
    contrast: float
    wanted: float

    @property
    def holds(self) -> bool:
        return self.contrast >= self.wanted


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _gamma(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _linear_rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return red, green, blue


def contrast(one: str, other: str) -> float:
    """WCAG 2's contrast ratio of two colours, from 1 to 21."""
    low, high = sorted(
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (_linear_rgb(one), _linear_rgb(other))
    )
    return (high + 0.05) / (low + 0.05)


def to_oklch(colour: str) -> Oklch:
    red, green, blue = _linear_rgb(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short
    return Oklch(lightness, math.hypot(a, b), math.atan2(b, a))


def from_oklch(colour: Oklch) -> str:
    """The nearest colour a screen can show: chroma is lowered until it lies inside sRGB."""
    lightness, chroma, hue = colour
    while True:
        channels = _oklch_to_linear_rgb(lightness, chroma, hue)
        if chroma < 0.001 or all(-0.0005 <= channel <= 1.0005 for channel in channels):
            return "#" + "".join(
                f"{round(min(1.0, max(0.0, _gamma(max(0.0, channel)))) * 255):02x}" for channel in channels
            )
        chroma *= 0.96


def _oklch_to_linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )


def _moved(colour: str, *, grounds: list[str], wanted: float, step: float, max_chroma: float | None = None) -> str:
    """The colour, made darker or lighter by small steps until it stands out from each ground."""
    lightness, chroma, hue = to_oklch(colour)
    if max_chroma is not None:
        chroma = min(chroma, max_chroma)
    result = from_oklch(Oklch(lightness, chroma, hue))
    for _step in range(MAX_STEPS):
        if min(contrast(result, ground) for ground in grounds) >= wanted:
            break
        lightness = min(1.0, max(0.0, lightness + step))
        result = from_oklch(Oklch(lightness, chroma, hue))
    return result


@lru_cache(maxsize=64)
def derive(town: str, accent: str) -> Tokens:
    """All the tokens that follow from a town's two colours (each "#rrggbb")."""
    light = _light(town, accent)
    return Tokens(light=light, dark=_dark(town, accent, light))


def _light(town: str, accent: str) -> dict[str, str]:
    town_hue, accent_hue = to_oklch(town), to_oklch(accent)
    mist = from_oklch(Oklch(0.966, min(town_hue.chroma, 0.008), town_hue.hue))
    pale_town = from_oklch(Oklch(0.935, min(town_hue.chroma, 0.028), town_hue.hue))
    pale_accent = from_oklch(Oklch(0.965, min(accent_hue.chroma, 0.05), accent_hue.hue))
    main = _moved(town, grounds=[WHITE, mist, pale_town, pale_accent], wanted=5.5, step=-STEP)
    main = _moved(main, grounds=[WHITE], wanted=7, step=-STEP)
    hover = to_oklch(main)
    mark = _moved(accent, grounds=[INK], wanted=7, step=STEP)
    return {
        "brume": mist,
        "ville": main,
        "ville-2": from_oklch(hover._replace(lightness=max(0.0, hover.lightness - 0.08))),
        "ville-pale": pale_town,
        "sur-ville": WHITE,
        "lien": main,
        "riviere": main,
        "armes": main,
        "accent": _moved(mark, grounds=[main], wanted=3, step=STEP),
        "accent-pale": pale_accent,
        "accent-texte": _moved(accent, grounds=[WHITE, mist, pale_accent], wanted=5.5, step=-STEP),
        "ciel": pale_accent,
    }


def _dark(town: str, accent: str, light: dict[str, str]) -> dict[str, str]:
    town_hue, accent_hue = to_oklch(town), to_oklch(accent)
    pale_town = from_oklch(Oklch(0.29, min(town_hue.chroma, 0.035), town_hue.hue))
    pale_accent = from_oklch(Oklch(0.29, min(accent_hue.chroma, 0.05), accent_hue.hue))
    main = _moved(town, grounds=[DARK_GROUND, DARK_CARD, pale_town, pale_accent], wanted=7, step=STEP, max_chroma=0.11)
    hover = to_oklch(main)
    second = from_oklch(hover._replace(lightness=hover.lightness - 0.1))
    on_main = from_oklch(Oklch(0.23, 0.03, town_hue.hue))
    return {  # each tint of the light: what is not said here keeps its light value in the dark
        "brume": from_oklch(Oklch(0.22, min(town_hue.chroma, 0.014), town_hue.hue)),
        "ciel": pale_accent,
        "ville": main,
        "ville-2": second,
        "ville-pale": pale_town,
        "sur-ville": _moved(on_main, grounds=[main, second], wanted=4.5, step=-STEP),
        "lien": main,
        "riviere": from_oklch(Oklch(0.28, min(town_hue.chroma, 0.05), town_hue.hue)),
        "accent": light["accent"],
        "accent-pale": pale_accent,
        "accent-texte": _moved(accent, grounds=[DARK_CARD, pale_accent], wanted=7, step=STEP),
    }


def audit(tokens: Tokens) -> list[Check]:
    """The contrasts that must hold on every screen (WCAG AA at least, AAA for what is read most)."""
    light, dark = tokens

    def least(colour: str, *grounds: str) -> float:
        return min(contrast(colour, ground) for ground in grounds)

    return [
        Check("main colour on white", contrast(light["ville"], WHITE), 7),
        Check("main colour on tints", least(light["ville"], light["brume"], light["ville-pale"]), 4.5),
        Check("white on a hovered button", contrast(WHITE, light["ville-2"]), 7),
        Check("ink on the accent", contrast(INK, light["accent"]), 7),
        Check("accent on the river", contrast(light["accent"], light["riviere"]), 3),
        Check("accent as text", least(light["accent-texte"], WHITE, light["brume"], light["accent-pale"]), 4.5),
        Check("ink on tints", least(INK, light["brume"], light["ville-pale"], light["accent-pale"]), 7),
        Check(
            "dark: main colour", least(dark["ville"], DARK_GROUND, DARK_CARD, dark["brume"], dark["ville-pale"]), 4.5
        ),
        Check("dark: buttons", least(dark["sur-ville"], dark["ville"], dark["ville-2"]), 4.5),
        Check("dark: ink", least(DARK_INK, DARK_GROUND, DARK_CARD, *(dark[tint] for tint in TINTS)), 7),
        Check("dark: accent as text", least(dark["accent-texte"], DARK_CARD, dark["accent-pale"]), 4.5),
        Check("dark: white on the river", contrast(WHITE, dark["riviere"]), 7),
    ]
