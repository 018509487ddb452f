"""Words as the index keeps them: the same for a text and for a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edm.search import french
from edm.search.nodes import Either, Exactly, Not, Terms, typed
from edm.search.snippets import snippet

JOINED = [
    "délibérations deliberation",
    "DÉLIBÉRATION délibérations",
    "œuvres oeuvre",
    "employée employées",
    "travaux travail",
    "vélos vélo",
    "inscription inscrire",
    "écoles école",
    "impôts impôt",
    "arrêtés arrêté",
    "naissances naissance",
    "décédé décès",
    "yeux œil",
    "chevaux cheval",
    "",
][:-1]


@pytest.mark.parametrize("pair", JOINED)
def test_forms_of_a_word_meet(pair: str) -> None:
    one, other = pair.split()
    assert french.queried(one).stems == french.queried(other).stems


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("à 8h30 précises", "8 h 30"),
        ("30km/h", "30 km/h"),
        ("n°2026-118", "nº 2026-118"),
        ("1 140 euros", "1140 euros"),
        ("un aménage-\nment", "aménagement"),
        ("l’eau coupée", "coupure d'eau"[-5:]),
        ("ﬁnancement", "financement"),
    ],
)
def test_what_is_written_in_two_ways_meets(text: str, query: str) -> None:
    assert set(french.queried(query).stems) <= set(french.indexed(text).split())


def test_small_words_are_left_out_unless_alone() -> None:
    assert french.queried("pompe à chaleur") == french.Words(["pomp", "chaleur"], [0, 2])
    assert french.queried("de la").stems == ["de", "la"]


def test_a_typed_query_is_a_tree() -> None:
    assert typed("text", 'trou "route de Kergoat" -cantine') is not None
    assert typed("text", "-cantine") == Not(Terms("text", "cantine"))
    assert typed("text", "2026-00012", references="reference") == Either(
        (Exactly("reference", ("2026-00012",)), Terms("text", "2026-00012"))
    )
    assert typed("text", ' "" - !? ') is None
    assert typed("text", "") is None


@given(st.text(max_size=400))
def test_no_text_breaks_a_query_nor_a_snippet(text: str) -> None:
    typed("text", text, references="reference")
    french.indexed(text)
    stems = frozenset(french.queried(text).stems)
    assert "<script" not in snippet(text + "<script>", stems)


def test_a_snippet_shows_and_marks_what_was_found() -> None:
    text = "mot " * 100 + "Les <b>travaux</b> de la rue. " + "fin " * 100
    shown = snippet(text, frozenset(french.queried("travail rue").stems))
    assert "&lt;b&gt;<mark>travaux</mark>&lt;/b&gt;" in shown
    assert "<mark>rue</mark>" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert snippet("", frozenset()) == ""


@given(
    st.lists(
        st.sampled_from(["école", "L’ÉCOLE", "yeux", "Œil", "2026", "12bis", "éc3ole", "_voie", "а1б", "мэрия", "\n"]),
        max_size=30,
    ),
    st.sets(st.sampled_from(["ecol", "oeil", "2026", "12", "voi", "мэрия"]), min_size=1),
)
def test_likely_words_leave_out_none_that_is_wanted(pieces: list[str], wanted: set[str]) -> None:
    text = " ".join(pieces) + "".join(pieces)
    found = [word for word in french.likely(frozenset(wanted)).findall(text) if french.stem(word) in wanted]
    assert found == [word for word in french.WORD.findall(text) if french.stem(word) in wanted]
