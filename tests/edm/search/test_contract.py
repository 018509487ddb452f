"""What every engine must do: each test is run on each (conftest.py).

Rights in the query, counts under them, nothing from a late index; French words; pages; nothing typed is an error.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from haystack import connections
from haystack.inputs import AutoQuery
from haystack.query import SearchQuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.council.models import Act
from edm.organisation.api import Role, membership_grant, membership_revoke
from edm.register.models import Case, MailItem
from edm.register.services import case_inform, case_route, case_take
from edm.search.api import index_due, rebuild, search_for
from edm.search.backend import Backend
from edm.search.models import IndexChange
from portal.accounts.models import User
from tests.edm.search.test_french import JOINED
from tests.factories import TownHall, case_make

pytestmark = pytest.mark.usefixtures("index")


def write() -> None:
    while index_due():
        pass


def numbers(user: Any, hall: TownHall, q: str) -> list[str]:
    results = search_for(user, hall.town, q)
    found = [hit.object.number for hit in results.hits]
    assert results.count == len(found)
    return found


def test_each_reader_finds_what_the_register_shows_them(a: TownHall, b: TownHall) -> None:
    cases = [
        case_make(a, a.pothole, subject="Trottoir rue du Pont"),
        case_make(a, a.birth, subject="Trottoir et naissance"),
        case_make(a, None, subject="Trottoir sans genre"),
        case_make(b, b.pothole, subject="Trottoir de Bravo"),
    ]
    case_inform(case=cases[0], actor=a.clerk, user=a.elected)
    case_take(case=cases[1], actor=a.civil_clerk)
    write()
    for hall in (a, b):
        for person in (*a.people.values(), *b.people.values()):
            expected = MailItem.objects.visible_to(person, hall.town).values_list("number", flat=True)
            assert sorted(numbers(person, hall, "trottoirs")) == sorted(expected), (person.email, hall.town)
    assert numbers(None, a, "trottoir") == []


def test_who_has_left_the_unit_for_the_council_has_left_the_cases_in_hand(a: TownHall) -> None:
    case = case_make(a, a.birth, subject="Trottoir et naissance")
    case_take(case=case, actor=a.civil_clerk)
    write()
    assert numbers(a.civil_clerk, a, "trottoir") == [case.number]
    membership_revoke(membership=a.civil_clerk.memberships.get())
    membership_grant(user=a.civil_clerk, town=a.town, role=Role.ELECTED)
    person = User.objects.get(pk=a.civil_clerk.pk)
    assert not MailItem.objects.visible_to(person, a.town).exists()
    assert numbers(person, a, "trottoir") == []


def test_before_the_index_learns_it_nothing_shows_nor_counts(a: TownHall) -> None:
    case = case_make(a, a.pothole, subject="Trottoir")
    write()
    assert numbers(a.clerk, a, "trottoir") == [case.number]
    case_route(case=case, actor=a.registrar, unit=a.civil)
    assert IndexChange.objects.exists()
    results = search_for(a.clerk, a.town, "trottoir", facets=("unit",))
    assert (results.hits, results.count, results.facets) == ([], 0, {"unit": []})
    write()
    assert numbers(a.clerk, a, "trottoir") == []
    assert numbers(a.civil_clerk, a, "trottoir") == [case.number]


def test_an_index_that_was_never_told_shows_nothing(a: TownHall) -> None:
    case = case_make(a, a.pothole, subject="Trottoir")
    write()
    Case.objects.filter(pk=case.pk).update(confidential=True)  # without a word to the index
    assert search_for(a.clerk, a.town, "trottoir").hits == []


def test_a_register_number_comes_first(a: TownHall) -> None:
    cited = case_make(a, a.pothole, subject="Un banc")
    for _ in range(3):
        case_make(a, a.pothole, subject=f"{cited.number} {cited.number}", text=f"suite de {cited.number}")
    write()
    assert numbers(a.clerk, a, cited.number)[0] == cited.number
    assert numbers(a.clerk, a, f"courrier {cited.number.lower()}") == [cited.number]
    assert search_for(a.clerk, a.town, "banc").hits[0].title == "Un banc"


def test_sender_facts_and_text_are_searched(a: TownHall) -> None:
    case = case_make(a, a.pothole, subject="Un banc", text="La pompe à chaleur fait 48 décibels.")
    write()
    for q in (
        "Cadoret",
        "maryse.cadoret@courriel.example",
        "12 rue du Pont",
        '"pompe à chaleur"',
        "48 décibels",
        "banc -cantine",
    ):
        assert numbers(a.clerk, a, q) == [case.number], q
    for q in ("banc -décibel", '"chaleur pompe"', "cantine", ""):
        assert numbers(a.clerk, a, q) == [], q
    assert "<mark>décibels</mark>" in search_for(a.clerk, a.town, "décibel").hits[0].snippet


def test_pages_and_counts(a: TownHall) -> None:
    for n in range(23):
        case_make(a, a.pothole if n else None, subject=f"Banc {n}")
    write()
    first = search_for(a.registrar, a.town, "banc", 1, facets=("unit", "state"))
    last = search_for(a.registrar, a.town, "banc", 99)
    assert (first.count, first.pages, len(first.hits)) == (23, 3, 10)
    assert (last.page, len(last.hits)) == (3, 3)
    assert {hit.object.pk for hit in first.hits}.isdisjoint(hit.object.pk for hit in last.hits)
    assert dict(first.facets["unit"]) == {str(a.roads.pk): 22, str(a.registry.pk): 1}
    narrowed = search_for(a.registrar, a.town, "banc", filters={"unit": str(a.registry.pk)}, facets=("unit", "state"))
    assert narrowed.count == 1
    assert dict(narrowed.facets["unit"]) == {str(a.roads.pk): 22, str(a.registry.pk): 1}
    assert narrowed.facets["state"] == [("new", 1)]


def test_what_is_deleted_is_found_no_more(a: TownHall, index: Backend) -> None:
    case = case_make(a, a.pothole, subject="Un banc")
    write()
    item = case.items.get()
    item.receptions.all().delete()
    case.events.update(item=None)
    item.delete()
    assert search_for(a.registrar, a.town, "banc").count == 0
    write()
    assert index.identifiers() == set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(q=st.text(max_size=600))
def test_nothing_typed_is_an_error(a: TownHall, q: str) -> None:
    index_due()
    search_for(a.registrar, a.town, q, facets=("unit",))


ODD = {
    "punctuation": "?!;:.,()[]{}«»…—/\\|&^~#@",
    "one letter": "a",
    "stop word": "le",
    "quotes": '"',
    "empty phrase": '""',
    "unbalanced": 'banc "rue du',
    "minus": "-",
    "without alone": "-banc",
    "itself without itself": "banc -banc",
    "star": "*",
    "stars": "** a* *banc*",
    "regex": "ba.*c (b|c)+ [a-z]* \\w+",
    "language of the engine": "text:banc AND NOT (town:1 OR *:*) ^2 ~3 TO",
    "long word": "é" * 5000,
    "ten thousand words": "banc " * 10_000,
    "ten thousand other words": " ".join(f"mot{n}" for n in range(10_000)),
    "nul": "banc\x00\x00rue",
    "nul alone": "\x00",
    "surrogate": "banc \ud800",
    "emoji": "👍",
    "mathematical": "𝕿𝖗𝖔𝖙𝖙𝖔𝖎𝖗",
    "combining": "e\u0301" * 200,
    "right to left": "بلدية \u202e",
    "figures": "1 2 3 4 5 6 7 8 9 10 1.140 2026-00001-00002",
    "ligature that folds to two words": "\u0140l* ŀ",
}


@pytest.mark.parametrize("name", ODD)
def test_odd_queries(a: TownHall, name: str) -> None:
    case_make(a, a.pothole, subject="Un banc de la rue du Pont")
    write()
    results = search_for(a.registrar, a.town, ODD[name], facets=("unit", "state"))
    assert not results.rebuilding  # an error would have condemned the index
    assert results.count == len(results.hits)


@pytest.mark.parametrize("pair", JOINED)
def test_forms_of_a_word_find_one_another(a: TownHall, pair: str) -> None:
    one, other = pair.split()
    case = case_make(a, a.pothole, subject="Lettre", text=f"Il y a {one} ici.")
    case_make(a, a.pothole, subject="Lettre", text="Rien de tel.")
    write()
    assert numbers(a.clerk, a, other) == numbers(a.clerk, a, one.upper()) == [case.number]


def test_all_the_words_must_be_there_in_any_order(a: TownHall) -> None:
    both = case_make(a, a.pothole, subject="Lampadaire", text="Le trottoir est dans le noir.")
    case_make(a, a.pothole, subject="Lampadaire")
    case_make(a, a.pothole, subject="Trottoir")
    write()
    for q in ("lampadaire trottoir", "trottoirs LAMPADAIRES", "  trottoir\tlampadaire\n", 'lampadaire "le trottoir"'):
        assert numbers(a.clerk, a, q) == [both.number], q


def test_a_phrase_keeps_order_and_distance(a: TownHall) -> None:
    case = case_make(
        a, a.pothole, subject="Lettre", text="La pompe à chaleur de la rue haute du vieux pont, la rue.", facts=()
    )
    write()
    for q in ("pompe à chaleur", "pompes a chaleurs", "rue haute", "rue haute du vieux pont", "pont la rue"):
        assert numbers(a.clerk, a, f'"{q}"') == [case.number], q
    for q in ("pompe chaleur", "chaleur à pompe", "rue du pont", "haute rue", "rue haute pont", "haute vieux"):
        assert numbers(a.clerk, a, f'"{q}"') == [], q


def test_a_word_may_be_only_begun(a: TownHall) -> None:
    letter = case_make(a, a.pothole, subject="Lettre", text="Délibération : trottoirs, travaux d’inscription, DN200.")
    case_make(a, a.pothole, subject="Cantine")
    write()
    for q in ("dé", "Del", "délibér", "deliberati", "délibération", "trot", "trottoi", "trottoirs", "travau", "inscri"):
        found = SearchQuerySet().filter(content__startswith=q, town=str(a.town.pk)).highlight()
        assert [result.pk for result in found] == [str(letter.items.get().pk)], q
        assert "<mark>" in found[0].highlighted, q
        assert numbers(a.clerk, a, f"{q}*") == [letter.number], q
    for q in ("trottoir* cant*", "é*bération", "lpadaire*", "-trot* travaux"):
        assert numbers(a.clerk, a, q) == [], q
    assert numbers(a.clerk, a, "trot* dn 20*") == [letter.number]


def test_words_of_the_title_weigh_more(a: TownHall) -> None:
    for _ in range(3):
        case_make(a, a.pothole, subject="Lettre", text="Un lampadaire. " + "Autre chose encore. " * 5)
    titled = case_make(a, a.pothole, subject="Lampadaire", text="Il est éteint. " + "Autre chose encore. " * 5)
    case_make(a, a.pothole, subject="Lettre", text="Un lampadaire. " + "Autre chose encore. " * 5)
    write()
    found = numbers(a.clerk, a, "lampadaires")
    assert found[0] == titled.number
    assert len(found) == 5


def test_results_can_be_sorted_by_date(a: TownHall) -> None:
    days = (3, 1, 25, 14, 7)
    for day in days:
        case_make(a, a.pothole, subject=f"Banc {day}", text="banc " * day)
        MailItem.objects.filter(subject=f"Banc {day}").update(at=datetime(2026, 1, day, 12, tzinfo=UTC))
    rebuild()
    asked = SearchQuerySet().filter(content="banc", town=str(a.town.pk))
    for order, expected in (("date", sorted(days)), ("-date", sorted(days, reverse=True))):
        assert [result.title for result in asked.order_by(order)] == [f"Banc {day}" for day in expected]
    assert [result.title for result in asked.order_by("-date")[1:3]] == ["Banc 14", "Banc 7"]
    assert {result.title for result in SearchQuerySet().order_by("date")} == {f"Banc {day}" for day in days}


def test_a_passage_is_escaped(a: TownHall) -> None:
    hostile = '<script>alert(1)</script> Le <b>lampadaire</b> & l\'<img src=x onerror=alert(2)> "banc"'
    case_make(a, a.pothole, subject=hostile, text=f"{hostile} {hostile}", facts=())
    write()
    for q in ("lampadaire", '"lampadaire l"', "lampad*", "script", "onerror alert", "b"):
        hit = search_for(a.clerk, a.town, q).hits[0]
        assert not re.search(r"<(?!/?mark>)", hit.snippet), q
        assert "&lt;" in hit.snippet
        assert "<mark>" in hit.snippet, q


def test_a_change_is_found_by_its_new_words_alone(a: TownHall, index: Backend) -> None:
    case = case_make(a, a.pothole, subject="Un banc")
    other = case_make(a, a.pothole, subject="Une benne")
    write()
    for subject, gone in (("Un lampadaire", "banc"), ("Une fontaine", "lampadaire"), ("Un banc", "fontaine")):
        item = case.items.get()
        item.subject = subject
        item.save()
        write()
        assert numbers(a.clerk, a, subject) == [case.number]
        assert numbers(a.clerk, a, gone) == []
    assert numbers(a.clerk, a, "benne") == [other.number]
    assert len(index.identifiers()) == 2


def test_a_rebuild_finds_the_same(a: TownHall, index: Backend) -> None:
    for n in range(30):
        case_make(a, (a.pothole, a.birth, None)[n % 3], subject=f"Banc {n}", text=f"lot {n % 4}")
    write()
    before = [search_for(a.registrar, a.town, q, facets=("unit",)) for q in ("banc", "lot 3", "banc*", "banc -lot")]
    held = index.identifiers()
    assert rebuild() == len(held)
    after = [search_for(a.registrar, a.town, q, facets=("unit",)) for q in ("banc", "lot 3", "banc*", "banc -lot")]
    assert [(r.count, r.facets) for r in after] == [(r.count, r.facets) for r in before]
    assert index.identifiers() == held


def test_haystacks_own_ways_of_writing(a: TownHall, index: Backend) -> None:
    """`update`, `remove` and `clear`, as its commands call them."""
    items = [case_make(a, a.pothole, subject=f"Banc {n}").items.get() for n in range(3)]
    rebuild()
    mail = connections["default"].get_unified_index().get_index(MailItem)
    index.remove(items[0])
    assert SearchQuerySet().filter(content="banc").count() == 2
    index.update(mail, items)
    index.update(mail, items)
    assert SearchQuerySet().filter(content="banc").count() == 3
    assert SearchQuerySet().models(MailItem).filter(content="banc").count() == 3
    index.clear(models=[Act])
    assert SearchQuerySet().filter(content="banc").count() == 3
    index.clear(models=[MailItem])
    assert SearchQuerySet().filter(content="banc").count() == 0
    index.update(mail, items)
    index.clear()
    assert index.identifiers() == set()


def test_a_filter_that_lets_nothing_through_lets_nothing_through(a: TownHall, b: TownHall) -> None:
    case_make(b, b.pothole, subject="Banc")
    write()
    assert (found := SearchQuerySet().filter(content="banc", town=str(a.town.pk))).count() == 0
    assert list(found) == []
    assert SearchQuerySet().filter(content="banc", audience__in=[]).count() == 0
    assert SearchQuerySet().filter(content="banc", audience__in=["registrar:999"]).facet("unit").facet_counts() == {
        "fields": {"unit": []}
    }
    assert SearchQuerySet().filter(content="banc").exclude(town=str(b.town.pk)).count() == 0


def test_threads_may_search_together(a: TownHall) -> None:
    for n in range(40):
        case_make(a, a.pothole, subject=f"Banc {n}", text=f"lot {n % 8} de la rue {n % 5}")
    write()
    queries = ["banc", "lot 3", "rue 2", '"lot 5"', "ban*", "banc -lot"]
    alone = [sorted(r.pk for r in SearchQuerySet().filter(content=AutoQuery(q))) for q in queries]
    engine = connections["default"]

    def ask(n: int) -> list[str]:
        connections.thread_local.connections = {"default": engine}
        return sorted(r.pk for r in SearchQuerySet().filter(content=AutoQuery(queries[n % len(queries)])))

    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(ask, range(60)))
    assert together == [alone[n % len(queries)] for n in range(60)]


def test_searching_takes_few_queries(a: TownHall, django_assert_max_num_queries: Any) -> None:
    for n in range(25):
        case_make(a, a.pothole, subject=f"Banc {n}")
    write()
    with django_assert_max_num_queries(5):
        assert search_for(a.registrar, a.town, "banc", facets=("unit", "state")).count == 25
