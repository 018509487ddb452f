"""Two colours of a town give tokens whose contrasts hold, whatever the colours."""

import random
import re
from pathlib import Path

import pytest

from cms import theme
from cms.theme.colours import audit, contrast, derive, from_oklch, to_oklch

EXTREMES = [
    ("#0b4f4a", "#ffc629"),
    ("#ffffff", "#000000"),
    ("#000000", "#ffffff"),
    ("#ff0000", "#ff0000"),
    ("#ffff00", "#00ff00"),
    ("#e3000f", "#003da5"),
    ("#7fb2ff", "#ffb3c7"),
    ("#808080", "#808080"),
]


def random_pairs(number: int) -> list[tuple[str, str]]:
    source = random.Random(1)
    return [(f"#{source.randrange(1 << 24):06x}", f"#{source.randrange(1 << 24):06x}") for _ in range(number)]


def test_200_random_pairs_pass_the_audit():
    failures = [(pair, check) for pair in random_pairs(200) for check in audit(derive(*pair)) if not check.holds]
    assert failures == []


@pytest.mark.parametrize("pair", EXTREMES)
def test_extreme_pairs_pass_the_audit(pair):
    assert [check for check in audit(derive(*pair)) if not check.holds] == []


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colour", ["#0b4f4a", "#ffc629", "#ff0000", "#123456", "#000000", "#ffffff"])
def test_a_colour_survives_the_way_there_and_back(colour):
    assert from_oklch(to_oklch(colour)) == colour


def test_a_hue_that_is_dark_enough_is_left_alone():
    assert derive("#0b4f4a", "#ffc629").light["ville"] == "#0b4f4a"


def test_no_light_tint_is_left_in_the_dark():
    """The town's tokens come after the theme's own dark ones: one missing there puts light ink on a light ground."""
    css = (Path(theme.__file__).parent / "static/theme/css/tokens.css").read_text()
    said_in_the_dark = set(re.findall(r"--([\w-]+):", css[css.index("prefers-color-scheme: dark") :]))
    tokens = derive("#0b4f4a", "#000033")
    assert {"brume", "ciel"} <= said_in_the_dark
    assert said_in_the_dark & tokens.light.keys() <= tokens.dark.keys()
