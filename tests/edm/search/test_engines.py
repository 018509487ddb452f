"""The two engines side by side: the same letters, the same words, the same answers; and which of them serves."""

from __future__ import annotations

import builtins
import random
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from haystack.inputs import AutoQuery
from haystack.query import SearchQuerySet

from edm.search import french
from edm.search.api import rebuild, verify
from edm.search.engines import ENGINES, engine_class
from tests.benchmarks import words
from tests.edm.search.conftest import serving
from tests.edm.search.test_corpus import LETTERS
from tests.factories import TownHall, case_make

FACETS = ("unit", "state", "kind")


def letters(hall: TownHall) -> dict[str, str]:
    """Real-looking letters, and texts of unevenly frequent words; by key in the index."""
    made = [text[:600] for text in islice(words.texts(words.vocabulary()), 40)] + list(LETTERS)
    kinds = (hall.pothole, hall.birth, None)
    cases = [case_make(hall, kinds[n % 3], subject=text[:60], text=text, facts=()) for n, text in enumerate(made)]
    return {str(case.items.get().pk): f"{text[:60]}\n{text}" for case, text in zip(cases, made, strict=True)}


def queries(texts: list[str]) -> list[str]:
    chance = random.Random(5)
    held = sorted({word for text in texts for word in french.WORD.findall(text)})
    picked = chance.sample(held, 80)
    pairs = [" ".join(text.split()[at : at + 2]) for text in texts for at in (0, 7)]
    return [
        *picked,
        *(f"{word[:2]}*" for word in picked[:40]),
        *(f"{word[:3]}*" for word in picked[40:]),
        *(f'"{pair}"' for pair in pairs),
        *(pair for pair in pairs),
        *(f"{one} -{other}" for one, other in zip(picked, reversed(held), strict=False)),
        *(q for asked in LETTERS.values() for q in asked),
        "absent",
    ]


def answers(engine: str, path: Path, asked: list[str]) -> dict[str, Any]:
    with serving(engine, path):
        rebuild()
        assert list(verify()) == []
        found = {}
        for q in asked:
            results = SearchQuerySet().filter(content=AutoQuery(q))
            for name in FACETS:
                results = results.facet(name)
            found[q] = (len(results), {result.pk for result in results}, results.facet_counts())
        return found


def test_both_give_the_same_answers(a: TownHall, tmp_path: Path) -> None:
    texts = letters(a)
    asked = queries(list(texts.values()))
    one, other = (answers(engine, tmp_path / engine, asked) for engine in ENGINES)
    assert {q: one[q] for q in asked if one[q] != other[q]} == {q: other[q] for q in asked if one[q] != other[q]}
    assert sum(count > 0 for count, _pks, _facets in one.values()) > 250
    for word in asked[:80]:  # what a plain look at the texts says
        (stem,) = french.queried(word).stems
        held = {pk for pk, text in texts.items() if stem in french.indexed(text).split()}
        assert held <= one[word][1], word
        assert one[word][0] == len(one[word][1])


def test_the_index_of_the_other_engine_does_not_serve(a: TownHall, tmp_path: Path) -> None:
    case_make(a, a.pothole, subject="Un banc")
    for engine in (*ENGINES, *ENGINES):
        with serving(engine, tmp_path / "index") as index:
            assert "index: none serves" in "".join(verify())
            rebuild()
            assert len(index.identifiers()) == 1
            assert len(list((tmp_path / "index").glob("index-*"))) == 1


def test_the_engine_is_the_one_asked_for() -> None:
    assert engine_class("tantivy") == "edm.search.tantivy.TantivyEngine"
    assert engine_class("whoosh") == "edm.search.whoosh.WhooshEngine"
    with pytest.raises(ImproperlyConfigured, match="PARVIS_SEARCH=solr"):
        engine_class("solr")


def test_whoosh_serves_where_tantivy_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    really = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name == "tantivy":
            raise ImportError("GLIBC_2.99 not found")
        return really(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert engine_class("tantivy") == "edm.search.whoosh.WhooshEngine"
