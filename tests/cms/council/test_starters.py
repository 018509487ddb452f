"""The models to start from are whole, and well-formed."""

from __future__ import annotations

import pytest

from cms.council.starters import FILES, starters
from edm.law.matters import MATTERS

KINDS = list(FILES)


def test_there_are_forty_and_more() -> None:
    assert sum(len(starters(nature)) for nature in KINDS) >= 40


@pytest.mark.parametrize("nature", KINDS)
def test_each_has_a_title_a_text_and_a_matter_that_exists(nature: str) -> None:
    for slug, starter in starters(nature).items():
        assert starter.slug == slug
        assert starter.title
        assert starter.text.startswith("<p>"), slug
        assert starter.text.count("[") == starter.text.count("]"), slug
        if nature != "notice":
            assert starter.matter in MATTERS, slug
