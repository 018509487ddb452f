"""What each reader finds: rights in the query, counts under them, nothing from a late index."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edm.register.models import Case, MailItem
from edm.register.services import case_inform, case_route, case_take
from edm.search.api import index_due, search_for
from edm.search.models import IndexChange
from edm.search.backend import Backend
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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(q=st.text(max_size=600))
def test_nothing_typed_is_an_error(a: TownHall, q: str) -> None:
    index_due()
    search_for(a.registrar, a.town, q, facets=("unit",))


@pytest.mark.parametrize(
    "q", ["a", "le", '"', '""', '"a', "-", "-a", "a -a", "*", "é" * 5000, "\x00", "👍", "a:b(c", "𝕿"]
)
def test_odd_queries(a: TownHall, q: str) -> None:
    write()
    search_for(a.registrar, a.town, q)


def test_searching_takes_few_queries(a: TownHall, django_assert_max_num_queries: Any) -> None:
    for n in range(25):
        case_make(a, a.pothole, subject=f"Banc {n}")
    write()
    with django_assert_max_num_queries(5):
        assert search_for(a.registrar, a.town, "banc", facets=("unit", "state")).count == 25
