"""The list: what it holds, for whom, in how many queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from edm.inbox.deadlines import deadline_of
from edm.register.models import Case
from edm.register.services import case_close, case_inform, case_take
from tests.factories import TownHall, case_make

URL = "/gestion/courriers/"
SignIn = Callable[[TownHall, str], Client]


def _queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_a_case_stands_in_the_list_with_its_facts(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole, subject="Nid-de-poule rue Haute")
    page = sign_in(a, "clerk").get(URL).content.decode()
    assert "Nid-de-poule rue Haute" in page
    assert case.number in page
    assert "Maryse Cadoret" in page
    assert "pv-pave" in page  # unread


def test_the_same_number_of_queries_for_one_case_and_for_a_hundred(a: TownHall, sign_in: SignIn) -> None:
    case_make(a, a.pothole)
    client = sign_in(a, "clerk")
    _queries(client, URL)  # content types and the site are read once
    one = _queries(client, URL)
    for _ in range(99):
        case_make(a, a.pothole)
    hundred = _queries(client, URL)
    assert hundred == one
    assert hundred <= 15


@pytest.mark.parametrize("person", ["clerk", "head", "registrar", "elected", "civil_clerk"])
def test_nobody_sees_or_counts_what_is_not_theirs(a: TownHall, b: TownHall, sign_in: SignIn, person: str) -> None:
    case_make(b, b.pothole, subject="Affaire de Bravo")
    case_make(a, a.birth, subject="Affaire confidentielle")
    response = sign_in(a, person).get(URL + "?vue=all")
    page = response.content.decode()
    assert "Affaire de Bravo" not in page
    sees = person == "registrar"
    assert ("Affaire confidentielle" in page) is sees
    assert next(tab["count"] for tab in response.context["tabs"] if tab["url"].endswith("vue=all")) == int(sees)


def test_an_elected_member_reads_what_is_sent_for_information(a: TownHall, sign_in: SignIn) -> None:
    case = case_make(a, a.pothole, subject="Pour information")
    client = sign_in(a, "elected")
    assert "Pour information" not in client.get(URL).content.decode()
    case_inform(case=case, actor=a.clerk, user=a.elected)
    assert "Pour information" in client.get(URL).content.decode()


@pytest.mark.parametrize("person", ["administrator", "webmaster"])
def test_who_reads_no_mail_has_no_inbox(a: TownHall, sign_in: SignIn, person: str) -> None:
    case_make(a, a.pothole, subject="Une affaire")
    response = sign_in(a, person).get(URL)
    assert response.status_code in (302, 403)
    assert b"Une affaire" not in response.content


def test_views_hold_what_they_say(a: TownHall, sign_in: SignIn) -> None:
    mine, late, done = (case_make(a, a.pothole, subject=word) for word in ("Le mien", "Le tardif", "Le fini"))
    case_take(case=mine, actor=a.clerk)
    Case.objects.filter(pk=late.pk).update(due=timezone.localdate() - timedelta(days=3))
    case_close(case=done, actor=a.clerk, reason="Réglé sur place")
    client = sign_in(a, "clerk")

    def subjects(query: str) -> set[str]:
        return {case.subject for case in client.get(URL + query).context["object_list"]}

    assert subjects("") == {"Le mien", "Le tardif"}
    assert subjects("?vue=mine") == {"Le mien"}
    assert subjects("?vue=nobody") == {"Le tardif"}
    assert subjects("?vue=late") == {"Le tardif"}
    assert subjects("?vue=all") == {"Le mien", "Le tardif", "Le fini"}
    assert subjects("?state=closed") == {"Le fini"}
    assert subjects("?vue=all&state=open") == {"Le mien", "Le tardif"}
    assert subjects("?q=tardif") == {"Le tardif"}
    assert subjects(f"?q={mine.number}") == {"Le mien"}
    assert subjects(f"?assignee={a.clerk.pk}") == {"Le mien"}
    assert subjects("?received_to=2001-01-01") == set()


def test_the_registrar_has_what_nobody_has_qualified(a: TownHall, sign_in: SignIn) -> None:
    case_make(a, None, subject="Lettre obscure", channel="scan")
    page = sign_in(a, "registrar").get(URL)
    assert page.context["current_view"].code == "qualify"
    assert "Lettre obscure" in page.content.decode()


def test_counts_are_those_of_the_lists(a: TownHall, sign_in: SignIn) -> None:
    for number in range(5):
        case = case_make(a, a.pothole)
        if number % 2:
            case_take(case=case, actor=a.clerk)
    client = sign_in(a, "clerk")
    for tab in client.get(URL).context["tabs"]:
        query = tab["url"].split("?")[1]
        assert len(client.get(f"{URL}?{query}&p=1").context["object_list"]) == tab["count"]


def test_unknown_page_view_and_order_are_no_error(a: TownHall, sign_in: SignIn) -> None:
    case_make(a, a.pothole)
    client = sign_in(a, "clerk")
    for query in ("?p=99", "?p=x", "?vue=x", "?ordering=password", "?state=x", "?unit=x", "?received_from=x", "?q=%00"):
        assert client.get(URL + query).status_code == 200


def test_deadlines_are_said_in_words(a: TownHall) -> None:
    case: Any = case_make(a, a.pothole)
    today = timezone.localdate()
    case.decision_due = case.due = today + timedelta(days=1)
    case.acknowledgement_due = None
    assert deadline_of(case, today).words == "demain"
    case.due = case.decision_due = today - timedelta(days=2)
    late = deadline_of(case, today)
    assert (late.tone, late.icon) == ("tard", "warning")
    assert "2" in late.words


def test_the_filter_offers_only_the_towns_own_people_and_units(a: TownHall, b: TownHall, sign_in: SignIn) -> None:
    page = sign_in(a, "registrar").get(URL).content.decode()
    assert f'value="{b.roads.pk}"' not in page.split('id="drilldown-id_unit"')[1].split("</div>")[0]
    assert "Bravo" not in page


def test_the_count_of_a_search_is_a_heading(a: TownHall, sign_in: SignIn) -> None:
    """An alert may not be a heading; the region around it is told instead."""
    case_make(a, a.pothole)
    page = sign_in(a, "clerk").get("/gestion/courriers/", {"q": "poule"}).content.decode()
    assert "Il y a 1 réponse" in page
    assert '<h2 role="alert">' not in page
